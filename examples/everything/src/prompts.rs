//! Prompts: from a line of text to messages with images and resources.

use mcp_runtime::prelude::*;

/// A prompt without arguments.
#[mcp_prompt]
pub(crate) fn test_simple_prompt() -> &'static str {
    "This is a simple prompt for testing."
}

/// A prompt with two arguments, of which the first is completed.
#[mcp_prompt]
pub(crate) fn test_prompt_with_arguments(
    /// First test argument
    #[mcp(complete = words)]
    arg1: String,
    /// Second test argument
    arg2: String,
) -> String {
    format!("Prompt with arguments: arg1='{arg1}', arg2='{arg2}'")
}

#[mcp_completion]
pub(crate) fn words(typed: CompletionContext) -> Vec<&'static str> {
    ["paris", "park", "party", "test"]
        .into_iter()
        .filter(|word| word.starts_with(typed.value()))
        .collect()
}

/// A prompt that includes a resource.
#[mcp_prompt]
pub(crate) fn test_prompt_with_embedded_resource(
    /// URI of the resource to include
    #[mcp(name = "resourceUri")]
    resource_uri: String,
) -> [PromptMessage; 2] {
    let resource = ResourceContents::text(resource_uri, "Embedded resource content for testing.")
        .mime_type("text/plain");
    [
        PromptMessage::user(resource),
        PromptMessage::user("Please process the embedded resource above."),
    ]
}

/// A prompt that includes an image.
#[mcp_prompt]
pub(crate) fn test_prompt_with_image() -> [PromptMessage; 2] {
    let image = Content::image(include_bytes!("../media/disc.png"), "image/png");
    [
        PromptMessage::user(image),
        PromptMessage::user("Please analyze the image above."),
    ]
}

#[mcp_type]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tone {
    /// As among friends
    Casual,
    /// As in an office
    Formal,
}

/// Write a letter. Its arguments arrive as texts and become a number, a choice and a date.
#[mcp_prompt(title = "Letter")]
pub(crate) fn letter(
    /// To whom
    to: String,
    /// How it sounds; the choices are completed by themselves
    tone: Option<Tone>,
    /// How many lines
    #[mcp(range = 1..=40, default = 10)]
    lines: u8,
) -> String {
    let tone = match tone {
        Some(Tone::Formal) => "a formal",
        Some(Tone::Casual) | None => "a casual",
    };
    format!("Write {tone} letter of {lines} lines to {to}.")
}
