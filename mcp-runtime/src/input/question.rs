//! Questions, and their outcomes.

use serde_json::{Map, Value, json};

use super::wording::hides_a_value;
use crate::protocol::InputRequest;
use crate::response::ToolError;

/// Tells the compiler whether a parameter takes the answer, or also sees a refusal.
pub mod marker {
    /// The answer itself: a user who declines ends the call.
    #[derive(Debug)]
    pub struct Plain;
    /// An [`Answer`](super::Answer).
    #[derive(Debug)]
    pub struct Seen;
}

/// The outcome of a question.
///
/// A parameter of this type sees whether the user declined or dismissed the question. With a plain
/// type, both end the call.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Where to deliver.
/// #[derive(Form)]
/// struct Address { street: String }
///
/// /// Order a pizza.
/// #[mcp_tool]
/// fn order(
///     #[mcp(ask = "Where shall we deliver to?")] address: Answer<Address>,
/// ) -> String {
///     match address {
///         Answer::Accepted(address) => format!("It is on its way to {}", address.street),
///         Answer::Declined | Answer::Cancelled => "You can pick it up in 20 minutes".into(),
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// The user answered.
    Accepted(T),
    /// The user said no.
    Declined,
    /// The user dismissed the question.
    Cancelled,
}

impl<T> Answer<T> {
    /// The answer, if there is one.
    ///
    /// ```
    /// use mcp_runtime::Answer;
    ///
    /// assert_eq!(Answer::Accepted(7).accepted(), Some(7));
    /// assert_eq!(Answer::<u8>::Declined.accepted().unwrap_or(3), 3);
    /// ```
    pub fn accepted(self) -> Option<T> {
        match self {
            Self::Accepted(value) => Some(value),
            Self::Declined | Self::Cancelled => None,
        }
    }
}

/// The capability that a client needs to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Need {
    /// Showing a form.
    Form,
    /// Opening a page.
    Url,
    /// Asking its model.
    Sampling,
    /// Listing its directories.
    Roots,
}

impl Need {
    /// Whether these capabilities have it. An `elicitation` without modes is one for forms, as it
    /// was before there were modes.
    pub(super) fn is_met_by(self, capabilities: &Map<String, Value>) -> bool {
        let elicitation = capabilities.get("elicitation").and_then(Value::as_object);
        match self {
            Self::Form => elicitation
                .is_some_and(|modes| modes.contains_key("form") || !modes.contains_key("url")),
            Self::Url => elicitation.is_some_and(|modes| modes.contains_key("url")),
            Self::Sampling => capabilities.get("sampling").is_some_and(Value::is_object),
            Self::Roots => capabilities.get("roots").is_some_and(Value::is_object),
        }
    }

    /// As a client declares it.
    pub(super) fn required(self) -> Map<String, Value> {
        let (capability, modes) = match self {
            Self::Form => ("elicitation", json!({ "form": {} })),
            Self::Url => ("elicitation", json!({ "url": {} })),
            Self::Sampling => ("sampling", json!({})),
            Self::Roots => ("roots", json!({})),
        };
        Map::from_iter([(capability.to_owned(), modes)])
    }
}

/// Why a person who is to agree couldn't see to what, if so.
pub(super) fn unaskable(request: &InputRequest, longest: usize) -> Option<String> {
    if hides_a_value(&request.params.to_string()) {
        return Some("a value that it is about can't be shown".to_owned());
    }
    let message = request.params.get("message")?.as_str()?;
    let length = message.chars().count();
    (length > longest).then(|| {
        format!(
            "with all that it is about it would have {length} characters, and {longest} are the \
             most that a person is asked to read; call it again with shorter arguments"
        )
    })
}

/// Something that a client can be asked for.
///
/// Don't implement it by hand: [`derive(Form)`](derive@crate::Form) turns a struct into a form, and
/// there are [`Confirm`](super::Confirm) and [`Visited`](super::Visited).
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be asked for",
    label = "no answer to a question",
    note = "an answer is `Confirm`, `Visited` (a page that was opened), or a flat struct with \
         `#[derive(Form)]` whose fields are texts, numbers, booleans and choices; `Answer<…>` of \
         it shows a refusal, too"
)]
pub trait Inquiry: Sized + Send + 'static {
    /// The capability that the client needs.
    const NEED: Need;

    /// Reads the client's response, as JSON text; `None` if it is not a response to this request.
    fn answer(response: &str) -> Option<Answer<Self>>;

    /// Returns the mistakes in a response that can't be read, for the person who gave it.
    fn mistakes(response: &str) -> Option<String> {
        let _ = response;
        None
    }
}

/// Something that a text asks for: `#[mcp(ask = "…")]`.
#[diagnostic::on_unimplemented(
    message = "a text alone doesn't ask for `{Self}`",
    label = "needs more than a text",
    note = "what is asked in words is answered by `Confirm`, or by a flat struct with \
            `#[derive(Form)]`, which the binding names",
    note = "a page to open needs its address: `ask = \"…\", url = \"https://…\"`; the client's \
            roots need no text: `#[mcp(ask)]`"
)]
pub trait Worded: Inquiry {
    /// The request.
    fn request(text: String) -> InputRequest;
}

/// Something that can be asked for without a text: `#[mcp(ask)]`.
#[diagnostic::on_unimplemented(
    message = "asking for a `{Self}` needs a text",
    label = "needs a text",
    note = "write what the user is asked: `#[mcp(ask = \"…\")]`"
)]
pub trait Unworded: Inquiry {
    /// The request.
    fn request() -> InputRequest;
}

/// A parameter that a question fills in: the answer itself, or an [`Answer`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be asked for",
    label = "no answer to a question",
    note = "an answer is `Confirm`, `Visited` (a page that was opened), or a flat struct with \
         `#[derive(Form)]` whose fields are texts, numbers, booleans and choices; `Answer<…>` of \
         it shows a refusal, too"
)]
pub trait Asked<M>: Sized {
    /// The requested answer.
    type Of: Inquiry;

    /// The parameter, or the end of the call.
    fn settle(answer: Answer<Self::Of>, key: &str) -> Result<Self, ToolError>;
}

#[diagnostic::do_not_recommend]
impl<T: Inquiry> Asked<marker::Plain> for T {
    type Of = T;

    fn settle(answer: Answer<T>, key: &str) -> Result<T, ToolError> {
        let refused = |how: &str| {
            ToolError::new(format!(
                "The user {how} the question `{key}`, so nothing was done. Don't ask again unless \
                 they want it."
            ))
        };
        match answer {
            Answer::Accepted(value) => Ok(value),
            Answer::Declined => Err(refused("declined")),
            Answer::Cancelled => Err(refused("dismissed")),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Inquiry> Asked<marker::Seen> for Answer<T> {
    type Of = T;

    fn settle(answer: Answer<T>, _: &str) -> Result<Self, ToolError> {
        Ok(answer)
    }
}

/// A computed question: `#[mcp(ask_with = …)]` takes it, and an [`Asker`](super::Asker) asks it.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Send a message.
/// #[mcp_tool]
/// fn send(
///     /// To whom
///     to: Vec<String>,
///     #[mcp(ask_with = many(to))] ok: Confirm,
/// ) -> &'static str {
///     "sent"
/// }
///
/// fn many(to: &[String]) -> Question<Confirm> {
///     match to.len() {
///         0..10 => Question::answered(Confirm),
///         n => Question::new(format!("Send this to {n} people?")),
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Question<T>(pub(super) Stage<T>);

#[derive(Clone, Debug)]
pub(super) enum Stage<T> {
    Ask(InputRequest),
    Answered(T),
}

impl<T: Worded> Question<T> {
    /// A question as a text. Quote values that the model chose with
    /// [`quote_untrusted`](super::quote_untrusted).
    pub fn new(text: impl Into<String>) -> Self {
        Self(Stage::Ask(T::request(text.into())))
    }
}

impl<T: Inquiry> Question<T> {
    /// No question, because the answer is known.
    pub fn answered(value: T) -> Self {
        Self(Stage::Answered(value))
    }
}

impl<T: Inquiry> From<InputRequest> for Question<T> {
    fn from(request: InputRequest) -> Self {
        Self(Stage::Ask(request))
    }
}
