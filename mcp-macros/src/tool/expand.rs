//! From a checked tool to the type beside its function.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Index;

use super::external;
use super::implementation::implementation;
use super::model::Tool;
use super::task;
use crate::attr::{PerTime, located_at, moved};
use crate::function::expand::{self, Markers, output_type};
use crate::function::{Function, Output, with};

pub(super) fn expand(tool: &Tool<'_>) -> TokenStream {
    let function = &tool.function;
    let markers = Markers::of(function);
    let meta = meta(tool);
    let params = expand::parameters(function, &markers);
    let call = match function.begins_job {
        true => external::call(function, &markers),
        false => call(function, &markers, tool.task.is_some()),
    };
    let shim = shim(function);
    let tasks = tool
        .task
        .as_ref()
        .map(|task| task::assertions(function, task));
    let counted = counted(tool);
    let assertions = quote!(#counted #tasks);
    expand::companion(function, &assertions, &quote!(#shim #meta #params #call))
}

/// A rate is of use only where calls are counted.
fn counted(tool: &Tool<'_>) -> TokenStream {
    let Some(rate) = &tool.rate else {
        return TokenStream::new();
    };
    let at = located_at(&rate.literal);
    let rt = moved(&tool.function.rt, at);
    quote_spanned!(at=> const _: () = #rt::check_counted();)
}

fn meta(tool: &Tool<'_>) -> TokenStream {
    let Tool {
        name, description, ..
    } = tool;
    let Function { rt, item, .. } = &tool.function;
    let hints = tool.hints.iter().map(|(key, on)| with(key, *on));
    let common = tool.common.calls(rt, tool.function.access.tokens(rt));
    let returns = matches!(tool.function.output, Output::Type(_)).then(|| {
        let ty = output_type();
        quote!(const RETURNS: #rt::HandleUse = <#rt::Probe<#ty>>::USE;)
    });
    let rate = tool.rate.as_ref().map(
        |PerTime {
             calls,
             constructor,
             literal: _,
         }| {
            let constructor = format_ident!("{constructor}");
            quote!(#rt::Rate::#constructor(#calls))
        },
    );
    let visibility = tool.visibility.map(|callers| {
        let callers = format_ident!("{callers}");
        quote!(#rt::ToolVisibility::#callers)
    });
    let limits = [
        with("visibility", visibility),
        with("input_schema", tool.input_schema.as_ref()),
        with("rate", rate),
        with("concurrency", tool.concurrency),
        with("task", tool.task.as_ref().map(|task| task.meta(rt))),
    ];
    quote! {
        #[automatically_derived]
        impl #rt::Tool for #item {
            const META: &'static #rt::ToolMeta = &#rt::ToolMeta::new(#name, #description)
                #(#hints)* #common #(#limits)*;
            #returns
        }
    }
}

fn call(function: &Function<'_>, markers: &Markers, has_task: bool) -> TokenStream {
    let rt = &function.rt;
    let ty = output_type();
    let output_bound = markers
        .output
        .as_ref()
        .map(|marker| quote!(#ty: #rt::ToolReturn<#marker>));
    let resolved = expand::resolved(function, markers);
    let names = expand::names(function);
    let (pace, output) = match &markers.output {
        Some(marker) => {
            let (pace, result) = expand::called_at_pace(function);
            let output = quote!(<#ty as #rt::ToolReturn<#marker>>::into_output(#result).await);
            (pace, output)
        }
        None => {
            let held = shim_argument(function, &quote!(__held), &quote!(__call));
            (None, quote!(__shim(#held #(#names),*).await))
        }
    };
    // Where a call becomes a task, it ends here, and the body runs in the task.
    let begin = has_task.then(|| quote!(#rt::begin_body(__call)?;));
    let statements = quote_spanned! {located_at(function.name)=>
        #resolved
        #begin
        #pace
        let output = #output;
        #rt::ToolOutput::write(output, __out)
    };
    let result = result(function, markers);
    implementation(function, markers, output_bound, result, statements)
}

/// Around a function whose result has a type without a name: that it can be a tool's result is
/// asked here alone, and the rest of the expansion can take it for granted.
fn shim(function: &Function<'_>) -> Option<TokenStream> {
    let Output::Unnameable(ty) = function.output else {
        return None;
    };
    let at = located_at(ty);
    let (names, types) = (expand::names(function), expand::types(function));
    let (rt, call) = (moved(&function.rt, at), moved(expand::called(function), at));
    let held = shim_argument(
        function,
        &quote_spanned!(at=> __held: #rt::Held),
        &quote_spanned!(at=> __call: &(dyn #rt::Holder + ::core::marker::Sync)),
    );
    Some(quote_spanned! {at=>
        async fn __shim(#held #(#names: #types),*) -> impl #rt::ToolOutput {
            #rt::ToolReturn::into_output(#call).await
        }
    })
}

/// Returns the shim's first parameter, before the function's own: `blocking` for a `blocking`
/// function, `plain` for another that isn't async and so may turn out to block.
fn shim_argument(
    function: &Function<'_>,
    blocking: &TokenStream,
    plain: &TokenStream,
) -> Option<TokenStream> {
    match (function.is_async, function.blocking) {
        (true, _) => None,
        (false, true) => Some(quote!(#blocking,)),
        (false, false) => Some(quote!(#plain,)),
    }
}

/// The view and the schema of the result, found by its type.
fn result(function: &Function<'_>, markers: &Markers) -> TokenStream {
    let rt = &function.rt;
    match &markers.output {
        Some(marker) => {
            let ty = output_type();
            quote!(#rt::ResultSpec::of::<#ty, #marker>())
        }
        None => {
            let shimmed = shimmed(function);
            quote!(#rt::ResultSpec::of_fn(&#shimmed))
        }
    }
}

/// A function of one argument, of which only the type of the result matters.
fn shimmed(function: &Function<'_>) -> TokenStream {
    let types = expand::types(function);
    let fields = (0..types.len()).map(Index::from);
    let rt = &function.rt;
    let held = shim_argument(
        function,
        &quote!(::core::default::Default::default()),
        &quote!(&#rt::NOBODY),
    );
    quote!(|__args: (#(#types,)*)| __shim(#held #(__args.#fields),*))
}
