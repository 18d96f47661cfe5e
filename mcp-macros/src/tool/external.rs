//! `task(external)`: the function begins a job, which does the work elsewhere.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::attr::located_at;
use crate::function::Function;
use crate::function::expand::{self, Markers, output_type};

/// `impl ToolCall` of such a tool. Its result is the one that the job comes to.
pub(super) fn call(function: &Function<'_>, markers: &Markers) -> TokenStream {
    let Function { rt, item, .. } = function;
    let (tuple, generics, bounds) = (
        markers.tuple(),
        &markers.generics,
        expand::bounds(function, markers),
    );
    let ty = output_type();
    let job = quote!(<#ty as #rt::Starts>::Job);
    let output = quote!(<#job as #rt::External>::Output);
    let resolved = expand::resolved(function, markers);
    let called = expand::called(function);
    // As in every other tool, an error about the function's future belongs at the function.
    let at = located_at(function.name);
    let body = quote_spanned! {at=>
        fn run(
            __slots: Self::Slots,
            __call: &#rt::Call<__S>,
            __out: &mut #rt::ResultWriter,
        ) -> impl #rt::Future<Output = #rt::Called> + #rt::Send {
            async move {
                if let ::core::option::Option::Some(ended) = #rt::under_way::<#ty, __S>(__call, __out).await {
                    return ended;
                }
                #resolved
                #rt::begin_body(__call)?;
                let job = #called;
                #rt::started::<#ty, __S>(job, <Self as #rt::Tool>::META.task(), __call, __out).await
            }
        }
    };
    quote! {
        #[automatically_derived]
        impl<__S: #rt::Send + #rt::Sync + 'static, #(#generics: 'static),*> #rt::ToolCall<__S, #tuple> for #item
        where
            #bounds
            for<'__any> #rt::State<<#job as #rt::External>::Service>: #rt::FromCall<__S>,
        {
            const RESULT: #rt::ResultSpec = #rt::ResultSpec::of_output::<#output>();
            #[allow(unused_variables)]
            #body
        }
    }
}
