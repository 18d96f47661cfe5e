use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A capability that a client declares with each request.
///
/// Source: `ClientCapabilities` in the specification's schema.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::protocol::ClientCapability;
///
/// /// Say whether the client can ask its user.
/// #[mcp_tool(read_only)]
/// fn can_ask(cx: Context) -> bool {
///     cx.supports(ClientCapability::Elicitation)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientCapability {
    /// The client can ask its user (`elicitation`).
    Elicitation,
    /// The client can ask its model (`sampling`; deprecated by the specification).
    Sampling,
    /// The client can name its root directories (`roots`; deprecated by the specification).
    Roots,
}

impl ClientCapability {
    /// The key in `clientCapabilities`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Elicitation => "elicitation",
            Self::Sampling => "sampling",
            Self::Roots => "roots",
        }
    }

    /// The `requiredCapabilities` object of a −32021 error.
    pub(crate) fn required(self) -> Value {
        json!({ "requiredCapabilities": { self.key(): {} } })
    }
}

/// A client's name and version. Self-reported: for display and logs, never for decisions.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Say which program is asking.
/// #[mcp_tool(read_only)]
/// fn who_asks(cx: Context) -> String {
///     match cx.client_info() {
///         Some(client) => format!("{} {}", client.title.unwrap_or(client.name), client.version),
///         None => "a client that doesn't say".to_owned(),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Implementation {
    /// The program's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// A name for people, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}
