use mcp_runtime::prelude::*;

/// Fail, with a chain of causes that only the operator sees.
#[mcp_tool]
async fn fail() -> Result<String, anyhow::Error> {
    anyhow::bail!("no")
}

/// Fail, by the crate's own result.
#[mcp_tool]
fn fail_shortly() -> anyhow::Result<u8> {
    Err(anyhow::anyhow!("no"))
}

/// Fail in a function that returns the tool's own error.
#[mcp_tool]
async fn fail_further() -> Result<String, ToolError> {
    Ok(fail().await?)
}

mcp_server! { Failer { name: "failer", version: "1.0.0", tools: [fail, fail_shortly, fail_further] } }

pub(crate) fn main() {
    let _server = Failer::new();
    assert_eq!(fail_shortly().unwrap_err().to_string(), "no");
}
