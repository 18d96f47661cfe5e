//! `#[mcp_completion]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::attr::{self, located_at};
use crate::diagnostics::Mistakes;
use crate::function::expand::{self, Markers, output_type};
use crate::function::misplaced_keys::attribute_key;
use crate::function::{self, CommonArgs, Function, Kind, Particulars};

pub(crate) fn mcp_completion(args: TokenStream, item: TokenStream) -> TokenStream {
    let item = match function::parse("#[mcp_completion]", item) {
        Ok(item) => item,
        Err(errors) => return errors,
    };
    let mut mistakes = Mistakes::new();
    let metas = attr::metas(args, &mut mistakes);
    let known = ["blocking", "item", "crate"];
    let entries = attr::entries_but(
        metas,
        &known,
        &[],
        |key| attribute_key(Kind::Completion, key),
        &mut mistakes,
    );
    let args: CommonArgs = attr::read(&entries, &mut mistakes);
    let function = Function::validate(
        Kind::Completion,
        &args,
        &Particulars::default(),
        &item,
        &mut mistakes,
    );
    function::finish(&item, &args, mistakes, None, || expand(&function))
}

fn expand(function: &Function<'_>) -> TokenStream {
    let Function { rt, item, .. } = function;
    let markers = Markers::of(function);
    let (tuple, generics, bounds) = (
        markers.tuple(),
        &markers.generics,
        expand::bounds(function, &markers),
    );
    let params = expand::parameters(function, &markers);
    let (resolved, called, output) = (
        expand::resolved(function, &markers),
        expand::called(function),
        output_type(),
    );
    let at = located_at(function.name);
    let body = quote_spanned! {at=>
        fn suggest(
            __call: &#rt::Call<__S>,
        ) -> impl #rt::Future<Output = #rt::Called<#rt::Completions>> + #rt::Send {
            async move {
                let __slots = <Self as #rt::Parameters<#tuple>>::slots();
                #resolved
                let output: #output = #called;
                #rt::CompletionOutput::into_completions(output)
            }
        }
    };
    let impls = quote! {
        #[automatically_derived]
        impl #rt::Completion for #item {
            const SEALED: #rt::Sealed = #rt::Sealed;
        }
        #params
        #[automatically_derived]
        impl<__S: #rt::Send + #rt::Sync + 'static, #(#generics: 'static),*>
            #rt::Complete<__S, #tuple>
            for #item
        where
            #bounds
            for<'__any> #output: #rt::CompletionOutput
        {
            #body
        }
    };
    expand::companion(function, &TokenStream::new(), &impls)
}
