//! No name in an expansion hides one of the user's.

use mcp_runtime::prelude::*;

macro_rules! types {
    ($($name:ident)*) => { $(
        #[mcp_type]
        struct $name {
            value: u8,
        }
    )* };
}

types! { D S T M R P G N TOOLS }

const N: u8 = 1;
const INDEX: u8 = 2;
const VALUE: u8 = N + INDEX;

/// Take a type of each name.
#[mcp_tool]
#[allow(clippy::too_many_arguments)]
fn take(d: D, s: S, t: T, #[mcp(default = M { value: VALUE })] m: M, r: R, p: P, g: G, slots: N, index: TOOLS) -> Json<D> {
    let _ = (s.value, t.value, m.value, r.value, p.value, g.value, slots.value, index.value);
    Json(d)
}

/// Take parameters called like those of an expansion.
#[mcp_tool]
fn call(call: String, out: String, from: u8, generator: u8, problems: u8, output: String) -> String {
    let _ = (from, generator, problems);
    call + &out + &output
}

/// Be called like a name in an expansion.
#[mcp_tool]
async fn out(cx: Context) -> String {
    let _ = cx;
    String::new()
}

/// Be called like another one.
#[mcp_tool(blocking)]
fn slots(output: String) -> impl mcp_runtime::ToolOutput {
    output
}

/// Be called like a third one.
#[mcp_tool]
fn output(name: String) -> String {
    name
}

mcp_server! { Taker { name: "taker", version: "1.0.0", tools: [take, call, out, slots, output] } }

pub(crate) fn main() {
    let _server = Taker::new();
}
