use mcp_runtime::prelude::*;
use std::rc::Rc;

/// Review code.
#[mcp_prompt]
async fn review(code: String) -> String { //~ review
    let code = Rc::new(code);
    std::future::ready(()).await;
    code.to_string()
}

fn main() {}
