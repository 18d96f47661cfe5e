use mcp_runtime::prelude::*;

/// Make a URL of a text.
#[mcp_tool]
fn url(text: String) -> Result<String, ToolError> {
    Ok(url::Url::parse(&text)?.to_string()) //~ url::Url
}

fn main() {}
