//! `mcp_tools!`

mod args;
mod expand;

use proc_macro2::TokenStream;

use args::Group;

pub(super) fn mcp_tools(input: TokenStream) -> TokenStream {
    match syn::parse2::<Group>(input) {
        Ok(group) => expand::group(&group),
        Err(e) => e.to_compile_error(),
    }
}
