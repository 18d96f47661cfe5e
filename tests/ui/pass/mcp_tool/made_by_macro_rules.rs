//! Tools that a `macro_rules!` writes.

use mcp_runtime::prelude::*;

macro_rules! getter {
    ($(#[$doc:meta])* $name:ident: $type:ty = $value:expr) => {
        $(#[$doc])*
        #[mcp_tool(read_only)]
        fn $name(#[mcp(default = 1, range = 1..=3)] times: $type) -> $type {
            times * $value
        }
    };
}

getter! {
    /// Get the width.
    width: u32 = 3
}
getter! {
    /// Get the height.
    height: u64 = 4
}

macro_rules! server {
    ($name:ident, $($tool:path),*) => {
        mcp_server! { $name { name: "sizes", version: env!("CARGO_PKG_VERSION"), tools: [$($tool),*] } }
    };
}

server!(Sizes, width, self::height);

pub(crate) fn main() {
    let _server = Sizes::new();
    assert_eq!(Sizes::DEFINITION.tools().len(), 2);
}
