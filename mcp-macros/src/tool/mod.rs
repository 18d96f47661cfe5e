//! `#[mcp_tool]`.

mod args;
mod expand;
mod external;
mod implementation;
mod model;
mod task;

use proc_macro2::TokenStream;

use crate::diagnostics::Mistakes;
use crate::function;
use args::ToolArgs;
use model::Tool;

pub(crate) fn mcp_tool(args: TokenStream, item: TokenStream) -> TokenStream {
    let item = match function::parse("#[mcp_tool]", item) {
        Ok(item) => item,
        Err(errors) => return errors,
    };
    let mut mistakes = Mistakes::new();
    let args = ToolArgs::parse(args, &mut mistakes);
    let tool = Tool::validate(&args, &item, &mut mistakes);
    let page = function::page(&tool.function, &tool.summary());
    function::finish(&item, &args.common, mistakes, Some(page), || {
        expand::expand(&tool)
    })
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::snapshot;

    #[test]
    fn a_plain_tool() {
        let item = quote! {
            /// Add two integers.
            pub fn add(
                /// One
                a: i64,
                /// The other
                b: i64,
            ) -> Json<Sum> { Json(Sum { result: a + b }) }
        };
        snapshot::check("tool/snapshots/plain", mcp_tool(quote!(read_only), item));
    }

    #[test]
    fn a_tool_with_all_that_can_be_said() {
        let args = quote! {
            name = "fetch.rows",
            title = "Rows",
            destructive = false,
            timeout = "5s",
            rate = "10/min",
            concurrency = 2,
            icons = ["https://example.com/icon.png"],
            meta({ "com.example/tier": 1 }),
            item = FetchRows,
            crate = renamed
        };
        let item = quote! {
            /// Fetch rows.
            async fn fetch(
                #[mcp(range = 1..=14, default = 3)] days: u8,
                #[mcp(header = "Region", pattern = "^[a-z]+$", length = ..=8, example = "west")] region: Option<String>,
                #[mcp(inject)] State(db): State<Db>,
            ) -> Result<String, ToolError> { Ok(String::new()) }
        };
        snapshot::check("tool/snapshots/everything", mcp_tool(args, item));
    }

    #[test]
    fn a_tool_whose_result_has_no_name() {
        let item = quote! {
            /// Wait.
            fn wait(millis: u64) -> impl Future<Output = String> + Send { async { String::new() } }
        };
        snapshot::check(
            "tool/snapshots/unnameable",
            mcp_tool(quote!(blocking), item),
        );
    }

    #[test]
    fn a_tool_whose_work_runs_elsewhere() {
        let item = quote! {
            /// Render a scene.
            async fn render(scene: String) -> Result<Rendering, ToolError> { begin(scene).await }
        };
        let args = quote!(task(external, ttl = "6h", poll = "10s"));
        snapshot::check("tool/snapshots/external", mcp_tool(args, item));
    }

    #[test]
    fn a_tool_with_a_mistake() {
        let item = quote! {
            /// Greet somebody.
            pub fn greet(#[mcp(default = "you")] name: &str) -> String { name.to_owned() }
        };
        snapshot::check("tool/snapshots/mistake", mcp_tool(quote!(), item));
    }
}
