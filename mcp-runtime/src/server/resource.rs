//! Resources: what `#[mcp_resource]` implements for a function's companion type, and the entry in
//! the table made of it.

use std::future::{Future, ready};
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::completion::{Choices, CompleteFn, choices};
use super::meta::ResourceMeta;
use super::parts::entries;
use super::run::{self, TextArguments};
use crate::call::Call;
use crate::handle::{self, HandleStore, Kinds, Side};
use crate::params::Parameters;
use crate::response::{Finished, ReadResult, ResultWriter, ToolError};
use crate::schema;
use crate::schema::ArgumentFn;
use crate::table::ParamSpec;

/// A function that `#[mcp_resource]` was put on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "not a resource",
    note = "put `#[mcp_resource(\"scheme://path\")]` on a function and list it by the function's \
            path"
)]
pub trait Resource {
    /// The attribute's declaration.
    const META: &'static ResourceMeta;
}

/// A resource that a server with state `S` can read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a resource of a server with state `{S}`",
    label = "not a resource that this server can read",
    note = "put `#[mcp_resource(\"scheme://path\")]` on a function and list it by the function's \
            path"
)]
pub trait ResourceRead<S: 'static, M>: Resource + Parameters<M> {
    /// Calls the function.
    fn contents(
        slots: Self::Slots,
        call: &Call<S>,
    ) -> impl Future<Output = Result<ReadResult, ToolError>> + Send;

    /// Starts the completion of one variable, if it has one.
    fn complete(index: usize, call: Call<S>) -> Option<super::CompletionsFuture>;
}

type HoldsFn = fn(TextArguments, HandleStore) -> BoxFuture<'static, bool>;

type ReadFn<S> = fn(Call<S>, &str, TextArguments) -> BoxFuture<'static, Finished>;

/// A resource, or a template of resources, in the table of a server with state `S`.
///
/// ```
/// # use mcp_runtime::prelude::*;
/// # /// A guest's card.
/// # #[mcp_resource("hall://guests/{name}")]
/// # fn guest(name: String) -> String { name }
/// # mcp_server! { pub Hall { name: "hall", version: "1.0.0", resources: [guest] } }
///
/// let server = Hall::new();
/// let resource = server.definition().resources().next().unwrap();
/// assert_eq!(resource.meta().uri(), "hall://guests/{name}");
/// assert_eq!(resource.params()[0].name, "name");
/// ```
#[derive(Debug)]
pub struct ResourceEntry<S: 'static> {
    pub(crate) meta: &'static ResourceMeta,
    pub(crate) params: &'static [ParamSpec],
    pub(crate) questions: &'static [&'static str],
    pub(crate) read: ReadFn<S>,
    pub(crate) complete: CompleteFn<S>,
    /// Whether the handles in the variables are there, and their caller's.
    pub(crate) holds: HoldsFn,
    argument: ArgumentFn,
}

// Derived, these would ask for `S: Copy`.
impl<S> Clone for ResourceEntry<S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S> Copy for ResourceEntry<S> {}

impl<S: Send + Sync + 'static> ResourceEntry<S> {
    /// The entry of the resource `R`.
    #[doc(hidden)]
    pub const fn of<R: ResourceRead<S, M>, M: 'static>() -> Self {
        Self {
            meta: <R as Resource>::META,
            params: R::PARAMS,
            questions: R::QUESTIONS,
            read: read::<R, S, M>,
            complete: R::complete,
            holds: holds::<R, M>,
            argument: R::argument,
        }
    }
}

entries!(ResourceEntry of ResourceMeta);

impl<S> ResourceEntry<S> {
    const fn nothing() -> Self {
        const NOTHING: &ResourceMeta = &ResourceMeta::new("", &[], "");
        Self {
            meta: NOTHING,
            params: &[],
            questions: &[],
            read: |_, _, _| Box::pin(async { unreachable!("an empty table has nothing to read") }),
            complete: |_, _| None,
            holds: |_, _| Box::pin(ready(true)),
            argument: |_, _| None,
        }
    }

    // A URI has no prefix.
    const fn with_prefix(self, _: &'static str) -> Self {
        self
    }

    const fn full_name(&self) -> (&'static str, &'static str) {
        ("", self.meta.uri)
    }

    pub(crate) fn define(&self, kinds: &mut Kinds) -> Result<ResourceDefinition, String> {
        define(self.meta, self.params, self.argument, kinds)
    }
}

/// Reads the variables and starts the reading of the resource.
fn read<R, S, M>(call: Call<S>, id: &str, arguments: TextArguments) -> BoxFuture<'static, Finished>
where
    R: ResourceRead<S, M>,
    S: Send + Sync + 'static,
    M: 'static,
{
    let slots = run::read_variables::<R, M>(&arguments);
    let mut out = ResultWriter::new(id);
    Box::pin(async move {
        let meta = R::META;
        let result = match slots {
            Ok((slots, handles)) => {
                let running = async {
                    if !handles.is_empty() {
                        call.load(handles).await?;
                    }
                    R::contents(slots, &call).await
                };
                run::guarded(&call, running).await
            }
            Err(unread) => Err(unread.into_error()),
        };
        // A result that depends on answers to questions is for its caller alone, and isn't kept.
        let (ttl, public) = if call.is_retry() {
            (Duration::ZERO, false)
        } else {
            (meta.ttl.unwrap_or_default(), meta.public.unwrap_or(false))
        };
        let written = result.and_then(|contents| {
            out.fields(&contents.result(call.name(), meta.mime_type, ttl, public))
        });
        out.finish_plain(
            written,
            call.logged_name(),
            call.server_info(),
            Some(json!({ "uri": call.name() })),
        )
    })
}

/// Reads the variables and loads the handles in them, as [`read`] does before it calls the
/// function.
fn holds<R, M>(arguments: TextArguments, handles: HandleStore) -> BoxFuture<'static, bool>
where
    R: Parameters<M>,
    M: 'static,
{
    let Ok((slots, named)) = run::read_variables::<R, M>(&arguments) else {
        return Box::pin(ready(false));
    };
    Box::pin(async move {
        let loaded = handle::load(named, handles).await;
        drop(slots);
        loaded.is_ok()
    })
}

/// A resource as the client sees it, and what is suggested for its variables by their types alone.
#[derive(Debug)]
pub(crate) struct ResourceDefinition {
    /// The JSON object in `resources/list` or `resources/templates/list`.
    pub(crate) json: String,
    pub(crate) choices: Choices,
}

/// `Resource` and `ResourceTemplate` in the specification's schema.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_template: Option<&'a str>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    icons: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    meta: Option<Value>,
}

fn define(
    meta: &ResourceMeta,
    params: &[ParamSpec],
    argument: ArgumentFn,
    kinds: &mut Kinds,
) -> Result<ResourceDefinition, String> {
    let mut input = schema::input_schema(params, argument)?;
    kinds.explain(&mut input, Side::Arguments)?;
    let raw = |text: &str| RawValue::from_string(text.to_owned()).map_err(|e| e.to_string());
    let is_template = meta.is_template();
    let json = Listed {
        uri: (!is_template).then_some(meta.uri),
        uri_template: is_template.then_some(meta.uri),
        name: meta.name,
        title: meta.title,
        description: meta.description,
        icons: meta.icons.map(raw).transpose()?,
        mime_type: meta.mime_type,
        annotations: meta.annotations.map(raw).transpose()?,
        size: meta.size,
        meta: meta.meta.map(|meta| meta()),
    };
    let json = serde_json::to_string(&json).map_err(|e| e.to_string())?;
    Ok(ResourceDefinition {
        json,
        choices: choices(&input),
    })
}
