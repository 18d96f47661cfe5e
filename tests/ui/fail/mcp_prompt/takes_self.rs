use mcp_runtime::prelude::*;

struct Reviews;

impl Reviews {
    /// Review code.
    #[mcp_prompt]
    fn review(&self, code: String) -> String { //~ &self
        code
    }
}

fn main() {}
