//! Questions to the client's model and to the client itself. The protocol deprecates both.
//!
//! Source: the specification's pages *Sampling* and *Roots*.
#![allow(deprecated)]

use serde::Deserialize;
use serde_json::{Value, json};

use super::question::{Answer, Inquiry, Need, Question, Unworded, Worded};
use crate::protocol::InputRequest;

/// The answer of the client's model.
#[deprecated = "the protocol has deprecated sampling: call a model of your own"]
#[derive(Clone, Debug, PartialEq)]
pub struct CreateMessageResult {
    /// The text of the answer.
    pub text: String,
    /// The model that gave it.
    pub model: String,
}

impl Inquiry for CreateMessageResult {
    const NEED: Need = Need::Sampling;

    fn answer(response: &str) -> Option<Answer<Self>> {
        #[derive(Deserialize)]
        struct Received {
            content: Value,
            model: String,
        }
        let Received { content, model } = serde_json::from_str(response).ok()?;
        let blocks = match &content {
            Value::Array(blocks) => blocks.as_slice(),
            one => std::slice::from_ref(one),
        };
        let texts: Vec<&str> = blocks
            .iter()
            .filter_map(|block| block["text"].as_str())
            .collect();
        // Every block says what it is.
        let are_blocks = !blocks.is_empty() && blocks.iter().all(|block| block["type"].is_string());
        are_blocks.then(|| {
            Answer::Accepted(Self {
                text: texts.join("\n"),
                model,
            })
        })
    }
}

impl Worded for CreateMessageResult {
    fn request(text: String) -> InputRequest {
        CreateMessageRequest::new(text).request()
    }
}

/// A request to the client's model.
///
/// ```
/// use mcp_runtime::input::{CreateMessageResult, CreateMessageRequest};
/// use mcp_runtime::prelude::*;
///
/// /// Sum up a text.
/// #[mcp_tool(read_only)]
/// fn sum_up(text: String, #[mcp(ask_with = summary(text))] summary: CreateMessageResult) -> String {
///     format!("{} (by {})", summary.text, summary.model)
/// }
///
/// fn summary(text: &str) -> CreateMessageRequest {
///     CreateMessageRequest::new(text).system_prompt("Sum up the text in one sentence.").max_tokens(200)
/// }
/// ```
#[deprecated = "the protocol has deprecated sampling: call a model of your own"]
#[derive(Clone, Debug, PartialEq)]
pub struct CreateMessageRequest {
    text: String,
    max_tokens: u32,
    system_prompt: Option<String>,
}

impl CreateMessageRequest {
    /// A message to the model, which may answer in 1,000 tokens at most.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            max_tokens: 1000,
            system_prompt: None,
        }
    }

    /// How many tokens the answer may have.
    #[must_use]
    pub fn max_tokens(mut self, tokens: u32) -> Self {
        self.max_tokens = tokens;
        self
    }

    /// Sets the system prompt for the model.
    #[must_use]
    pub fn system_prompt(mut self, text: impl Into<String>) -> Self {
        self.system_prompt = Some(text.into());
        self
    }

    fn request(self) -> InputRequest {
        let message = json!({ "role": "user", "content": { "type": "text", "text": self.text } });
        let mut params = json!({ "messages": [message], "maxTokens": self.max_tokens });
        if let Some(prompt) = self.system_prompt {
            params["systemPrompt"] = prompt.into();
        }
        InputRequest::new("sampling/createMessage", params)
    }
}

impl From<CreateMessageRequest> for Question<CreateMessageResult> {
    fn from(sampling: CreateMessageRequest) -> Self {
        sampling.request().into()
    }
}

/// The directories that the client works in.
///
/// ```
/// use mcp_runtime::input::Roots;
/// use mcp_runtime::prelude::*;
///
/// /// List the directories that the client works in.
/// #[mcp_tool(read_only)]
/// fn directories(#[mcp(ask)] roots: Roots) -> String {
///     let uris: Vec<String> = roots.roots.into_iter().map(|root| root.name.unwrap_or(root.uri)).collect();
///     uris.join("\n")
/// }
/// ```
#[deprecated = "the protocol has deprecated roots: take paths as arguments"]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Roots {
    /// In the client's order.
    pub roots: Vec<Root>,
}

/// A directory that the client works in.
#[deprecated = "the protocol has deprecated roots: take paths as arguments"]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Root {
    /// Begins with `file://`.
    pub uri: String,
    /// A name for people.
    pub name: Option<String>,
}

impl Inquiry for Roots {
    const NEED: Need = Need::Roots;

    fn answer(response: &str) -> Option<Answer<Self>> {
        let roots: Self = serde_json::from_str(response).ok()?;
        roots
            .roots
            .iter()
            .all(|root| root.uri.starts_with("file://"))
            .then_some(Answer::Accepted(roots))
    }
}

impl Unworded for Roots {
    fn request() -> InputRequest {
        InputRequest::new("roots/list", json!({}))
    }
}
