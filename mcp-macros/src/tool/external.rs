//! `task(external)`: the function begins a job, which does the work elsewhere.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::implementation::implementation;
use crate::attr::located_at;
use crate::function::Function;
use crate::function::expand::{self, Markers, output_type};

/// `impl ToolCall` of such a tool. Its result is the one that the job comes to.
pub(super) fn call(function: &Function<'_>, markers: &Markers) -> TokenStream {
    let rt = &function.rt;
    let ty = output_type();
    let job = quote!(<#ty as #rt::Starts>::Job);
    let output = quote!(<#job as #rt::External>::Output);
    let resolved = expand::resolved(function, markers);
    let called = expand::called(function);
    let statements = quote_spanned! {located_at(function.name)=>
        let __ended = #rt::under_way::<#ty, __S>(__call, __out).await;
        // No name of the expansion's may hide a function of the user's.
        if let ::core::option::Option::Some(__ended) = __ended {
            return __ended;
        }
        #resolved
        #rt::begin_body(__call)?;
        let job = #called;
        #rt::started::<#ty, __S>(job, <Self as #rt::Tool>::META.task(), __call, __out).await
    };
    let service = quote!(<#job as #rt::External>::Service);
    let bound = quote!(for<'__any> #rt::State<#service>: #rt::FromCall<__S>,);
    let result = quote!(#rt::ResultSpec::of_output::<#output>());
    implementation(function, markers, Some(bound), result, statements)
}
