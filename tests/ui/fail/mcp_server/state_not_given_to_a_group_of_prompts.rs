use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

mod rows {
    use mcp_runtime::prelude::*;

    /// Review the rows.
    #[mcp_prompt]
    pub fn review(db: State<super::Db>) -> String {
        let _ = db;
        String::new()
    }

    mcp_tools! { pub Rows { prompts: [review] } }
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [..rows::Rows], //~ rows::Rows
    }
}

fn main() {
    let _ = Reviews::new();
}
