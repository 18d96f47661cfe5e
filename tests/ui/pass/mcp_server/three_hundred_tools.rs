//! A large server: its tables are built within the compiler's patience for constants.
#![deny(warnings)]

use mcp_runtime::prelude::*;

/// A module with a group of twenty tools, each called like its module and a letter.
macro_rules! twenty {
    ($($module:ident)*) => { $(
        mod $module {
            use mcp_runtime::prelude::*;

            twenty! { @tools a b c d e f g h i j k l m n o p q r s t }

            mcp_tools! { pub Twenty: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t] }
        }
    )* };
    (@tools $($tool:ident)*) => { $(
        /// Add a number to another.
        #[mcp_tool]
        fn $tool(to: u32) -> u32 {
            to + 1
        }
    )* };
}

twenty! { m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13 m14 m15 }

mcp_server! {
    Large {
        name: "large",
        version: "1.0.0",
        tools: [
            ..m1::Twenty as "m1",
            ..m2::Twenty as "m2",
            ..m3::Twenty as "m3",
            ..m4::Twenty as "m4",
            ..m5::Twenty as "m5",
            ..m6::Twenty as "m6",
            ..m7::Twenty as "m7",
            ..m8::Twenty as "m8",
            ..m9::Twenty as "m9",
            ..m10::Twenty as "m10",
            ..m11::Twenty as "m11",
            ..m12::Twenty as "m12",
            ..m13::Twenty as "m13",
            ..m14::Twenty as "m14",
            ..m15::Twenty as "m15",
        ],
    }
}

fn main() {
    assert_eq!(Large::DEFINITION.tools().len(), 300);
    assert!(Large::DEFINITION.tools().any(|tool| tool.name() == "m15_t"));
}
