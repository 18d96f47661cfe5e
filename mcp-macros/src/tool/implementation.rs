//! `impl ToolCall`, of tools that do their work themselves and of those that begin a job.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::attr::located_at;
use crate::function::Function;
use crate::function::expand::{self, Markers};

/// `impl ToolCall`, which runs these statements: they know `__slots`, `__call` and `__out`, and
/// stand where the function's name does.
pub(super) fn implementation(
    function: &Function<'_>,
    markers: &Markers,
    bound: Option<TokenStream>,
    result: TokenStream,
    statements: TokenStream,
) -> TokenStream {
    let Function { rt, item, .. } = function;
    let (tuple, generics, bounds) = (
        markers.tuple(),
        &markers.generics,
        expand::bounds(function, markers),
    );
    // The compiler checks here that the function's future can move between threads: an error
    // belongs at the function. No name in here may hide the function's own.
    let at = located_at(function.name);
    let body = quote_spanned! {at=>
        fn run(
            __slots: Self::Slots,
            __call: &#rt::Call<__S>,
            __out: &mut #rt::ResultWriter,
        ) -> impl #rt::Future<Output = #rt::Called> + #rt::Send {
            async move { #statements }
        }
    };
    quote! {
        #[automatically_derived]
        impl<__S: #rt::Send + #rt::Sync + 'static, #(#generics: 'static),*>
            #rt::ToolCall<__S, #tuple>
            for #item
        where
            #bounds
            #bound
        {
            const RESULT: #rt::ResultSpec = #result;
            #body
        }
    }
}
