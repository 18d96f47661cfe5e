//! Entries that a `#[cfg]` leaves out need not exist.
#![allow(clippy::non_minimal_cfg)]

use mcp_runtime::prelude::*;

/// Say hello.
#[mcp_tool]
fn hello() -> &'static str {
    "hello"
}

/// Say hello on Sundays.
#[cfg(any())]
#[mcp_tool]
fn sunday() -> &'static str {
    "hello"
}

/// Say hello on weekdays.
#[cfg(all())]
#[mcp_tool]
fn weekday() -> &'static str {
    "hello"
}

mcp_tools! {
    pub Greetings: [
        #[cfg(any())]
        sunday,
        #[cfg(all())]
        #[cfg(not(any()))]
        weekday,
        #[cfg(any())]
        ..nowhere::Group,
    ]
}

mcp_server! {
    Greeter {
        name: "greeter",
        version: "1.0.0",
        tools: [
            hello,
            #[cfg(any())]
            sunday,
            #[cfg(any())]
            ..nowhere::Group as "no",
            #[cfg(all())]
            ..Greetings,
        ],
    }
}

pub(crate) fn main() {
    let _server = Greeter::new();
    let names: Vec<String> = Greeter::DEFINITION.tools().map(|tool| tool.name()).collect();
    assert_eq!(names, ["hello", "weekday"]);
}
