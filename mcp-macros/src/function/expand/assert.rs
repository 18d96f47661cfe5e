//! What is checked of the types that a function names: once for each, at the token that is wrong.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::each::range;
use crate::attr::{located_at, moved};
use crate::function::{Class, Function, Kind, Output};

/// A constant of its own for each, so that one mistake hides no other.
pub(super) fn assertions(function: &Function<'_>) -> TokenStream {
    let params = params(function);
    let headers = headers(function);
    let whole = whole(function);
    let completions = completions(function);
    let output = output(function);
    quote!(#params #headers #whole #completions #output)
}

/// A parameter's type is one that this kind of function takes, and an argument has a name.
fn params(function: &Function<'_>) -> TokenStream {
    let params = function.params.iter().enumerate().map(|(i, param)| {
        let (at, ty, role) = (located_at(param.pattern), param.ty, role(i));
        let rt = moved(&function.rt, at);
        let marker = match param.class {
            Class::ByType => quote!(_),
            Class::Argument => quote!(#rt::marker::Argument),
            Class::Injected => quote!(#rt::marker::Injection),
        };
        let (named, may_ask) = (param.name.is_some(), !function.is_destructive);
        let asserted = match function.kind {
            Kind::Tool => quote_spanned!(at=> assert_parameter::<#ty, #marker>(#named, #may_ask)),
            Kind::Prompt | Kind::Resource => quote_spanned!(at=> assert_text_parameter::<#ty, _>(#named)),
            Kind::Completion => quote_spanned!(at=> assert_injected::<#ty, #marker>()),
        };
        quote_spanned!(at=> const #role: #rt::ParamRole = #rt::#asserted;)
    });
    params.collect()
}

/// What suggests values is a completion.
fn completions(function: &Function<'_>) -> TokenStream {
    let completions = function.params.iter().filter_map(|param| {
        let path = param.complete.as_ref()?;
        let at = located_at(path);
        let rt = moved(&function.rt, at);
        Some(quote_spanned!(at=> const _: () = #rt::assert_completion::<(#path)>();))
    });
    completions.collect()
}

/// A header mirrors a text, an integer that every client can hold, or a boolean.
fn headers(function: &Function<'_>) -> TokenStream {
    let headers = function.params.iter().filter_map(|param| {
        let at = located_at(param.rules.header.as_ref()?);
        let (rt, ty) = (moved(&function.rt, at), moved(param.ty, at));
        let range = range(&rt, param);
        Some(quote_spanned!(at=> const _: () = #rt::check_header_integer::<#ty>(#range);))
    });
    headers.collect()
}

/// A parameter that takes all arguments leaves none to others.
fn whole(function: &Function<'_>) -> Option<TokenStream> {
    // A text is no struct, so only a tool's arguments can be one.
    if function.params.len() < 2 || function.kind != Kind::Tool {
        return None;
    }
    let roles: Vec<_> = (0..function.params.len()).map(role).collect();
    let checks = function.params.iter().enumerate().map(|(i, param)| {
        let at = located_at(param.ty);
        let rt = moved(&function.rt, at);
        quote_spanned!(at=> const _: () = #rt::check_whole(&[#(#roles),*], #i);)
    });
    Some(checks.collect())
}

/// What has no name is checked where it is used instead: in the shim.
fn output(function: &Function<'_>) -> Option<TokenStream> {
    let Output::Type(ty) = &function.output else { return None };
    let at = located_at(ty);
    let rt = moved(&function.rt, at);
    Some(match function.kind {
        Kind::Tool => quote_spanned!(at=> const _: () = #rt::assert_return::<#ty, _>();),
        Kind::Prompt => quote_spanned!(at=> const _: () = #rt::assert_prompt::<#ty>();),
        Kind::Resource => quote_spanned!(at=> const _: () = #rt::assert_contents::<#ty>();),
        Kind::Completion => quote_spanned!(at=> const _: () = #rt::assert_suggestions::<#ty>();),
    })
}

/// The constant that holds what a parameter is, by its index.
pub(crate) fn role(index: usize) -> proc_macro2::Ident {
    format_ident!("__PARAMETER_{index}")
}
