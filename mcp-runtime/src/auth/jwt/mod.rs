//! Access tokens that an issuer signs: RFC 7519, RFC 9068.

mod algorithm;
mod claims;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value};

use self::claims::Claims;
use super::authenticator::{AuthError, Authenticator, Caller, Credentials, Described};
use super::fetch::Fetch;
use super::keys::{Keys, NoKey};
use super::resource::ResourceUri;
use super::scope::without_prefix;
use crate::Principal;

pub use algorithm::Algorithm;

/// Longer tokens are not read.
const LONGEST: usize = 16 << 10;

/// For how long a signature is not checked again: a key that its issuer has withdrawn ends with it.
const CACHE: Duration = Duration::from_secs(300);

type Scopes = dyn Fn(&Map<String, Value>) -> Vec<String> + Send + Sync;

/// Access tokens that an issuer signs, and that are for this server.
///
/// The issuer's keys are found by its metadata, and fetched again when they are out of date or a
/// token names one that isn't there.
///
/// ```
/// use mcp_runtime::auth::Jwt;
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
///
/// let tokens = Jwt::issuer("https://login.example.com").resource("https://mcp.example.com/mcp");
/// let server = Hello::new().authenticator(tokens);
/// # let _ = server;
/// ```
#[must_use]
pub struct Jwt {
    issuer: String,
    resource: Option<String>,
    audiences: Vec<String>,
    jwks: Option<String>,
    keys: Option<Value>,
    algorithms: Vec<Algorithm>,
    leeway: Duration,
    scope_prefix: Option<String>,
    scopes: Option<Arc<Scopes>>,
    ready: OnceLock<Result<Ready, String>>,
}

/// The state that is made from the settings once, when the server starts.
struct Ready {
    keys: Arc<Keys>,
    resource: Option<ResourceUri>,
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("issuer", &self.issuer)
            .field("resource", &self.resource)
            .field("audiences", &self.audiences)
            .finish_non_exhaustive()
    }
}

impl Jwt {
    /// Clocks differ.
    pub(crate) const LEEWAY: Duration = Duration::from_secs(30);

    /// Of this issuer, by its identifier: the `iss` of its tokens, to the letter.
    pub fn issuer(identifier: impl Into<String>) -> Self {
        Self {
            issuer: identifier.into(),
            resource: None,
            audiences: Vec::new(),
            jwks: None,
            keys: None,
            algorithms: Algorithm::ALL.into(),
            leeway: Self::LEEWAY,
            scope_prefix: None,
            scopes: None,
            ready: OnceLock::new(),
        }
    }

    /// The URL of the MCP endpoint, as its clients use it. Tokens must have it as an audience.
    pub fn resource(mut self, url: impl Into<String>) -> Self {
        self.resource = Some(url.into());
        self
    }

    /// Also takes tokens of this audience, from an issuer that doesn't know resource indicators
    /// (RFC 8707) and writes a name of its own. Any token of that audience then opens this server,
    /// whatever it was issued for.
    pub fn audience(mut self, name: impl Into<String>) -> Self {
        self.audiences.push(name.into());
        self
    }

    /// Where the issuer's keys are, for one without metadata.
    pub fn jwks(mut self, url: impl Into<String>) -> Self {
        self.jwks = Some(url.into());
        self
    }

    /// The issuer's keys themselves, as a JWK set (RFC 7517, section 5): they are never fetched. For
    /// an issuer that the server can't reach.
    ///
    /// ```
    /// use mcp_runtime::auth::Jwt;
    /// use mcp_runtime::serde_json;
    ///
    /// # fn main() -> mcp_runtime::Result<()> {
    /// # let file = r#"{"keys": []}"#;
    /// let tokens = Jwt::issuer("https://login.internal").keys(serde_json::from_str(file)?);
    /// # let _ = tokens;
    /// # Ok(())
    /// # }
    /// ```
    pub fn keys(mut self, jwks: Value) -> Self {
        self.keys = Some(jwks);
        self
    }

    /// Takes only tokens that are signed by one of these; all of [`Algorithm`] unless set.
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    /// How far the clocks of issuer and server may differ; 30 seconds unless set.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets the prefix of the issuer's scope names, such as `api://projects/`. It is left out.
    pub fn scope_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.scope_prefix = Some(prefix.into());
        self
    }

    /// Which scopes a token has, from its claims, in place of `scope` and `scp`: for an issuer that
    /// says it by roles or groups.
    ///
    /// ```
    /// use mcp_runtime::auth::Jwt;
    ///
    /// let tokens = Jwt::issuer("https://login.example.com").scopes_from(|claims| {
    ///     let is_admin = claims.get("role").is_some_and(|role| role == "admin");
    ///     if is_admin { vec!["projects:write".to_owned()] } else { Vec::new() }
    /// });
    /// # let _ = tokens;
    /// ```
    pub fn scopes_from(
        mut self,
        scopes: impl Fn(&Map<String, Value>) -> Vec<String> + Send + Sync + 'static,
    ) -> Self {
        self.scopes = Some(Arc::new(scopes));
        self
    }

    fn ready(&self) -> Result<&Ready, crate::Error> {
        let made = self
            .ready
            .get_or_init(|| self.make().map_err(|e| e.to_string()));
        made.as_ref().map_err(|reason| reason.clone().into())
    }

    fn make(&self) -> Result<Ready, crate::Error> {
        algorithm::install();
        let resource = match &self.resource {
            Some(url) => Some(url.parse::<ResourceUri>()?),
            None if self.audiences.is_empty() => {
                return Err(format!(
                    "tokens of {} need a resource to be for: set `Jwt::resource` to the URL of \
                     the MCP endpoint",
                    self.issuer
                )
                .into());
            }
            None => None,
        };
        if self.algorithms.is_empty() {
            return Err(format!("no algorithm is allowed for tokens of {}", self.issuer).into());
        }
        let issuer = self.issuer.clone();
        let keys = match &self.keys {
            Some(set) => Keys::fixed(issuer, set)?,
            None => Keys::new(issuer, self.jwks.clone(), Fetch::new()?)?,
        };
        Ok(Ready { keys, resource })
    }

    async fn caller(&self, token: &str) -> Result<Caller, AuthError> {
        let ready = self
            .ready()
            .map_err(|e| AuthError::unavailable(e.to_string()))?;
        if token.len() > LONGEST {
            return Err(AuthError::invalid("the token is too long"));
        }
        if token.bytes().filter(|b| *b == b'.').count() != 2 {
            return Err(AuthError::NotRecognized);
        }
        // Only to choose whose token it is: nothing of it is believed before it is checked.
        let issuer = jsonwebtoken::dangerous::insecure_decode_claims::<Issuer>(token);
        if issuer.is_ok_and(|claims| claims.iss.is_some_and(|iss| iss != self.issuer)) {
            return Err(AuthError::NotRecognized);
        }
        let header = decode_header(token).map_err(|_| wrong())?;
        let algorithm = self.check_header(&header)?;
        let key = ready.keys.find(header.kid.as_deref(), algorithm).await;
        let key = key.map_err(|reason| match reason {
            NoKey::Unknown => AuthError::invalid("the token is signed by an unknown key"),
            NoKey::Unavailable => {
                AuthError::unavailable(format!("the keys of {} can't be had", self.issuer))
            }
        })?;
        let claims = decode::<Map<String, Value>>(token, &key.decoding, &self.validation(&header));
        let claims = Claims(claims.map_err(|e| claims::refused(&e))?.claims);
        claims.check(self.leeway)?;
        let is_ours = |audience: &str| {
            ready
                .resource
                .as_ref()
                .is_some_and(|resource| resource.is(audience))
                || self.audiences.iter().any(|known| known == audience)
        };
        if !claims.audiences().any(is_ours) {
            return Err(AuthError::invalid("the token is for another audience"));
        }
        self.made(claims)
    }

    /// Checks the token's header, and returns the algorithm of its signature.
    fn check_header(&self, header: &Header) -> Result<Algorithm, AuthError> {
        let algorithm = Algorithm::of(header.alg).filter(|known| self.algorithms.contains(known));
        let Some(algorithm) = algorithm else {
            return Err(AuthError::invalid(
                "the token is signed in a way that isn't allowed",
            ));
        };
        if header
            .typ
            .as_deref()
            .is_some_and(|typ| !is_access_token(typ))
        {
            return Err(AuthError::invalid("the token is no access token"));
        }
        let leads_elsewhere = header.jku.is_some() || header.x5u.is_some() || header.jwk.is_some();
        if header.crit.is_some() || leads_elsewhere {
            return Err(AuthError::invalid(
                "the token's header says what isn't followed here",
            ));
        }
        Ok(algorithm)
    }

    fn validation(&self, header: &Header) -> Validation {
        let mut validation = Validation::new(header.alg);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[&self.issuer]);
        validation.leeway = self.leeway.as_secs();
        validation.validate_nbf = true;
        // An audience can be written in several ways, which are compared here and not there.
        validation.validate_aud = false;
        validation
    }

    fn made(&self, claims: Claims) -> Result<Caller, AuthError> {
        let subject = claims.text("sub").filter(|subject| !subject.is_empty());
        let subject = subject.ok_or_else(|| AuthError::invalid("the token names no subject"))?;
        let scopes = match &self.scopes {
            Some(scopes) => scopes(&claims.0),
            None => claims.scopes(),
        };
        let prefix = self.scope_prefix.as_deref();
        let plain = |scope| without_prefix(scope, prefix);
        let mut caller = Caller::new(Principal::issued(&self.issuer, subject))
            .with_scopes(scopes.into_iter().map(plain));
        if let Some(client) = claims.text("client_id").or_else(|| claims.text("azp")) {
            caller = caller.with_client(client);
        }
        if let Some(expiry) = claims.expiry() {
            caller = caller.with_expiry(expiry);
        }
        Ok(caller.with_claims(claims.0))
    }
}

impl Authenticator for Jwt {
    async fn authenticate(&self, credentials: &Credentials<'_>) -> Result<Caller, AuthError> {
        if !credentials.is_bearer() {
            return Err(AuthError::NotRecognized);
        }
        self.caller(credentials.token()).await
    }

    fn describe(&self) -> Described {
        Described {
            issuer: Some(self.issuer.clone()),
            resource: self.ready().ok().and_then(|ready| ready.resource.clone()),
            scope_prefix: self.scope_prefix.clone(),
            cache: CACHE,
        }
    }

    async fn prepare(&self) -> Result<(), crate::Error> {
        if !self.audiences.is_empty() {
            tracing::warn!(
                issuer = %self.issuer, audiences = ?self.audiences,
                "tokens for these audiences are taken as well, whatever they were issued for"
            );
        }
        self.ready()?.keys.prepare().await
    }

    async fn check(&self) -> Result<(), crate::Error> {
        self.ready()?.keys.check()
    }
}

/// Whose token it is said to be.
#[derive(Deserialize)]
struct Issuer {
    iss: Option<String>,
}

/// RFC 9068 has `at+jwt`; most issuers write `JWT`.
fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    matches!(
        typ.strip_prefix("application/").unwrap_or(&typ),
        "jwt" | "at+jwt"
    )
}

fn wrong() -> AuthError {
    AuthError::invalid("the token can't be read")
}

/// The moment that a number of seconds since 1970 names.
fn moment(seconds: f64) -> Option<SystemTime> {
    let since = Duration::try_from_secs_f64(seconds).ok()?;
    UNIX_EPOCH.checked_add(since)
}
