use mcp_runtime::prelude::*;

struct Notes;

impl Notes {
    /// A note.
    #[mcp_resource("notes:///{name}")]
    fn note(&self, name: String) -> String { //~ &self
        name
    }
}

fn main() {}
