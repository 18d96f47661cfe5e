//! Return types of resource functions.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use super::{Json, ToolError};
use crate::protocol::ResourceContents;

/// A value that a function can return as the contents of a resource.
///
/// A text or bytes become the contents at the URI that was read, with the MIME type of the
/// attribute. `None` means that the resource doesn't exist.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// A note.
/// #[mcp_resource("notes:///{name}", mime_type = "text/markdown")]
/// fn note(name: String) -> Option<String> {
///     (name == "hello").then(|| "# Hello".to_owned())
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be what a resource holds",
    label = "not a resource's contents",
    note = "return a `String`, bytes (`Vec<u8>`, `Bytes`), `Json<T>` with `#[mcp_type]` on `T`, \
            `ResourceContents` or a `Vec` of it, an `Option` of one of these (`None`: no such \
            resource), or a `Result`",
    note = "the error in a `Result` is `ToolError`, or a type that `?` makes one of: any \
            `std::error::Error + Send + Sync + 'static`"
)]
pub trait ResourceOutput: Send {
    /// Returns the resource's contents.
    fn into_read_result(self) -> Result<ReadResult, ToolError>;
}

/// The contents of a resource, before it is known under which URI they are read. Made with `into()`
/// from a text, bytes or [`ResourceContents`].
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::response::{ReadResult, ResourceOutput};
///
/// /// A page, as Markdown.
/// struct Page { title: String, text: String }
///
/// impl ResourceOutput for Page {
///     fn into_read_result(self) -> Result<ReadResult, ToolError> {
///         Ok(format!("# {}\n\n{}", self.title, self.text).into())
///     }
/// }
///
/// /// The first page.
/// #[mcp_resource("pages:///first", mime_type = "text/markdown")]
/// fn first() -> Page {
///     Page { title: "Hello".into(), text: "This is the first page.".into() }
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ReadResult(Inner);

#[derive(Clone, Debug, PartialEq)]
enum Inner {
    Text(Cow<'static, str>),
    Json(String),
    Bytes(Bytes),
    Listed(Vec<ResourceContents>),
}

/// `ReadResourceResult` in the specification's schema.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadResourceResult {
    contents: Vec<ResourceContents>,
    ttl_ms: u64,
    cache_scope: &'static str,
}

impl ReadResult {
    /// The result of reading `uri`, where the attribute says `mime_type`.
    pub(crate) fn result(
        self,
        uri: &str,
        mime_type: Option<&str>,
        ttl: Duration,
        public: bool,
    ) -> ReadResourceResult {
        let typed = |contents: ResourceContents, default: &str| {
            contents.mime_type(mime_type.unwrap_or(default))
        };
        let contents = match self.0 {
            Inner::Text(text) => vec![typed(ResourceContents::text(uri, text), "text/plain")],
            Inner::Json(text) => vec![typed(ResourceContents::text(uri, text), "application/json")],
            Inner::Bytes(bytes) => vec![typed(
                ResourceContents::blob(uri, bytes),
                "application/octet-stream",
            )],
            Inner::Listed(list) => list,
        };
        let cache_scope = if public { "public" } else { "private" };
        ReadResourceResult {
            contents,
            ttl_ms: u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX),
            cache_scope,
        }
    }
}

impl ResourceOutput for ReadResult {
    fn into_read_result(self) -> Result<ReadResult, ToolError> {
        Ok(self)
    }
}

macro_rules! contents {
    ($($type:ty: $value:ident => $inner:expr;)*) => { $(
        impl ResourceOutput for $type {
            fn into_read_result(self) -> Result<ReadResult, ToolError> {
                Ok(self.into())
            }
        }

        impl From<$type> for ReadResult {
            fn from($value: $type) -> Self {
                Self($inner)
            }
        }
    )* };
}
contents! {
    String: value => Inner::Text(value.into());
    &'static str: value => Inner::Text(value.into());
    Cow<'static, str>: value => Inner::Text(value);
    Vec<u8>: value => Inner::Bytes(value.into());
    Bytes: value => Inner::Bytes(value);
    &'static [u8]: value => Inner::Bytes(Bytes::from_static(value));
    ResourceContents: value => Inner::Listed(vec![value]);
}

impl<const N: usize> ResourceOutput for &'static [u8; N] {
    fn into_read_result(self) -> Result<ReadResult, ToolError> {
        self.as_slice().into_read_result()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Send> ResourceOutput for Json<T> {
    fn into_read_result(self) -> Result<ReadResult, ToolError> {
        Ok(ReadResult(Inner::Json(serde_json::to_string(&self.0)?)))
    }
}

/// The protocol doesn't allow an empty list for a resource that doesn't exist, so an empty list
/// means that.
impl ResourceOutput for Vec<ResourceContents> {
    fn into_read_result(self) -> Result<ReadResult, ToolError> {
        if self.is_empty() {
            Err(not_found())
        } else {
            Ok(ReadResult(Inner::Listed(self)))
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: ResourceOutput> ResourceOutput for Option<T> {
    fn into_read_result(self) -> Result<ReadResult, ToolError> {
        self.ok_or_else(not_found)?.into_read_result()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ResourceOutput, E: Into<ToolError> + Send> ResourceOutput for Result<T, E> {
    fn into_read_result(self) -> Result<ReadResult, ToolError> {
        self.map_err(Into::into)?.into_read_result()
    }
}

fn not_found() -> ToolError {
    ToolError::new("Resource not found")
}
