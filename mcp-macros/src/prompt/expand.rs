//! From a checked prompt to the type beside its function.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::Prompt;
use crate::attr::located_at;
use crate::function::Function;
use crate::function::expand::{self, Markers, output_type};

pub(super) fn expand(prompt: &Prompt<'_>) -> TokenStream {
    let Prompt {
        function,
        name,
        description,
        common,
    } = prompt;
    let Function { rt, item, .. } = function;
    let markers = Markers::of(function);
    let params = expand::parameters(function, &markers);
    let common = common.calls(rt, function.access.tokens(rt));
    let (tuple, generics, bounds) = (
        markers.tuple(),
        &markers.generics,
        expand::bounds(function, &markers),
    );
    let (resolved, called, output) = (
        expand::resolved(function, &markers),
        expand::called(function),
        output_type(),
    );
    let complete = expand::completions(function, &markers);
    let at = located_at(function.name);
    let body = quote_spanned! {at=>
        fn get(
            __slots: Self::Slots,
            __call: &#rt::Call<__S>,
        ) -> impl #rt::Future<Output = #rt::Called<#rt::Vec<#rt::PromptMessage>>> + #rt::Send {
            async move {
                #resolved
                let output: #output = #called;
                #rt::PromptOutput::into_messages(output)
            }
        }
    };
    let impls = quote! {
        #[automatically_derived]
        impl #rt::Prompt for #item {
            const META: &'static #rt::PromptMeta = &#rt::PromptMeta::new(#name, #description) #common;
        }
        #params
        #[automatically_derived]
        impl<__S: #rt::Send + #rt::Sync + 'static, #(#generics: 'static),*>
            #rt::PromptGet<__S, #tuple>
            for #item
        where
            #bounds
            for<'__any> #output: #rt::PromptOutput
        {
            #body
            #complete
        }
    };
    expand::companion(function, &TokenStream::new(), &impls)
}
