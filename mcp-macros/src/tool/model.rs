//! A tool that has been checked: every field is valid, as far as one item can tell.

use std::time::Duration;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, ItemFn, Lit, ReturnType, Type, Visibility};

use super::args::ToolArgs;
use super::icons;
use super::param::Param;
use crate::attr::{self, Switch, Text, Value};
use crate::diagnostics::Mistakes;
use crate::{docs, signature};

pub(super) struct Tool<'f> {
    /// The path of `__private`.
    pub(super) rt: TokenStream,
    pub(super) vis: &'f Visibility,
    pub(super) function: &'f Ident,
    /// The type beside the function.
    pub(super) item: Ident,
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) description: TokenStream,
    pub(super) hints: [(&'static str, Option<bool>); 4],
    /// JSON text.
    pub(super) icons: Option<String>,
    pub(super) meta: Option<TokenStream>,
    pub(super) input_schema: Option<Expr>,
    pub(super) timeout: Option<Duration>,
    pub(super) blocking: bool,
    pub(super) is_async: bool,
    pub(super) params: Vec<Param<'f>>,
    pub(super) output: Output<'f>,
}

/// What the function returns.
pub(super) enum Output<'f> {
    /// A type that can be written elsewhere.
    Type(Box<Type>),
    /// `impl Trait`
    Unnameable(&'f Type),
}

impl<'f> Tool<'f> {
    /// Checks what was written. With mistakes it is no tool to expand.
    pub(super) fn validate(args: &ToolArgs, function: &'f ItemFn, mistakes: &mut Mistakes) -> Self {
        let ToolArgs {
            name,
            title,
            read_only,
            destructive,
            idempotent,
            open_world,
            blocking,
            icons,
            meta,
            timeout,
            input_schema,
            item: _,
            krate,
        } = args;
        let params = signature::check(function, "tool", mistakes);
        let params: Vec<Param<'f>> = params.into_iter().map(|param| Param::validate(param, mistakes)).collect();
        check_names(&params, mistakes);
        check_hints(read_only.as_ref(), destructive.as_ref(), mistakes);
        if let (Some(blocking), true) = (blocking, function.sig.asyncness.is_some()) {
            mistakes.at(
                &blocking.path,
                "`blocking` runs a function on a thread of its own, which an `async fn` can't use; remove one of the two",
            );
        }
        let description = docs::text(&function.attrs);
        if description.is_none() {
            mistakes.at(
                &function.sig.ident,
                "a tool needs a description, by which the model decides when to call it; write a doc comment: `/// …`",
            );
        }
        let ident = unraw(&function.sig.ident);
        Self {
            rt: attr::runtime(krate.as_ref()),
            vis: &function.vis,
            function: &function.sig.ident,
            item: item(args, function, mistakes),
            name: tool_name(name.as_ref(), &ident, &function.sig.ident, mistakes),
            title: title.as_ref().map(|title| not_empty("title", title, mistakes)),
            description: description.unwrap_or_default(),
            hints: [
                ("read_only", read_only.as_ref().map(|s| s.on)),
                ("destructive", destructive.as_ref().map(|s| s.on)),
                ("idempotent", idempotent.as_ref().map(|s| s.on)),
                ("open_world", open_world.as_ref().map(|s| s.on)),
            ],
            icons: icons.as_ref().and_then(|icons| icons::list(&icons.0, mistakes)),
            meta: meta.as_ref().map(|meta| meta.0.clone()),
            input_schema: input_schema.as_ref().map(|schema| schema_text(schema, mistakes)),
            timeout: timeout.as_ref().map(|timeout| timeout.0),
            blocking: blocking.as_ref().is_some_and(|s| s.on),
            is_async: function.sig.asyncness.is_some(),
            params,
            output: Output::of(&function.sig.output),
        }
    }
}

/// The companion's name.
pub(super) fn item(args: &ToolArgs, function: &ItemFn, mistakes: &mut Mistakes) -> Ident {
    match &args.item {
        None => function.sig.ident.clone(),
        Some(item) => item.0.get_ident().cloned().unwrap_or_else(|| {
            mistakes.at(&item.0, "`item` takes a plain name for the type beside the function: `item = ForecastTool`");
            function.sig.ident.clone()
        }),
    }
}

fn tool_name(name: Option<&Text>, ident: &str, function: &Ident, mistakes: &mut Mistakes) -> String {
    let value = name.map_or_else(|| ident.to_owned(), |name| name.0.value());
    let at = || name.map_or_else(|| function.to_token_stream(), |name| name.0.to_token_stream());
    if !(1..=64).contains(&value.len()) {
        mistakes.at(at(), format!("a tool's name has 1 to 64 characters, this one has {}; write another one: `name = \"…\"`", value.len()));
    } else if let Some(c) = value.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'))) {
        let plain: String = value.chars().map(|c| if c.is_ascii_alphanumeric() || "_-./".contains(c) { c } else { '_' }).collect();
        mistakes
            .at(at(), format!("a tool's name holds letters, digits, `_`, `-`, `.` and `/` only, not {c:?}; write `name = \"{plain}\"`"));
    }
    value
}

fn check_hints(read_only: Option<&Switch>, destructive: Option<&Switch>, mistakes: &mut Mistakes) {
    if let (Some(Switch { on: true, .. }), Some(Switch { on: true, path })) = (read_only, destructive) {
        mistakes.at(path, "a `read_only` tool changes nothing, so it can't be `destructive`; remove one of the two");
    }
}

fn check_names(params: &[Param<'_>], mistakes: &mut Mistakes) {
    for (i, param) in params.iter().enumerate() {
        let Some(name) = &param.name else { continue };
        if params[..i].iter().any(|p| p.name.as_ref() == Some(name)) {
            mistakes.at(param.pattern, format!("two arguments are called `{name}` on the wire; give one another `#[mcp(name = \"…\")]`"));
        }
        let Some(header) = &param.rules.header else { continue };
        let clash = params[..i].iter().find(|p| p.rules.header.as_ref().is_some_and(|h| h.value().eq_ignore_ascii_case(&header.value())));
        if let Some(other) = clash.and_then(|p| p.name.as_ref()) {
            mistakes.at(header, format!("`{other}` has this header already (case doesn't count); give one another name"));
        }
    }
}

/// What isn't a literal is the compiler's to check: `include_str!("…")`, or a constant.
fn schema_text(schema: &Value, mistakes: &mut Mistakes) -> Expr {
    if let Expr::Lit(ExprLit { lit, .. }) = &schema.0
        && !matches!(lit, Lit::Str(_))
    {
        mistakes.at(lit, "`input_schema` takes JSON text: `input_schema = include_str!(\"search.json\")`");
    }
    schema.0.clone()
}

pub(super) fn not_empty(key: &str, text: &Text, mistakes: &mut Mistakes) -> String {
    let value = text.0.value();
    if value.trim().is_empty() {
        mistakes.at(&text.0, format!("`{key}` is empty; write one or remove it"));
    }
    value
}

pub(super) fn unraw(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

impl<'f> Output<'f> {
    fn of(output: &'f ReturnType) -> Self {
        match output {
            ReturnType::Default => Self::Type(Box::new(syn::parse_quote!(()))),
            ReturnType::Type(_, ty) if signature::is_unnameable(ty) => Self::Unnameable(ty),
            ReturnType::Type(_, ty) => Self::Type(ty.clone()),
        }
    }
}

impl Tool<'_> {
    /// `#rt::Option<…>` fields and the like want these.
    pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
        value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
    }
}
