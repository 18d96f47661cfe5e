//! This project's server.

use mcp_runtime::prelude::*;

#[path = "../../runtime.rs"]
mod runtime;

#[mcp_type]
struct Sum {
    result: i64,
}

/// Add two integers.
#[mcp_tool]
fn add(
    /// One
    a: i64,
    /// The other
    b: i64,
) -> Json<Sum> {
    Json(Sum { result: a + b })
}

macro_rules! searches {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("Dummy ", stringify!($name), ": searches a fictional collection and returns a formatted line.")]
            #[mcp_tool]
            fn $name(
                /// Text to search for
                query: String,
                /// Maximum number of rows
                limit: i64,
                /// Match exactly
                exact: Option<bool>,
            ) -> String {
                format!("{query} {limit} {exact:?}")
            }
        )*
        mcp_tools! { Searches: [$($name),*] }
    };
}
searches! {
    tool_00 tool_01 tool_02 tool_03 tool_04 tool_05 tool_06 tool_07 tool_08 tool_09
    tool_10 tool_11 tool_12 tool_13 tool_14 tool_15 tool_16 tool_17 tool_18 tool_19
    tool_20 tool_21 tool_22 tool_23 tool_24 tool_25 tool_26 tool_27 tool_28 tool_29
    tool_30 tool_31 tool_32 tool_33 tool_34 tool_35 tool_36 tool_37 tool_38 tool_39
    tool_40 tool_41 tool_42 tool_43 tool_44 tool_45 tool_46 tool_47 tool_48 tool_49
}

mcp_server! { Bench { name: "bench", version: "0", tools: [add, ..Searches] } }

fn main() -> mcp_runtime::Result<()> {
    let server = Bench::new();
    runtime::new()?.block_on(async {
        match std::env::args().nth(1).as_deref() {
            Some("stdio") => server.serve_stdio().await,
            _ => server.serve(("127.0.0.1", runtime::port())).await,
        }
    })?;
    Ok(())
}
