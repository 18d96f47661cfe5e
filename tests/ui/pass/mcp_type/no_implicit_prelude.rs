//! Expansions name everything by its whole path.
#![no_implicit_prelude]

use ::mcp_runtime::{mcp_server, mcp_tool, mcp_tools};

mod std {}
mod core {}
mod serde {}
mod schemars {}
mod serde_json {}

mod data {
    // The code that schemars derives calls `.into()` and `Schema::from`.
    use ::std::convert::{From as _, Into as _};

    #[::mcp_runtime::mcp_type]
    pub struct Sum {
        pub result: i64,
        pub of: ::std::vec::Vec<i64>,
        pub parts: ::std::vec::Vec<Part>,
    }

    #[::mcp_runtime::mcp_type]
    pub enum Part {
        Whole(::std::boxed::Box<Sum>),
        Tens { tens: ::std::boxed::Box<Part> },
    }
}

use data::Sum;

/// Add two integers.
#[mcp_tool(timeout = "1s", meta({ "com.example/tier": [1, null] }), icons = ["https://example.com/icon.png"])]
async fn add(
    /// One
    #[mcp(default = 1, range = 0..=9, example = 2)]
    a: i64,
    b: ::std::option::Option<i64>,
    #[mcp(header = "Unit", pattern = "^m$", format = "hostname", length = 1..)] unit: ::std::string::String,
    cx: ::mcp_runtime::Context,
    state: ::mcp_runtime::State<State>,
) -> ::std::result::Result<::mcp_runtime::Json<Sum>, ::mcp_runtime::ToolError> {
    let _ = (unit, cx, state);
    let of = <::std::vec::Vec<i64> as ::std::convert::From<[i64; 2]>>::from([a, b.unwrap_or(0)]);
    let parts = ::std::vec::Vec::new();
    ::std::result::Result::Ok(::mcp_runtime::Json(Sum { result: a, of, parts }))
}

/// Wait.
#[mcp_tool(blocking)]
fn wait() -> impl ::std::future::Future<Output = bool> {
    ::std::future::ready(true)
}

struct State;

impl ::std::clone::Clone for State {
    fn clone(&self) -> Self {
        State
    }
}

mcp_tools! { Sums: [add, wait] }

mcp_server! { Adder { name: "adder", title: "Adder", version: "1.0.0", state: State, tools: [..Sums as "sums", wait] } }

pub(crate) fn main() {
    let _server = Adder::new(State);
}
