use mcp_runtime::prelude::*;
use mcp_runtime::serde::{Deserialize, Serialize};

#[mcp_type]
#[derive(Clone, Serialize, Deserialize)] //~ Serialize
struct Forecast {
    celsius: f64,
}

fn main() {}
