//! Arguments that arrive as texts: those of prompts, and the variables of resource templates.

use std::str::FromStr;

use super::{Parameter, marker};
use crate::table::{CallerUse, ParamRole, TaskUse};

/// How the compiler tells apart the reasons why a type can come from a text.
pub mod origin {
    /// It implements `FromStr`.
    #[derive(Debug)]
    pub struct Parsed;
    /// It is an enum of unit variants with `#[mcp_type]`.
    #[derive(Debug)]
    pub struct Chosen;
    /// It is a handle.
    #[derive(Debug)]
    pub struct Minted;
    /// It is an `Option` of such a type.
    #[derive(Debug)]
    pub struct Optional<M>(M);
}

/// A type that a text can become: what implements [`FromStr`], an enum of unit variants with
/// [`#[mcp_type]`](macro@crate::mcp_type), a [`Handle`](struct@crate::Handle), and an `Option` of
/// these.
///
/// The value itself is read by its [`serde::Deserialize`], from a string.
///
/// ```
/// use std::convert::Infallible;
/// use std::str::FromStr;
///
/// use mcp_runtime::prelude::*;
///
/// /// A language, such as `en`.
/// #[mcp_type]
/// struct Language(String);
///
/// impl FromStr for Language {
///     type Err = Infallible;
///
///     fn from_str(text: &str) -> Result<Self, Infallible> {
///         Ok(Self(text.to_owned()))
///     }
/// }
///
/// #[mcp_type]
/// enum Tone { Friendly, Formal }
///
/// /// Write a letter.
/// #[mcp_prompt]
/// fn letter(language: Language, tone: Option<Tone>, words: u32) -> String {
///     let tone = if matches!(tone, Some(Tone::Formal)) { "formal" } else { "friendly" };
///     format!("Write a {tone} letter in {} with {words} words", language.0)
/// }
/// ```
pub trait TextValue<M> {
    /// Whether it has a value for a text that is missing.
    const OPTIONAL: bool = false;
}

impl<T: FromStr> TextValue<origin::Parsed> for T {}

impl<T: Choice> TextValue<origin::Chosen> for T {}

impl<M, T: TextValue<M>> TextValue<origin::Optional<M>> for Option<T> {
    const OPTIONAL: bool = true;
}

/// An enum of unit variants. `#[mcp_type]` implements it.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::testing::Client;
///
/// #[mcp_type]
/// enum Tone { Friendly, Formal }
///
/// /// Write a letter.
/// #[mcp_prompt]
/// fn letter(tone: Tone) -> &'static str {
///     match tone {
///         Tone::Friendly => "Write a friendly letter",
///         Tone::Formal => "Write a formal letter",
///     }
/// }
///
/// mcp_server! { Letters { name: "letters", version: "1.0.0", prompts: [letter] } }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// // Its names are suggested, without a completion of your own.
/// assert_eq!(Client::new(Letters::new()).complete_prompt("letter", "tone", "Fo").await, ["Formal"]);
/// # }
/// ```
pub trait Choice {}

/// A type that the function of a prompt or a resource may take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't come from a text, as the arguments of prompts and the variables of \
               resources do",
    label = "neither a text's value nor injected",
    note = "take a `String`, a number, a `bool`, an enum of unit variants with `#[mcp_type]`, a \
         `Handle<T>`, a type that implements `FromStr` (and `Deserialize` and `JsonSchema`), or an \
         `Option` of one of these",
    note = "injected parameters are `State<T>`, `Context`, `Principal`, `HttpParts`, `Handles<T>`, \
            and any type that implements `Injected`",
    note = "what the client's user answers (`Confirm`, `Visited`, a form) needs its question: \
            `#[mcp(ask = \"…\")]`"
)]
pub trait TextParameter<M> {
    /// The parameter's role, as the client sees it.
    const ROLE: ParamRole;

    /// Whether it has a value for a text that is missing.
    const OPTIONAL: bool;

    /// Whether it is there in completions only.
    const COMPLETES: bool;

    /// The part of the caller's identity that it gives to the function.
    #[doc(hidden)]
    const CALLER: CallerUse = CallerUse::NONE;
    #[doc(hidden)]
    const TASK: TaskUse;
}

#[diagnostic::do_not_recommend]
impl<M, T: Parameter<marker::Argument> + TextValue<M>> TextParameter<(marker::Argument, M)> for T {
    const ROLE: ParamRole = ParamRole::Argument;

    const OPTIONAL: bool = <T as TextValue<M>>::OPTIONAL;

    const COMPLETES: bool = false;

    const TASK: TaskUse = TaskUse::Nothing;
}

#[diagnostic::do_not_recommend]
impl<T: Parameter<marker::Injection>> TextParameter<marker::Injection> for T {
    const ROLE: ParamRole = ParamRole::Injected;

    const OPTIONAL: bool = true;

    const COMPLETES: bool = T::COMPLETES;

    const CALLER: CallerUse = <T as Parameter<marker::Injection>>::CALLER;
    const TASK: TaskUse = T::TASK;
}
