//! Private tools in a private server draw no warning, nor do they in a public one.
#![deny(warnings)]

mod inside {
    use mcp_runtime::prelude::*;

    struct Secret;

    /// Say nothing.
    #[mcp_tool]
    fn nothing(state: State<Secret2>) {
        let _ = (state, Secret);
    }

    #[derive(Clone)]
    struct Secret2;

    mcp_server! { Private { name: "private", version: "1.0.0", state: Secret2, tools: [nothing] } }

    mcp_tools! { Nothings: [nothing] }

    mcp_server! { pub Public { name: "public", version: "1.0.0", tools: [something] } }

    /// Say something.
    #[mcp_tool]
    fn something() -> &'static str {
        "something"
    }

    pub fn servers() {
        let _ = Private::new(Secret2);
        let _ = Public::new();
        let _ = Nothings;
    }
}

pub(crate) fn main() {
    inside::servers();
    let _ = inside::Public::new();
}
