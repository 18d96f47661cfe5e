use mcp_runtime::prelude::*;
use std::rc::Rc;

/// A note.
#[mcp_resource("notes:///{name}")]
async fn note(name: String) -> String { //~ note
    let name = Rc::new(name);
    std::future::ready(()).await;
    name.to_string()
}

fn main() {}
