use std::sync::Arc;

/// Who calls.
///
/// Everyone is anonymous until the server authenticates its callers; everything that is bound to a caller is bound to
/// this.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Say who is calling.
/// #[mcp_tool(read_only)]
/// fn whoami(principal: Principal) -> String {
///     principal.id().unwrap_or("anonymous").to_owned()
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Principal {
    id: Option<Arc<str>>,
}

impl Principal {
    /// Nobody in particular.
    pub const fn anonymous() -> Self {
        Self { id: None }
    }

    /// The caller's stable id, or `None` for an anonymous one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether nobody authenticated the caller.
    pub fn is_anonymous(&self) -> bool {
        self.id.is_none()
    }
}
