//! The types of the protocol: messages, ids, errors and header values of MCP 2026-07-28.
//!
//! Nothing here does I/O or depends on a transport.

mod annotations;
mod capability;
mod content;
mod error;
mod faults;
mod header;
mod id;
mod input;
mod level;
mod meta;
mod raw;
mod request;
mod template;
mod unique;
mod uri;

pub use annotations::{Annotations, Role};
pub use capability::{ClientCapability, Implementation};
pub use content::{
    AudioContent, Content, EmbeddedResource, ImageContent, ResourceContents, ResourceLink,
    TextContent,
};
pub use error::ErrorCode;
pub use level::LogLevel;
#[doc(hidden)]
pub use template::{UriOperator, UriPiece};
pub use uri::encode_uri_segment;

pub(crate) use error::{Refusal, invalid};
pub(crate) use header::{decode, encode};
#[cfg(feature = "legacy")]
pub(crate) use id::is_id;
pub(crate) use input::{Asking, InputRequest};
#[cfg(any(feature = "http", feature = "stdio"))]
pub(crate) use raw::without_bom;
pub(crate) use raw::{Shape, Str, cut, quotable, shape};
pub(crate) use request::{Message, Request, read_params};
pub(crate) use template::{is_traversal, matches, specificity};
pub(crate) use unique::unique_value;
pub(crate) use uri::NormalUri;

/// The revision that this crate speaks.
///
/// Source: <https://modelcontextprotocol.io/specification/2026-07-28>.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::protocol::{PROTOCOL_VERSION, SUPPORTED_VERSIONS};
///
/// /// Say which protocol is spoken here.
/// #[mcp_tool(read_only)]
/// fn protocol() -> String {
///     format!("MCP {PROTOCOL_VERSION}")
/// }
///
/// assert!(SUPPORTED_VERSIONS.contains(&PROTOCOL_VERSION));
/// ```
pub const PROTOCOL_VERSION: &str = "2026-07-28";

/// Every revision that a request may name, newest first.
pub const SUPPORTED_VERSIONS: &[&str] = &[PROTOCOL_VERSION];
