//! A large server: its tables are built within the compiler's patience for constants.
#![deny(warnings)]

use mcp_runtime::prelude::*;

macro_rules! tools {
    ($($tool:ident)*) => {
        $(
            /// Add a number to another.
            #[mcp_tool]
            fn $tool(to: u32) -> u32 {
                to + 1
            }
        )*

        mcp_tools! { Twenty: [$($tool),*] }
    };
}

// Each prefix makes twenty rows of the table, and twenty names to compare with all others.
tools! { a b c d e f g h i j k l m n o p q r s t }

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
        ],
    }
}

pub(crate) fn main() {
    assert_eq!(Large::DEFINITION.tools().len(), 300);
    assert!(Large::DEFINITION.tools().any(|tool| tool.name() == "m15_t"));
}
