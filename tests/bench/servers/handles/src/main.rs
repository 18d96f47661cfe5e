//! This project's server of what lasts from call to call, and of who listens to it.

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
    counters
        .mint(Counter {
            count: 7,
            name: "visitors".to_owned(),
        })
        .await
}

/// Read a counter.
#[mcp_tool]
fn read_counter(counter: Handle<Counter>) -> Json<Count> {
    Json(Count {
        count: counter.count,
    })
}

#[mcp_type]
struct Sum {
    result: i64,
}

/// Tell those who listen that the counter has changed.
#[mcp_tool]
fn touch(notify: Notify) -> Json<Sum> {
    notify.resource_updated("bench://counter");
    Json(Sum { result: 1 })
}

/// A counter
#[mcp_resource("bench://counter")]
fn counter() -> &'static str {
    "7"
}

mcp_server! {
    Bench {
        name: "bench",
        version: "0",
        tools: [make_counter, read_counter, touch],
        resources: [counter],
    }
}

fn main() -> mcp_runtime::Result<()> {
    let server = Bench::new().max_handles(10_000);
    runtime::new()?.block_on(server.serve(("127.0.0.1", runtime::port())))?;
    Ok(())
}
