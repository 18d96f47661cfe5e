use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use super::ResourceUri;
use crate::call::{Access, Grant, Identity};
use crate::params::Principal;
use crate::table::ScopeTable;

/// Turns credentials into a caller.
///
/// ```
/// use mcp_runtime::Principal;
/// use mcp_runtime::auth::{AuthError, Authenticator, Caller, Credentials};
///
/// /// The sessions of an application that is there already.
/// struct Sessions;
///
/// impl Authenticator for Sessions {
///     async fn authenticate(&self, credentials: &Credentials<'_>) -> Result<Caller, AuthError> {
///         let Some(session) = credentials.token().strip_prefix("session-") else {
///             return Err(AuthError::NotRecognized); // the next authenticator may know it
///         };
///         if session != "7" {
///             return Err(AuthError::invalid("there is no such session"));
///         }
///         Ok(Caller::new(Principal::new("ada")).with_scopes(["projects:read"]))
///     }
/// }
/// ```
pub trait Authenticator: Send + Sync + 'static {
    /// Says who sent these credentials.
    ///
    /// # Errors
    ///
    /// [`AuthError::NotRecognized`] for credentials of another kind: the next authenticator is
    /// asked. Every other error is the answer.
    fn authenticate(
        &self,
        credentials: &Credentials<'_>,
    ) -> impl Future<Output = Result<Caller, AuthError>> + Send;

    /// Describes this authenticator: its issuer, its resource and its cache time.
    fn describe(&self) -> Described {
        Described::default()
    }

    /// Fetches what it can't work without. A server that can't have it doesn't start.
    fn prepare(&self) -> impl Future<Output = Result<(), crate::Error>> + Send {
        async { Ok(()) }
    }

    /// Whether it can judge credentials now, for `/readyz`.
    fn check(&self) -> impl Future<Output = Result<(), crate::Error>> + Send {
        async { Ok(()) }
    }
}

/// The description of an [`Authenticator`].
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Described {
    /// The issuer identifier of the authorization server where clients get tokens, if any.
    pub issuer: Option<String>,
    /// The resource that the tokens are for.
    pub resource: Option<ResourceUri>,
    /// The prefix that clients write before each scope when they ask the issuer for it.
    pub scope_prefix: Option<String>,
    /// For how long its verdict on a token holds without being asked again, at most until the token
    /// expires; not at all unless set.
    pub cache: Duration,
}

/// The credentials of a request: the scheme and the token of its `Authorization` header.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    scheme: &'a str,
    token: &'a str,
    peer: Option<IpAddr>,
}

/// Without the token.
impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("scheme", &self.scheme)
            .field("peer", &self.peer)
            .finish_non_exhaustive()
    }
}

impl<'a> Credentials<'a> {
    /// For tests of an authenticator of one's own.
    ///
    /// ```
    /// use mcp_runtime::auth::Credentials;
    ///
    /// let credentials = Credentials::new("Bearer", "eyJ…");
    /// assert!(credentials.is_bearer());
    /// assert!(!format!("{credentials:?}").contains("eyJ")); // tokens are never logged
    /// ```
    pub fn new(scheme: &'a str, token: &'a str) -> Self {
        Self {
            scheme,
            token,
            peer: None,
        }
    }

    pub(crate) fn sent_by(self, peer: Option<IpAddr>) -> Self {
        Self { peer, ..self }
    }

    /// The authentication scheme, as it was written, such as `Bearer`.
    pub fn scheme(&self) -> &'a str {
        self.scheme
    }

    /// Whether the scheme is `Bearer`, in any case.
    pub fn is_bearer(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("bearer")
    }

    /// The token: what stands behind the scheme.
    pub fn token(&self) -> &'a str {
        self.token
    }

    /// The address at the other end of the connection, which may be a proxy's.
    pub fn peer(&self) -> Option<IpAddr> {
        self.peer
    }
}

/// Why credentials don't say who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthError {
    /// These credentials are another authenticator's to judge.
    NotRecognized,
    /// They are wrong or out of date: 401 `invalid_token`. The reason is for the client, and names
    /// nothing secret.
    Invalid(Cow<'static, str>),
    /// They can't be judged now, since what is needed for it can't be reached: 503. The reason is
    /// for the log.
    Unavailable(Cow<'static, str>),
}

impl AuthError {
    /// They are wrong or out of date.
    ///
    /// ```
    /// use mcp_runtime::auth::AuthError;
    ///
    /// let error = AuthError::invalid("the token has expired");
    /// assert_eq!(error.to_string(), "the token has expired");
    /// ```
    pub fn invalid(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::Invalid(reason.into())
    }

    /// They can't be judged now.
    ///
    /// ```
    /// use mcp_runtime::auth::AuthError;
    ///
    /// let error = AuthError::unavailable("the session store is away");
    /// assert_eq!(error.to_string(), "the session store is away");
    /// ```
    pub fn unavailable(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::Unavailable(reason.into())
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRecognized => "nobody here knows such credentials",
            Self::Invalid(reason) | Self::Unavailable(reason) => reason,
        })
    }
}

impl std::error::Error for AuthError {}

/// Who sent a request, and what they may do.
///
/// ```
/// use mcp_runtime::Principal;
/// use mcp_runtime::auth::Caller;
///
/// let caller = Caller::new(Principal::issued("https://login.example.com", "ada"))
///     .with_scopes(["projects:read"])
///     .with_client("cli");
/// assert_eq!(caller.scopes(), ["projects:read"]);
/// assert_eq!(caller.client(), Some("cli"));
/// ```
#[derive(Clone, Debug)]
pub struct Caller {
    principal: Principal,
    scopes: Vec<String>,
    client: Option<String>,
    expires: Option<SystemTime>,
    claims: Map<String, Value>,
}

impl Caller {
    /// Somebody without any scope.
    pub fn new(principal: Principal) -> Self {
        Self {
            principal,
            scopes: Vec::new(),
            client: None,
            expires: None,
            claims: Map::new(),
        }
    }

    /// The same with these scopes in place of those before.
    #[must_use]
    pub fn with_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// The same, calling through the client of this id.
    #[must_use]
    pub fn with_client(mut self, id: impl Into<String>) -> Self {
        self.client = Some(id.into());
        self
    }

    /// The same, with credentials that end at `time`: nothing that lasts goes on beyond it.
    #[must_use]
    pub fn with_expiry(mut self, time: SystemTime) -> Self {
        self.expires = Some(time);
        self
    }

    /// The same, with what else is known of the caller.
    #[must_use]
    pub fn with_claims(mut self, claims: Map<String, Value>) -> Self {
        self.claims = claims;
        self
    }

    /// Who it is.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The caller as the server sees it, once the server's scopes are known.
    pub(super) fn into_identity(self, scopes: &ScopeTable) -> Identity {
        let names: Vec<&str> = self.scopes.iter().map(String::as_str).collect();
        let grant = Grant {
            held: scopes.closed(scopes.named(&names)),
            scopes: self.scopes,
            claims: self.claims,
            client: self.client,
            expires: self.expires,
        };
        Identity::new(self.principal, Access::Granted(Arc::new(grant)))
    }

    /// Returns the scopes that the caller has, as the issuer wrote them.
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// The id of the client through which they call, if it is known.
    pub fn client(&self) -> Option<&str> {
        self.client.as_deref()
    }

    /// When the credentials end, if they do.
    pub fn expires(&self) -> Option<SystemTime> {
        self.expires
    }

    /// Returns the claims of the token: everything else that is known of the caller.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }
}
