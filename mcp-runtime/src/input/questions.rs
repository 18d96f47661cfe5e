//! What expansions do to have a function's questions answered.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Visited;
use super::conversation::{Conversation, unable};
use super::question::{Answer, Asked, Inquiry, Need, Question, Stage, Unworded, Worded};
use crate::response::ToolError;
use crate::server::Call;

/// The questions of one call.
#[derive(Debug)]
pub struct Questions {
    conversation: Arc<Mutex<Conversation>>,
    answers: HashMap<&'static str, Box<dyn Any + Send>>,
    /// What the client would have to be able to do.
    unable: Option<Need>,
}

impl Questions {
    /// Of this call.
    pub fn of<S>(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(Self { conversation: call.conversation()?, answers: HashMap::new(), unable: None })
    }

    /// Ends the call, if something has to be asked first. What a destructive tool was told counts once.
    pub fn finish(&mut self, destructive: bool) -> Result<(), ToolError> {
        if let Some(need) = self.unable {
            return Err(unable(need));
        }
        let mut conversation = lock(&self.conversation);
        match conversation.take_pending() {
            Some(asking) => Err(asking),
            None if destructive => conversation.consume(),
            None => Ok(()),
        }
    }

    /// The parameter that a question was asked for.
    pub fn take<P: 'static>(&mut self, key: &'static str) -> Result<P, ToolError> {
        let answer = self.answers.remove(key).and_then(|answer| answer.downcast::<Result<P, ToolError>>().ok());
        *answer.ok_or_else(|| ToolError::internal("a question was neither asked nor answered"))?
    }
}

/// Takes note of a question, and of its answer, if it has one.
pub fn ask<P: Asked<M> + Send + 'static, M>(
    questions: &mut Questions,
    key: &'static str,
    question: Question<P::Of>,
    fallback: Option<impl FnOnce() -> P::Of>,
    volunteered: bool,
) {
    let answer = match question.0 {
        Stage::Answered(value) => Answer::Accepted(value),
        Stage::Ask(request) => {
            let need = P::Of::NEED;
            let mut conversation = lock(&questions.conversation);
            match conversation.answer::<P::Of>(key, &request, volunteered) {
                Some(answer) => answer,
                None if conversation.supports(need) => return conversation.ask(key, request),
                None => match fallback {
                    Some(fallback) => Answer::Accepted(fallback()),
                    None => {
                        questions.unable.get_or_insert(need);
                        return;
                    }
                },
            }
        }
    };
    // Who declines ends the call, but not before the other questions are asked.
    questions.answers.insert(key, Box::new(P::settle(answer, key)));
}

pub(super) fn lock(conversation: &Mutex<Conversation>) -> MutexGuard<'_, Conversation> {
    conversation.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `ask = "…"`
pub fn worded<T: Worded>(text: String) -> Question<T> {
    Question::new(text)
}

/// `ask`
pub fn unworded<T: Unworded>() -> Question<T> {
    T::request().into()
}

/// `ask_with = …`
pub fn computed<T: Inquiry>(question: impl Into<Question<T>>) -> Question<T> {
    question.into()
}

/// What is asked for by a page.
#[diagnostic::on_unimplemented(
    message = "a page to open doesn't answer with a `{Self}`",
    label = "not `Visited`",
    note = "a question with a `url` is answered by `Visited`, or `Answer<Visited>`: `page: Visited`"
)]
pub trait Linked: Inquiry {
    /// The question.
    fn question(text: String, url: &'static str) -> Question<Self>;
}

impl Linked for Visited {
    fn question(text: String, url: &'static str) -> Question<Self> {
        Question::url(text, url)
    }
}

/// `ask = "…", url = "…"`
pub fn linked<T: Linked>(text: String, url: &'static str) -> Question<T> {
    T::question(text, url)
}
