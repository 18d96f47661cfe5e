//! A large group of tools that take handles: who mints them is known within the compiler's patience
//! for constants.
#![deny(warnings)]

use mcp_runtime::prelude::*;

/// A counter
#[mcp_type]
#[derive(Handle, Default)]
#[handle(prefix = "cnt", ttl = "1h")]
struct Counter {
    count: u64,
}

macro_rules! tools {
    ($($tool:ident)*) => {
        $(
            /// What it counts.
            #[mcp_tool]
            fn $tool(counter: Handle<Counter>) -> u64 {
                counter.count
            }
        )*

        mcp_tools! { Twenty: [$($tool),*] }
    };
}

// Each prefix makes twenty rows of the table, each of which asks who mints what it takes.
tools! { a b c d e f g h i j k l m n o p q r s t }

/// Make a counter.
#[mcp_tool]
async fn make(counters: Handles<Counter>) -> Result<Minted<Counter>, ToolError> {
    counters.mint(Counter::default()).await
}

mcp_server! {
    Large {
        name: "large",
        version: "1.0.0",
        tools: [
            ..Twenty as "m1",
            ..Twenty as "m2",
            ..Twenty as "m3",
            ..Twenty as "m4",
            ..Twenty as "m5",
            ..Twenty as "m6",
            ..Twenty as "m7",
            ..Twenty as "m8",
            ..Twenty as "m9",
            ..Twenty as "m10",
            ..Twenty as "m11",
            ..Twenty as "m12",
            ..Twenty as "m13",
            ..Twenty as "m14",
            ..Twenty as "m15",
            make,
        ],
    }
}

pub(crate) fn main() {
    assert_eq!(Large::DEFINITION.tools().len(), 301);
}
