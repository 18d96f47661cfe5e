//! All that a resource's function may return.

use std::borrow::Cow;

use mcp_runtime::prelude::*;

#[mcp_type]
struct Note {
    text: String,
}

type Contents = Vec<ResourceContents>;

macro_rules! resources {
    ($($name:ident $uri:literal: $ty:ty = $value:expr;)*) => {
        $(
            /// A resource.
            #[mcp_resource($uri)]
            fn $name() -> $ty {
                $value
            }
        )*

        mcp_server! { Resources { name: "resources", version: "1.0.0", resources: [$($name),*] } }
    };
}

resources! {
    text "r://text": String = "Hello".to_owned();
    literal "r://literal": &'static str = "Hello";
    cow "r://cow": Cow<'static, str> = Cow::Borrowed("Hello");
    bytes "r://bytes": Vec<u8> = Vec::new();
    slice "r://slice": &'static [u8] = b"Hello";
    array "r://array": &'static [u8; 5] = b"Hello";
    json "r://json": Json<Note> = Json(Note { text: "Hello".to_owned() });
    contents "r://contents": ResourceContents = ResourceContents::text("r://contents", "Hello");
    list "r://list": Contents = vec![ResourceContents::text("r://list", "Hello")];
    optional "r://optional": Option<String> = None;
    result "r://result": Result<Option<Json<Note>>, ToolError> = Ok(None);
    other_error "r://other_error": std::io::Result<&'static str> = Ok("Hello");
}

pub(crate) fn main() {
    let _server = Resources::new();
    assert_eq!(Resources::DEFINITION.resources().len(), 12);
}
