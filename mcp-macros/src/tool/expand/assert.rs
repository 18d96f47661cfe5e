//! What is checked of the types that a function names: once for each, at the token that is wrong.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::each::range;
use crate::attr::{located_at, moved};
use crate::tool::model::{Output, Tool};
use crate::tool::param::Class;

/// A constant of its own for each, so that one mistake hides no other.
pub(super) fn assertions(tool: &Tool<'_>) -> TokenStream {
    let params = params(tool);
    let headers = headers(tool);
    let whole = whole(tool);
    let output = output(tool);
    quote!(#params #headers #whole #output)
}

/// A parameter's type is an argument's or an injected one, and an argument has a name.
fn params(tool: &Tool<'_>) -> TokenStream {
    let params = tool.params.iter().enumerate().map(|(i, param)| {
        let (at, ty, role) = (located_at(param.pattern), param.ty, role(i));
        let rt = moved(&tool.rt, at);
        let marker = match param.class {
            Class::ByType => quote!(_),
            Class::Argument => quote!(#rt::marker::Argument),
            Class::Injected => quote!(#rt::marker::Injection),
        };
        let named = param.name.is_some();
        quote_spanned!(at=> const #role: #rt::ParamRole = #rt::assert_parameter::<#ty, #marker>(#named);)
    });
    params.collect()
}

/// A header mirrors a text, an integer that every client can hold, or a boolean.
fn headers(tool: &Tool<'_>) -> TokenStream {
    let headers = tool.params.iter().filter_map(|param| {
        let at = located_at(param.rules.header.as_ref()?);
        let (rt, ty) = (moved(&tool.rt, at), moved(param.ty, at));
        let range = range(&rt, param);
        Some(quote_spanned!(at=> const _: () = #rt::check_header_integer::<#ty>(#range);))
    });
    headers.collect()
}

/// A parameter that takes all arguments leaves none to others.
fn whole(tool: &Tool<'_>) -> Option<TokenStream> {
    if tool.params.len() < 2 {
        return None;
    }
    let roles: Vec<_> = (0..tool.params.len()).map(role).collect();
    let checks = tool.params.iter().enumerate().map(|(i, param)| {
        let at = located_at(param.ty);
        let rt = moved(&tool.rt, at);
        quote_spanned!(at=> const _: () = #rt::check_whole(&[#(#roles),*], #i);)
    });
    Some(checks.collect())
}

/// What has no name is checked where it is used instead: in the shim.
fn output(tool: &Tool<'_>) -> Option<TokenStream> {
    let Output::Type(ty) = &tool.output else { return None };
    let at = located_at(ty);
    let rt = moved(&tool.rt, at);
    Some(quote_spanned!(at=> const _: () = #rt::assert_return::<#ty, _>();))
}

fn role(index: usize) -> proc_macro2::Ident {
    format_ident!("__PARAMETER_{index}")
}
