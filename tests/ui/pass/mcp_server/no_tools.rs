use mcp_runtime::prelude::*;

mcp_tools! { pub Nothing: [] }

mcp_server! { Empty { name: "empty", version: "1.0.0" } }

mcp_server! { Emptier { name: "emptier", version: "1.0.0", tools: [..Nothing] } }

pub(crate) fn main() {
    let _servers = (Empty::new(), Emptier::new());
    assert_eq!(Emptier::DEFINITION.tools().len(), 0);
}
