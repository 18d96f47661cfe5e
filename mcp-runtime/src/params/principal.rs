use std::sync::Arc;

/// Who calls.
///
/// Everyone is anonymous until a layer in front says who they are, by [`Principal::new`];
/// everything that is bound to a caller is bound to this.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Say who is calling.
/// #[mcp_tool(read_only)]
/// fn whoami(principal: Principal) -> String {
///     principal.id().unwrap_or("anonymous").to_owned()
/// }
///
/// // In a unit test it is made by hand.
/// assert_eq!(whoami(Principal::new("user-42")), "user-42");
/// assert_eq!(whoami(Principal::anonymous()), "anonymous");
/// assert!(Principal::default().is_anonymous());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Principal {
    id: Option<Arc<str>>,
}

impl Principal {
    /// Somebody, by a stable id. A layer that authenticates callers puts this into the request's
    /// extensions, where [`Server`](crate::Server) finds it.
    ///
    /// ```
    /// use mcp_runtime::Principal;
    ///
    /// # let mut request = http::Request::new(());
    /// request.extensions_mut().insert(Principal::new("user-42"));
    /// ```
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self {
            id: Some(id.into()),
        }
    }

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
