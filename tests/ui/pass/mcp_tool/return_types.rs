//! Everything that a tool can return.

use std::borrow::Cow;

use mcp_runtime::prelude::*;

#[mcp_type]
struct Sum {
    result: i64,
}

macro_rules! tools {
    ($($name:ident: $type:ty = $value:expr;)*) => {
        $(
            /// Return a value.
            #[mcp_tool]
            fn $name() -> $type {
                $value
            }
        )*
        mcp_server! { Returner { name: "returner", version: "1.0.0", tools: [nothing, $($name),*] } }
    };
}

/// Return nothing.
#[mcp_tool]
fn nothing() {}

tools! {
    text: String = String::new();
    literal: &'static str = "";
    cow: Cow<'static, str> = Cow::Borrowed("");
    boxed: Box<str> = "".into();
    yes: bool = true;
    letter: char = 'a';
    int: i64 = 1;
    large: u128 = 1;
    float: f64 = 1.0;
    data: Json<Sum> = Json(Sum { result: 1 });
    list: Json<Vec<Sum>> = Json(vec![]);
    block: Content = "text".into();
    blocks: Vec<Content> = vec!["text".into()];
    array: [Content; 1] = ["text".into()];
    whole: ToolResult = ToolResult::new(["text".into()]);
    result: Result<Json<Sum>, ToolError> = Err(ToolError::new("no"));
    std_error: Result<(), std::io::Error> = Ok(());
    fmt_error: Result<u8, std::fmt::Error> = Ok(1);
    boxed_error: Result<u8, Box<dyn std::error::Error + Send + Sync>> = Ok(1);
    runtime_result: mcp_runtime::Result<u8> = Ok(1);
}

pub(crate) fn main() {
    let _server = Returner::new();
    assert_eq!(Returner::DEFINITION.tools().len(), 21);
}
