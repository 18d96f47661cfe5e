//! The types that a field can have, and the rules that fit them.

use serde_json::{Map, Value, json};

use super::{FormChoice, FormField};

/// A number, which `range` can bound.
#[diagnostic::on_unimplemented(
    message = "`range` bounds a number, and `{Self}` is none",
    label = "not a number",
    note = "bound a text with `length = …`, a list of choices with `items = …`"
)]
pub trait FormNumber {
    /// The least and greatest value of an integer type; `None` for a float.
    const LIMITS: Option<(i128, i128)>;
}

/// A text, which `length` and `format` describe.
#[diagnostic::on_unimplemented(
    message = "`length` and `format` describe a text, and `{Self}` is none",
    label = "not a text",
    note = "bound a number with `range = …`, a list of choices with `items = …`"
)]
pub trait FormText {}

/// A list of choices, which `items` counts. Any list, since what it holds is asked about where the
/// field is.
#[diagnostic::on_unimplemented(
    message = "`items` counts the choices in a list, and `{Self}` is none",
    label = "not a list of choices",
    note = "bound a text with `length = …`, a number with `range = …`"
)]
pub trait FormList {}

#[diagnostic::do_not_recommend]
impl<T: FormNumber> FormNumber for Option<T> {
    const LIMITS: Option<(i128, i128)> = T::LIMITS;
}

#[diagnostic::do_not_recommend]
impl FormText for String {}

#[diagnostic::do_not_recommend]
impl<T: FormText> FormText for Option<T> {}

#[diagnostic::do_not_recommend]
impl<T> FormList for Vec<T> {}

#[diagnostic::do_not_recommend]
impl<T: FormList> FormList for Option<T> {}

/// A bound that JSON carries exactly; every client can hold the integers up to 2⁵³ - 1.
pub(super) const fn is_exact(bound: i128) -> bool {
    bound.unsigned_abs() < 1 << 53
}

fn plain(kind: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), kind.into())])
}

#[diagnostic::do_not_recommend]
impl FormField for String {
    fn schema() -> Map<String, Value> {
        plain("string")
    }

    fn read(value: &Value) -> Result<Self, String> {
        value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| "must be a text".to_owned())
    }

    fn to_json(&self) -> Value {
        self.as_str().into()
    }
}

#[diagnostic::do_not_recommend]
impl FormField for bool {
    fn schema() -> Map<String, Value> {
        plain("boolean")
    }

    fn read(value: &Value) -> Result<Self, String> {
        value
            .as_bool()
            .ok_or_else(|| "must be true or false".to_owned())
    }

    fn to_json(&self) -> Value {
        (*self).into()
    }
}

macro_rules! integers {
    ($($int:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl FormField for $int {
            fn schema() -> Map<String, Value> {
                let mut schema = plain("integer");
                #[allow(clippy::cast_lossless)]
                for (key, bound, exact) in
                    [("minimum", Self::MIN, is_exact(Self::MIN as i128)), ("maximum", Self::MAX, is_exact(Self::MAX as i128))]
                {
                    if exact {
                        schema.insert(key.to_owned(), bound.into());
                    }
                }
                schema
            }

            fn read(value: &Value) -> Result<Self, String> {
                let whole = whole(value).ok_or_else(|| "must be a whole number".to_owned())?;
                Self::try_from(whole).map_err(|_| format!("must be from {} to {}", Self::MIN, Self::MAX))
            }

            fn to_json(&self) -> Value {
                (*self).into()
            }
        }

        #[diagnostic::do_not_recommend]
        impl FormNumber for $int {
            #[allow(clippy::cast_lossless)]
            const LIMITS: Option<(i128, i128)> = Some((Self::MIN as i128, Self::MAX as i128));
        }
    )* };
}
integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

/// As a field they are refused, once: a rule on them is not a second mistake.
macro_rules! too_large {
    ($($int:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl FormNumber for $int {
            const LIMITS: Option<(i128, i128)> = Some((i128::MIN, i128::MAX));
        }
    )* };
}
too_large!(i128 u128);

/// JSON has one kind of number, and JSON Schema calls `42.0` an integer.
fn whole(value: &Value) -> Option<i128> {
    let exact = value
        .as_i64()
        .map(i128::from)
        .or_else(|| value.as_u64().map(i128::from));
    // Casts of floats saturate, so that what is too large for a type stays too large.
    exact.or_else(|| {
        value
            .as_f64()
            .filter(|number| number.fract() == 0.0)
            .map(|number| number as i128)
    })
}

macro_rules! floats {
    ($($float:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl FormField for $float {
            fn schema() -> Map<String, Value> {
                plain("number")
            }

            fn read(value: &Value) -> Result<Self, String> {
                let number = value.as_f64().ok_or_else(|| "must be a number".to_owned())? as $float;
                if number.is_finite() { Ok(number) } else { Err(format!("must be from {:e} to {:e}", Self::MIN, Self::MAX)) }
            }

            fn to_json(&self) -> Value {
                // By its shortest text: 0.1 as an `f32` is a little more than 0.1.
                self.to_string().parse::<f64>().map_or(Value::Null, Into::into)
            }
        }

        #[diagnostic::do_not_recommend]
        impl FormNumber for $float {
            const LIMITS: Option<(i128, i128)> = None;
        }
    )* };
}
floats!(f32 f64);

#[diagnostic::do_not_recommend]
impl<T: FormField> FormField for Option<T> {
    const NAMES: usize = T::NAMES;

    fn schema() -> Map<String, Value> {
        T::schema()
    }

    fn read(value: &Value) -> Result<Self, String> {
        T::read(value).map(Some)
    }

    fn left_out() -> Option<Self> {
        Some(None)
    }

    fn to_json(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_json)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FormChoice> FormField for T {
    const NAMES: usize = T::CHOICES.len();

    fn schema() -> Map<String, Value> {
        let mut schema = plain("string");
        match titled::<T>() {
            Some(titled) => schema.insert("oneOf".to_owned(), titled),
            None => schema.insert("enum".to_owned(), names::<T>()),
        };
        schema
    }

    fn read(value: &Value) -> Result<Self, String> {
        value
            .as_str()
            .and_then(T::named)
            .ok_or_else(|| format!("must be one of {}", listed::<T>()))
    }

    fn to_json(&self) -> Value {
        self.name().into()
    }
}

#[diagnostic::do_not_recommend]
impl<T: FormChoice> FormField for Vec<T> {
    const NAMES: usize = T::CHOICES.len();

    fn schema() -> Map<String, Value> {
        let mut schema = plain("array");
        let items = match titled::<T>() {
            Some(titled) => json!({ "anyOf": titled }),
            None => json!({ "type": "string", "enum": names::<T>() }),
        };
        schema.insert("items".to_owned(), items);
        schema
    }

    fn read(value: &Value) -> Result<Self, String> {
        let refusal = || format!("must be a list of {}", listed::<T>());
        let mut seen = vec![false; T::CHOICES.len()];
        let mut chosen = Vec::new();
        for name in value.as_array().ok_or_else(refusal)? {
            let choice = name.as_str().and_then(T::named).ok_or_else(refusal)?;
            // The restricted schema can't say so, but nobody chooses one thing twice.
            if seen
                .get_mut(choice.index())
                .is_some_and(|seen| std::mem::replace(seen, true))
            {
                return Err(format!(
                    "must name each choice once, and names `{}` twice",
                    choice.name()
                ));
            }
            chosen.push(choice);
        }
        Ok(chosen)
    }

    fn to_json(&self) -> Value {
        self.iter().map(T::name).collect()
    }
}

fn names<T: FormChoice>() -> Value {
    T::CHOICES.iter().map(|(name, _)| *name).collect()
}

/// Where one choice has a title, all have: what has none of its own is called by its name.
fn titled<T: FormChoice>() -> Option<Value> {
    // A doc comment may be broken into lines, a title is one.
    let one_line = |title: &str| title.split_whitespace().collect::<Vec<_>>().join(" ");
    let entry = |(name, title): &(&'static str, Option<&'static str>)| json!({ "const": name, "title": one_line(title.unwrap_or(name)) });
    T::CHOICES
        .iter()
        .any(|(_, title)| title.is_some())
        .then(|| T::CHOICES.iter().map(entry).collect())
}

fn listed<T: FormChoice>() -> String {
    T::CHOICES
        .iter()
        .map(|(name, _)| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
