//! Numbers, and ranges of them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

use crate::diagnostics::Mistakes;

/// A number in a rule, as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    /// A literal, with or without a minus sign.
    pub(crate) fn of(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::Lit(ExprLit {
                lit: Lit::Int(n), ..
            }) => n.base10_parse().ok().map(Self::Int),
            Expr::Lit(ExprLit {
                lit: Lit::Float(n), ..
            }) => n.base10_parse().ok().map(Self::Float),
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_),
                expr,
                ..
            }) => match Self::of(expr)? {
                Self::Int(n) => n.checked_neg().map(Self::Int),
                Self::Float(n) => Some(Self::Float(-n)),
            },
            _ => None,
        }
    }

    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Self::Int(n) => n as f64,
            Self::Float(n) => n,
        }
    }

    pub(crate) fn tokens(self, rt: &TokenStream) -> TokenStream {
        match self {
            Self::Int(n) => quote!(#rt::Number::Int(#n)),
            Self::Float(n) => quote!(#rt::Number::Float(#n)),
        }
    }
}

/// `1..=14` and its like: literals on both ends, or on one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interval {
    pub(crate) min: Option<Number>,
    pub(crate) max: Option<Number>,
    /// Whether `max` itself is out.
    pub(crate) exclusive: bool,
}

impl Interval {
    pub(crate) fn of(key: &str, expr: &Expr, mistakes: &mut Mistakes) -> Option<Self> {
        let Expr::Range(range) = expr else {
            mistakes.at(
                expr,
                format!("`{key}` takes a range of literals: `{key} = 1..=14`, `1..` or `..=14`"),
            );
            return None;
        };
        let mut end = |expr: &Option<Box<Expr>>| match expr {
            None => Some(None),
            Some(expr) => {
                let number = Number::of(expr);
                if number.is_none() {
                    mistakes.at(
                        expr,
                        format!(
                            "`{key}` takes literals, since its bounds are part \
                             of the schema: `{key} = 1..=14`"
                        ),
                    );
                }
                number.map(Some)
            }
        };
        let (min, max) = (end(&range.start)?, end(&range.end)?);
        let exclusive = matches!(range.limits, syn::RangeLimits::HalfOpen(_)) && max.is_some();
        if min.is_none() && max.is_none() {
            mistakes.at(
                expr,
                format!("this range allows everything; give it a bound: `{key} = 1..=14`"),
            );
            return None;
        }
        if let (Some(min), Some(max)) = (min, max) {
            let (low, high) = (min.as_f64(), max.as_f64());
            if low > high {
                mistakes.at(
                    expr,
                    "this range is inverted, so no value is in it; swap its ends",
                );
                return None;
            }
            #[allow(clippy::float_cmp)]
            if exclusive && low == high {
                mistakes.at(
                    expr,
                    "this range is empty, so no value is in it; `..=` includes its end",
                );
                return None;
            }
        }
        Some(Self {
            min,
            max,
            exclusive,
        })
    }

    pub(crate) fn contains(&self, n: Number) -> bool {
        let n = n.as_f64();
        self.min.is_none_or(|min| n >= min.as_f64())
            && self.max.is_none_or(|max| {
                if self.exclusive {
                    n < max.as_f64()
                } else {
                    n <= max.as_f64()
                }
            })
    }
}
