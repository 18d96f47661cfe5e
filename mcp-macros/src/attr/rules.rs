//! Rules that parameters and fields have in common.

use syn::{Expr, LitStr};

use super::{Interval, Number, Text};
use crate::diagnostics::Mistakes;

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
