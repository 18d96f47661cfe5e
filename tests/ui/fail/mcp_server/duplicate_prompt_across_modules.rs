use mcp_runtime::prelude::*;

mod code {
    use mcp_runtime::prelude::*;

    /// Review code.
    #[mcp_prompt]
    pub fn review(code: String) -> String {
        code
    }
}

mod text {
    use mcp_runtime::prelude::*;

    /// Review a text.
    #[mcp_prompt]
    pub fn review(text: String) -> String {
        text
    }
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [code::review, text::review], //~ text::review
    }
}

fn main() {
    let _ = Reviews::new();
}
