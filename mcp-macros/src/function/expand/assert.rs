//! Generates the checks of the types in a function's signature: one check for each type, whose
//! error points at the token that is wrong.
//!
//! The rest of the expansion names these types by aliases. If a type fails its check, its alias is
//! an error as well, and the compiler then reports no further errors about it, not even where a
//! list names the function.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{GenericArgument, PathArguments, Type};

use super::data;
use super::each::range;
use super::names::{completion_type, output_type, parameter_type, question_type, role};
use super::parts;
use crate::attr::{located_at, moved};
use crate::function::question::Origin;
use crate::function::{Class, Function, Kind, Output, Required};
use crate::nested::aliased;

/// A constant of its own for each, so that one mistake hides no other.
pub(super) fn assertions(function: &Function<'_>) -> TokenStream {
    let params = params(function);
    let headers = headers(function);
    let whole = whole(function);
    let completions = completions(function);
    let output = output(function);
    let questions = questions(function);
    let access = access(function);
    quote!(#params #headers #whole #completions #questions #access #output)
}

/// A parameter's type is one that this kind of function takes, and an argument has a name.
fn params(function: &Function<'_>) -> TokenStream {
    let params = function.params.iter().enumerate().map(|(i, param)| {
        let (at, role) = (located_at(param.pattern), role(i));
        let (parts, ty) = parts::checked(function.kind, &function.rt, i, param.ty);
        let alias = aliased(&function.rt, &parameter_type(i), &quote!(#ty), &role);
        let rt = moved(&function.rt, at);
        let marker = match param.class {
            Class::ByType => quote!(_),
            Class::Argument => quote!(#rt::marker::Argument),
            Class::Injected => quote!(#rt::marker::Injection),
        };
        let asserted = match function.kind {
            Kind::Tool => quote_spanned!(at=> assert_parameter::<#ty, #marker>()),
            Kind::Prompt | Kind::Resource => quote_spanned!(at=> assert_text_parameter::<#ty, _>()),
            Kind::Completion => quote_spanned!(at=> assert_given::<#ty, #marker>()),
        };
        let (named, may_ask) = (param.name.is_some(), !function.is_destructive);
        let has_task = function.has_task;
        // A default is there when the client leaves the argument out.
        let may_be_missing = param.may_be_missing && param.rules.default.is_none();
        let check = match function.kind {
            Kind::Completion => quote_spanned!(at=> check_unasked(&#role)),
            Kind::Tool | Kind::Prompt | Kind::Resource => {
                quote_spanned!(at=> check_parameter(&#role, #named, #may_ask, #may_be_missing, #has_task))
            }
        };
        quote_spanned! {at=>
            #parts
            const #role: #rt::Classified = #rt::#asserted;
            const _: () = #rt::#check;
            #alias
        }
    });
    params.collect()
}

/// Checks that each `complete = path` names a completion.
fn completions(function: &Function<'_>) -> TokenStream {
    let completions = function.params.iter().enumerate().filter_map(|(i, param)| {
        let path = param.complete.as_ref()?;
        let at = located_at(path);
        let (rt, role, checked) = (
            moved(&function.rt, at),
            moved(role(i), at),
            format_ident!("__COMPLETION_{i}"),
        );
        let alias = aliased(
            &function.rt,
            &completion_type(i),
            &quote!((#path)),
            &checked,
        );
        Some(quote_spanned! {at=>
            const #checked: () = #rt::assert_completion::<(#path)>();
            const _: () = #rt::check_completed(&#role);
            #alias
        })
    });
    completions.collect()
}

/// A question's type is one that can be asked for.
fn questions(function: &Function<'_>) -> TokenStream {
    let questions = function.questions.iter().filter_map(|question| {
        let Origin::Parameter { position, ty, .. } = question.origin else {
            return None;
        };
        let at = located_at(ty);
        let (rt, checked) = (moved(&function.rt, at), format_ident!("__ASKED_{position}"));
        let alias = aliased(
            &function.rt,
            &question_type(position),
            &quote!(#ty),
            &checked,
        );
        Some(quote_spanned! {at=>
            const #checked: () = #rt::assert_asked::<#ty, _>();
            #alias
        })
    });
    questions.collect()
}

/// A header mirrors a text, an integer that every client can hold, or a boolean.
fn headers(function: &Function<'_>) -> TokenStream {
    let headers = function.params.iter().enumerate().filter_map(|(i, param)| {
        let header = param.rules.header.as_ref()?;
        let at = located_at(header);
        let (rt, mut ty) = (moved(&function.rt, at), parameter_type(i));
        // As if it were written there.
        ty.set_span(header.span());
        let range = range(&rt, param);
        Some(quote_spanned!(at=> const _: () = #rt::check_header_integer::<#ty>(#range);))
    });
    headers.collect()
}

/// A public function takes its caller as an `Option`, and a body requires only scopes that the
/// attribute names.
fn access(function: &Function<'_>) -> TokenStream {
    let public = function.params.iter().enumerate().filter_map(|(i, param)| {
        let (at, role) = (located_at(param.ty), role(i));
        let rt = moved(&function.rt, at);
        let check = quote_spanned!(at=> const _: () = #rt::check_public(&#role););
        function.access.is_public.then_some(check)
    });
    let named: Vec<&String> = function.access.named().collect();
    let required = function.required.iter().map(|Required { param, scope }| {
        let at = located_at(scope);
        let (rt, role) = (moved(&function.rt, at), moved(role(*param), at));
        quote_spanned!(at=> const _: () = #rt::check_required(&#role, #scope, &[#(#named),*]);)
    });
    quote!(#(#public)* #(#required)*)
}

/// A parameter that takes all arguments leaves none to others.
fn whole(function: &Function<'_>) -> Option<TokenStream> {
    // A text is no struct, so only a tool's arguments can be one.
    if function.params.len() < 2 || function.kind != Kind::Tool {
        return None;
    }
    let (rt, count) = (&function.rt, function.params.len());
    let of_each = (0..count).map(role);
    let checks = function.params.iter().enumerate().map(|(i, param)| {
        let at = located_at(param.ty);
        let rt = moved(&function.rt, at);
        quote_spanned!(at=> const _: () = #rt::check_whole(&__ROLES, #i);)
    });
    Some(quote! {
        const __ROLES: [#rt::ParamRole; #count] = [#(#of_each.role),*];
        #(#checks)*
    })
}

/// Checks the return type. One without a name (`impl Trait`) is checked in the shim instead.
fn output(function: &Function<'_>) -> Option<TokenStream> {
    let Output::Type(written) = &function.output else {
        return None;
    };
    let (data, ty) = match function.kind {
        Kind::Tool if !function.begins_job => data::checked(function, written),
        _ => (TokenStream::new(), written.to_token_stream()),
    };
    let at = located_at(written);
    let rt = moved(&function.rt, at);
    let asserted = match function.kind {
        Kind::Tool if function.begins_job => quote_spanned!(at=> assert_job::<#ty>()),
        Kind::Tool => quote_spanned!(at=> assert_return::<#ty, _>()),
        Kind::Prompt => quote_spanned!(at=> assert_prompt::<#ty>()),
        Kind::Resource => quote_spanned!(at=> assert_contents::<#ty>()),
        Kind::Completion => quote_spanned!(at=> assert_suggestions::<#ty>()),
    };
    let checked = format_ident!("__RETURNED");
    let alias = aliased(&function.rt, &output_type(), &ty, &checked);
    let not_a_text = not_a_text(function, written);
    Some(quote_spanned! {at=>
        #data
        const #checked: () = #rt::#asserted;
        #alias
        #not_a_text
    })
}

/// The error of a result is no text, which would be masked.
fn not_a_text(function: &Function<'_>, result: &Type) -> TokenStream {
    let error =
        error_of(result).map_or_else(|| result.to_token_stream(), ToTokens::to_token_stream);
    let at = located_at(&error);
    let (rt, output) = (moved(&function.rt, at), moved(output_type(), at));
    quote_spanned!(at=> const _: () = #rt::check_error(<#rt::ErrorProbe<#output>>::IS_TEXT);)
}

/// `E`, where a result is written as `Result<T, E>`.
fn error_of(result: &Type) -> Option<&Type> {
    let path = match result {
        Type::Path(path) => path,
        Type::Group(group) => return error_of(&group.elem),
        _ => return None,
    };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.iter().nth(1)? {
        GenericArgument::Type(error) => Some(error),
        _ => None,
    }
}
