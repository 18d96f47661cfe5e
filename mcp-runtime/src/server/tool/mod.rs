//! Tools: what `#[mcp_tool]` implements for a function's companion type, and the entry in the table
//! made of it.

mod define;
mod group;

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use schemars::{Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::{DeclaredLimits, Rate};
use crate::call::Call;
use crate::params::Parameters;
use crate::response::{Finished, ResultWriter, ToolError, panicked};
use crate::schema::{ArgumentFn, InputSchema, OutputFn};
use crate::server::run;
use crate::table::{AppMeta, HandleUse, Location, ParamSpec, TaskMeta, ToolVisibility};

pub(super) use define::collect_headers;
pub use group::{Node, Part, ToolGroup, count, flatten, tool_names};

/// The hints of `#[mcp_tool(read_only, destructive, …)]`; what isn't said is left to the protocol's
/// defaults.
///
/// ```
/// use mcp_runtime::server::ToolAnnotations;
///
/// let hints = ToolAnnotations { read_only: Some(true), ..ToolAnnotations::default() };
/// assert_eq!(mcp_runtime::serde_json::to_value(hints).unwrap()["readOnlyHint"], true);
/// ```
///
/// Source: `ToolAnnotations` in the specification's schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolAnnotations {
    /// It changes nothing.
    #[serde(
        rename = "readOnlyHint",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub read_only: Option<bool>,
    /// It may destroy something.
    #[serde(
        rename = "destructiveHint",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub destructive: Option<bool>,
    /// Calling it again with the same arguments changes nothing more.
    #[serde(
        rename = "idempotentHint",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub idempotent: Option<bool>,
    /// It reaches beyond this server, such as into the web.
    #[serde(
        rename = "openWorldHint",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub open_world: Option<bool>,
}

impl ToolAnnotations {
    /// The hints, if there are any.
    fn said(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }
}

/// A tool as its attribute declares it.
#[derive(Clone, Copy, Debug)]
pub struct ToolMeta {
    /// Its name, before a group's prefix.
    pub name: &'static str,
    /// A name for people.
    pub title: Option<&'static str>,
    /// For the model.
    pub description: &'static str,
    /// Hints for the client.
    pub annotations: ToolAnnotations,
    /// The `icons` array, as JSON text.
    pub icons: Option<&'static str>,
    /// The `_meta` object.
    pub meta: Option<fn() -> serde_json::Value>,
    /// Who is to call it.
    pub visibility: ToolVisibility,
    /// The input schema that was given by hand, as JSON text.
    pub input_schema: Option<&'static str>,
    /// Its own limit on a call's time.
    pub timeout: Option<Duration>,
    /// How often each caller may call it.
    pub rate: Option<Rate>,
    /// How many of its calls may run at a time.
    pub concurrency: Option<u32>,
    /// How it is run as a task, if it is.
    pub task: Option<TaskMeta>,
    /// Where it is declared.
    pub location: Location,
}

impl ToolMeta {
    /// Before there is one.
    pub(crate) const NOTHING: &'static Self = &Self {
        name: "",
        title: None,
        description: "",
        annotations: ToolAnnotations {
            read_only: None,
            destructive: None,
            idempotent: None,
            open_world: None,
        },
        icons: None,
        meta: None,
        visibility: ToolVisibility::All,
        input_schema: None,
        timeout: None,
        rate: None,
        concurrency: None,
        task: None,
        location: Location { file: "", line: 0 },
    };

    pub(crate) fn limits(&self) -> DeclaredLimits {
        DeclaredLimits {
            rate: self.rate,
            concurrency: self.concurrency,
            timeout: self.timeout,
        }
    }
}

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
/// assert_eq!(tool.meta().description, "Say hello.");
/// assert_eq!(tool.meta().annotations.read_only, Some(true));
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
    pub const fn of<T: ToolCall<S, M>, M: 'static>() -> Self {
        Self {
            prefix: "",
            meta: <T as Tool>::META,
            params: T::PARAMS,
            questions: T::QUESTIONS,
            emits: ParamSpec::any_emits(T::PARAMS),
            returns: <T as Tool>::RETURNS,
            app: T::APP,
            argument: T::argument,
            output: T::output,
            call: call::<T, S, M>,
        }
    }
}

impl<S> ToolEntry<S> {
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

    /// Returns the declaration in the tool's attribute.
    pub fn meta(&self) -> &'static ToolMeta {
        self.meta
    }

    /// Its parameters, in the function's order.
    pub fn params(&self) -> &'static [ParamSpec] {
        self.params
    }

    /// The keys of the questions that it asks before it runs.
    pub fn questions(&self) -> &'static [&'static str] {
        self.questions
    }

    /// The view that shows its result, if there is one.
    pub fn app(&self) -> Option<&'static AppMeta> {
        self.app
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
    note = "a group of tools is listed with two dots before it: `..Group`; prompts go under `prompts:`, resources under `resources:`"
)]
pub trait ToolCall<S, M>: Tool + Parameters<M> {
    /// The view that shows its result.
    const APP: Option<&'static AppMeta>;

    /// The schema of the result's structured content.
    fn output(generator: &mut SchemaGenerator) -> Option<Schema>;

    /// Calls the function and writes its result.
    fn run(
        slots: Self::Slots,
        call: &Call<S>,
        out: &mut ResultWriter,
    ) -> impl Future<Output = Result<(), ToolError>> + Send;
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
            if !handles.is_empty() {
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

pub(super) fn uncalled<S>(_: Call<S>, _: Incoming<'_>) -> BoxFuture<'static, Finished> {
    Box::pin(async { unreachable!("an empty table has no entry to call") })
}
