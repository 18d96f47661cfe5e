use mcp_runtime::prelude::*;

/// Read a byte of memory.
#[mcp_tool]
unsafe fn peek(address: usize) -> u8 { //~ unsafe
    let _ = address;
    0
}

fn main() {}
