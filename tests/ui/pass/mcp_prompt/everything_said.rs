//! All keys of the attribute at once, and all that an argument can say.

use mcp_runtime::prelude::*;

#[mcp_type]
enum Depth {
    Brief,
    Thorough,
}

#[mcp_completion(blocking = false, item = Languages, crate = ::mcp_runtime)]
fn languages(typed: CompletionContext) -> [&'static str; 2] {
    let _ = (typed.name(), typed.value(), typed.argument("code"));
    ["go", "rust"]
}

/// Review a piece of code.
#[mcp_prompt(
    name = "code.review/v1",
    title = "Code review",
    icons = ["https://example.com/icon.png", icon(src = "data:image/png;base64,AA==", theme = "dark")],
    meta({ "com.example/tier": "gold" }),
    timeout = "250ms",
    blocking,
    item = ReviewPrompt,
    crate = ::mcp_runtime,
)]
fn review(
    /// The language it is written in
    #[mcp(title = "Language", complete = Languages, pattern = "^[a-z]+$", length = 1..=20, example = "rust")]
    language: String,
    #[mcp(name = "levels", range = 1..=5, default = 3)] depth: u8,
    #[mcp(default = Depth::Thorough, argument)] how: Depth,
    #[mcp(format = "email")] to: Option<String>,
    #[mcp(inject)] principal: Principal,
) -> Result<[PromptMessage; 2], ToolError> {
    let _ = (to, principal);
    let how = match how {
        Depth::Brief => "briefly",
        Depth::Thorough => "thoroughly",
    };
    Ok([PromptMessage::user(format!("Review this {language} code {how}, {depth} levels deep.")), PromptMessage::assistant("Show me.")])
}

mcp_server! {
    pub(crate) Reviews { name: "reviews", version: "1.0.0", prompts: [ReviewPrompt] }
}

pub(crate) fn main() {
    let _server = Reviews::new();
    let prompt = Reviews::DEFINITION.prompts().next().unwrap();
    assert_eq!(prompt.meta().name(), "code.review/v1");
    assert_eq!(prompt.params().iter().map(|param| param.name).collect::<Vec<_>>(), ["language", "levels", "how", "to", "principal"]);
}
