//! A tool that has been checked: every field is valid, as far as one item can tell.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Expr, ExprLit, ItemFn, Lit};

use super::args::ToolArgs;
use super::task::{Hints, Task, TaskArgs};
use crate::attr::{Callers, JsonTokens, PerTime, Switch, Value};
use crate::diagnostics::Mistakes;
use crate::docs;
use crate::function::{Common, Function, Kind, Particulars, Question, wire_name};

pub(super) struct Tool<'f> {
    pub(super) function: Function<'f>,
    pub(super) name: String,
    pub(super) common: Common,
    pub(super) description: TokenStream,
    pub(super) hints: [(&'static str, Option<bool>); 4],
    pub(super) input_schema: Option<Expr>,
    pub(super) rate: Option<PerTime>,
    pub(super) concurrency: Option<u32>,
    pub(super) task: Option<Task>,
    /// A variant of `ToolVisibility`.
    pub(super) visibility: Option<&'static str>,
}

impl<'f> Tool<'f> {
    /// Checks what was written. With mistakes it is no tool to expand.
    pub(super) fn validate(args: &ToolArgs, item: &'f ItemFn, mistakes: &mut Mistakes) -> Self {
        let ToolArgs {
            is_described_by_a_key,
            name,
            read_only,
            destructive,
            idempotent,
            open_world,
            allow_default_scopes,
            confirm,
            input_schema,
            rate,
            concurrency,
            visibility,
            task,
            common,
        } = args;
        let particulars = Particulars {
            confirm: confirm.as_ref().map(|confirm| &confirm.0),
            is_destructive: destructive.as_ref().is_some_and(|s| s.on),
            allows_default_scopes: allow_default_scopes.as_ref().is_some_and(|s| s.on),
            has_task: task.is_some(),
            begins_job: task.as_ref().is_some_and(TaskArgs::is_external),
            optional: Vec::new(),
        };
        let function = Function::validate(Kind::Tool, common, &particulars, item, mistakes);
        check_hints(read_only.as_ref(), destructive.as_ref(), mistakes);
        if function.is_destructive {
            check_unasked(&function.questions, mistakes);
        }
        let is_on = |hint: &Option<Switch>| hint.as_ref().is_some_and(|hint| hint.on);
        let task = task.as_ref().map(|task| {
            let hints = Hints {
                is_harmless: is_on(read_only) || is_on(idempotent),
                is_idempotent: is_on(idempotent),
                visibility: visibility.as_ref(),
            };
            Task::validate(task, &function, &hints, mistakes)
        });
        if let Some(meta) = &common.meta {
            check_meta(meta, mistakes);
        }
        let description = docs::text(&item.attrs);
        if description.is_none() && !is_described_by_a_key {
            mistakes.at(
                &item.sig.ident,
                "a tool needs a description, by which the model decides when to call it; write a \
                 doc comment: `/// …`",
            );
        }
        Self {
            name: wire_name(Kind::Tool, name.as_ref(), &item.sig.ident, mistakes),
            common: Common::validate(common, mistakes),
            description: description.unwrap_or_default(),
            hints: [
                ("read_only", read_only.as_ref().map(|s| s.on)),
                ("destructive", destructive.as_ref().map(|s| s.on)),
                ("idempotent", idempotent.as_ref().map(|s| s.on)),
                ("open_world", open_world.as_ref().map(|s| s.on)),
            ],
            input_schema: input_schema
                .as_ref()
                .map(|schema| schema_text(schema, mistakes)),
            rate: rate.clone(),
            concurrency: concurrency.map(|calls| calls.0),
            task,
            visibility: visibility.as_ref().map(Callers::variant),
            function,
        }
    }
}

impl Tool<'_> {
    /// Describes the tool as clients see it, for its page in the documentation.
    pub(super) fn summary(&self) -> String {
        let said = self.hints.iter().filter(|(_, on)| *on == Some(true));
        let said: Vec<String> = said.map(|(hint, _)| hint.replace('_', "-")).collect();
        let said = match said.is_empty() {
            true => String::new(),
            false => format!(" ({})", said.join(", ")),
        };
        format!("MCP tool `{}`{said}", self.name)
    }
}

/// Rejects the keys of a view in `meta`: a tool declares its view by its return type.
fn check_meta(meta: &JsonTokens, mistakes: &mut Mistakes) {
    let Some(TokenTree::Group(object)) = meta.0.clone().into_iter().next() else {
        return;
    };
    let mut is_key = true;
    for token in object.stream() {
        if let TokenTree::Literal(key) = &token
            && is_key
            && matches!(key.to_string().as_str(), "\"ui\"" | "\"ui/resourceUri\"")
        {
            mistakes.at(
                key,
                "a tool's view goes by its result; return `Ui<T>` with `#[mcp_app(html = \"ui/view.html\")]` on `T`, and say who calls the \
                 tool by `visibility(app)`",
            );
        }
        is_key = matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',');
    }
}

fn check_hints(read_only: Option<&Switch>, destructive: Option<&Switch>, mistakes: &mut Mistakes) {
    if let (Some(Switch { on: true, .. }), Some(Switch { on: true, path })) =
        (read_only, destructive)
    {
        mistakes.at(
            path,
            "a `read_only` tool changes nothing, so it can't be `destructive`; \
             remove one of the two",
        );
    }
}

/// Rejects `fallback` and `volunteered` on the questions of a destructive tool: each must be asked
/// and answered.
fn check_unasked(questions: &[Question<'_>], mistakes: &mut Mistakes) {
    for question in questions {
        if let Some(fallback) = &question.fallback {
            mistakes.at(
                fallback,
                "a `destructive` tool never runs unasked, so its questions have no `fallback`; \
                 remove it: clients that can't ask are told so",
            );
        } else if let Some(volunteered) = &question.volunteered {
            mistakes.at(
                volunteered,
                "a `destructive` tool takes only the answer to what it has \
                 asked; remove `volunteered`",
            );
        }
    }
}

/// Checks that a literal `input_schema` is a string. Other expressions, such as
/// `include_str!("…")` or a constant, are left to the compiler.
fn schema_text(schema: &Value, mistakes: &mut Mistakes) -> Expr {
    if let Expr::Lit(ExprLit { lit, .. }) = &schema.0
        && !matches!(lit, Lit::Str(_))
    {
        mistakes.at(
            lit,
            "`input_schema` takes JSON text: `input_schema = include_str!(\"search.json\")`",
        );
    }
    schema.0.clone()
}
