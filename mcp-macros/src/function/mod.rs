//! A function that a table calls: what tools, prompts, resources and completions have in common.
//!
//! Its parameters are classified by their types, some of them are questions, and beside it stands a
//! type that lists name.

mod access;
mod common;
pub(crate) mod expand;
pub(crate) mod misplaced_keys;
mod page;
mod param;
mod placeholders;
pub(crate) mod question;
mod scope_list;
mod text;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, ItemFn, LitStr, ReturnType, Signature, Type, Visibility};

use crate::attr::{self, Text, located_at};
use crate::diagnostics::Mistakes;
use crate::names::unraw;
use crate::signature;
use crate::types::first_token;

pub(crate) use crate::kind::Kind;
pub(crate) use access::{Access, Required};
pub(crate) use common::{Common, CommonArgs, duration, with, with_flag};
pub(crate) use page::page;
pub(crate) use param::{Class, Param};
pub(crate) use question::Question;

/// The function that an attribute stands on. It goes nowhere else.
pub(crate) fn parse(attribute: &str, item: TokenStream) -> Result<ItemFn, TokenStream> {
    syn::parse2::<ItemFn>(item.clone()).map_err(|e| {
        let mut mistakes = Mistakes::new();
        match syn::parse2::<syn::Item>(item.clone()) {
            Ok(other) => mistakes.at(
                first_token(&other),
                format!("`{attribute}` goes on a function"),
            ),
            // The compiler has reported the syntax of a body before.
            Err(_) if has_body(&item) => {}
            Err(_) => mistakes.add(e),
        }
        let stub = mistakes
            .is_empty()
            .then(|| expand::stub_of(&item))
            .flatten();
        let errors = mistakes.finish().err();
        quote!(#item #errors #stub)
    })
}

/// Whether an item ends with a block, as a function does.
fn has_body(item: &TokenStream) -> bool {
    let last = item.clone().into_iter().last();
    matches!(last, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
}

/// The function as it was, with what rustdoc shows of it, and beside it what `expand` makes of it.
pub(crate) fn finish(
    function: &ItemFn,
    args: &CommonArgs,
    mistakes: Mistakes,
    page: Option<Attribute>,
    expand: impl FnOnce() -> TokenStream,
) -> TokenStream {
    let mut plain = signature::without_helpers(function.clone());
    // Behind the function's own comment.
    plain.attrs.extend(page);
    // With mistakes the function stays, and so does a type for lists to name: one mistake gives one
    // message.
    let beside = match mistakes.finish() {
        Ok(()) => expand(),
        Err(errors) => {
            let stub = expand::stub(args, function);
            quote!(#errors #stub)
        }
    };
    // Values that are used up are taken, whether or not the body needs to own them.
    quote!(#[allow(clippy::needless_pass_by_value)] #plain #beside)
}

pub(crate) struct Function<'f> {
    pub(crate) kind: Kind,
    /// The path of `__private`.
    pub(crate) runtime: TokenStream,
    /// The short name of that path, within the expansion.
    pub(crate) rt: TokenStream,
    pub(crate) vis: &'f Visibility,
    pub(crate) name: &'f Ident,
    /// The type beside the function.
    pub(crate) item: Ident,
    pub(crate) is_async: bool,
    pub(crate) blocking: bool,
    /// Those that are read or injected before the call.
    pub(crate) params: Vec<Param<'f>>,
    /// Those that the client's user answers.
    pub(crate) questions: Vec<Question<'f>>,
    pub(crate) output: Output<'f>,
    /// How many the function takes.
    pub(crate) arity: usize,
    /// Nothing is destroyed unasked.
    pub(crate) is_destructive: bool,
    /// Who may call it.
    pub(crate) access: Access,
    /// The scopes that its body requires by a literal.
    pub(crate) required: Vec<Required>,
    /// Whether it is a tool that is run as a task.
    pub(crate) has_task: bool,
    /// Whether it begins a job that does the work, and returns that.
    pub(crate) begins_job: bool,
}

/// The return type of a function.
pub(crate) enum Output<'f> {
    /// A type that can be written elsewhere.
    Type(Box<Type>),
    /// `impl Trait`
    Unnameable(&'f Type),
}

/// The keys of an attribute that not all kinds of function share.
#[derive(Default)]
pub(crate) struct Particulars<'a> {
    /// The text of `confirm`.
    pub(crate) confirm: Option<&'a LitStr>,
    /// Nothing is destroyed unasked.
    pub(crate) is_destructive: bool,
    /// Whether a destructive tool needs no more than the server's default scopes.
    pub(crate) allows_default_scopes: bool,
    /// Whether it is a tool that is run as a task.
    pub(crate) has_task: bool,
    /// Whether its result is a job that runs elsewhere.
    pub(crate) begins_job: bool,
    /// The names of variables that a URI need not have.
    pub(crate) optional: Vec<&'a str>,
}

impl<'f> Function<'f> {
    /// Checks what was written. With mistakes it is no function to expand.
    pub(crate) fn validate(
        kind: Kind,
        args: &CommonArgs,
        particulars: &Particulars<'_>,
        function: &'f ItemFn,
        mistakes: &mut Mistakes,
    ) -> Self {
        let &Particulars {
            confirm,
            is_destructive,
            allows_default_scopes,
            has_task,
            begins_job,
            ref optional,
        } = particulars;
        signature::check_attributes(function, mistakes);
        let inputs = signature::check(function, kind, mistakes);
        let arity = inputs.len();
        let (mut params, mut questions) = (Vec::new(), Vec::new());
        for (position, input) in inputs.into_iter().enumerate() {
            let rename_all = args.rename_all;
            match param::validate(kind, position, input, rename_all, optional, mistakes) {
                param::Validated::Param(param) => params.push(*param),
                param::Validated::Question(question) => questions.push(*question),
            }
        }
        check_names(&params, &questions, mistakes);
        for question in &questions {
            question.check_placeholders(&params, &questions, mistakes);
        }
        let required = access::required(function, &params);
        let is_async = function.sig.asyncness.is_some();
        if let (Some(blocking), true) = (&args.blocking, is_async) {
            mistakes.at(
                &blocking.path,
                "`blocking` runs a function on a thread of its own, which an `async fn` can't use; \
                 remove one of the two",
            );
        }
        let output = Output::of(&function.sig);
        output.check_named(kind, mistakes);
        if let Some(text) = confirm {
            questions.push(Question::confirm(text, &params, &questions, mistakes));
        }
        let is_guarded = is_destructive && !allows_default_scopes;
        Self {
            kind,
            runtime: attr::runtime(args.krate.as_ref()),
            rt: quote!(__rt),
            vis: &function.vis,
            name: &function.sig.ident,
            item: item(args, function, mistakes),
            is_async,
            blocking: args.blocking.as_ref().is_some_and(|s| s.on),
            params,
            questions,
            output,
            arity,
            is_destructive,
            access: Access::validate(args, mistakes).guarded(is_guarded),
            required,
            has_task,
            begins_job,
        }
    }
}

impl<'f> Output<'f> {
    fn of(signature: &'f Signature) -> Self {
        match &signature.output {
            // No return type is written, so errors about `()` point at the function's name.
            ReturnType::Default => {
                let nothing = quote_spanned!(located_at(&signature.ident)=> ());
                Self::Type(Box::new(syn::parse_quote!(#nothing)))
            }
            ReturnType::Type(_, ty) if signature::is_unnameable(ty) => Self::Unnameable(ty),
            ReturnType::Type(_, ty) => Self::Type(ty.clone()),
        }
    }

    /// Where only a type with a name will do.
    fn check_named(&self, kind: Kind, mistakes: &mut Mistakes) {
        if let (Self::Unnameable(ty), false) = (self, kind == Kind::Tool) {
            let kind = kind.name();
            mistakes.at(
                ty,
                format!(
                    "what a {kind} returns is a type with a name; write it out, \
                     and `async fn` for a future"
                ),
            );
        }
    }
}

/// The companion's name.
pub(crate) fn item(args: &CommonArgs, function: &ItemFn, mistakes: &mut Mistakes) -> Ident {
    match &args.item {
        None => function.sig.ident.clone(),
        Some(item) => item.0.get_ident().cloned().unwrap_or_else(|| {
            mistakes.at(
                &item.0,
                "`item` takes a plain name for the type beside the function: `item = ForecastTool`",
            );
            function.sig.ident.clone()
        }),
    }
}

fn check_names(params: &[Param<'_>], questions: &[Question<'_>], mistakes: &mut Mistakes) {
    for (i, param) in params.iter().enumerate() {
        let Some(name) = &param.name else { continue };
        // What every object has in JavaScript.
        if ["__proto__", "constructor", "prototype"].contains(&name.as_str()) {
            mistakes.at(
                param.pattern,
                format!(
                    "clients that are written in JavaScript choke on an \
                     argument called `{name}`; give it another name: `#[mcp(name = \"…\")]`"
                ),
            );
        }
        if params[..i].iter().any(|p| p.name.as_ref() == Some(name)) {
            mistakes.at(
                param.pattern,
                format!(
                    "two arguments are called `{name}` on the wire; \
                     give one another `#[mcp(name = \"…\")]`"
                ),
            );
        }
        let Some(header) = &param.rules.header else {
            continue;
        };
        let clash = params[..i].iter().find(|p| {
            p.rules
                .header
                .as_ref()
                .is_some_and(|h| h.value().eq_ignore_ascii_case(&header.value()))
        });
        if let Some(other) = clash.and_then(|p| p.name.as_ref()) {
            mistakes.at(
                header,
                format!(
                    "`{other}` has this header already (case doesn't count); give one another name"
                ),
            );
        }
    }
    for (i, question) in questions.iter().enumerate() {
        if questions[..i].iter().any(|q| q.key == question.key) {
            let key = &question.key;
            mistakes.at(
                &question.at,
                format!(
                    "two questions are called `{key}` on the wire; give \
                     one another `#[mcp(name = \"…\")]`"
                ),
            );
        }
    }
}

/// A name for the wire, if it is one that every client takes.
pub(crate) fn wire_name(
    kind: Kind,
    name: Option<&Text>,
    function: &Ident,
    mistakes: &mut Mistakes,
) -> String {
    let kind = kind.name();
    let value = name.map_or_else(|| unraw(function), |name| name.0.value());
    let at = || {
        name.map_or_else(
            || function.to_token_stream(),
            |name| name.0.to_token_stream(),
        )
    };
    if !(1..=64).contains(&value.len()) {
        mistakes.at(
            at(),
            format!(
                "a {kind}'s name has 1 to 64 characters, this one has {}; write \
                 another one: `name = \"…\"`",
                value.len()
            ),
        );
    } else if let Some(c) = value
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/')))
    {
        let plain: String = value
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "_-./".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        mistakes.at(
            at(),
            format!(
                "a {kind}'s name holds letters, digits, `_`, `-`, `.` and `/` only, \
                 not {c:?}; write `name = \"{plain}\"`"
            ),
        );
    }
    value
}

pub(crate) fn not_empty(key: &str, text: &Text, mistakes: &mut Mistakes) -> String {
    let value = text.0.value();
    if value.trim().is_empty() {
        mistakes.at(&text.0, format!("`{key}` is empty; write one or remove it"));
    }
    value
}

/// `#rt::Option<…>` fields and the like want these.
pub(crate) fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}
