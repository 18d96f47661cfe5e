//! This project's server of what lasts from call to call.

use mcp_runtime::prelude::*;

#[path = "../../runtime.rs"]
mod runtime;

/// A counter
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "cnt", ttl = "1h")]
struct Counter {
    count: u64,
    name: String,
}

#[mcp_type]
struct Count {
    count: u64,
}

/// Make a counter.
#[mcp_tool]
async fn make_counter(counters: Handles<Counter>) -> Result<Minted<Counter>, ToolError> {
    counters.mint(Counter { count: 7, name: "visitors".to_owned() }).await
}

/// Read a counter.
#[mcp_tool]
fn read_counter(counter: Handle<Counter>) -> Json<Count> {
    Json(Count { count: counter.count })
}

mcp_server! { Bench { name: "bench", version: "0", tools: [make_counter, read_counter] } }

fn main() -> mcp_runtime::Result<()> {
    runtime::new()?.block_on(Bench::new().serve(("127.0.0.1", runtime::port())))?;
    Ok(())
}
