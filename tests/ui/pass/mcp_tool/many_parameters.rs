//! More parameters than most traits on tuples and functions reach.

use mcp_runtime::prelude::*;

/// Take many arguments.
#[mcp_tool]
#[allow(clippy::too_many_arguments)]
async fn many(
    a: u8,
    b: u8,
    c: u8,
    d: u8,
    e: u8,
    f: u8,
    g: u8,
    h: u8,
    i: u8,
    j: u8,
    k: u8,
    l: u8,
    m: u8,
    n: Option<String>,
    o: Vec<u8>,
    p: bool,
    cx: Context,
) -> String {
    let _ = (cx, p);
    format!("{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}{l}{m}{n:?}{o:?}")
}

mcp_server! { Many { name: "many", version: "1.0.0", tools: [many] } }

pub(crate) fn main() {
    let _server = Many::new();
}
