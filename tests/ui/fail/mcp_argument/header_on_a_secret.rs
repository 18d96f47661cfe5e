use mcp_runtime::prelude::*;

/// Read the mail.
#[mcp_tool]
fn read_mail(#[mcp(header = "Key")] api_key: String) -> usize { //~ "Key"
    api_key.len()
}

fn main() {}
