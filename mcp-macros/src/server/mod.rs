//! `mcp_server!` and `mcp_tools!`.

mod args;
mod entries;
mod expand;
mod group;
mod kind;
mod page;
mod scopes;

use proc_macro2::TokenStream;
use quote::quote;

use args::Server;

use crate::diagnostics::Mistakes;

pub(crate) fn mcp_server(input: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::new();
    let server = Server::parse(input.clone(), &mut mistakes);
    match (mistakes.finish(), server) {
        (Ok(()), Some(server)) => expand::server(&server),
        // The parts that could be parsed are still declared: one mistake gives one message.
        (result, server) => {
            let server = server.map(|server| expand::server(&server.with_mistakes()));
            let server = server.or_else(|| expand::stub(input));
            let errors = result.err();
            quote!(#errors #server)
        }
    }
}

pub(crate) fn mcp_tools(input: TokenStream) -> TokenStream {
    group::mcp_tools(input)
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
                prompts: [review, ..crm::Crm as "crm"],
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

    #[test]
    fn a_group_of_every_kind() {
        let input = quote! {
            /// Invoices.
            pub Billing {
                tools: [invoice],
                prompts: [remind, ..Letters],
                resources: [#[cfg(unix)] ledger],
            }
        };
        snapshot::check("server/snapshots/group_of_every_kind", mcp_tools(input));
    }
}
