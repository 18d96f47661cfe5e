//! `#[mcp_tool]`.

mod args;
mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::diagnostics::Mistakes;
use crate::signature::without_helpers;
use crate::types::first_token;
use args::ToolArgs;
use model::Tool;

pub(crate) fn mcp_tool(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::new();
    let function = match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => function,
        Err(e) => {
            match syn::parse2::<syn::Item>(item.clone()) {
                Ok(other) => mistakes.at(first_token(&other), "`#[mcp_tool]` goes on a function"),
                Err(_) => mistakes.add(e),
            }
            let errors = mistakes.finish().err();
            return quote!(#item #errors);
        }
    };
    let args = ToolArgs::parse(args, &mut mistakes);
    let tool = Tool::validate(&args, &function, &mut mistakes);
    let plain = without_helpers(function.clone());
    match (mistakes.finish(), tool) {
        (Ok(()), Some(tool)) => {
            let companion = expand::expand(&tool);
            quote!(#plain #companion)
        }
        // The function stays, and so does a type for lists to name: one mistake gives one message.
        (result, _) => {
            let errors = result.err();
            let stub = expand::stub(&args, &function);
            quote!(#plain #errors #stub)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expansions are kept as formatted files: a change to one shows in review as what it is.
    #[test]
    fn expansions_are_as_reviewed() {
        let cases = [
            (
                include_str!("snapshots/plain.rs"),
                quote!(read_only),
                quote! {
                    /// Add two integers.
                    pub fn add(
                        /// One
                        a: i64,
                        /// The other
                        b: i64,
                    ) -> Json<Sum> { Json(Sum { result: a + b }) }
                },
            ),
            (
                include_str!("snapshots/everything.rs"),
                quote!(name = "fetch.rows", title = "Rows", destructive = false, timeout = "5s", icons = ["https://example.com/i.png"], meta({ "com.example/tier": 1 })),
                quote! {
                    /// Fetch rows.
                    async fn fetch(
                        #[mcp(range = 1..=14, default = 3)] days: u8,
                        #[mcp(header = "Region", pattern = "^[a-z]+$", length = ..=8, example = "west")] region: Option<String>,
                        State(db): State<Db>,
                    ) -> impl Future<Output = String> + Send { async { String::new() } }
                },
            ),
        ];
        for (expected, args, item) in cases {
            let expanded = mcp_tool(args, item);
            let file = syn::parse2(expanded).expect("the expansion is a list of items");
            let formatted = prettyplease::unparse(&file);
            if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
                let name = if expected.contains("fetch") || formatted.contains("fetch") { "everything" } else { "plain" };
                std::fs::write(format!("{}/src/tool/snapshots/{name}.rs", env!("CARGO_MANIFEST_DIR")), &formatted).unwrap();
            } else {
                assert_eq!(formatted, expected, "run with UPDATE_SNAPSHOTS=1 and review the difference");
            }
        }
    }
}
