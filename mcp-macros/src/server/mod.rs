//! `mcp_server!` and `mcp_tools!`.

mod args;
mod expand;

use proc_macro2::TokenStream;

use args::{Group, Server};

use crate::diagnostics::Mistakes;

pub(crate) fn mcp_server(input: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::new();
    let server = Server::parse(input, &mut mistakes);
    match (mistakes.finish(), server) {
        (Ok(()), Some(server)) => expand::server(&server),
        (result, _) => result.err().unwrap_or_default(),
    }
}

pub(crate) fn mcp_tools(input: TokenStream) -> TokenStream {
    match syn::parse2::<Group>(input) {
        Ok(group) => expand::group(&group),
        Err(e) => e.to_compile_error(),
    }
}
