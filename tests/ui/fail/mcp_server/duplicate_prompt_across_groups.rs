use mcp_runtime::prelude::*;

mod code {
    use mcp_runtime::prelude::*;

    /// Review code.
    #[mcp_prompt]
    pub fn review(text: String) -> String {
        text
    }

    mcp_tools! { pub Code { prompts: [review] } }
}

mod text {
    use mcp_runtime::prelude::*;

    /// Review a text.
    #[mcp_prompt]
    pub fn review(text: String) -> String {
        text
    }

    mcp_tools! { pub Text { prompts: [review] } }
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [..code::Code, ..text::Text], //~ text::Text
    }
}

fn main() {
    let _ = Reviews::new();
}
