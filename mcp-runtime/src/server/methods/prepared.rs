//! Prepared calls: what a method finds in a request, with everything needed to start the call.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::call::{Access, Call, Subject};
use crate::protocol::Request;
use crate::response::{Emitter, Finished};
use crate::server::answer::Answer;
use crate::server::core::Core;
use crate::server::headers::Mirrored;
use crate::server::limits::Admission;
use crate::server::run::TextArguments;
use crate::server::tool::{Incoming, ToolEntry};

/// A request whose envelope is right, and what its transport says of it.
#[derive(Clone, Copy)]
pub(in crate::server) struct Asked<'a> {
    pub(in crate::server) request: &'a Request<'a>,
    /// The body that the request was read from.
    pub(in crate::server) body: &'a [u8],
    /// The parts of it that its transport mirrors beside the body, if any.
    pub(in crate::server) mirrored: Option<&'a Mirrored<'a>>,
    /// The access of its sender.
    pub(in crate::server) access: &'a Access,
}

impl<'a> Asked<'a> {
    /// The body, which was read as text before.
    pub(super) fn text(&self) -> &'a str {
        std::str::from_utf8(self.body).expect("a body that was parsed is UTF-8")
    }
}

/// The result of a method for a request: an answer, or a call.
pub(in crate::server) enum Found<S: 'static> {
    /// There is nothing more to do.
    Answer(Answer),
    Call(Prepared<S>),
}

/// A call that can be started.
pub(in crate::server) struct Prepared<S: 'static> {
    pub(in crate::server) subject: Subject,
    pub(in crate::server) admission: Admission,
    pub(in crate::server) emits: Emits,
    /// Its own limit on the time it takes.
    pub(in crate::server) timeout: Option<Duration>,
    pub(in crate::server) run: Run<S>,
}

/// The messages that a call may send before its answer.
pub(in crate::server) enum Emits {
    Nothing,
    /// Progress and logs.
    Messages,
    /// The messages that are put into this emitter.
    From(Arc<Emitter>),
}

impl Emits {
    pub(super) fn messages(emits: bool) -> Self {
        if emits { Self::Messages } else { Self::Nothing }
    }
}

/// The inputs that an admitted call is started with.
pub(in crate::server) struct Begin<'a, S: 'static> {
    pub(in crate::server) core: &'a Arc<Core<S>>,
    pub(in crate::server) call: Call<S>,
    /// The request's id, as JSON text.
    pub(in crate::server) id: &'a str,
    /// JSON text.
    pub(in crate::server) arguments: Option<&'a str>,
}

/// How a call is started.
pub(in crate::server) enum Run<S: 'static> {
    /// A tool of the table, by its position. It allocates nothing: most calls are of these.
    Tool(usize, &'static ToolEntry<S>),
    /// A function of the table whose arguments are texts.
    Texts(TextsFn<S>, TextArguments),
    Other(Box<StartFn<S>>),
}

pub(in crate::server) type TextsFn<S> =
    fn(Call<S>, &str, TextArguments) -> BoxFuture<'static, Finished>;

type StartFn<S> = dyn FnOnce(Begin<'_, S>) -> BoxFuture<'static, Finished> + Send;

impl<S: 'static> Run<S> {
    pub(super) fn other(
        start: impl FnOnce(Begin<'_, S>) -> BoxFuture<'static, Finished> + Send + 'static,
    ) -> Self {
        Self::Other(Box::new(start))
    }

    pub(in crate::server) fn begin(self, begin: Begin<'_, S>) -> BoxFuture<'static, Finished> {
        match self {
            Self::Tool(position, entry) => {
                let incoming = Incoming {
                    id: begin.id,
                    arguments: begin.arguments,
                    schema: &begin.core.tool(position).input,
                    lenient: begin.core.settings().lenient_arguments,
                };
                (entry.call)(begin.call, incoming)
            }
            Self::Texts(start, arguments) => start(begin.call, begin.id, arguments),
            Self::Other(start) => start(begin),
        }
    }
}
