//! All that can be said of a form, in its schema and in the reading.

use mcp_runtime::Form;
use mcp_runtime::input::{FormChoice, FormErrors, FormField};
use serde_json::{Map, Value, json};

/// Where to send it.
#[derive(Form, Debug, PartialEq)]
struct Address {
    /// Street and number
    street: String,
    #[form(title = "Postal code", length = 4..=10)]
    zip: String,
    #[form(range = 18..=120, default = 30)]
    age: u8,
    email: Option<String>,
    #[form(format = "email")]
    mail: String,
    express: bool,
    color: Color,
    #[form(items = 1..=2)]
    extras: Vec<Color>,
}

#[derive(Form, Debug, PartialEq, Clone, Copy)]
enum Color {
    /// Red
    /// as a rose
    Red,
    #[form(name = "dark-blue")]
    Blue,
    #[form(title = "Green as grass")]
    Green,
}

#[derive(Form, Debug, PartialEq)]
enum Plain {
    Yes,
    #[form(name = "not yet")]
    NotYet,
}

#[derive(Form, Debug, PartialEq)]
struct Rest {
    #[form(range = ..0)]
    small: i8,
    #[form(range = 10..)]
    half: u16,
    medium: i32,
    large: i64,
    unsigned: u64,
    #[form(range = 0.5..=1.5, default = 0.5)]
    ratio: f32,
    #[form(range = -1..=1)]
    sign: Option<f64>,
    #[form(default = "Bern", length = 4)]
    city: String,
    #[form(default = Plain::Yes)]
    answer: Plain,
    #[form(default = [Plain::Yes, Plain::NotYet])]
    answers: Vec<Plain>,
    #[form(default = vec![])]
    none: Vec<Plain>,
    #[form(default = true, title = "Really?")]
    really: bool,
    #[form(format = "uri")]
    uri: Option<String>,
    #[form(format = "date")]
    date: Option<String>,
    #[form(format = "date-time")]
    moment: Option<String>,
    #[form(items = ..2)]
    some: Option<Vec<Plain>>,
    #[form(not_secret)]
    token_count: Option<u32>,
    #[form(name = "kind")]
    r#type: Option<Plain>,
    r#in: Option<usize>,
}

/// Nothing to fill in: to accept it is the answer.
#[derive(Form, Debug, PartialEq)]
struct Confirmation {}

#[derive(Form, Debug, PartialEq)]
struct Acceptance;

fn read<F: Form>(content: Value) -> Result<F, FormErrors> {
    F::read(content.as_object().unwrap())
}

fn errors<F: Form + std::fmt::Debug>(content: Value) -> String {
    read::<F>(content).unwrap_err().to_string()
}

pub(crate) fn main() {
    schemas();
    answers();
    mistakes();
}

fn schemas() {
    let colors = json!([
        { "const": "Red", "title": "Red as a rose" },
        { "const": "dark-blue", "title": "dark-blue" },
        { "const": "Green", "title": "Green as grass" },
    ]);
    let schema = Address::schema();
    assert_eq!(
        schema,
        json!({
            "type": "object",
            "properties": {
                "street": { "type": "string", "description": "Street and number" },
                "zip": { "type": "string", "title": "Postal code", "minLength": 4, "maxLength": 10 },
                "age": { "type": "integer", "minimum": 18, "maximum": 120, "default": 30 },
                "email": { "type": "string" },
                "mail": { "type": "string", "format": "email" },
                "express": { "type": "boolean" },
                "color": { "type": "string", "oneOf": colors },
                "extras": { "type": "array", "items": { "anyOf": colors }, "minItems": 1, "maxItems": 2 },
            },
            "required": ["street", "zip", "mail", "express", "color", "extras"],
        })
    );
    let order: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(order, ["street", "zip", "age", "email", "mail", "express", "color", "extras"]);
    let plain = json!({ "type": "string", "enum": ["Yes", "not yet"] });
    assert_eq!(
        Rest::schema(),
        json!({
            "type": "object",
            "properties": {
                "small": { "type": "integer", "minimum": -128, "maximum": -1 },
                "half": { "type": "integer", "minimum": 10, "maximum": 65535 },
                "medium": { "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX },
                "large": { "type": "integer" },
                "unsigned": { "type": "integer", "minimum": 0 },
                "ratio": { "type": "number", "minimum": 0.5, "maximum": 1.5, "default": 0.5 },
                "sign": { "type": "number", "minimum": -1, "maximum": 1 },
                "city": { "type": "string", "minLength": 4, "maxLength": 4, "default": "Bern" },
                "answer": { "type": "string", "enum": ["Yes", "not yet"], "default": "Yes" },
                "answers": { "type": "array", "items": plain, "default": ["Yes", "not yet"] },
                "none": { "type": "array", "items": plain, "default": [] },
                "really": { "type": "boolean", "title": "Really?", "default": true },
                "uri": { "type": "string", "format": "uri" },
                "date": { "type": "string", "format": "date" },
                "moment": { "type": "string", "format": "date-time" },
                "some": { "type": "array", "items": plain, "maxItems": 1 },
                "token_count": { "type": "integer", "minimum": 0, "maximum": u32::MAX },
                "kind": plain,
                "in": { "type": "integer", "minimum": 0 },
            },
            "required": ["small", "half", "medium", "large", "unsigned"],
        })
    );
    assert_eq!(Confirmation::schema(), json!({ "type": "object", "properties": {} }));
    assert_eq!(Acceptance::schema(), Confirmation::schema());
}

fn answers() {
    let address = json!({
        "street": "Main Street 1", "zip": "3000", "mail": "ada@example.com", "express": false,
        "color": "dark-blue", "extras": ["Red", "Green"], "email": null, "unknown": [{}],
    });
    let expected = Address {
        street: "Main Street 1".to_owned(),
        zip: "3000".to_owned(),
        age: 30,
        email: None,
        mail: "ada@example.com".to_owned(),
        express: false,
        color: Color::Blue,
        extras: vec![Color::Red, Color::Green],
    };
    assert_eq!(read::<Address>(address).unwrap(), expected);
    let rest: Rest = read(json!({
        "small": -1.0, "half": 42.0, "medium": -5, "large": i64::MIN, "unsigned": u64::MAX,
        "ratio": 1.5, "sign": -1, "kind": "not yet", "date": "2026-07-28", "some": [], "in": 3,
    }))
    .unwrap();
    assert_eq!((rest.small, rest.half, rest.large, rest.unsigned), (-1, 42, i64::MIN, u64::MAX));
    assert_eq!((rest.ratio, rest.sign, rest.r#in), (1.5, Some(-1.0), Some(3)));
    assert_eq!((rest.city.as_str(), rest.answer, rest.really), ("Bern", Plain::Yes, true));
    assert_eq!((rest.answers, rest.none, rest.some), (vec![Plain::Yes, Plain::NotYet], vec![], Some(vec![])));
    assert_eq!((rest.r#type, rest.date.as_deref(), rest.token_count), (Some(Plain::NotYet), Some("2026-07-28"), None));
    assert_eq!((rest.medium, rest.uri, rest.moment), (-5, None, None));
    assert_eq!(Confirmation::read(&Map::new()).unwrap(), Confirmation {});
    assert_eq!(Acceptance::read(&Map::new()).unwrap(), Acceptance);
    assert_eq!((Color::named("dark-blue"), Color::Blue.name(), Color::named("Blue")), (Some(Color::Blue), "dark-blue", None));
    assert_eq!(Color::nth(3), None);
    assert_eq!(<Option<Color> as FormField>::left_out(), Some(None));
}

fn mistakes() {
    assert_eq!(
        errors::<Address>(json!({ "zip": "30", "age": 300, "mail": "ada", "express": "yes", "color": "Blue", "extras": [] })),
        "- `street` is required\n\
         - `zip` must have 4 to 10 characters, got 2\n\
         - `age` must be from 18 to 120, got 300\n\
         - `mail` must be an e-mail address such as ada@example.com\n\
         - `express` must be true or false\n\
         - `color` must be one of `Red`, `dark-blue`, `Green`\n\
         - `extras` must have 1 to 2 items, got 0"
    );
    assert_eq!(
        errors::<Address>(json!({
            "street": 1, "zip": null, "age": 18.5, "mail": "a@b", "express": true, "color": 1, "extras": ["Red", "Red"],
        })),
        "- `street` must be a text\n\
         - `zip` is required\n\
         - `age` must be a whole number\n\
         - `color` must be one of `Red`, `dark-blue`, `Green`\n\
         - `extras` must name each choice once, and names `Red` twice"
    );
    assert_eq!(
        errors::<Rest>(json!({
            "small": 0, "half": 1e6, "medium": 2_147_483_648_u32, "large": u64::MAX, "unsigned": -1, "ratio": 1.6, "sign": "1",
            "some": "Yes", "answers": ["Maybe"], "uri": "/page", "date": "28.7.2026", "moment": "now",
        })),
        "- `small` must be from -128 to -1, got 0\n\
         - `half` must be from 10 to 65535, got 1000000\n\
         - `medium` must be from -2147483648 to 2147483647\n\
         - `large` must be from -9223372036854775808 to 9223372036854775807\n\
         - `unsigned` must be from 0 to 18446744073709551615\n\
         - `ratio` must be from 0.5 to 1.5, got 1.6\n\
         - `sign` must be a number\n\
         - `answers` must be a list of `Yes`, `not yet`\n\
         - `uri` must be an absolute URI such as https://example.com/page\n\
         - `date` must be a date such as 2026-07-28\n\
         - `moment` must be an RFC 3339 time such as 2026-07-28T09:00:00Z\n\
         - `some` must be a list of `Yes`, `not yet`"
    );
    let mut errors = FormErrors::default();
    assert!(errors.is_empty());
    errors.add("to", "must be later than `from`");
    assert_eq!(errors.to_string(), "- `to` must be later than `from`");
}
