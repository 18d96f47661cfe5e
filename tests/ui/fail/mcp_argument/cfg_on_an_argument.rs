use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(
    place: String,
    #[cfg(all())] days: u8, //~ #
) -> String {
    format!("{place} {days}")
}

fn main() {}
