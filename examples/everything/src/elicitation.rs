//! Questions that the suite asks for with clients of earlier revisions: the source is the same.
// Sampling is deprecated, and still there.
#![allow(deprecated)]

use mcp_runtime::input::{CreateMessageRequest, CreateMessageResult, FormField};
use mcp_runtime::prelude::*;
use serde_json::{Map, Value, json};

/// Ask the client's model.
#[mcp_tool(read_only)]
fn test_sampling(
    /// The prompt for the model
    prompt: String,
    #[mcp(ask_with = CreateMessageRequest::new(prompt).max_tokens(100))]
    response: CreateMessageResult,
) -> String {
    format!("Model response to {prompt:?}: {}", response.text)
}

/// What became of a question, as the suite wants it said.
fn completed<T>(answer: Answer<T>, content: impl FnOnce(T) -> String) -> String {
    match answer {
        Answer::Accepted(values) => {
            let content = content(values);
            format!("Elicitation completed: action=accept, content={content}")
        }
        Answer::Declined => "Elicitation completed: action=decline".to_owned(),
        Answer::Cancelled => "Elicitation completed: action=cancel".to_owned(),
    }
}

/// How to reach somebody.
#[derive(Form)]
struct Contact {
    /// User's response
    username: String,
    /// User's email address
    email: String,
}

/// Ask the user who they are.
#[mcp_tool(read_only)]
fn test_elicitation(
    /// What the user is asked
    message: String,
    #[mcp(ask_with = Question::new(message))] contact: Answer<Contact>,
) -> String {
    let response = completed(contact, |Contact { username, email }| {
        format!("{username} <{email}>")
    });
    format!("Asked {message:?}. {response}")
}

#[derive(Form, Debug)]
enum Status {
    #[form(name = "active")]
    Active,
    #[form(name = "inactive")]
    Inactive,
    #[form(name = "pending")]
    Pending,
}

/// A form in which every field has a default.
#[derive(Form)]
struct Defaults {
    #[form(default = "John Doe".to_owned())]
    name: String,
    #[form(default = 30)]
    age: u32,
    #[form(default = 95.5)]
    score: f64,
    #[form(default = Status::Active)]
    status: Status,
    #[form(default = true)]
    verified: bool,
}

/// Ask for values that all have defaults.
#[mcp_tool(read_only)]
fn test_elicitation_sep1034_defaults(
    #[mcp(ask = "Please review these values")] values: Answer<Defaults>,
) -> String {
    completed(values, |values| {
        let Defaults {
            name,
            age,
            score,
            status,
            verified,
        } = values;
        format!("{name}, {age}, {score}, {status:?}, {verified}")
    })
}

#[derive(Form, Debug)]
enum Plain {
    #[form(name = "option1")]
    First,
    #[form(name = "option2")]
    Second,
    #[form(name = "option3")]
    Third,
}

#[derive(Form, Debug)]
enum Titled {
    /// First Option
    #[form(name = "value1")]
    First,
    /// Second Option
    #[form(name = "value2")]
    Second,
    /// Third Option
    #[form(name = "value3")]
    Third,
}

/// A choice whose titles stand in `enumNames`, as older clients know them: a field of one's own.
struct Legacy(String);

impl Legacy {
    const CHOICES: [(&str, &str); 3] = [
        ("opt1", "Option One"),
        ("opt2", "Option Two"),
        ("opt3", "Option Three"),
    ];
}

impl FormField for Legacy {
    fn schema() -> Map<String, Value> {
        let (names, titles): (Vec<_>, Vec<_>) = Self::CHOICES.into_iter().unzip();
        Map::from_iter([
            ("type".to_owned(), json!("string")),
            ("enum".to_owned(), json!(names)),
            ("enumNames".to_owned(), json!(titles)),
        ])
    }

    fn read(value: &Value) -> Result<Self, String> {
        let known = Self::CHOICES.iter().find(|(name, _)| value == name);
        known
            .map(|(name, _)| Self((*name).to_owned()))
            .ok_or_else(|| "must be one of `opt1`, `opt2`, `opt3`".to_owned())
    }

    fn to_json(&self) -> Value {
        self.0.as_str().into()
    }
}

/// A form with every kind of choice.
#[derive(Form)]
struct Choices {
    #[form(name = "untitledSingle")]
    untitled_single: Plain,
    #[form(name = "titledSingle")]
    titled_single: Titled,
    #[form(name = "legacyEnum")]
    legacy: Legacy,
    #[form(name = "untitledMulti")]
    untitled_multi: Vec<Plain>,
    #[form(name = "titledMulti")]
    titled_multi: Vec<Titled>,
}

/// Ask for choices of every kind.
#[mcp_tool(read_only)]
fn test_elicitation_sep1330_enums(
    #[mcp(ask = "Please choose")] choices: Answer<Choices>,
) -> String {
    completed(choices, |choices| {
        let Choices {
            untitled_single,
            titled_single,
            legacy: Legacy(legacy),
            untitled_multi,
            titled_multi,
        } = choices;
        format!(
            "{untitled_single:?}, {titled_single:?}, {legacy}, {untitled_multi:?}, {titled_multi:?}"
        )
    })
}

mcp_tools! {
    pub Tools: [
        test_sampling,
        test_elicitation,
        test_elicitation_sep1034_defaults,
        test_elicitation_sep1330_enums,
    ]
}
