//! The code of the README and of the attributes' documentation, compiled.
#![doc = include_str!("../../README.md")]

macro_rules! documentation {
    ($($name:ident)*) => { $(
        #[doc = include_str!(concat!("../../mcp-macros/docs/", stringify!($name), ".md"))]
        mod $name {}
    )* };
}

documentation! {
    form handle mcp_app mcp_completion mcp_prompt mcp_resource mcp_server mcp_tool mcp_tools mcp_type
}
