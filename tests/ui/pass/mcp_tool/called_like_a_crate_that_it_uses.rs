//! A tool named like a crate of which its body speaks: the companion gets another name.

use mcp_runtime::prelude::*;

/// Make a URL of a text.
#[mcp_tool(item = UrlTool)]
fn url(text: String) -> Result<String, ToolError> {
    Ok(url::Url::parse(&text)?.to_string())
}

mcp_server! { Urls { name: "urls", version: "1.0.0", tools: [UrlTool] } }

pub(crate) fn main() {
    let _server = Urls::new();
    assert_eq!(url("https://example.com".to_owned()).unwrap(), "https://example.com/");
}
