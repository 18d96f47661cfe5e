//! One parameter of a tool, and the rules on it.

use proc_macro2::{Ident, TokenStream};
use quote::format_ident;
use syn::{Expr, LitStr, Pat, PatType, Type};

use super::args::ParamArgs;
use super::model::{not_empty, unraw};
use crate::attr::{Interval, Number, Text};
use crate::diagnostics::{Mistakes, suggest};
use crate::docs;

pub(super) struct Param<'f> {
    pub(super) ty: &'f Type,
    /// The name on the wire; `None` behind a pattern, which only an injected parameter may have.
    pub(super) name: Option<String>,
    pub(super) pattern: &'f Pat,
    pub(super) description: Option<TokenStream>,
    pub(super) class: Class,
    pub(super) rules: Rules,
}

/// How the kind of a parameter is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    ByType,
    Argument,
    Injected,
}

#[derive(Default)]
pub(super) struct Rules {
    pub(super) default: Option<Expr>,
    pub(super) range: Option<(Interval, Expr)>,
    pub(super) length: Option<(Interval, Expr)>,
    pub(super) pattern: Option<LitStr>,
    pub(super) format: Option<(Ident, LitStr)>,
    pub(super) examples: Vec<Expr>,
    pub(super) header: Option<LitStr>,
}

impl<'f> Param<'f> {
    pub(super) fn validate(param: &'f PatType, mistakes: &mut Mistakes) -> Self {
        let ParamArgs { name, default, range, length, pattern, format, example, header, allow_secret_header, inject, argument } =
            ParamArgs::parse(&param.attrs, mistakes);
        let (inject, argument) = (inject.filter(|s| s.on), argument.filter(|s| s.on));
        let given = name.as_ref().map(|name| not_empty("name", name, mistakes));
        let own = match &*param.pat {
            Pat::Ident(ident) if ident.subpat.is_none() => Some(unraw(&ident.ident)),
            _ => None,
        };
        let name = given.or(own);
        let class = match (&inject, &argument) {
            (Some(inject), Some(_)) => {
                mistakes.at(&inject.path, "a parameter is either injected or an argument; remove one of the two");
                Class::ByType
            }
            (Some(_), None) => Class::Injected,
            (None, Some(_)) => Class::Argument,
            (None, None) => Class::ByType,
        };
        let range = range.and_then(|range| Some((Interval::of("range", &range.0, mistakes)?, range.0)));
        let length = length.and_then(|length| length_of(&length.0, mistakes).map(|interval| (interval, length.0)));
        if let (Some(default), Some((interval, _))) = (&default, &range)
            && let Some(number) = Number::of(&default.0).filter(|n| !interval.contains(*n))
        {
            let number = number.as_f64();
            mistakes.at(&default.0, format!("the default {number} is outside the argument's own range; change one of the two"));
        }
        if let (Some(default), true) = (&default, is_option(&param.ty)) {
            mistakes
                .at(&default.0, "an `Option` is `None` when it is left out, so it has a default; take the plain type, or remove `default`");
        }
        let rules = Rules {
            default: default.map(|default| default.0),
            range,
            length,
            pattern: pattern.and_then(|pattern| pattern_of(&pattern, mistakes)),
            format: format.and_then(|format| format_of(&format, mistakes)),
            examples: example.into_iter().map(|example| example.0).collect(),
            header: header.and_then(|header| header_of(&header, name.as_deref(), allow_secret_header.is_some_and(|s| s.on), mistakes)),
        };
        Self { ty: &param.ty, name, pattern: &param.pat, description: docs::text(&param.attrs), class, rules }
    }
}

/// As spelled; an alias is caught by the compiler, less kindly.
fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|s| s.ident == "Option"))
}

/// `length = 1..=80`, or `length = 5`
fn length_of(expr: &Expr, mistakes: &mut Mistakes) -> Option<Interval> {
    let interval = match Number::of(expr) {
        Some(n) => Interval { min: Some(n), max: Some(n), exclusive: false },
        None => Interval::of("length", expr, mistakes)?,
    };
    let counts = |n: Option<Number>| n.is_none_or(|n| matches!(n, Number::Int(n) if n >= 0));
    if !counts(interval.min) || !counts(interval.max) {
        mistakes.at(expr, "a length is a whole number from 0: `length = 1..=80`");
        return None;
    }
    Some(interval)
}

fn pattern_of(pattern: &Text, mistakes: &mut Mistakes) -> Option<LitStr> {
    match regex_lite::Regex::new(&pattern.0.value()) {
        Ok(_) => Some(pattern.0.clone()),
        Err(e) => {
            mistakes.at(&pattern.0, format!("this is no regular expression: {e}; write one, such as `pattern = \"^[a-z]+$\"`"));
            None
        }
    }
}

fn format_of(format: &Text, mistakes: &mut Mistakes) -> Option<(Ident, LitStr)> {
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
            mistakes.at(
                &format.0,
                format!("`{value}` is no format that is checked; {} (say another form with `pattern = \"…\"`)", suggest(&value, &names)),
            );
            None
        }
    }
}

/// A header is a token of RFC 9110, and visible to everyone on the way.
fn header_of(header: &Text, param: Option<&str>, allow_secret: bool, mistakes: &mut Mistakes) -> Option<LitStr> {
    const SECRETS: [&str; 8] = ["password", "passwd", "passphrase", "token", "secret", "apikey", "credential", "privatekey"];
    let value = header.0.value();
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if value.is_empty() || !value.chars().all(is_token) {
        let plain: String = value.chars().map(|c| if is_token(c) { c } else { '-' }).collect();
        let plain = if plain.is_empty() { "Region" } else { plain.as_str() };
        mistakes.at(
            &header.0,
            format!("a header's name is a token (RFC 9110): letters, digits and `-`, without blanks; write `header = \"{plain}\"`"),
        );
        return None;
    }
    let names_secret = |name: &str| {
        let squeezed = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        SECRETS.iter().any(|secret| squeezed.contains(secret))
    };
    if !allow_secret && (names_secret(param.unwrap_or_default()) || names_secret(&value)) {
        mistakes.at(
            &header.0,
            "this is named like a secret, and headers are seen and logged by everyone on the way; remove `header`, or add `allow_secret_header` if it is none",
        );
        return None;
    }
    Some(header.0.clone())
}
