//! All that expansions of the macros may name. Not part of the public interface.

pub use std::borrow::Cow;
pub use std::default::Default;
pub use std::future::Future;
pub use std::marker::{Send, Sync};
pub use std::sync::LazyLock;
pub use std::vec::Vec;

pub use regex_lite::Regex;
pub use schemars::{self, Schema, SchemaGenerator};

pub use crate::schema::in_order;
pub use serde::{self, Deserializer};
pub use serde_json::{self, Value, json};

pub use crate::app::App;
pub use crate::app::tables::{AppData, app_data};
pub use crate::call::{
    Call, FromCall, Held, Holder, NOBODY, Pace, Resolve, State, blocking, hold, plain, started,
    under_way,
};
pub use crate::handle::expansion::{
    Codec, HandleProbe, NoHandle, NoMention, Probe, QuoteAny, Quoting, codec,
};
pub use crate::handle::{HandleState, StoredState};
pub use crate::input::expansion::{
    AskedFor, Computed, Linked, Questions, Wording, ask, asked_for, computed, fallback, linked,
    unworded, worded,
};
pub use crate::input::form::{
    Form, FormAnswer, FormChoice, FormContent, FormEntry, FormErrors, FormList, FormNumber,
    FormProperties, FormText, TextDefault, form_entry,
};
pub use crate::input::{Asked, Confirm};
pub use crate::params::read::{settle, settle_by};
pub use crate::params::rules::{
    Measured, Ranged, Textual, check_format, check_length, check_pattern, check_range, regex,
};
pub use crate::params::{Choice, Parameter, Parameters, Problems, SlotVisitor, TextParameter};
pub use crate::protocol::{UriOperator, UriPiece};
pub use crate::response::text_error::{ErrorProbe, NoTextError};
pub use crate::response::{
    CompletionOutput, Completions, PromptMessage, PromptOutput, ReadResult, ResourceOutput,
    ResultWriter, ToolError, ToolOutput, ToolReturn, marker as returns,
};
pub use crate::server::tables::{
    AppUse, Complete, CompletionsFuture, Node, Part, PromptGet, PromptGroup, ResourceGroup,
    ResourceRead, ResultSpec, ToolCall, ToolGroup, Use, app_uses, check_access, check_apps,
    check_handle_scopes, check_handles, check_header_integer, check_part, check_scope,
    check_variable, check_view_scopes, check_whole, complete, count, count_uses, uses,
};
pub use crate::server::{
    Completion, Prompt, PromptEntry, PromptMeta, Rate, Resource, ResourceEntry, ResourceMeta,
    Server, ServerDefinition, Tool, ToolAnnotations, ToolEntry, ToolMeta,
};
pub use crate::server::{Declaration, Stateful, Stateless};
pub use crate::table::{
    AccessMeta, AccessRule, CallerUse, ClaimsFn, ClaimsType, Scope, ScopeSet, ScopeTable, Sealed,
    access_rules, scopes,
};
pub use crate::table::{
    AppCall, AppCsp, AppMeta, AppPermissions, Expiry, Format, HandleMeta, HandleUse, Kind, Length,
    Location, Name, Number, ParamRole, ParamSpec, Range, Table, TaskMeta, TaskUse, ToolVisibility,
    index,
};
use crate::table::{ConstStr, same};
pub use crate::task::{External, Starts};

pub use absent::Absent;
pub use fields::{FieldData, ItemData, assert_field, assert_item};
pub use groups::{
    WithPrompts, WithResources, WithTools, assert_prompt_group, assert_prompt_item,
    assert_resource_group, assert_resource_item, assert_tool, assert_tool_group, prompt_group,
    resource_group, tool_group,
};
pub use mcp_runtime_macros::Attributes;
pub use tasks::{assert_job, begin_body, check_attempts, check_job_alone, check_one_task};

mod absent;
mod fields;
mod groups;
mod tasks;

/// The outcome of a call.
pub type Called<T = ()> = Result<T, ToolError>;

/// How the compiler tells apart what a parameter may be.
pub mod marker {
    pub use crate::params::marker::{Argument, Arguments, Injection};
}

/// A parameter's type, as classified at compile time.
#[derive(Clone, Copy, Debug)]
pub struct Classified {
    /// The parameter's role, as the client sees it.
    pub role: ParamRole,
    /// Whether the function can ask the client by it.
    asks: bool,
    /// Whether it has a value for what was left out.
    optional: bool,
    /// Whether it is there in completions only.
    completes: bool,
    /// The part of the caller's identity that it gives to the function.
    caller: CallerUse,
    /// Whether it is made of the HTTP request.
    reads_request: bool,
    /// The parts of a task that it gives to the function.
    task: TaskUse,
}

/// The parameter's type is one that a tool can take.
pub const fn assert_parameter<P: Parameter<M>, M>() -> Classified {
    Classified {
        role: P::ROLE,
        asks: P::ASKS,
        optional: false,
        completes: P::COMPLETES,
        caller: P::CALLER,
        reads_request: P::READS_REQUEST,
        task: P::TASK,
    }
}

/// The parameter's type is one that a prompt or a resource can take.
pub const fn assert_text_parameter<P: TextParameter<M>, M>() -> Classified {
    Classified {
        role: P::ROLE,
        asks: false,
        optional: P::OPTIONAL,
        completes: P::COMPLETES,
        caller: P::CALLER,
        reads_request: false,
        task: P::TASK,
    }
}

/// The parameter's type is one that a completion can take.
pub const fn assert_given<P: CompletionParameter<M>, M>() -> Classified {
    Classified {
        role: P::ROLE,
        asks: P::ASKS,
        optional: false,
        completes: false,
        caller: CallerUse::NONE,
        reads_request: false,
        task: TaskUse::Nothing,
    }
}

/// A completion asks nothing.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_unasked(parameter: &Classified) {
    assert!(
        !parameter.asks,
        "a completion runs while a person types, so it can't ask; ask in the prompt or the \
         resource that it is for"
    );
}

/// Checks that an argument has a name, that a destructive tool doesn't ask once its body runs, that
/// what may be missing has a value even so, and that a task takes nothing that is gone by then.
///
/// # Panics
///
/// So that the compiler reports it.
#[allow(clippy::fn_params_excessive_bools)] // Each says one thing of the function.
#[track_caller]
pub const fn check_parameter(
    parameter: &Classified,
    named: bool,
    may_ask: bool,
    may_be_missing: bool,
    has_task: bool,
) {
    tasks::check_parameter(*parameter, has_task);
    assert!(
        !parameter.completes,
        "`CompletionContext` is for completions, which know what is typed; remove it, or make the \
         function one: `#[mcp_completion]`"
    );
    let is_argument = matches!(parameter.role, ParamRole::Argument);
    assert!(
        named || !is_argument,
        "an argument needs a name, which a pattern doesn't give; write `name: Type` and take it \
         apart in the body, or add `#[mcp(name = \"…\")]`"
    );
    assert!(
        may_ask || !parameter.asks,
        "a `destructive` tool asks before its body runs, so that nothing is half done; ask by a \
         parameter: `#[mcp(ask = \"…\")] ok: Confirm`"
    );
    assert!(
        !may_be_missing || !is_argument || parameter.optional,
        "a variable in the query of a URI may be missing; take an `Option`, or give it a \
         `#[mcp(default = …)]`"
    );
}

/// Checks that a parameter of a `public` function doesn't need a caller.
///
/// # Panics
///
/// If it does, so that the compiler reports it.
#[track_caller]
pub const fn check_public(parameter: &Classified) {
    assert!(
        !parameter.caller.is_needed,
        "a `public` function may be called without a token, and then there is no such thing; take \
         it as an `Option`"
    );
}

/// Checks that a scope which a body requires is one that the attribute names.
///
/// # Panics
///
/// If it isn't, so that the compiler reports it.
#[track_caller]
pub const fn check_required(parameter: &Classified, scope: &str, named: &[&str]) {
    let mut i = 0;
    while i < named.len() {
        if same(named[i], scope) {
            return;
        }
        i += 1;
    }
    if parameter.caller.requires {
        let text = ConstStr::new()
            .push("the attribute doesn't say that this function may need `")
            .push(scope)
            .push("`; add `may_need(\"")
            .push(scope)
            .push("\")` to it, so that reviews and clients know");
        panic!("{}", text.as_str())
    }
}

/// A type that a token's claims can be read as.
pub fn claims_of<T: serde::de::DeserializeOwned + 'static>() -> ClaimsType {
    ClaimsType::of::<T>()
}

/// Checks that a parameter with `complete` is an argument.
///
/// # Panics
///
/// If it isn't one, so that the compiler reports it.
#[track_caller]
pub const fn check_completed(parameter: &Classified) {
    assert!(
        matches!(parameter.role, ParamRole::Argument),
        "`complete` suggests what a person types, and this parameter is given by the server; \
         remove it"
    );
}

/// A type once more, by a constant: without a value of the constant it is an error, of which the
/// compiler says no more.
pub trait Known<const CHECKED: bool> {
    /// The type itself.
    type Type;
}

impl<T, const CHECKED: bool> Known<CHECKED> for T {
    type Type = T;
}

/// That a check has a value.
pub const fn known<T>(_: &T) -> bool {
    true
}

/// A type that a completion may take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a parameter of a completion",
    label = "not given by the server",
    note = "a completion has no arguments of its own; take `typed: CompletionContext`, which knows \
            what is typed and what else is filled in",
    note = "injected parameters are `CompletionContext`, `State<T>`, `Context`, `Principal`, \
            `HttpParts`, `Handles<T>`, and any type that implements `Injected`"
)]
pub trait CompletionParameter<M> {
    /// The parameter's role, as the client sees it.
    const ROLE: ParamRole;

    /// Whether the function can ask the client by it.
    const ASKS: bool;
}

#[diagnostic::do_not_recommend]
impl<T: Parameter<marker::Injection>> CompletionParameter<marker::Injection> for T {
    const ROLE: ParamRole = ParamRole::Injected;

    const ASKS: bool = <T as Parameter<marker::Injection>>::ASKS;
}

/// The parameter's type is one that can be asked for.
pub const fn assert_asked<P: Asked<M>, M>() {}

/// The type is a completion's companion.
pub const fn assert_completion<C: Completion>() {}

/// The type is one that a prompt can return.
pub const fn assert_prompt<T: PromptOutput>() {}

/// The type is one that a resource can return.
pub const fn assert_contents<T: ResourceOutput>() {}

/// The type is one that a completion can return.
pub const fn assert_suggestions<T: CompletionOutput>() {}

/// A type whose default can be written as a string.
#[diagnostic::on_unimplemented(
    message = "the default of a `{Self}` can't be written as a string",
    label = "not a `{Self}`",
    note = "write a value of the parameter's type: `default = 3`, or an expression such as \
            `default = Unit::Celsius`"
)]
pub trait FromText {
    /// The value.
    fn from_text(text: &'static str) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: From<&'static str>> FromText for T {
    fn from_text(text: &'static str) -> Self {
        text.into()
    }
}

/// The result's type is one that a tool can return.
pub const fn assert_return<R: ToolReturn<M>, M>() {}

/// Data that a result may hold.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the data of a result",
    label = "put `#[mcp_type]` on this type",
    note = "the data of a result is written as JSON and has a schema; `#[mcp_type]` derives \
            Serialize, Deserialize and JsonSchema",
    note = "a type of another crate describes itself by a feature of `schemars`: `chrono04`, \
            `jiff02`, `url2`, `uuid1`, `rust_decimal1`, …; add it in Cargo.toml, and that crate's \
            own `serde`"
)]
pub trait Data {}

#[diagnostic::do_not_recommend]
impl<T: serde::Serialize + schemars::JsonSchema + ?Sized> Data for T {}

/// The type is one that the data of a result may have.
pub const fn assert_data<T: Data + ?Sized>() {}

/// The error of a result isn't a text.
///
/// # Panics
///
/// If it is one, so that the compiler reports it.
#[track_caller]
pub const fn check_error(is_text: bool) {
    assert!(
        !is_text,
        "this text would be masked like any error but a `ToolError`, so that nobody reads it; make the error a `ToolError`, and each text \
         for the caller `ToolError::new(\"…\")`"
    );
}

/// A value that a schema can show.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` can't be shown in the schema as a default or an example",
    label = "doesn't implement `Serialize`",
    note = "put `#[mcp_type]` on the type (it derives Serialize, Deserialize and JsonSchema)",
    note = "a parameter that the server gives (`State<T>` and the like) takes neither; remove it"
)]
pub trait Shown {
    /// Its JSON.
    fn to_json(&self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<T: serde::Serialize> Shown for T {
    fn to_json(&self) -> Value {
        // By its text, since 0.1 as an `f32` would be 0.10000000149011612 as an `f64`.
        serde_json::to_string(self)
            .and_then(|text| serde_json::from_str(&text))
            .unwrap_or_default()
    }
}

/// JSON of a default or an example.
pub fn to_json<T: Shown>(value: &T) -> Value {
    value.to_json()
}

/// Somebody counts what `rate = …` speaks of.
#[cfg(feature = "rate-limit")]
pub const fn check_counted() {}

/// Nobody counts what `rate = …` speaks of.
///
/// # Panics
///
/// So that the compiler reports it.
#[cfg(not(feature = "rate-limit"))]
#[track_caller]
pub const fn check_counted() {
    panic!(
        "`rate` needs a feature of `mcp-runtime` that counts calls; add it in Cargo.toml: \
         `features = [\"rate-limit\"]`"
    );
}
