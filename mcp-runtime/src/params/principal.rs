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
    /// Where in the id the subject begins, for one that an issuer names.
    subject: usize,
}

/// Begins the id of one that an issuer names, so that no id of another kind is the same.
const ISSUED: char = '\u{1}';

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
        let id: Arc<str> = id.into();
        Self {
            id: Some(if id.starts_with(ISSUED) {
                format!("{ISSUED}{id}").into()
            } else {
                id
            }),
            subject: 0,
        }
    }

    /// Whom an issuer names by a subject. The same subject of another issuer is somebody else.
    ///
    /// ```
    /// use mcp_runtime::Principal;
    ///
    /// let ada = Principal::issued("https://login.example.com", "ada");
    /// assert_eq!(ada.issuer(), Some("https://login.example.com"));
    /// assert_eq!(ada.subject(), Some("ada"));
    /// assert_ne!(ada, Principal::issued("https://other.example.com", "ada"));
    /// assert_ne!(ada, Principal::new("ada"));
    /// ```
    pub fn issued(issuer: &str, subject: &str) -> Self {
        let before = format!("{ISSUED}{}:{issuer}", issuer.len());
        Self {
            subject: before.len(),
            id: Some((before + subject).into()),
        }
    }

    /// Nobody in particular.
    pub const fn anonymous() -> Self {
        Self {
            id: None,
            subject: 0,
        }
    }

    /// The caller's stable id, or `None` for an anonymous one. That of a caller whom an issuer names
    /// is made of [`issuer`](Self::issuer) and [`subject`](Self::subject), for machines alone.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The issuer that names the caller, if one does.
    pub fn issuer(&self) -> Option<&str> {
        let before = self.issued_id()?.get(..self.subject)?;
        before.split_once(':').map(|(_, issuer)| issuer)
    }

    /// As the issuer names the caller, if one does.
    pub fn subject(&self) -> Option<&str> {
        self.issued_id()?.get(self.subject..)
    }

    fn issued_id(&self) -> Option<&str> {
        self.id().filter(|_| self.subject > 0)
    }

    /// Whether nobody authenticated the caller.
    pub fn is_anonymous(&self) -> bool {
        self.id.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_ways_to_be_somebody_are_the_same() {
        let split = |issuer, subject| Principal::issued(issuer, subject);
        let all = [
            Principal::anonymous(),
            Principal::new("ada"),
            Principal::new("\u{1}3:adab"),
            split("ada", "b"),
            split("ad", "ab"),
            split("", "adab"),
            split("adab", ""),
        ];
        for (i, one) in all.iter().enumerate() {
            for other in &all[i + 1..] {
                assert_ne!(one.id(), other.id());
            }
        }
    }
}
