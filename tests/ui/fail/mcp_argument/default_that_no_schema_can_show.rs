use mcp_runtime::prelude::*;
use mcp_runtime::__private::{schemars, serde};

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(crate = "serde")]
#[schemars(crate = "schemars")]
struct Days(u8);

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(default = Days(3))] days: Days) -> u8 { //~ Days(3)
    days.0
}

fn main() {}
