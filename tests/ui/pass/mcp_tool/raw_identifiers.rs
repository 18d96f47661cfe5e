//! On the wire a raw identifier has no `r#`.

use mcp_runtime::prelude::*;

mod r#loop {
    use mcp_runtime::prelude::*;

    /// Match something.
    #[mcp_tool]
    pub fn r#match(r#type: String, #[mcp(default = 1)] r#in: u8) -> String {
        format!("{} {}", r#type, r#in)
    }
}

mcp_server! { r#Matcher { name: "matcher", version: "1.0.0", tools: [r#loop::r#match] } }

pub(crate) fn main() {
    let tools: Vec<_> = Matcher::DEFINITION.tools().collect();
    assert_eq!(tools[0].name(), "match");
    let params: Vec<&str> = tools[0].params().iter().map(|param| param.name).collect();
    assert_eq!(params, ["type", "in"]);
}
