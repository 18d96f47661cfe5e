//! All that a prompt's function may return.

use mcp_runtime::prelude::*;

macro_rules! prompts {
    ($($name:ident: $ty:ty = $value:expr;)*) => {
        $(
            /// A prompt.
            #[mcp_prompt]
            fn $name() -> $ty {
                $value
            }
        )*

        mcp_server! { Prompts { name: "prompts", version: "1.0.0", prompts: [$($name),*] } }
    };
}

type Messages = Vec<PromptMessage>;

prompts! {
    text: String = "Hello".to_owned();
    literal: &'static str = "Hello";
    content: Content = "Hello".into();
    message: PromptMessage = PromptMessage::user("Hello");
    messages: Messages = vec![PromptMessage::user("Hello"), PromptMessage::assistant("Hello")];
    array: [PromptMessage; 1] = [PromptMessage::assistant("Hello")];
    result: Result<String, ToolError> = Ok("Hello".to_owned());
    other_error: Result<&'static str, std::num::ParseIntError> = "1".parse::<u8>().map(|_| "Hello");
}

pub(crate) fn main() {
    let _server = Prompts::new();
    assert_eq!(Prompts::DEFINITION.prompts().len(), 8);
}
