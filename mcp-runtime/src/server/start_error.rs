use std::fmt;

/// Why a server can't start, with all reasons.
///
/// ```
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
///
/// # use mcp_runtime::StartError;
/// let error: StartError = Hello::new().path("mcp").check().unwrap_err();
/// assert_eq!(error.reasons(), ["the path `mcp` must be a plain one, such as `/mcp`"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartError {
    pub(super) server: &'static str,
    pub(super) reasons: Vec<String>,
}

impl StartError {
    /// For this reason alone.
    pub(crate) fn new(server: &'static str, reason: &str) -> Self {
        Self {
            server,
            reasons: vec![reason.to_owned()],
        }
    }

    /// Each reason on its own.
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server `{}` can't start:", self.server)?;
        self.reasons
            .iter()
            .try_for_each(|reason| write!(f, "\n  - {reason}"))
    }
}

impl std::error::Error for StartError {}
