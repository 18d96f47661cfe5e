//! Questions to the client's user.
//!
//! Source: the specification's page *Elicitation*.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::form::Form;
use super::question::{Answer, Inquiry, Need, Question, Stage, Worded};
use crate::protocol::InputRequest;

/// The user's consent. That they answered is the answer; a user who declines or dismisses the
/// question ends the call.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Empty the bin.
/// #[mcp_tool(destructive)]
/// fn empty_bin(#[mcp(ask = "Delete everything in the bin?")] _ok: Confirm) -> &'static str {
///     "empty"
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirm;

impl Inquiry for Confirm {
    const NEED: Need = Need::Form;

    fn answer(response: &str) -> Option<Answer<Self>> {
        read(response, |_| Some(Self))
    }
}

impl Worded for Confirm {
    fn request(text: String) -> InputRequest {
        form(&text, json!({ "type": "object", "properties": {} }))
    }
}

/// The user's consent to open a page: for secrets and sign-ins, which must not pass through the
/// client.
///
/// That the user opened the page doesn't mean that everything was done there. Look that up under
/// the caller's [`Principal`](crate::Principal), and ask again if it wasn't.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Connect the calendar.
/// #[mcp_tool]
/// fn connect(
///     #[mcp(ask = "Sign in to your calendar", url = "https://calendar.example.com/connect")] _page: Visited,
/// ) -> &'static str {
///     "connected"
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visited;

impl Inquiry for Visited {
    const NEED: Need = Need::Url;

    fn answer(response: &str) -> Option<Answer<Self>> {
        read(response, |_| Some(Self))
    }
}

impl Question<Visited> {
    /// Asks the user to open `url`; `text` says what for.
    ///
    /// ```
    /// use mcp_runtime::input::quote_untrusted;
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::protocol::encode_uri_segment;
    ///
    /// /// Connect a calendar.
    /// #[mcp_tool]
    /// fn connect(account: String, #[mcp(ask_with = sign_in(account))] _page: Visited) -> &'static str {
    ///     "connected"
    /// }
    ///
    /// fn sign_in(account: &str) -> Question<Visited> {
    ///     Question::url(
    ///         format!("Sign in to the calendar of {}", quote_untrusted(account)),
    ///         format!("https://calendar.example.com/connect/{}", encode_uri_segment(account)),
    ///     )
    /// }
    /// ```
    pub fn url(text: impl Into<String>, url: impl Into<String>) -> Self {
        let params = json!({ "mode": "url", "message": text.into(), "url": url.into() });
        Self(Stage::Ask(InputRequest::new("elicitation/create", params)))
    }
}

impl<T: Form> Inquiry for T {
    const NEED: Need = Need::Form;

    fn answer(response: &str) -> Option<Answer<Self>> {
        read(response, |content| T::read(content?).ok())
    }

    fn mistakes(response: &str) -> Option<String> {
        let mut mistakes = None;
        let _ = read(response, |content| {
            T::read(content?)
                .map_err(|e| mistakes = Some(e.to_string()))
                .ok()
        });
        mistakes
    }
}

impl<T: Form> Worded for T {
    fn request(text: String) -> InputRequest {
        form(&text, T::schema())
    }
}

fn form(text: &str, schema: Value) -> InputRequest {
    InputRequest::new(
        "elicitation/create",
        json!({ "mode": "form", "message": text, "requestedSchema": schema }),
    )
}

/// Reads an `ElicitResult`.
fn read<T>(
    response: &str,
    content: impl FnOnce(Option<&Map<String, Value>>) -> Option<T>,
) -> Option<Answer<T>> {
    #[derive(Deserialize)]
    struct ElicitResult {
        action: Action,
        content: Option<Map<String, Value>>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Action {
        Accept,
        Decline,
        Cancel,
    }
    let result: ElicitResult = serde_json::from_str(response).ok()?;
    match result.action {
        Action::Accept => content(result.content.as_ref()).map(Answer::Accepted),
        Action::Decline => Some(Answer::Declined),
        Action::Cancel => Some(Answer::Cancelled),
    }
}
