use mcp_runtime::prelude::*;
use std::rc::Rc;

/// Count to one.
#[mcp_tool]
async fn count() -> usize { //~ count
    let one = Rc::new(1);
    std::future::ready(()).await;
    *one
}

fn main() {}
