//! The bounds of numbers, compared exactly where both are whole.

use serde_json::{Map, Value};

/// The greatest float below which every whole number is told apart from its neighbours.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The rules for a number.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::schema) struct NumberRules {
    pub(in crate::schema) whole: bool,
    /// Of whole numbers.
    least: i128,
    most: i128,
    /// Of the others.
    low: f64,
    high: f64,
    /// Whether `low` and `high` themselves are out of bounds.
    open: (bool, bool),
    step: Option<f64>,
}

/// The outcome of checking a float.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::schema) enum Read {
    Refused,
    Float,
    /// A whole number, where one is asked for.
    Whole(i64),
}

impl NumberRules {
    /// Of a schema that allows whole numbers or all.
    pub(in crate::schema) fn of(schema: &Map<String, Value>, whole: bool) -> Self {
        let mut rules = Self {
            whole,
            least: i128::MIN,
            most: i128::MAX,
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            open: (false, false),
            step: schema
                .get("multipleOf")
                .and_then(Value::as_f64)
                .filter(|step| *step > 0.0),
        };
        let width = schema.get("format").and_then(Value::as_str);
        if let Some((least, most)) = width.filter(|_| whole).and_then(width_of) {
            (rules.least, rules.most) = (least, most);
        }
        if width == Some("float") {
            (rules.low, rules.high) = (f64::from(f32::MIN), f64::from(f32::MAX));
        }
        for (key, open) in [("minimum", false), ("exclusiveMinimum", true)] {
            if let Some(bound) = schema.get(key).filter(|bound| bound.is_number()) {
                rules.above(bound, open);
            }
        }
        for (key, open) in [("maximum", false), ("exclusiveMaximum", true)] {
            if let Some(bound) = schema.get(key).filter(|bound| bound.is_number()) {
                rules.below(bound, open);
            }
        }
        rules
    }

    fn above(&mut self, bound: &Value, open: bool) {
        let (whole, float) = both(bound, f64::ceil);
        let next = i128::from(open && is_whole(bound));
        self.least = self.least.max(whole.saturating_add(next));
        if float > self.low || (float >= self.low && open) {
            (self.low, self.open.0) = (float, open);
        }
    }

    fn below(&mut self, bound: &Value, open: bool) {
        let (whole, float) = both(bound, f64::floor);
        let next = i128::from(open && is_whole(bound));
        self.most = self.most.min(whole.saturating_sub(next));
        if float < self.high || (float <= self.high && open) {
            (self.high, self.open.1) = (float, open);
        }
    }

    /// Whether a whole number is allowed.
    #[inline]
    pub(in crate::schema) fn allow(&self, number: i128) -> bool {
        self.least <= number
            && number <= self.most
            && self.step.is_none_or(|step| {
                // Steps are small, and so are the numbers that are counted in them.
                #[allow(clippy::cast_precision_loss)]
                is_step(number as f64, step)
            })
    }

    /// Whether a float is, and as what.
    pub(in crate::schema) fn allow_float(&self, number: f64) -> Read {
        if self.whole {
            // Told exactly here, and longer ones by their digits.
            return if number.fract() == 0.0 && number.abs() <= EXACT && self.allow(number as i128) {
                Read::Whole(number as i64)
            } else {
                Read::Refused
            };
        }
        let above = if self.open.0 {
            number > self.low
        } else {
            number >= self.low
        };
        let below = if self.open.1 {
            number < self.high
        } else {
            number <= self.high
        };
        if above && below && self.step.is_none_or(|step| is_step(number, step)) {
            Read::Float
        } else {
            Read::Refused
        }
    }

    /// Whether a number in memory is allowed.
    pub(in crate::schema) fn allow_number(&self, number: &serde_json::Number) -> bool {
        if let Some(number) = number.as_i128() {
            return self.allow(number);
        }
        let float = number.as_f64().unwrap_or(f64::NAN);
        // A whole number that no integer of JSON's holds: its digits are read by its type.
        if self.whole && float.fract() == 0.0 && float.abs() > EXACT {
            return self.allow(float as i128);
        }
        self.allow_float(float) != Read::Refused
    }

    /// The bounds, as people write them; those of a type that are too wide to be met by accident
    /// only where they were broken.
    pub(in crate::schema) fn range(&self, broken: bool) -> String {
        if self.whole {
            let (wide_least, wide_most) = (i128::from(i64::MIN), i128::from(i64::MAX));
            let least = Some(self.least).filter(|n| *n > wide_least || (broken && *n > i128::MIN));
            let most = Some(self.most).filter(|n| *n < wide_most || (broken && *n < i128::MAX));
            return match (least, most) {
                (None, None) => String::new(),
                (Some(least), None) => format!(" of {least} or more"),
                (None, Some(most)) => format!(" of {most} or less"),
                (Some(least), Some(most)) => format!(" from {least} to {most}"),
            };
        }
        let widest = if broken {
            f64::INFINITY
        } else {
            f64::from(f32::MAX)
        };
        let low = Some(self.low).filter(|low| *low > -widest);
        let high = Some(self.high).filter(|high| *high < widest);
        match (low, high, self.open) {
            (Some(low), Some(high), (_, true)) => format!(" from {low} to below {high}"),
            (Some(low), Some(high), _) => format!(" from {low} to {high}"),
            (Some(low), None, (true, _)) => format!(" above {low}"),
            (Some(low), None, _) => format!(" of {low} or more"),
            (None, Some(high), (_, true)) => format!(" below {high}"),
            (None, Some(high), _) => format!(" of {high} or less"),
            (None, None, _) => String::new(),
        }
    }
}

/// The range of the integer type that a format of schemars' names. 128 bits are left to the type:
/// JSON in memory doesn't hold them.
fn width_of(format: &str) -> Option<(i128, i128)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" | "int" => (i64::MIN.into(), i64::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" | "uint" => (0, u64::MAX.into()),
        "uint128" => (0, i128::MAX),
        _ => return None,
    })
}

fn is_whole(bound: &Value) -> bool {
    bound.is_i64() || bound.is_u64() || bound.as_f64().is_some_and(|f| f.fract() == 0.0)
}

/// A bound of whole numbers and of floats.
fn both(bound: &Value, rounded: fn(f64) -> f64) -> (i128, f64) {
    let float = bound.as_f64().unwrap_or_default();
    let whole = bound
        .as_number()
        .and_then(serde_json::Number::as_i128)
        // A cast that saturates.
        .unwrap_or(rounded(float) as i128);
    (whole, float)
}

fn is_step(number: f64, step: f64) -> bool {
    let steps = number / step;
    (steps - steps.round()).abs() <= 1e-9
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rules(schema: &Value) -> NumberRules {
        let whole = schema["type"] == "integer";
        NumberRules::of(schema.as_object().expect("an object"), whole)
    }

    #[test]
    fn bounds_are_exact_and_the_narrowest_count() {
        for (schema, good, bad) in [
            (
                json!({ "type": "integer", "minimum": 1, "maximum": 14 }),
                &["1", "14", "7.0"][..],
                &["0", "15", "1.5"][..],
            ),
            (
                json!({ "type": "integer", "format": "uint8", "minimum": 0 }),
                &["0", "255", "-0.0"],
                &["256", "-1"],
            ),
            (
                json!({ "type": "integer", "minimum": 9_007_199_254_740_993_i64 }),
                &["9007199254740993"],
                &["9007199254740992"],
            ),
            (
                json!({ "type": "integer", "format": "uint64" }),
                &["18446744073709551615", "1e19"],
                &["1e20", "-1"],
            ),
            (
                json!({ "type": "integer", "format": "uint128" }),
                &["1e30"],
                &["-1"],
            ),
            (
                json!({ "type": "integer", "exclusiveMaximum": 5, "minimum": 0.5 }),
                &["1", "4"],
                &["5", "0"],
            ),
            (
                json!({ "type": "integer", "multipleOf": 5 }),
                &["10", "-5", "0"],
                &["7"],
            ),
            (
                json!({ "type": "number", "minimum": 0, "exclusiveMaximum": 0.5 }),
                &["0", "0.49"],
                &["0.5", "-0.1", "1"],
            ),
            (
                json!({ "type": "number", "format": "float" }),
                &["1e38", "0.1"],
                &["1e39", "-1e39"],
            ),
            (
                json!({ "type": "number", "multipleOf": 0.1 }),
                &["0.3", "1"],
                &["0.35"],
            ),
        ] {
            let rules = rules(&schema);
            let allow =
                |text: &str| rules.allow_number(&serde_json::from_str(text).expect("a number"));
            for number in good {
                assert!(allow(number), "{schema} {number}");
            }
            for number in bad {
                assert!(!allow(number), "{schema} {number}");
            }
        }
    }
}
