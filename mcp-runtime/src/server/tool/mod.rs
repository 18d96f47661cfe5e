//! Tools: what `#[mcp_tool]` implements for a function's companion type, and the entry in the table
//! made of it.

mod define;
mod meta;

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use crate::call::Call;
use crate::params::Parameters;
use crate::response::{Finished, ResultWriter, ToolError, ToolOutput, ToolReturn, panicked};
use crate::schema::{ArgumentFn, InputSchema, OutputFn};
use crate::server::parts::entries;
use crate::server::run;
use crate::table::{AppMeta, HandleUse, ParamSpec};

pub(super) use define::{Definition, collect_headers};
pub use meta::{ToolAnnotations, ToolMeta};

type CallFn<S> = fn(Call<S>, Incoming<'_>) -> BoxFuture<'static, Finished>;

/// A tool in the table of a server with state `S`.
///
/// ```
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool(read_only)]
/// # fn hello(name: String) -> String { format!("hello {name}") }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
///
/// let server = Hello::new();
/// let tool = server.definition().tools().next().unwrap();
/// assert_eq!(tool.name(), "hello");
/// assert_eq!(tool.meta().description(), "Say hello.");
/// assert_eq!(tool.meta().annotations().read_only, Some(true));
/// assert_eq!(tool.params()[0].name, "name");
/// assert!(tool.questions().is_empty());
/// ```
#[derive(Debug)]
pub struct ToolEntry<S: 'static> {
    /// The prefix of the group it came in by, with the separator; empty for none.
    pub(crate) prefix: &'static str,
    pub(crate) meta: &'static ToolMeta,
    pub(crate) params: &'static [ParamSpec],
    /// The keys of its questions.
    pub(crate) questions: &'static [&'static str],
    /// Whether a call may need a stream.
    pub(crate) emits: bool,
    /// How its result uses handles.
    pub(crate) returns: HandleUse,
    /// The view that shows its result.
    pub(crate) app: Option<&'static AppMeta>,
    argument: ArgumentFn,
    output: OutputFn,
    pub(super) call: CallFn<S>,
}

// Derived, these would ask for `S: Copy`.
impl<S> Clone for ToolEntry<S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S> Copy for ToolEntry<S> {}

impl<S: Send + Sync + 'static> ToolEntry<S> {
    /// The entry of the tool `T`.
    #[doc(hidden)]
    pub const fn of<T: ToolCall<S, M>, M: 'static>() -> Self {
        Self {
            prefix: "",
            meta: <T as Tool>::META,
            params: T::PARAMS,
            questions: T::QUESTIONS,
            emits: ParamSpec::any_emits(T::PARAMS),
            returns: <T as Tool>::RETURNS,
            app: T::RESULT.app,
            argument: T::argument,
            output: T::RESULT.schema,
            call: call::<T, S, M>,
        }
    }
}

entries!(ToolEntry of ToolMeta);

impl<S> ToolEntry<S> {
    const fn nothing() -> Self {
        Self {
            prefix: "",
            meta: ToolMeta::NOTHING,
            params: &[],
            questions: &[],
            emits: false,
            returns: HandleUse::NONE,
            app: None,
            argument: |_, _| None,
            output: |_| None,
            call: uncalled,
        }
    }

    const fn with_prefix(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self
    }

    const fn full_name(&self) -> (&'static str, &'static str) {
        (self.prefix, self.meta.name)
    }

    /// The tool's full name.
    pub fn name(&self) -> String {
        format!("{}{}", self.prefix, self.meta.name)
    }

    /// Returns how its parameters and its result use handles.
    pub(crate) fn handles(&self) -> impl Iterator<Item = HandleUse> + use<S> {
        self.params
            .iter()
            .map(|param| param.handles)
            .chain([self.returns])
    }

    /// The view that shows its result, if there is one.
    pub fn app(&self) -> Option<&'static AppMeta> {
        self.app
    }

    /// Whether its work runs elsewhere.
    pub(crate) fn is_external(&self) -> bool {
        self.meta.task.is_some_and(|task| task.external)
    }

    pub(crate) fn is_named(&self, name: &str) -> bool {
        name.strip_prefix(self.prefix) == Some(self.meta.name)
    }
}

/// A function that `#[mcp_tool]` was put on.
///
/// Its name stands for two things: the function, unchanged, and a type that carries what the macro
/// knows. Lists of tools name the type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tool",
    label = "not a tool",
    note = "put `#[mcp_tool]` on a function and list it by the function's path",
    note = "a group of tools is listed with two dots before it: `..Group`"
)]
pub trait Tool {
    /// The attribute's declaration.
    const META: &'static ToolMeta;

    /// How its result uses handles.
    const RETURNS: HandleUse = HandleUse::NONE;
}

/// A tool that a server with state `S` can call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a tool of a server with state `{S}`",
    label = "not a tool that this server can call",
    note = "put `#[mcp_tool]` on a function and list it by the function's path",
    note = "a group of tools is listed with two dots before it: `..Group`; prompts go under \
            `prompts:`, resources under `resources:`"
)]
pub trait ToolCall<S, M>: Tool + Parameters<M> {
    /// Its result, as its type describes it.
    const RESULT: ResultSpec;

    /// Calls the function and writes its result.
    fn run(
        slots: Self::Slots,
        call: &Call<S>,
        out: &mut ResultWriter,
    ) -> impl Future<Output = Result<(), ToolError>> + Send;
}

/// The result of a tool, as its type describes it.
#[derive(Clone, Copy, Debug)]
pub struct ResultSpec {
    /// The view that shows it.
    app: Option<&'static AppMeta>,
    /// The schema of its structured content.
    schema: OutputFn,
}

impl ResultSpec {
    /// A text.
    pub const TEXT: Self = Self {
        app: None,
        schema: |_| None,
    };

    /// Returns the result of a function that returns an `R`.
    pub const fn of<R: ToolReturn<M>, M>() -> Self {
        Self::of_output::<R::Output>()
    }

    /// Returns the result that an `O` is.
    pub const fn of_output<O: ToolOutput>() -> Self {
        Self {
            app: O::APP,
            schema: O::schema,
        }
    }

    /// Returns the result of a function whose type has no name. The function is not called.
    pub const fn of_fn<A, R: ToolReturn<M>, M>(_: &impl Fn(A) -> R) -> Self {
        Self::of::<R, M>()
    }
}

/// The parts of a request that only the tool reads, borrowed from the request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incoming<'a> {
    pub(super) id: &'a str,
    pub(super) arguments: Option<&'a str>,
    pub(super) schema: &'a InputSchema,
    /// Whether a text is taken for the JSON in it where no text may stand.
    pub(super) lenient: bool,
}

/// Reads the arguments and starts the call. What doesn't need to know the tool is elsewhere: this
/// is compiled for each of them.
pub(super) fn call<T, S, M>(call: Call<S>, incoming: Incoming<'_>) -> BoxFuture<'static, Finished>
where
    T: ToolCall<S, M>,
    S: Send + Sync + 'static,
    M: 'static,
{
    let mut out = ResultWriter::new(incoming.id);
    let (slots, handles) = match run::read::<T, M>(
        incoming.arguments,
        incoming.schema,
        incoming.lenient,
        call.name(),
    ) {
        Ok(read) => read,
        Err(error) => return Box::pin(std::future::ready(ended(&call, out, Err(error)))),
    };
    Box::pin(async move {
        let _cancel = call.cancelled_on_drop();
        // No function takes the call's future: it would have room for it twice.
        let running = async {
            // A job that has begun needs none of them any more.
            if !handles.is_empty() && !call.has_job() {
                call.load(handles).await?;
            }
            T::run(slots, &call, &mut out).await
        };
        let run = AssertUnwindSafe(running).catch_unwind().await;
        let result = run.unwrap_or_else(|panic| Err(panicked_in(&call, panic)));
        ended(&call, out, result)
    })
}

#[cold]
fn panicked_in<S>(call: &Call<S>, panic: Box<dyn Any + Send>) -> ToolError {
    if let Some(leg) = call.leg() {
        leg.note_panic();
    }
    panicked(panic)
}

#[inline(never)]
fn ended<S>(call: &Call<S>, out: ResultWriter, result: Result<(), ToolError>) -> Finished {
    out.finish(result, call.name(), call.server_info())
}

fn uncalled<S>(_: Call<S>, _: Incoming<'_>) -> BoxFuture<'static, Finished> {
    Box::pin(async { unreachable!("an empty table has no entry to call") })
}
