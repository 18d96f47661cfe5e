use mcp_runtime::prelude::*;

struct Reviews;

#[mcp_prompt]
impl Reviews { //~ impl
    fn review() {}
}

fn main() {}
