use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
async fn review(code: String) -> String { //~ review
    let code = std::rc::Rc::new(code);
    std::future::ready(()).await;
    code.to_string()
}

mcp_server! { Reviews { name: "reviews", version: "1.0.0", prompts: [review] } }

fn main() {
    let _ = Reviews::new();
}
