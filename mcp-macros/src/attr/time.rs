//! Times, and how often in one.

use std::time::Duration;

use darling::{FromMeta, Result};
use syn::{Expr, ExprLit, Lit, LitStr, Meta};

use super::{expected, value};

/// `key = "30s"`
#[derive(Clone, Copy, Debug)]
pub(crate) struct DurationLit(pub(crate) Duration);

impl FromMeta for DurationLit {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let what =
            "a time above zero with its unit, such as \"250ms\", \"30s\", \"5m\", \"1h\" or \"7d\"";
        let Some(Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        })) = value(meta)
        else {
            return Err(expected(meta, what));
        };
        duration(&text.value())
            .map(Self)
            .ok_or_else(|| expected(meta, what))
    }
}

fn duration(text: &str) -> Option<Duration> {
    let unit = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit);
    let number: u64 = number.parse().ok().filter(|n| *n > 0)?;
    match unit.trim() {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_secs(number.checked_mul(60)?)),
        "h" => Some(Duration::from_secs(number.checked_mul(3600)?)),
        "d" => Some(Duration::from_secs(number.checked_mul(86_400)?)),
        _ => None,
    }
}

/// `key = "10/min"`
#[derive(Clone, Debug)]
pub(crate) struct PerTime {
    pub(crate) calls: u32,
    /// The constructor of `Rate` for this period, such as `per_minute`.
    pub(crate) constructor: &'static str,
    pub(crate) literal: LitStr,
}

impl FromMeta for PerTime {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let what =
            "a number of calls above zero in a time, such as \"10/s\", \"600/min\" or \"1000/h\"";
        let Some(Expr::Lit(ExprLit {
            lit: Lit::Str(literal),
            ..
        })) = value(meta)
        else {
            return Err(expected(meta, what));
        };
        let (calls, constructor) =
            per_time(&literal.value()).ok_or_else(|| expected(meta, what))?;
        Ok(Self {
            calls,
            constructor,
            literal: literal.clone(),
        })
    }
}

/// As `Rate` reads it.
fn per_time(text: &str) -> Option<(u32, &'static str)> {
    let (calls, period) = text.split_once('/')?;
    let constructor = match period.trim() {
        "s" => "per_second",
        "min" => "per_minute",
        "h" => "per_hour",
        _ => return None,
    };
    Some((
        calls.trim().parse().ok().filter(|calls| *calls > 0)?,
        constructor,
    ))
}
