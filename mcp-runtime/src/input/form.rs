//! Forms: what a server may ask a user, and how it reads the answer.
//!
//! Source: the specification's page *Elicitation*, *Requested Schema*; `PrimitiveSchemaDefinition`
//! in its `schema.ts`.

mod entry;
mod types;

use std::fmt;

use serde_json::{Map, Value};

pub use entry::{FormAnswer, FormContent, FormEntry, FormProperties, TextDefault, form_entry};
pub use types::{FormList, FormNumber, FormText};

use crate::schema::Problems;

/// A form that the client's user fills in: a flat struct of texts, numbers, booleans and choices.
///
/// [`#[derive(Form)]`](macro@crate::Form) implements it, and lists the keys of a field. The client
/// shows the form and sends the answer. The server doesn't trust the client, and checks every rule
/// of the schema again.
///
/// ```
/// use mcp_runtime::Form;
/// use serde_json::json;
///
/// #[derive(Form, Debug)]
/// struct Guest {
///     /// As on the invitation
///     name: String,
///     #[form(range = 18..=120)]
///     age: u8,
///     email: Option<String>,
/// }
///
/// assert_eq!(
///     Guest::schema(),
///     json!({
///         "type": "object",
///         "properties": {
///             "name": { "type": "string", "description": "As on the invitation" },
///             "age": { "type": "integer", "minimum": 18, "maximum": 120 },
///             "email": { "type": "string" },
///         },
///         "required": ["name", "age"],
///     })
/// );
///
/// let answer = json!({ "age": 17 });
/// let errors = Guest::read(answer.as_object().unwrap()).unwrap_err();
/// assert_eq!(errors.to_string(), "- `name` is required\n- `age` must be from 18 to 120, got 17");
/// ```
///
/// Nested data can't be a field of a form:
///
/// ```compile_fail
/// use mcp_runtime::Form;
///
/// #[derive(Form)]
/// struct Party {
///     guests: Vec<String>, // error: `Vec<String>` can't be a field of a form
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a form",
    label = "not a form",
    note = "put `#[derive(Form)]` on a struct with named fields; an enum is one choice, and goes \
            in as the field of such a struct"
)]
pub trait Form: Sized + Send + 'static {
    /// The `requestedSchema`: an object with the fields in order, and the required ones.
    fn schema() -> Value;

    /// Reads the `content` of an answer. A key that isn't a field of the form is ignored; a field
    /// that is `null` counts as left out.
    ///
    /// # Errors
    ///
    /// Every field that is wrong or missing.
    fn read(content: &Map<String, Value>) -> Result<Self, FormErrors>;
}

/// A type that a field of a form can have.
///
/// | type | schema |
/// |---|---|
/// | [`String`] | `string` |
/// | `i8` to `i64`, `u8` to `u64`, `isize`, `usize` | `integer`, with the bounds of the type; `42.0` is an integer, too |
/// | `f32`, `f64` | `number` |
/// | [`bool`] | `boolean` |
/// | an enum with [`#[derive(Form)]`](macro@crate::Form) | one of its variants: [`FormChoice`] |
/// | [`Vec`] of such an enum | some of its variants, each at most once |
/// | [`Option`] of any of these | the same, not required |
///
/// The schema of forms allows no other types.
///
/// Your own type can be a field, too, if it is one of these on the wire:
///
/// ```
/// use mcp_runtime::Form;
/// use mcp_runtime::input::FormField;
/// use mcp_runtime::serde_json::{Map, Value, json};
///
/// #[derive(Debug, PartialEq)]
/// struct Percent(u8);
///
/// impl FormField for Percent {
///     fn schema() -> Map<String, Value> {
///         Map::from_iter([("type".into(), json!("integer")), ("minimum".into(), json!(0)), ("maximum".into(), json!(100))])
///     }
///
///     fn read(value: &Value) -> Result<Self, String> {
///         let number = value.as_u64().and_then(|number| u8::try_from(number).ok()).filter(|number| *number <= 100);
///         number.map(Self).ok_or_else(|| format!("must be a whole number from 0 to 100, got {value}"))
///     }
///
///     fn to_json(&self) -> Value {
///         self.0.into()
///     }
/// }
///
/// #[derive(Form, Debug, PartialEq)]
/// struct Discount { percent: Percent }
///
/// assert_eq!(Discount::schema()["properties"]["percent"]["maximum"], 100);
/// let answer = json!({ "percent": 120 });
/// let errors = Discount::read(answer.as_object().unwrap()).unwrap_err();
/// assert_eq!(errors.to_string(), "- `percent` must be a whole number from 0 to 100, got 120");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a field of a form",
    label = "not a text, a number, a boolean or a choice",
    note = "a field is a `String`, an integer of up to 64 bits, `f32`, `f64`, `bool`, an enum with \
            `#[derive(Form)]`, a `Vec` of such an enum, or an `Option` of one of these",
    note = "a form is flat; ask for anything nested in a question of its own"
)]
pub trait FormField: Sized + Send + 'static {
    /// How many names there are to choose from, in a choice or a list of choices; 0 for all other
    /// types.
    #[doc(hidden)]
    const NAMES: usize = 0;

    /// The schema of the type: a `PrimitiveSchemaDefinition`, without the keys of the individual
    /// field.
    fn schema() -> Map<String, Value>;

    /// Reads a value, which isn't `null`.
    ///
    /// # Errors
    ///
    /// The rule that the value breaks, as the end of a sentence that begins with the field's name:
    /// "must be true or false".
    fn read(value: &Value) -> Result<Self, String>;

    /// The value if an answer leaves the field out; `None` if the field is required.
    fn left_out() -> Option<Self> {
        None
    }

    /// The value as the schema shows it, for defaults.
    fn to_json(&self) -> Value;
}

/// A choice between names: an enum of unit variants with [`#[derive(Form)]`](macro@crate::Form).
///
/// ```
/// use mcp_runtime::Form;
/// use mcp_runtime::input::{FormChoice, FormField};
/// use serde_json::json;
///
/// #[derive(Form)]
/// enum Shipping {
///     /// In three days
///     Standard,
///     /// Tomorrow before noon
///     #[form(name = "next-day")]
///     NextDay,
/// }
///
/// assert_eq!(Shipping::NextDay.name(), "next-day");
/// assert!(matches!(Shipping::named("next-day"), Some(Shipping::NextDay)));
/// assert!(Shipping::CHOICES.iter().map(|(name, _)| *name).eq(["Standard", "next-day"]));
/// assert_eq!(
///     json!(Shipping::schema()),
///     json!({
///         "type": "string",
///         "oneOf": [
///             { "const": "Standard", "title": "In three days" },
///             { "const": "next-day", "title": "Tomorrow before noon" },
///         ],
///     })
/// );
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a choice",
    label = "not a choice",
    note = "put `#[derive(Form)]` on an enum of plain variants: `enum Color {{ Red, Blue }}`"
)]
pub trait FormChoice: FormField {
    /// The names on the wire, each with an optional title for people, in the order of the variants.
    const CHOICES: &'static [(&'static str, Option<&'static str>)];

    /// The variant of this index in `CHOICES`.
    fn nth(index: usize) -> Option<Self>;

    /// The index in `CHOICES`.
    fn index(&self) -> usize;

    /// The name on the wire.
    fn name(&self) -> &'static str {
        Self::CHOICES.get(self.index()).map_or("", |(name, _)| name)
    }

    /// The variant of this name.
    fn named(name: &str) -> Option<Self> {
        Self::CHOICES
            .iter()
            .position(|(known, _)| *known == name)
            .and_then(Self::nth)
    }
}

/// The errors in an answer: every field that is wrong, one per line.
///
/// ```
/// use mcp_runtime::Form;
/// use mcp_runtime::input::FormErrors;
/// use mcp_runtime::serde_json::{Map, Value, json};
///
/// #[derive(Form)]
/// struct Days { first: u8, last: u8 }
///
/// /// Days in their order, which no field can say by itself.
/// struct Stay(Days);
///
/// impl Form for Stay {
///     fn schema() -> Value {
///         Days::schema()
///     }
///
///     fn read(content: &Map<String, Value>) -> Result<Self, FormErrors> {
///         let days = Days::read(content)?;
///         let mut errors = FormErrors::default();
///         if days.last < days.first {
///             errors.add("last", "must not be before `first`");
///         }
///         if errors.is_empty() { Ok(Self(days)) } else { Err(errors) }
///     }
/// }
///
/// let answer = json!({ "first": 7, "last": 3 });
/// let errors = Stay::read(answer.as_object().unwrap()).map(|_| ()).unwrap_err();
/// assert_eq!(errors.to_string(), "- `last` must not be before `first`");
/// ```
#[derive(Debug, Default)]
pub struct FormErrors(Problems);

impl FormErrors {
    /// Adds a field, and the end of a sentence about it: "must be later than the first day". Only
    /// the first error of each field counts.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.note(field, message);
    }

    /// Whether there are no errors.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for FormErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for FormErrors {}
