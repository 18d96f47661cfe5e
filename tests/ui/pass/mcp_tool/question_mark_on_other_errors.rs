use mcp_runtime::prelude::*;

/// Read the number of visitors.
#[mcp_tool(read_only)]
fn visitors(day: String) -> Result<u64, ToolError> {
    if day.len() != 10 {
        return Err(ToolError::new(format!("{day:?} is no day; write it as 2026-07-28")));
    }
    let counted = std::fs::read_to_string("no such file")?;
    Ok(counted.trim().parse()?)
}

mcp_server! { Visitors { name: "visitors", version: "1.0.0", tools: [visitors] } }

pub(crate) fn main() {
    let _server = Visitors::new();
    assert!(visitors("2026-07-28".to_owned()).is_err());
}
