//! Functions that macro expansions call to have a function's questions answered.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Visited;
use super::conversation::{Conversation, unable};
use super::question::{Answer, Asked, Inquiry, Need, Question, Stage, Unworded, Worded};
use crate::response::ToolError;

/// The questions of one call.
#[derive(Debug)]
pub struct Questions {
    conversation: Arc<Mutex<Conversation>>,
    answers: HashMap<&'static str, Box<dyn Any + Send>>,
    /// The capabilities that the client lacks.
    unable: Vec<Need>,
    /// Whether an answer ends the call, so that nothing is done for it.
    is_declined: bool,
}

impl Questions {
    pub(crate) fn new(conversation: Arc<Mutex<Conversation>>) -> Self {
        Self {
            conversation,
            answers: HashMap::new(),
            unable: Vec::new(),
            is_declined: false,
        }
    }

    /// Ends the call, if something has to be asked first. An answer counts once, wherever it is told
    /// again, unless what it is for changes nothing, or nothing more. Who declines has used nothing
    /// up.
    pub async fn finish(&mut self) -> Result<(), ToolError> {
        if !self.unable.is_empty() {
            return Err(unable(&self.unable));
        }
        let using = {
            let mut conversation = lock(&self.conversation);
            if let Some(asking) = conversation.take_pending() {
                return Err(asking);
            }
            conversation.using().filter(|_| !self.is_declined)
        };
        match using {
            Some(using) => using.once().await,
            None => Ok(()),
        }
    }

    /// The parameter that a question was asked for.
    pub fn take<P: 'static>(&mut self, key: &'static str) -> Result<P, ToolError> {
        let answer = self
            .answers
            .remove(key)
            .and_then(|answer| answer.downcast::<Result<P, ToolError>>().ok());
        *answer.ok_or_else(|| ToolError::internal("a question was neither asked nor answered"))?
    }
}

/// A parameter of type `P` that is asked for by a question for a `T`.
#[derive(Clone, Copy, Debug)]
pub struct AskedFor<P, T> {
    settle: fn(Answer<T>, &str) -> Result<P, ToolError>,
}

/// Returns the [`AskedFor`] of a parameter's type.
pub const fn asked_for<P: Asked<M>, M>() -> AskedFor<P, P::Of> {
    AskedFor { settle: P::settle }
}

/// Takes note of a question, and of its answer, if it has one.
pub fn ask<P: Send + 'static, T: Inquiry>(
    parameter: &AskedFor<P, T>,
    questions: &mut Questions,
    key: &'static str,
    question: Question<T>,
    fallback: Option<impl FnOnce() -> T>,
    volunteered: bool,
) {
    let answer = match question.0 {
        Stage::Answered(value) => Answer::Accepted(value),
        Stage::Ask(request) => {
            let need = T::NEED;
            let mut conversation = lock(&questions.conversation);
            match conversation.answer::<T>(key, &request, volunteered) {
                Some(answer) => answer,
                None if conversation.supports(need) => return conversation.ask(key, request),
                None => match fallback {
                    Some(fallback) => Answer::Accepted(fallback()),
                    None => {
                        questions.unable.push(need);
                        return;
                    }
                },
            }
        }
    };
    // Who declines ends the call, but not before the other questions are asked.
    let settled = (parameter.settle)(answer, key);
    questions.is_declined |= settled.is_err();
    questions.answers.insert(key, Box::new(settled));
}

pub(super) fn lock(conversation: &Mutex<Conversation>) -> MutexGuard<'_, Conversation> {
    conversation.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `ask = "…"`
pub fn worded<P, T: Worded>(_: &AskedFor<P, T>, text: String) -> Question<T> {
    Question::new(text)
}

/// `ask`
pub fn unworded<P, T: Unworded>(_: &AskedFor<P, T>) -> Question<T> {
    T::request().into()
}

/// `ask_with = …`
pub fn computed<P, T>(_: &AskedFor<P, T>, question: impl Computed<T>) -> Question<T> {
    question.question()
}

/// `fallback = …`
pub fn fallback<P, T, F: FnOnce() -> T>(_: &AskedFor<P, T>, fallback: F) -> Option<F> {
    Some(fallback)
}

/// A value that `ask_with` takes.
#[diagnostic::on_unimplemented(
    message = "`ask_with` takes a `Question<{T}>`, and `{Self}` is none",
    label = "not a question for `{T}`",
    note = "write `ask_with = Question::new(format!(…))`, or for a page `Question::url(…, …)`; a \
            question in plain words is `ask = \"…\"`"
)]
pub trait Computed<T> {
    /// The question.
    fn question(self) -> Question<T>;
}

#[diagnostic::do_not_recommend]
impl<T: Inquiry, Q: Into<Question<T>>> Computed<T> for Q {
    fn question(self) -> Question<T> {
        self.into()
    }
}

/// An answer that is asked for with a page to open.
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
pub fn linked<P, T: Linked>(_: &AskedFor<P, T>, text: String, url: &'static str) -> Question<T> {
    T::question(text, url)
}
