use std::fmt;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::HeaderValue;
use serde_json::{Map, Value};

use super::authenticator::{AuthError, Authenticator, Caller, Credentials, Described};
use super::fetch::Fetch;
use super::form;
use super::resource::ResourceUri;
use super::scope::{scopes_of, without_prefix};
use crate::Principal;

/// For how long an issuer's yes is believed. A no is never kept.
const CACHE: Duration = Duration::from_secs(10);

/// Tokens that only their issuer can read: it is asked about each (RFC 7662).
///
/// ```
/// use mcp_runtime::auth::Introspection;
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
///
/// # fn secret() -> String { "…".into() }
/// let tokens = Introspection::issuer("https://login.example.com")
///     .endpoint("https://login.example.com/introspect")
///     .client("mcp-server", secret())
///     .resource("https://mcp.example.com/mcp");
/// let server = Hello::new().authenticator(tokens);
/// # let _ = server;
/// ```
#[must_use]
pub struct Introspection {
    issuer: String,
    endpoint: Option<String>,
    client: Option<(String, String)>,
    resource: Option<String>,
    audiences: Vec<String>,
    scope_prefix: Option<String>,
    ready: OnceLock<Result<Ready, String>>,
}

struct Ready {
    endpoint: String,
    authorization: HeaderValue,
    resource: Option<ResourceUri>,
    fetch: Fetch,
}

/// Without the client's secret.
impl fmt::Debug for Introspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Introspection")
            .field("issuer", &self.issuer)
            .field("endpoint", &self.endpoint)
            .field("resource", &self.resource)
            .finish_non_exhaustive()
    }
}

impl Introspection {
    /// Of this issuer, by its identifier, which clients are sent to.
    pub fn issuer(identifier: impl Into<String>) -> Self {
        Self {
            issuer: identifier.into(),
            endpoint: None,
            client: None,
            resource: None,
            audiences: Vec::new(),
            scope_prefix: None,
            ready: OnceLock::new(),
        }
    }

    /// Where the issuer is asked.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// The id and the secret by which this server is known to the issuer.
    pub fn client(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.client = Some((id.into(), secret.into()));
        self
    }

    /// The URL of the MCP endpoint, as its clients use it. Tokens must have it as an audience.
    pub fn resource(mut self, url: impl Into<String>) -> Self {
        self.resource = Some(url.into());
        self
    }

    /// Also takes tokens of this audience, as [`Jwt::audience`](super::Jwt::audience) does.
    pub fn audience(mut self, name: impl Into<String>) -> Self {
        self.audiences.push(name.into());
        self
    }

    /// Sets the prefix of the issuer's scope names, as
    /// [`Jwt::scope_prefix`](super::Jwt::scope_prefix) does.
    pub fn scope_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.scope_prefix = Some(prefix.into());
        self
    }

    fn ready(&self) -> Result<&Ready, crate::Error> {
        let made = self
            .ready
            .get_or_init(|| self.make().map_err(|e| e.to_string()));
        made.as_ref().map_err(|reason| reason.clone().into())
    }

    fn make(&self) -> Result<Ready, crate::Error> {
        let (Some(endpoint), Some((id, secret))) = (&self.endpoint, &self.client) else {
            return Err("introspection needs `endpoint` and `client`".into());
        };
        if self.resource.is_none() && self.audiences.is_empty() {
            return Err("introspected tokens need a `resource` to be for".into());
        }
        let resource = self.resource.as_deref().map(str::parse).transpose()?;
        let credentials = format!("{}:{}", form::encoded(id), form::encoded(secret));
        let basic = format!("Basic {}", BASE64_STANDARD.encode(credentials));
        let mut authorization = HeaderValue::try_from(basic)?;
        authorization.set_sensitive(true);
        Ok(Ready {
            endpoint: endpoint.clone(),
            authorization,
            resource,
            fetch: Fetch::new()?,
        })
    }

    fn made(&self, ready: &Ready, answer: Map<String, Value>) -> Result<Caller, AuthError> {
        let text = |name: &str| answer.get(name).and_then(Value::as_str);
        if answer.get("active") != Some(&Value::Bool(true)) {
            return Err(AuthError::invalid(
                "the token is unknown, or no longer active",
            ));
        }
        if text("iss").is_some_and(|issuer| issuer != self.issuer) {
            return Err(AuthError::invalid("the token is of another issuer"));
        }
        let is_ours = |audience: &str| {
            ready
                .resource
                .as_ref()
                .is_some_and(|resource| resource.is(audience))
                || self.audiences.iter().any(|known| known == audience)
        };
        let is_for_us = match answer.get("aud") {
            Some(Value::String(one)) => is_ours(one),
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).any(is_ours),
            _ => false,
        };
        if !is_for_us {
            return Err(AuthError::invalid("the token is for another audience"));
        }
        let expires = match answer.get("exp").map(Value::as_f64) {
            None => None,
            Some(exp) => {
                let seconds = exp.and_then(|exp| Duration::try_from_secs_f64(exp).ok());
                let moment = seconds.and_then(|seconds| UNIX_EPOCH.checked_add(seconds));
                let moment = moment.filter(|moment| *moment > SystemTime::now());
                Some(moment.ok_or_else(|| AuthError::invalid("the token has expired"))?)
            }
        };
        // A token that a client got for itself has no other subject.
        let subject = text("sub")
            .or_else(|| text("client_id"))
            .filter(|s| !s.is_empty());
        let subject = subject.ok_or_else(|| AuthError::invalid("the token names no subject"))?;
        let scopes = answer.get("scope").map(scopes_of).unwrap_or_default();
        let prefix = self.scope_prefix.as_deref();
        let scopes = scopes
            .into_iter()
            .map(|scope| without_prefix(scope, prefix));
        let mut caller = Caller::new(Principal::issued(&self.issuer, subject)).with_scopes(scopes);
        if let Some(client) = text("client_id") {
            caller = caller.with_client(client);
        }
        if let Some(expires) = expires {
            caller = caller.with_expiry(expires);
        }
        Ok(caller.with_claims(answer))
    }
}

impl Authenticator for Introspection {
    async fn authenticate(&self, credentials: &Credentials<'_>) -> Result<Caller, AuthError> {
        if !credentials.is_bearer() {
            return Err(AuthError::NotRecognized);
        }
        let unavailable = |error: crate::Error| AuthError::unavailable(error.to_string());
        let ready = self.ready().map_err(unavailable)?;
        let token = form::encoded(credentials.token());
        let form = format!("token={token}&token_type_hint=access_token");
        let answer = ready
            .fetch
            .post_form(&ready.endpoint, Some(&ready.authorization), form)
            .await;
        self.made(ready, answer.map_err(unavailable)?)
    }

    fn describe(&self) -> Described {
        Described {
            scope_prefix: self.scope_prefix.clone(),
            issuer: Some(self.issuer.clone()),
            resource: self.ready().ok().and_then(|ready| ready.resource.clone()),
            cache: CACHE,
        }
    }

    async fn prepare(&self) -> Result<(), crate::Error> {
        self.ready().map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(answer: Value) -> Result<Caller, AuthError> {
        let tokens = Introspection::issuer("https://login.example.com")
            .endpoint("https://login.example.com/introspect")
            .client("server", "se:cret")
            .resource("https://mcp.example.com/mcp");
        let Value::Object(answer) = answer else {
            unreachable!("an answer is an object")
        };
        tokens.made(tokens.ready().expect("it is complete"), answer)
    }

    #[test]
    fn only_a_token_that_is_active_and_for_us_is_taken() {
        let good = json!({
            "active": true, "sub": "ada", "scope": "read write", "client_id": "cli",
            "aud": ["https://mcp.example.com/mcp/"], "iss": "https://login.example.com",
            "exp": 4_102_444_800_u64,
        });
        let caller = judged(good.clone()).expect("it is good");
        assert_eq!(caller.scopes(), ["read", "write"]);
        assert_eq!(
            caller.principal(),
            &Principal::issued("https://login.example.com", "ada")
        );
        for (key, wrong) in [
            ("active", json!(false)),
            ("active", json!("true")),
            ("aud", json!("https://mcp.example.com")),
            ("aud", json!(null)),
            ("iss", json!("https://evil.example.com")),
            ("exp", json!(1)),
            ("exp", json!("soon")),
        ] {
            let mut answer = good.clone();
            answer[key] = wrong.clone();
            assert!(judged(answer).is_err(), "{key}: {wrong}");
        }
    }

    #[test]
    fn secrets_are_never_shown() {
        let tokens = Introspection::issuer("https://i.example").client("server", "se:cret");
        assert!(!format!("{tokens:?}").contains("cret"));
    }
}
