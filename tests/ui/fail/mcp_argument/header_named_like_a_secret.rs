use mcp_runtime::prelude::*;

/// Read the mail.
#[mcp_tool]
fn read_mail(#[mcp(header = "Access-Token")] access: String) -> usize { //~ "Access-Token"
    access.len()
}

fn main() {}
