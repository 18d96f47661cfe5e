//! Every rule on an argument.

use mcp_runtime::prelude::*;

/// Take arguments with rules.
#[mcp_tool]
#[allow(clippy::too_many_arguments)]
fn ruled(
    /// Days ahead
    #[mcp(range = 1..=14, default = 3, example = 7)]
    days: u8,
    #[mcp(range = -1.5..1.5)] offset: f64,
    #[mcp(range = ..=-1)] below: Option<i64>,
    #[mcp(length = 5)] code: String,
    #[mcp(length = 1.., pattern = "^[a-z]+$", example = "bern", example = "basel")] place: String,
    #[mcp(format = "date-time", name = "at")] moment: Option<String>,
    #[mcp(header = "Region", default = "west")] region: String,
    #[mcp(header = "Invoice", range = 0..=9_007_199_254_740_991)] invoice: u64,
    #[mcp(header = "Max-Tokens", allow_secret_header)] max_tokens: u32,
    #[mcp(name = "pair")] (a, b): (i64, i64),
    #[mcp(default = Vec::new())] tags: Vec<String>,
    #[mcp(inject = false)] plain: String,
) {
    let _ = (days, offset, below, code, place, moment, region, invoice, max_tokens, a, b, tags, plain);
}

mcp_server! { Ruler { name: "ruler", version: "1.0.0", tools: [ruled] } }

pub(crate) fn main() {
    let _server = Ruler::new();
}
