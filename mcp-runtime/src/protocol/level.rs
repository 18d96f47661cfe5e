use serde::{Deserialize, Serialize};

/// The severity of a log message, least severe first (RFC 5424's levels).
///
/// Source: the specification's page *Logging*. The feature is deprecated there in favour of stderr
/// and OpenTelemetry; clients that ask for it by `io.modelcontextprotocol/logLevel` still get it.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Tidy up.
/// #[mcp_tool]
/// fn tidy(cx: Context) {
///     cx.log(LogLevel::Warning, "the attic is too full");
/// }
///
/// assert!(LogLevel::Error > LogLevel::Warning);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Detail for debugging.
    Debug,
    /// General information.
    Info,
    /// Normal, but worth a look.
    Notice,
    /// Something may be wrong.
    Warning,
    /// Something failed.
    Error,
    /// A part of the system failed.
    Critical,
    /// Somebody must act at once.
    Alert,
    /// The system can't be used.
    Emergency,
}
