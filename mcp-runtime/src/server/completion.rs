//! Completions: what `#[mcp_completion]` implements for a function's companion type, and the values
//! that types suggest by themselves.

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;

use crate::call::Call;
use crate::params::Parameters;
use crate::response::{Completions, Finished, ResultWriter, ToolError, panicked};
use crate::table::Sealed;

/// A function that `#[mcp_completion]` was put on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a completion",
    label = "not a completion",
    note = "put `#[mcp_completion]` on the function: `#[mcp_completion] fn cities(typed: \
            CompletionContext) -> Vec<String> {{ … }}`"
)]
pub trait Completion {
    /// Nobody implements it by hand.
    #[doc(hidden)]
    const SEALED: Sealed;
}

/// A completion that a server with state `S` can run.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a completion on a server with state `{S}`",
    label = "not a completion that this server can run",
    note = "put `#[mcp_completion]` on the function: `#[mcp_completion] fn cities(typed: \
            CompletionContext) -> Vec<String> {{ … }}`"
)]
pub trait Complete<S: 'static, M>: Completion + Parameters<M> {
    /// Calls the function.
    fn suggest(call: &Call<S>) -> impl Future<Output = Result<Completions, ToolError>> + Send;
}

/// A completion that runs.
pub type CompletionsFuture = BoxFuture<'static, Result<Completions, ToolError>>;

pub(crate) type CompleteFn<S> = fn(usize, Call<S>) -> Option<CompletionsFuture>;

/// Starts a completion.
pub fn complete<C, S, M>(call: Call<S>) -> CompletionsFuture
where
    C: Complete<S, M>,
    S: Send + Sync + 'static,
    M: 'static,
{
    Box::pin(async move {
        let result = AssertUnwindSafe(C::suggest(&call)).catch_unwind().await;
        result.unwrap_or_else(|panic| Err(panicked(panic)))
    })
}

/// Per argument, the values that its type allows, where they are few.
pub(crate) type Choices = HashMap<String, Vec<String>>;

/// The choices that an input schema names: of enums and booleans.
pub(super) fn choices(input: &Value) -> Choices {
    let properties = input["properties"].as_object().into_iter().flatten();
    properties
        .filter_map(|(name, schema)| Some((name.clone(), values(resolve(input, schema))?)))
        .collect()
}

fn resolve<'v>(root: &'v Value, schema: &'v Value) -> &'v Value {
    let pointer = schema["$ref"]
        .as_str()
        .and_then(|reference| reference.strip_prefix('#'));
    pointer
        .and_then(|pointer| root.pointer(pointer))
        .unwrap_or(schema)
}

fn values(schema: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if schema["type"] == "boolean" {
        return Some(vec!["true".to_owned(), "false".to_owned()]);
    }
    if let Some(list) = schema["enum"].as_array() {
        return Some(list.iter().filter_map(text).collect());
    }
    // Variants with descriptions, or an `Option` of a choice.
    let branches = schema["oneOf"].as_array().or(schema["anyOf"].as_array())?;
    let named: Vec<String> = branches
        .iter()
        .filter_map(|branch| text(&branch["const"]))
        .collect();
    if named.is_empty() {
        branches.iter().find_map(values)
    } else {
        Some(named)
    }
}

/// Waits for a completion, or suggests those of `choices` that begin as what was typed, and writes
/// the result.
pub(super) fn respond(
    running: Option<CompletionsFuture>,
    choices: &[String],
    typed: &str,
    id: &str,
    server_info: &str,
) -> BoxFuture<'static, Finished> {
    #[derive(Serialize)]
    struct CompleteResult {
        completion: Completions,
    }
    let typed = typed.to_lowercase();
    let suggested: Vec<String> = choices
        .iter()
        .filter(|value| value.to_lowercase().starts_with(&typed))
        .cloned()
        .collect();
    let (mut out, server_info) = (ResultWriter::new(id), server_info.to_owned());
    Box::pin(async move {
        let result = match running {
            Some(running) => running.await,
            None => Ok(Completions::from(suggested)),
        };
        let written = result.and_then(|completion| out.fields(&CompleteResult { completion }));
        out.finish_plain(written, "completion/complete", &server_info, None)
    })
}
