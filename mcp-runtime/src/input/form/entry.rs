//! The expansion of `#[derive(Form)]`: each field with its rules as one constant.

use serde_json::{Map, Value, json};

use super::types::is_exact;
use super::{FormErrors, FormField, FormList, FormNumber, FormText};
use crate::params::marker::Argument;
use crate::params::rules::{check_format, check_length, check_range};
use crate::schema::Problems;
use crate::table::{Format, HandleUse, Length, Number, ParamSpec, Range};

/// A field of a form, with its rules. Whether the type can be a field is asked once, where this is
/// made.
#[derive(Debug)]
pub struct FormEntry<T> {
    name: &'static str,
    title: Option<&'static str>,
    description: Option<&'static str>,
    range: Option<Range>,
    length: Option<Length>,
    items: Option<Length>,
    format: Option<Format>,
    /// How many there are to choose from.
    names: usize,
    default: Option<fn() -> T>,
    schema: fn() -> Map<String, Value>,
    read: fn(&Value) -> Result<T, String>,
    left_out: fn() -> Option<T>,
    to_json: fn(&T) -> Value,
}

/// A field without rules.
#[must_use]
pub const fn form_entry<T: FormField>(name: &'static str) -> FormEntry<T> {
    FormEntry {
        name,
        title: None,
        description: None,
        range: None,
        length: None,
        items: None,
        format: None,
        names: T::NAMES,
        default: None,
        schema: T::schema,
        read: T::read,
        left_out: T::left_out,
        to_json: T::to_json,
    }
}

impl<T> FormEntry<T> {
    /// `title = …`
    #[must_use]
    pub const fn title(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    /// The doc comment.
    #[must_use]
    pub const fn description(mut self, description: &'static str) -> Self {
        self.description = Some(description);
        self
    }

    /// `range = …`, narrowed to what the type and the schema can hold.
    ///
    /// # Panics
    ///
    /// So that the compiler reports it, if the range doesn't fit the type.
    #[must_use]
    #[track_caller]
    pub const fn range(mut self, range: Range) -> Self
    where
        T: FormNumber,
    {
        self.range = Some(match T::LIMITS {
            Some((least, greatest)) => Range {
                min: whole_bound(range.min, false, least, least, greatest),
                max: whole_bound(range.max, range.exclusive, greatest, least, greatest),
                exclusive: false,
            },
            None => {
                assert!(
                    !range.exclusive,
                    "a form can't leave out the end of a range of fractions; write `..=` and the \
                     greatest number allowed"
                );
                range
            }
        });
        self
    }

    /// `length = …`
    #[must_use]
    pub const fn length(mut self, length: Length) -> Self
    where
        T: FormText,
    {
        self.length = Some(length);
        self
    }

    /// `items = …`
    ///
    /// # Panics
    ///
    /// So that the compiler reports it, if there are not so many choices.
    #[must_use]
    #[track_caller]
    pub const fn items(mut self, items: Length) -> Self
    where
        T: FormList,
    {
        // A type that is no list of choices, or of none, has a mistake of its own.
        if let (Some(min), 1..) = (items.min, self.names) {
            assert!(
                min <= self.names as u64,
                "there are fewer choices than that, and each can be taken once; write a smaller \
                 number"
            );
        }
        self.items = Some(items);
        self
    }

    /// `format = …`
    #[must_use]
    pub const fn format(mut self, format: Format) -> Self
    where
        T: FormText,
    {
        self.format = Some(format);
        self
    }

    /// `default = …`
    #[must_use]
    pub const fn default(mut self, default: fn() -> T) -> Self {
        self.default = Some(default);
        self
    }

    /// Whether an answer must have the field.
    fn is_required(&self) -> bool {
        self.default.is_none() && (self.left_out)().is_none()
    }

    fn check(&self, value: &Value, problems: &mut Problems) {
        let rules = |length| ParamSpec {
            range: self.range,
            length,
            format: self.format,
            ..ParamSpec::of::<Value, Argument>(self.name, "", HandleUse::NONE)
        };
        match value {
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => check_range(Some(&number), &rules(None), problems),
                (_, Some(number)) => check_range(Some(&number), &rules(None), problems),
                _ => check_range(number.as_f64().as_ref(), &rules(None), problems),
            },
            Value::String(text) => {
                check_length(Some(text), &rules(self.length), problems);
                check_format(Some(text), &rules(None), problems);
            }
            Value::Array(items) => check_length(Some(items), &rules(self.items), problems),
            _ => {}
        }
    }
}

/// One end of an integer's range: as given, or as the type has it where the schema can say so.
#[track_caller]
const fn whole_bound(
    given: Option<Number>,
    exclusive: bool,
    own: i128,
    least: i128,
    greatest: i128,
) -> Option<Number> {
    match given {
        Some(Number::Int(bound)) => {
            let bound = if exclusive { bound - 1 } else { bound };
            assert!(
                least <= bound && bound <= greatest,
                "the type can't hold all numbers in this range; write a narrower range, or take a \
                 larger type such as `i64`"
            );
            Some(Number::Int(bound))
        }
        Some(Number::Float(_)) => {
            panic!("a whole number has whole numbers for its bounds; write them without a point")
        }
        None if is_exact(own) => Some(Number::Int(own)),
        None => None,
    }
}

/// The `content` of an answer.
pub type FormContent = Map<String, Value>;

/// The `requestedSchema` in the making.
#[derive(Debug, Default)]
pub struct FormProperties {
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl FormProperties {
    /// No fields yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field.
    pub fn add<T>(&mut self, entry: &FormEntry<T>) {
        let mut schema = (entry.schema)();
        let mut set = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                schema.insert(key.to_owned(), value);
            }
        };
        set("title", entry.title.map(Value::from));
        set("description", entry.description.map(Value::from));
        if let Some(Range {
            min,
            max,
            exclusive: _,
        }) = entry.range
        {
            set("minimum", min.map(Number::to_json));
            set("maximum", max.map(Number::to_json));
        }
        for (length, least, greatest) in [
            (entry.length, "minLength", "maxLength"),
            (entry.items, "minItems", "maxItems"),
        ] {
            set(least, length.and_then(|length| length.min).map(Value::from));
            set(
                greatest,
                length.and_then(|length| length.max).map(Value::from),
            );
        }
        set("format", entry.format.map(|format| format.name().into()));
        set(
            "default",
            entry.default.map(|default| (entry.to_json)(&default())),
        );
        if entry.is_required() {
            self.required.push(entry.name.into());
        }
        self.properties.insert(entry.name.to_owned(), schema.into());
    }

    /// The schema.
    pub fn finish(self) -> Value {
        let Self {
            properties,
            required,
        } = self;
        let mut schema = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        schema
    }
}

/// An answer in the reading.
#[derive(Debug)]
pub struct FormAnswer<'a> {
    content: &'a Map<String, Value>,
    errors: FormErrors,
}

impl<'a> FormAnswer<'a> {
    /// Nothing is read of it yet.
    pub fn new(content: &'a Map<String, Value>) -> Self {
        Self {
            content,
            errors: FormErrors::default(),
        }
    }

    /// The value of a field; `None` if it is wrong or missing, which is noted.
    pub fn read<T>(&mut self, entry: &FormEntry<T>) -> Option<T> {
        let FormErrors(problems) = &mut self.errors;
        match self
            .content
            .get(entry.name)
            .filter(|value| !value.is_null())
        {
            Some(value) => {
                // Its own rules first: they say more than the bounds of the type.
                entry.check(value, problems);
                (entry.read)(value)
                    .map_err(|message| problems.note(entry.name, message))
                    .ok()
            }
            None => {
                let value = entry
                    .default
                    .map(|default| default())
                    .or_else(entry.left_out);
                if value.is_none() {
                    problems.note(entry.name, "is required");
                }
                value
            }
        }
    }

    /// The form, if nothing was wrong.
    ///
    /// # Errors
    ///
    /// Everything that was.
    pub fn finish<T>(self, form: impl FnOnce() -> Option<T>) -> Result<T, FormErrors> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        form().ok_or(self.errors)
    }
}

/// A type whose default can be written as a string.
#[diagnostic::on_unimplemented(
    message = "the default of a `{Self}` can't be written as a string",
    label = "not a `{Self}`",
    note = "write a value of the field's type: `default = 3`, `default = true`, `default = \
            Color::Red`, `default = [Color::Red]`"
)]
pub trait TextDefault {
    /// The value.
    fn from_text(text: &'static str) -> Self;
}

#[diagnostic::do_not_recommend]
impl TextDefault for String {
    fn from_text(text: &'static str) -> Self {
        text.to_owned()
    }
}
