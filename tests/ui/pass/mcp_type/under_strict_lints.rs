//! Expansions pass the strictest lints.
#![deny(
    warnings,
    missing_docs,
    unused,
    nonstandard_style,
    rust_2018_idioms,
    unreachable_pub,
    missing_debug_implementations,
    missing_copy_implementations,
    single_use_lifetimes,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    trivial_casts,
    let_underscore_drop,
    clippy::all,
    clippy::pedantic
)]
#![allow(clippy::missing_errors_doc)]
#![forbid(unsafe_code)]

/// Sums.
pub mod sums {
    use mcp_runtime::prelude::*;

    /// A sum.
    #[mcp_type]
    #[derive(Clone, Copy, Debug)]
    pub struct Sum {
        /// What comes of it
        pub result: i64,
    }

    /// How to add.
    #[mcp_type]
    #[derive(Clone, Copy, Debug)]
    #[serde(tag = "kind")]
    pub enum Way {
        /// As ever
        Plain,
        /// Up to a limit
        Limited {
            /// The limit
            limit: i64,
        },
    }

    /// Several sums.
    #[mcp_type]
    #[derive(Clone, Debug)]
    pub struct Several {
        /// Each of them
        pub all: Vec<Sum>,
        /// The way to them
        pub way: Option<Way>,
    }

    /// A sum, or several.
    #[mcp_type]
    #[derive(Clone, Debug)]
    pub enum Either {
        /// One
        One(Sum),
        /// Several
        Several {
            /// Those
            sums: Box<Several>,
        },
    }

    /// Add two integers.
    #[mcp_tool(read_only, timeout = "1s")]
    pub async fn add(
        /// One
        #[mcp(default = 1, range = 0..=9, example = 2)]
        a: i64,
        /// The other
        b: Option<i64>,
        /// A unit
        #[mcp(header = "Unit", pattern = "^m$", default = "m")]
        unit: String,
        /// A way
        #[mcp(default = Way::Plain)]
        way: Way,
        cx: Context,
        principal: Principal,
    ) -> Result<Json<Sum>, ToolError> {
        cx.progress((1, 2));
        drop((unit, principal));
        std::future::ready(()).await;
        let limit = if let Way::Limited { limit } = way {
            limit
        } else {
            i64::MAX
        };
        Ok(Json(Sum {
            result: (a + b.unwrap_or(0)).min(limit),
        }))
    }

    /// Wait.
    #[mcp_tool]
    pub fn wait() -> impl Future<Output = bool> {
        std::future::ready(true)
    }

    mcp_tools! {
        /// All about sums.
        #[derive(Clone, Copy, Debug)]
        pub Sums: [add, wait]
    }
}

use mcp_runtime::prelude::*;

mcp_server! {
    /// Adds.
    pub Adder { name: "adder", version: env!("CARGO_PKG_VERSION"), tools: [..sums::Sums as "sums", sums::wait] }
}

pub(crate) fn main() {
    drop(Adder::new());
}
