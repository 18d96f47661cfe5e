//! The rules that `#[mcp(…)]` sets on an argument: written into the schema and enforced on the
//! value.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::BuildHasher;

use regex_lite::Regex;

use crate::schema::{LONGEST_MATCHED, Problems, compile_pattern};
use crate::table::{Number, ParamSpec};

/// A number, which `range` can bound.
#[diagnostic::on_unimplemented(
    message = "`range` bounds a number, and `{Self}` is none",
    label = "not a number",
    note = "bound a text or a list with `length = …`"
)]
pub trait Ranged {
    /// The value; `None` where there is none to check.
    fn number(&self) -> Option<Number>;
}

/// A type with a length, which `length` can bound.
#[diagnostic::on_unimplemented(
    message = "`length` bounds a text, a list or a map, and `{Self}` is none",
    label = "has no length",
    note = "bound a number with `range = …`"
)]
pub trait Measured {
    /// The unit of the length.
    const UNIT: &'static str;
    /// How long it is; `None` where there is nothing to check.
    fn length(&self) -> Option<u64>;
}

/// A text, which `pattern` and `format` describe.
#[diagnostic::on_unimplemented(
    message = "`pattern` and `format` describe a text, and `{Self}` is none",
    label = "not a text",
    note = "they work on `String` and `Option<String>`"
)]
pub trait Textual {
    /// The text; `None` where there is none to check.
    fn text(&self) -> Option<&str>;
}

macro_rules! ranged {
    ($($int:ty)*; $($float:ty)*) => {
        $(#[diagnostic::do_not_recommend] impl Ranged for $int {
            #[allow(clippy::cast_lossless, clippy::cast_possible_wrap)]
            fn number(&self) -> Option<Number> { Some(Number::Int(*self as i128)) }
        })*
        $(#[diagnostic::do_not_recommend] impl Ranged for $float {
            // By its shortest text, since that is what was sent: 0.1 as an `f32` is a little more
            // than 0.1.
            fn number(&self) -> Option<Number> { self.to_string().parse().ok().map(Number::Float) }
        })*
    };
}
ranged!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 usize; f32 f64);

#[diagnostic::do_not_recommend]
impl<T: Ranged> Ranged for Option<T> {
    fn number(&self) -> Option<Number> {
        self.as_ref()?.number()
    }
}

#[diagnostic::do_not_recommend]
impl Textual for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl Textual for Box<str> {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Textual> Textual for Option<T> {
    fn text(&self) -> Option<&str> {
        self.as_ref()?.text()
    }
}

macro_rules! measured {
    ($([$($p:ident $(: $bound:ident)?),*] $type:ty, $unit:literal, |$this:ident| $length:expr;)*) => {
        $(#[diagnostic::do_not_recommend] impl<$($p $(: $bound)?),*> Measured for $type {
            const UNIT: &'static str = $unit;
            fn length(&self) -> Option<u64> {
                let $this = self;
                Some($length as u64)
            }
        })*
    };
}
measured! {
    [] String, "character", |s| s.chars().count();
    [] Box<str>, "character", |s| s.chars().count();
    [T] Vec<T>, "item", |s| s.len();
    [T] VecDeque<T>, "item", |s| s.len();
    [T] BTreeSet<T>, "item", |s| s.len();
    [T, H: BuildHasher] HashSet<T, H>, "item", |s| s.len();
    [K, V] BTreeMap<K, V>, "entry", |s| s.len();
    [K, V, H: BuildHasher] HashMap<K, V, H>, "entry", |s| s.len();
}

#[diagnostic::do_not_recommend]
impl<T: Measured> Measured for Option<T> {
    const UNIT: &'static str = T::UNIT;
    fn length(&self) -> Option<u64> {
        self.as_ref()?.length()
    }
}

/// A type whose value can be mirrored in a header: a text, an integer or a boolean.
///
/// Implement it for a type of your own that is one of these on the wire, such as a unit enum.
///
/// ```
/// use mcp_runtime::HeaderParam;
/// use mcp_runtime::prelude::*;
///
/// #[mcp_type]
/// enum Region { Europe, Asia }
///
/// impl HeaderParam for Region {}
///
/// /// Count the orders of a region.
/// #[mcp_tool(read_only)]
/// fn count_orders(#[mcp(header = "Region")] region: Region) -> usize { // gateways see `Mcp-Param-Region: Asia`
///     match region {
///         Region::Europe => 7,
///         Region::Asia => 9,
///     }
/// }
/// # mcp_server! { Orders { name: "orders", version: "1.0.0", tools: [count_orders] } }
/// # Orders::new().check().unwrap();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be mirrored in a header",
    label = "not a text, an integer or a boolean",
    note = "the protocol allows `x-mcp-header` on strings, booleans and integers only; for a type \
            of your own that is one of these on the wire, implement `HeaderParam`"
)]
pub trait HeaderParam {
    /// The least and greatest value of an integer type; `None` for the rest.
    const INTEGERS: Option<(i128, i128)> = None;
}

macro_rules! header_integers {
    ($($int:ty)*) => { $(#[diagnostic::do_not_recommend] impl HeaderParam for $int {
        #[allow(clippy::cast_lossless, clippy::cast_possible_wrap)]
        const INTEGERS: Option<(i128, i128)> = Some((<$int>::MIN as i128, <$int>::MAX as i128));
    })* };
}
header_integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

#[diagnostic::do_not_recommend]
impl HeaderParam for String {}
#[diagnostic::do_not_recommend]
impl HeaderParam for Box<str> {}
#[diagnostic::do_not_recommend]
impl HeaderParam for char {}
#[diagnostic::do_not_recommend]
impl HeaderParam for bool {}
#[diagnostic::do_not_recommend]
impl<T: HeaderParam> HeaderParam for Option<T> {
    const INTEGERS: Option<(i128, i128)> = T::INTEGERS;
}

/// Notes a value outside its range.
pub fn check_range<T: Ranged>(value: Option<&T>, spec: &ParamSpec, problems: &mut Problems) {
    if let (Some(range), Some(number)) = (spec.range, value.and_then(Ranged::number))
        && !range.contains(number)
    {
        problems.note(spec.name, format!("must be {range}, got {number}"));
    }
}

/// Notes a value that is too short or too long.
pub fn check_length<T: Measured>(value: Option<&T>, spec: &ParamSpec, problems: &mut Problems) {
    if let (Some(length), Some(actual)) = (spec.length, value.and_then(Measured::length))
        && (length.min.is_some_and(|min| actual < min)
            || length.max.is_some_and(|max| actual > max))
    {
        let plural = match T::UNIT {
            "entry" => "entries".to_owned(),
            unit => format!("{unit}s"),
        };
        problems.note(
            spec.name,
            format!("must have {length} {plural}, got {actual}"),
        );
    }
}

/// Notes a text that doesn't match its pattern, compiled once by the caller.
pub fn check_pattern<T: Textual>(
    value: Option<&T>,
    regex: &Regex,
    spec: &ParamSpec,
    problems: &mut Problems,
) {
    let Some(text) = value.and_then(Textual::text) else {
        return;
    };
    // Where no length is given, the schema has this one.
    if spec.length.is_none_or(|length| length.max.is_none())
        && text.chars().nth(LONGEST_MATCHED as usize).is_some()
    {
        problems.note(
            spec.name,
            format!("must have at most {LONGEST_MATCHED} characters"),
        );
    } else if !regex.is_match(text) {
        problems.note(
            spec.name,
            format!("must match the pattern `{}`", regex.as_str()),
        );
    }
}

/// Notes a text that is not in its format.
pub fn check_format<T: Textual>(value: Option<&T>, spec: &ParamSpec, problems: &mut Problems) {
    if let (Some(format), Some(text)) = (spec.format, value.and_then(Textual::text))
        && !format.accepts(text)
    {
        problems.note(spec.name, format!("must be {}", format.expectation()));
    }
}

/// The pattern of a parameter; the macro has compiled it before.
///
/// # Panics
///
/// On a pattern that doesn't compile, which `#[mcp_tool]` refuses.
pub fn regex(pattern: &str) -> Regex {
    compile_pattern(pattern).expect("the macro compiled this pattern")
}
