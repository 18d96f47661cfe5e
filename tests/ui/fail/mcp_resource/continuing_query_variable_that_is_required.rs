use mcp_runtime::prelude::*;

/// Notes, by their text.
#[mcp_resource("notes:///all?sorted=yes{&page,text}")]
fn notes(page: Option<u32>, text: Text) -> String { //~ text
    format!("{text} on page {page:?}")
}

type Text = String;

fn main() {}
