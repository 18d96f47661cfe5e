//! Prompts: what `#[mcp_prompt]` implements for a function's companion type, and the entry in the
//! table made of it.

use std::future::Future;

use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::completion::{Choices, CompleteFn, choices};
use super::meta::PromptMeta;
use super::parts::entries;
use super::run::{self, TextArguments};
use crate::call::Call;
use crate::handle::{Kinds, Side};
use crate::params::Parameters;
use crate::response::{Finished, PromptMessage, ResultWriter, ToolError};
use crate::schema;
use crate::schema::ArgumentFn;
use crate::table::{ParamRole, ParamSpec};

/// A function that `#[mcp_prompt]` was put on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a prompt",
    label = "not a prompt",
    note = "put `#[mcp_prompt]` on a function and list it by the function's path"
)]
pub trait Prompt {
    /// The attribute's declaration.
    const META: &'static PromptMeta;
}

/// A prompt that a server with state `S` can give.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a prompt of a server with state `{S}`",
    label = "not a prompt that this server can give",
    note = "put `#[mcp_prompt]` on a function and list it by the function's path"
)]
pub trait PromptGet<S: 'static, M>: Prompt + Parameters<M> {
    /// Calls the function.
    fn get(
        slots: Self::Slots,
        call: &Call<S>,
    ) -> impl Future<Output = Result<Vec<PromptMessage>, ToolError>> + Send;

    /// Starts the completion of one argument, if it has one.
    fn complete(index: usize, call: Call<S>) -> Option<super::CompletionsFuture>;
}

type GetFn<S> = fn(Call<S>, &str, TextArguments) -> BoxFuture<'static, Finished>;

/// A prompt in the table of a server with state `S`.
///
/// ```
/// # use mcp_runtime::prelude::*;
/// # /// Greet a guest.
/// # #[mcp_prompt]
/// # fn greet(name: String) -> String { format!("Greet {name}.") }
/// # mcp_server! { pub Hall { name: "hall", version: "1.0.0", prompts: [greet] } }
///
/// let server = Hall::new();
/// let prompt = server.definition().prompts().next().unwrap();
/// assert_eq!((prompt.meta().name(), prompt.meta().description()), ("greet", "Greet a guest."));
/// assert_eq!(prompt.params()[0].name, "name");
/// ```
#[derive(Debug)]
pub struct PromptEntry<S: 'static> {
    /// The prefix of the group it came in by, with the separator; empty for none.
    pub(crate) prefix: &'static str,
    pub(crate) meta: &'static PromptMeta,
    pub(crate) params: &'static [ParamSpec],
    pub(crate) questions: &'static [&'static str],
    pub(crate) get: GetFn<S>,
    pub(crate) complete: CompleteFn<S>,
    argument: ArgumentFn,
}

// Derived, these would ask for `S: Copy`.
impl<S> Clone for PromptEntry<S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S> Copy for PromptEntry<S> {}

impl<S: Send + Sync + 'static> PromptEntry<S> {
    /// The entry of the prompt `P`.
    #[doc(hidden)]
    pub const fn of<P: PromptGet<S, M>, M: 'static>() -> Self {
        Self {
            prefix: "",
            meta: <P as Prompt>::META,
            params: P::PARAMS,
            questions: P::QUESTIONS,
            get: get::<P, S, M>,
            complete: P::complete,
            argument: P::argument,
        }
    }
}

entries!(PromptEntry of PromptMeta);

impl<S> PromptEntry<S> {
    const fn nothing() -> Self {
        const NOTHING: &PromptMeta = &PromptMeta::new("", "");
        Self {
            prefix: "",
            meta: NOTHING,
            params: &[],
            questions: &[],
            get: |_, _, _| Box::pin(async { unreachable!("an empty table has no prompt to get") }),
            complete: |_, _| None,
            argument: |_, _| None,
        }
    }

    const fn with_prefix(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self
    }

    const fn full_name(&self) -> (&'static str, &'static str) {
        (self.prefix, self.meta.name)
    }

    /// The prompt's full name.
    pub fn name(&self) -> String {
        format!("{}{}", self.prefix, self.meta.name)
    }

    pub(crate) fn is_named(&self, name: &str) -> bool {
        name.strip_prefix(self.prefix) == Some(self.meta.name)
    }

    /// `name` is its full name.
    pub(crate) fn define(&self, name: &str, kinds: &mut Kinds) -> Result<PromptDefinition, String> {
        define(name, self.meta, self.params, self.argument, kinds)
    }
}

/// `GetPromptResult` in the specification's schema.
#[derive(Serialize)]
pub(super) struct GetPromptResult<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) description: &'a str,
    pub(super) messages: Vec<PromptMessage>,
}

/// Reads the arguments and starts the call.
fn get<P, S, M>(call: Call<S>, id: &str, arguments: TextArguments) -> BoxFuture<'static, Finished>
where
    P: PromptGet<S, M>,
    S: Send + Sync + 'static,
    M: 'static,
{
    let slots = run::read_variables::<P, M>(&arguments);
    let mut out = ResultWriter::new(id);
    Box::pin(async move {
        let result = match slots {
            Ok((slots, handles)) => {
                let running = async {
                    if !handles.is_empty() {
                        call.load(handles).await?;
                    }
                    P::get(slots, &call).await
                };
                run::guarded(&call, running).await
            }
            Err(unread) => Err(unread.into_error()),
        };
        let written = result.and_then(|messages| {
            out.fields(&GetPromptResult {
                description: P::META.description(),
                messages,
            })
        });
        out.finish_plain(written, call.name(), call.server_info(), None)
    })
}

/// A prompt as the client sees it, and what is suggested for its arguments by their types alone.
#[derive(Debug)]
pub(crate) struct PromptDefinition {
    /// The JSON object in `prompts/list`.
    pub(crate) json: String,
    pub(crate) choices: Choices,
}

/// `Prompt` in the specification's schema.
#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    icons: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    arguments: Vec<ListedArgument<'a>>,
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    meta: Option<Value>,
}

/// `PromptArgument` in the specification's schema.
#[derive(Serialize)]
struct ListedArgument<'a> {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    required: bool,
}

fn define(
    name: &str,
    meta: &'static PromptMeta,
    params: &'static [ParamSpec],
    argument: ArgumentFn,
    kinds: &mut Kinds,
) -> Result<PromptDefinition, String> {
    let mut input = schema::input_schema(params, argument)?;
    kinds.explain(&mut input, Side::Arguments)?;
    let required = |name: &str| {
        input["required"]
            .as_array()
            .is_some_and(|names| names.iter().any(|n| n == name))
    };
    let arguments = params
        .iter()
        .filter(|p| p.role == ParamRole::Argument)
        .map(|p| ListedArgument {
            name: p.name,
            title: p.title,
            description: match p.handles.takes {
                Some(_) => input["properties"][p.name]["description"]
                    .as_str()
                    .unwrap_or_default(),
                None => p.description,
            },
            required: required(p.name),
        });
    let icons = meta
        .icons
        .map(|icons| RawValue::from_string(icons.to_owned()))
        .transpose()
        .map_err(|e| e.to_string())?;
    let json = Listed {
        name,
        title: meta.title,
        description: meta.description,
        icons,
        arguments: arguments.collect(),
        meta: meta.meta.map(|meta| meta()),
    };
    let json = serde_json::to_string(&json).map_err(|e| e.to_string())?;
    Ok(PromptDefinition {
        json,
        choices: choices(&input),
    })
}
