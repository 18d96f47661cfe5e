use std::sync::{Arc, Mutex};

use super::conversation::{Conversation, unable};
use super::question::{Answer, Asked, Inquiry, Question, Stage, Worded};
use super::questions::lock;
use crate::params::Injected;
use crate::response::ToolError;

/// Asks questions inside a function's body, where one depends on the answer to another.
///
/// The body *replays*: a question without an answer ends the call. When the client sends the
/// request again, with the answer, the body runs from its beginning, and each question that was
/// answered before returns its answer at once. So ask before anything else has an effect, and give
/// each question its own key. A `destructive` tool can't take an `Asker`: its questions are
/// parameters.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[derive(Form)]
/// struct Name { name: String }
///
/// #[derive(Form)]
/// struct Color { color: String }
///
/// /// Make a card.
/// #[mcp_tool]
/// async fn card(asker: Asker) -> Result<String, ToolError> {
///     let Name { name } = asker.ask("name", "What is your name?").await?;
///     let Color { color } = asker.ask("color", format!("Which color do you like, {name}?")).await?;
///     Ok(format!("{name}, in {color}"))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Asker {
    conversation: Arc<Mutex<Conversation>>,
}

impl Asker {
    pub(crate) fn of(conversation: Arc<Mutex<Conversation>>) -> Self {
        Self { conversation }
    }

    /// Asks with a text. The error ends the call, through `?`: it carries the question, or says
    /// that the user declined. Use [`question`](Self::question) to see whether somebody declined.
    pub async fn ask<T: Worded>(&self, key: &str, text: impl Into<String>) -> Result<T, ToolError> {
        let answer = self.answered(key, Question::<T>::new(text))?;
        let settled = Asked::settle(answer, key)?;
        self.use_up().await?;
        Ok(settled)
    }

    /// Asks a question of any kind. The error ends the call, through `?`.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    ///
    /// /// Order a pizza.
    /// #[mcp_tool]
    /// async fn order(pizza: String, asker: Asker) -> Result<String, ToolError> {
    ///     let question = Question::<Confirm>::new("Shall we deliver it?");
    ///     Ok(match asker.question("deliver", question).await? {
    ///         Answer::Accepted(Confirm) => format!("The {pizza} is on its way"),
    ///         Answer::Declined | Answer::Cancelled => format!("The {pizza} is ready in 20 minutes"),
    ///     })
    /// }
    /// ```
    pub async fn question<T: Inquiry>(
        &self,
        key: &str,
        question: impl Into<Question<T>>,
    ) -> Result<Answer<T>, ToolError> {
        let answer = self.answered(key, question.into())?;
        self.use_up().await?;
        Ok(answer)
    }

    /// The answer, or the error that asks for it.
    fn answered<T: Inquiry>(
        &self,
        key: &str,
        question: Question<T>,
    ) -> Result<Answer<T>, ToolError> {
        let request = match question.0 {
            Stage::Answered(value) => return Ok(Answer::Accepted(value)),
            Stage::Ask(request) => request,
        };
        let mut conversation = lock(&self.conversation);
        if let Some(answer) = conversation.answer(key, &request, false) {
            return Ok(answer);
        }
        if !conversation.supports(T::NEED) {
            return Err(unable(&[T::NEED]));
        }
        conversation.ask(key, request);
        Err(conversation
            .take_pending()
            .unwrap_or_else(|| ToolError::internal("a question was not taken note of")))
    }

    /// Before anything is done for an answer: it counts once, as that of a parameter's question.
    async fn use_up(&self) -> Result<(), ToolError> {
        let using = lock(&self.conversation).using();
        match using {
            Some(using) => using.once().await,
            None => Ok(()),
        }
    }
}

impl Injected for Asker {
    const ASKS: bool = true;
}
