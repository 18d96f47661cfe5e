//! Return types of prompt functions.

use serde::Serialize;

use super::ToolError;
use crate::protocol::{Content, ResourceContents, ResourceLink, Role};

/// A message of a prompt: its role and its content.
///
/// Source: `PromptMessage` in the specification's schema.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Ask for a review.
/// #[mcp_prompt]
/// fn review(
///     /// The code to look at
///     code: String,
/// ) -> [PromptMessage; 2] {
///     [PromptMessage::user(format!("Please review:\n{code}")), PromptMessage::assistant("What matters most to you?")]
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PromptMessage {
    role: Role,
    content: Content,
}

impl PromptMessage {
    /// A message of the user.
    pub fn user(content: impl Into<Content>) -> Self {
        Self {
            role: Role::User,
            content: content.into(),
        }
    }

    /// A message of the model.
    pub fn assistant(content: impl Into<Content>) -> Self {
        Self {
            role: Role::Assistant,
            content: content.into(),
        }
    }
}

/// A value that can be the result of a prompt.
///
/// A text, or any other [`Content`], is one message of the user. Your own type implements
/// [`into_messages`](Self::into_messages).
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Explain a file of the project.
/// #[mcp_prompt]
/// fn explain(path: String) -> Result<Vec<PromptMessage>, ToolError> {
///     let Ok(code) = std::fs::read_to_string(&path) else {
///         return Err(ToolError::new(format!("There is no file {path:?}")));
///     };
///     let file = ResourceContents::text(format!("file:///{path}"), code).mime_type("text/x-rust");
///     Ok(vec![PromptMessage::user(file), PromptMessage::user("Explain this file to somebody new to the project.")])
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the result of a prompt",
    label = "not a prompt's result",
    note = "return a `String`, `Content`, `PromptMessage`, a `Vec` or an array of messages, or a \
            `Result` of one of these",
    note = "the error in a `Result` is `ToolError`, or a type that `?` makes one of: any \
            `std::error::Error + Send + Sync + 'static`"
)]
pub trait PromptOutput: Send {
    /// The messages, in order.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::response::PromptOutput;
    ///
    /// /// A question, and how its answer should begin.
    /// struct Begun(String, &'static str);
    ///
    /// impl PromptOutput for Begun {
    ///     fn into_messages(self) -> Result<Vec<PromptMessage>, ToolError> {
    ///         Ok(vec![PromptMessage::user(self.0), PromptMessage::assistant(self.1)])
    ///     }
    /// }
    ///
    /// /// Find what is wrong with a text.
    /// #[mcp_prompt]
    /// fn proofread(text: String) -> Begun {
    ///     Begun(format!("Find the mistakes in: {text}"), "There are these mistakes:")
    /// }
    /// ```
    fn into_messages(self) -> Result<Vec<PromptMessage>, ToolError>;
}

impl PromptOutput for Vec<PromptMessage> {
    fn into_messages(self) -> Result<Vec<PromptMessage>, ToolError> {
        Ok(self)
    }
}

impl<const N: usize> PromptOutput for [PromptMessage; N] {
    fn into_messages(self) -> Result<Vec<PromptMessage>, ToolError> {
        Ok(self.into())
    }
}

impl PromptOutput for PromptMessage {
    fn into_messages(self) -> Result<Vec<PromptMessage>, ToolError> {
        Ok(vec![self])
    }
}

#[diagnostic::do_not_recommend]
impl<T: PromptOutput, E: Into<ToolError> + Send> PromptOutput for Result<T, E> {
    fn into_messages(self) -> Result<Vec<PromptMessage>, ToolError> {
        self.map_err(Into::into)?.into_messages()
    }
}

macro_rules! user_messages {
    ($($type:ty),*) => { $(impl PromptOutput for $type {
        fn into_messages(self) -> Result<Vec<PromptMessage>, ToolError> {
            Ok(vec![PromptMessage::user(self)])
        }
    })* };
}
user_messages!(
    String,
    &'static str,
    Content,
    ResourceLink,
    ResourceContents
);
