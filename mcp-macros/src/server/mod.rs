//! `mcp_server!` and `mcp_tools!`.

mod args;
mod expand;

use proc_macro2::TokenStream;
use quote::quote;

use args::{Group, Server};

use crate::diagnostics::Mistakes;

pub(crate) fn mcp_server(input: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::new();
    let server = Server::parse(input.clone(), &mut mistakes);
    match (mistakes.finish(), server) {
        (Ok(()), Some(server)) => expand::server(&server),
        // The parts that could be parsed are still declared: one mistake gives one message.
        (result, server) => {
            let server = server.as_ref().map(expand::server);
            let server = server.or_else(|| expand::stub(input));
            let errors = result.err();
            quote!(#errors #server)
        }
    }
}

pub(crate) fn mcp_tools(input: TokenStream) -> TokenStream {
    match syn::parse2::<Group>(input) {
        Ok(group) => expand::group(&group),
        Err(e) => e.to_compile_error(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot;

    #[test]
    fn a_server() {
        let input = quote! {
            /// Instructions for the model.
            pub Shop {
                name: "shop",
                version: env!("CARGO_PKG_VERSION"),
                state: AppState,
                tools: [forecast, #[cfg(feature = "crm")] ..crm::Crm as "crm"],
                prompts: [review],
                resources: [readme, #[cfg(unix)] files::file],
            }
        };
        snapshot::check("server/snapshots/server", mcp_server(input));
    }

    #[test]
    fn a_server_without_state_or_tools() {
        snapshot::check(
            "server/snapshots/empty",
            mcp_server(quote!(Empty { name: "empty", version: "1.0.0", crate: renamed })),
        );
    }

    #[test]
    fn a_group() {
        let input =
            quote!(pub Billing: [invoice, #[cfg(feature = "refunds")] refunds::refund, ..Reports]);
        snapshot::check("server/snapshots/group", mcp_tools(input));
    }
}
