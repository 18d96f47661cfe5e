//! A large server with many views that call many tools: the checks are done within the compiler's
//! patience for constants.
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

// Each prefix makes twenty rows of the table, and twenty names to compare with what views call.
tools! { a b c d e f g h i j k l m n o p q r s t }

/// Tools, each with a view of its own.
macro_rules! views {
    ($($tool:ident $view:ident)*) => { $(
        /// A view
        #[mcp_type]
        #[mcp_app(html = "templates/calls_twenty.html")]
        struct $view {
            number: u32,
        }

        /// Show a number.
        #[mcp_tool]
        fn $tool(number: u32) -> Ui<$view> {
            Ui::new("a number", $view { number })
        }
    )* };
}

views! {
    v1 V1 v2 V2 v3 V3 v4 V4 v5 V5 v6 V6 v7 V7 v8 V8 v9 V9 v10 V10 v11 V11 v12 V12 v13 V13 v14 V14 v15 V15 v16 V16 v17 V17
    v18 V18 v19 V19 v20 V20 v21 V21 v22 V22 v23 V23 v24 V24 v25 V25 v26 V26 v27 V27 v28 V28 v29 V29 v30 V30 v31 V31 v32 V32
    v33 V33 v34 V34 v35 V35 v36 V36 v37 V37 v38 V38 v39 V39 v40 V40
}

mcp_tools! {
    Views: [
        v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23, v24, v25, v26,
        v27, v28, v29, v30, v31, v32, v33, v34, v35, v36, v37, v38, v39, v40
    ]
}

mcp_server! {
    Large {
        name: "large",
        version: "1.0.0",
        tools: [
            ..Views,
            ..Twenty as "the_same_beginning_01",
            ..Twenty as "the_same_beginning_02",
            ..Twenty as "the_same_beginning_03",
            ..Twenty as "the_same_beginning_04",
            ..Twenty as "the_same_beginning_05",
            ..Twenty as "the_same_beginning_06",
            ..Twenty as "the_same_beginning_07",
            ..Twenty as "the_same_beginning_08",
            ..Twenty as "the_same_beginning_09",
            ..Twenty as "the_same_beginning_10",
            ..Twenty as "the_same_beginning_11",
            ..Twenty as "the_same_beginning_12",
            ..Twenty as "the_same_beginning_13",
            ..Twenty as "the_same_beginning_14",
            ..Twenty as "the_same_beginning_15",
        ],
    }
}

pub(crate) fn main() {
    assert_eq!(Large::DEFINITION.apps().len(), 40);
}
