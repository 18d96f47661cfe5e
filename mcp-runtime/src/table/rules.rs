//! The rules that `#[mcp(…)]` sets on an argument, as data.

use std::fmt;

/// A bound, or a value to compare with one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Any integer type's value.
    Int(i128),
    /// Either float type's value.
    Float(f64),
}

impl Number {
    pub(crate) fn less_than(self, other: Self) -> bool {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a < b,
            (a, b) => a.as_f64() < b.as_f64(),
        }
    }

    // Bounds are literals that people write, so nothing is lost.
    #[allow(clippy::cast_precision_loss)]
    fn as_f64(self) -> f64 {
        match self {
            Self::Int(i) => i as f64,
            Self::Float(f) => f,
        }
    }

    pub(crate) fn to_json(self) -> serde_json::Value {
        match self {
            Self::Int(i) => i64::try_from(i).map_or_else(|_| self.as_f64().into(), Into::into),
            Self::Float(f) => f.into(),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(i) => i.fmt(f),
            Self::Float(x) => x.fmt(f),
        }
    }
}

/// `range = 1..=14`: the values a number may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least value allowed.
    pub min: Option<Number>,
    /// The greatest value allowed, or with `exclusive` the least one above.
    pub max: Option<Number>,
    /// Whether `max` itself is out of range.
    pub exclusive: bool,
}

impl Range {
    pub(crate) fn contains(&self, value: Number) -> bool {
        let above = self.min.is_none_or(|min| !value.less_than(min));
        let below = self.max.is_none_or(|max| {
            if self.exclusive {
                value.less_than(max)
            } else {
                !max.less_than(value)
            }
        });
        // NaN compares as false both ways; JSON can't carry one.
        above && below
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) if self.exclusive => write!(f, "from {min} to below {max}"),
            (Some(min), Some(max)) => write!(f, "from {min} to {max}"),
            (Some(min), None) => write!(f, "{min} or more"),
            (None, Some(max)) if self.exclusive => write!(f, "below {max}"),
            (None, Some(max)) => write!(f, "{max} or less"),
            (None, None) => f.write_str("any number"),
        }
    }
}

/// `length = 1..=80`: characters of a text, items of a list, entries of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// The least length.
    pub min: Option<u64>,
    /// The greatest length.
    pub max: Option<u64>,
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => write!(f, "exactly {min}"),
            (Some(min), Some(max)) => write!(f, "{min} to {max}"),
            (Some(min), None) => write!(f, "at least {min}"),
            (None, Some(max)) => write!(f, "at most {max}"),
            (None, None) => f.write_str("any number of"),
        }
    }
}
