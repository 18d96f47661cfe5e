//! Rules that parameters and fields have in common.

use proc_macro2::Ident;
use quote::format_ident;
use syn::{Expr, LitStr};

use super::{Interval, Number, Text, is_secret};
use crate::diagnostics::{Mistakes, suggest};

/// `length = 1..=80`, or `length = 5`
pub(crate) fn length_of(expr: &Expr, mistakes: &mut Mistakes) -> Option<Interval> {
    let interval = match Number::of(expr) {
        Some(n) => Interval {
            min: Some(n),
            max: Some(n),
            exclusive: false,
        },
        None => Interval::of("length", expr, mistakes)?,
    };
    let counts = |n: Option<Number>| n.is_none_or(|n| matches!(n, Number::Int(n) if n >= 0));
    if !counts(interval.min) || !counts(interval.max) {
        mistakes.at(expr, "a length is a whole number from 0: `length = 1..=80`");
        return None;
    }
    Some(interval)
}

/// `pattern = "^[a-z]+$"`
pub(crate) fn pattern_of(pattern: &Text, mistakes: &mut Mistakes) -> Option<LitStr> {
    // As the runtime compiles it.
    let compiled = regex_lite::RegexBuilder::new(&pattern.0.value())
        .size_limit(1 << 16)
        .build();
    match compiled {
        Ok(_) => Some(pattern.0.clone()),
        Err(e) => {
            let message = format!(
                "this is no regular expression: {e}; write one, such as `pattern = \"^[a-z]+$\"`"
            );
            mistakes.at(&pattern.0, message);
            None
        }
    }
}

/// `format = "date"`: the name of the runtime's variant, and the text.
pub(crate) fn format_of(format: &Text, mistakes: &mut Mistakes) -> Option<(Ident, LitStr)> {
    const KNOWN: [(&str, &str); 8] = [
        ("date", "Date"),
        ("date-time", "DateTime"),
        ("email", "Email"),
        ("hostname", "Hostname"),
        ("ipv4", "Ipv4"),
        ("ipv6", "Ipv6"),
        ("uri", "Uri"),
        ("uuid", "Uuid"),
    ];
    let value = format.0.value();
    match KNOWN.iter().find(|(name, _)| *name == value) {
        Some((_, variant)) => Some((format_ident!("{variant}"), format.0.clone())),
        None => {
            let names = KNOWN.map(|(name, _)| name);
            let other = suggest(&value, &names);
            let message = format!(
                "`{value}` is no format that is checked; {other} (say another form with `pattern = \
                 \"…\"`)"
            );
            mistakes.at(&format.0, message);
            None
        }
    }
}

/// A header is a token of RFC 9110, and visible to everyone on the way.
pub(crate) fn header_of(
    header: &Text,
    param: Option<&str>,
    allow_secret: bool,
    mistakes: &mut Mistakes,
) -> Option<LitStr> {
    let value = header.0.value();
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if value.is_empty() || !value.chars().all(is_token) {
        let plain: String = value
            .chars()
            .map(|c| if is_token(c) { c } else { '-' })
            .collect();
        let plain = if plain.is_empty() {
            "Region"
        } else {
            plain.as_str()
        };
        mistakes.at(
            &header.0,
            format!(
                "a header's name is a token (RFC 9110): letters, digits and `-`, without blanks; \
                 write `header = \"{plain}\"`"
            ),
        );
        return None;
    }
    if !allow_secret && (is_secret(param.unwrap_or_default()) || is_secret(&value)) {
        mistakes.at(
            &header.0,
            "this is named like a secret, and headers are seen and logged by everyone on the way; \
             remove `header`, or add `allow_secret_header` if it is none",
        );
        return None;
    }
    Some(header.0.clone())
}
