//! Authorization over HTTP: who sends a request, the challenge to those who don't say it, and the
//! document that tells clients where to get a token.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER,
    WWW_AUTHENTICATE,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde::Serialize;

use super::answer;
use super::guard::Denied;
use crate::auth::{Authenticator, Caller, Chain, Described, ResourceUri, Verdict, WELL_KNOWN};
use crate::server::{Check, Core, Refused, Server, Settings};

/// How long a client waits before it tries again, in seconds, when tokens can't be judged.
const AWAY: HeaderValue = HeaderValue::from_static("5");

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Who says who calls. With one, only callers that it knows get to functions that aren't
    /// public; with several, the first that recognizes the credentials decides.
    ///
    /// ```
    /// use mcp_runtime::auth::{ApiKeys, Jwt};
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let server = Hello::new()
    ///     .authenticator(
    ///         Jwt::issuer("https://login.example.com").resource("https://mcp.example.com/mcp"),
    ///     )
    ///     .authenticator(ApiKeys::file("/etc/hello/keys"));
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn authenticator(mut self, authenticator: impl Authenticator) -> Self {
        self.settings.auth.add(authenticator);
        self
    }

    /// Brings an issuer for development along, at `/auth-dev` beside the endpoint: it asks for no
    /// password, but who one wants to be, and which scopes to have. `--auth-dev` does the same.
    ///
    /// It is for this machine alone: a server that listens to others doesn't start with it. A debug
    /// build has it; a release has it with the feature `playground` only.
    ///
    /// ```no_run
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// Hello::new().dev_issuer().serve("127.0.0.1:8000").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn dev_issuer(mut self) -> Self {
        self.settings.dev_issuer = true;
        self
    }
}

/// Adds what options ask for, and gives the routes of the issuer for development, if it is among
/// them.
pub(super) fn with_options<S: Send + Sync + 'static, D: 'static>(
    mut server: Server<S, D>,
    address: SocketAddr,
) -> crate::Result<(Server<S, D>, Router)> {
    let options = std::mem::take(&mut server.settings.auth_options);
    options.add_to(&mut server.settings.auth)?;
    if !server.settings.dev_issuer {
        return Ok((server, Router::new()));
    }
    #[cfg(not(any(debug_assertions, feature = "playground")))]
    return Err(format!(
        "a release has an issuer for development only with the feature `playground` of \
         `mcp-runtime`; {address} is served without it"
    )
    .into());
    #[cfg(any(debug_assertions, feature = "playground"))]
    {
        let issuer = super::dev_issuer::DevIssuer::new(address, &server.settings.path, Vec::new())?;
        issuer.announce();
        let (authenticator, routes) = (issuer.authenticator(), issuer.routes());
        Ok((server.authenticator(authenticator), routes))
    }
}

/// Whether credentials can be judged, for those who ask whether the server takes calls.
pub(super) fn checks(settings: &Settings) -> Vec<Check> {
    if settings.auth.is_empty() {
        return Vec::new();
    }
    let chain = settings.auth.clone();
    let check = move || {
        let chain = chain.clone();
        async move { chain.check().await }
    };
    vec![Check::new("authorization", check)]
}

/// The resource and its issuers, as clients are told of them.
#[derive(Clone, Debug, Default)]
struct Told {
    resource: Option<ResourceUri>,
    issuers: Vec<String>,
}

impl Told {
    fn of(chain: &Chain) -> Self {
        let mut told = Self::default();
        for Described {
            issuer, resource, ..
        } in chain.describe()
        {
            if let Some(issuer) = issuer
                && !told.issuers.contains(&issuer)
            {
                told.issuers.push(issuer);
            }
            told.resource = told.resource.or(resource);
        }
        told
    }
}

/// Why a request is refused, as `WWW-Authenticate` says it.
struct Challenge<'a> {
    status: StatusCode,
    error: Option<&'static str>,
    description: Cow<'a, str>,
    /// The scopes that would do, with blanks between.
    scope: &'a str,
}

/// Who sends a request, or what they are told who may not.
pub(super) async fn judge(
    settings: &Settings,
    headers: &HeaderMap,
    peer: Option<IpAddr>,
) -> Result<Arc<Caller>, Response<Body>> {
    match settings.auth.judge(headers, peer).await {
        Ok(Some(caller)) => Ok(caller),
        Ok(None) => Err(unknown(settings, "")),
        Err(verdict) => Err(refused(settings, &verdict)),
    }
}

/// Notes who sends a request, and takes the token out of it: no function sees it.
pub(super) fn introduce(parts: &mut Parts, caller: Arc<Caller>) {
    parts.headers.remove(AUTHORIZATION);
    parts.extensions.insert(caller.principal().clone());
    parts.extensions.insert(caller);
}

fn refused(settings: &Settings, verdict: &Verdict) -> Response<Body> {
    let (status, error, description) = match verdict {
        Verdict::Malformed => (
            StatusCode::BAD_REQUEST,
            Some("invalid_request"),
            Cow::Borrowed("Write `Authorization: Bearer` and the access token behind it"),
        ),
        Verdict::Invalid(reason) => (
            StatusCode::UNAUTHORIZED,
            Some("invalid_token"),
            reason.clone(),
        ),
        Verdict::Unavailable => {
            let reason = "Credentials can't be checked right now; try again in a few seconds";
            let mut response = answer::denied(&Denied {
                status: StatusCode::SERVICE_UNAVAILABLE,
                reason: reason.into(),
                counts_as: Refused::Unauthenticated,
            });
            response.headers_mut().insert(RETRY_AFTER, AWAY);
            return response;
        }
        Verdict::TooMany(wait) => {
            let seconds = wait.as_secs() + 1;
            let mut response = answer::denied(&Denied {
                status: StatusCode::TOO_MANY_REQUESTS,
                reason: "Too many wrong credentials came from this address".into(),
                counts_as: Refused::Unauthenticated,
            });
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
            return response;
        }
    };
    challenged(
        settings,
        Challenge {
            status,
            error,
            description,
            scope: "",
        },
    )
}

/// Who sends no credentials is told where to get some.
fn unknown(settings: &Settings, scope: &str) -> Response<Body> {
    challenged(
        settings,
        Challenge {
            status: StatusCode::UNAUTHORIZED,
            error: None,
            description: "This needs an access token".into(),
            scope,
        },
    )
}

/// RFC 6750, section 3, and RFC 9728, section 5.1.
fn challenged(settings: &Settings, challenge: Challenge<'_>) -> Response<Body> {
    let Challenge {
        status,
        error,
        description,
        scope,
    } = challenge;
    let mut fields = Vec::new();
    if let Some(error) = error {
        fields.push(format!(r#"error="{error}""#));
        fields.push(format!(r#"error_description="{}""#, quotable(&description)));
    }
    if !scope.is_empty() {
        fields.push(format!(r#"scope="{scope}""#));
    }
    let told = Told::of(&settings.auth);
    if let (Some(resource), false) = (&told.resource, told.issuers.is_empty()) {
        fields.push(format!(
            r#"resource_metadata="{}""#,
            resource.metadata_url()
        ));
    }
    let value = match fields.len() {
        0 => "Bearer".to_owned(),
        _ => format!("Bearer {}", fields.join(", ")),
    };
    let mut response = answer::denied(&Denied {
        status,
        reason: description.into_owned().into(),
        counts_as: Refused::Unauthenticated,
    });
    // Made of printable ASCII.
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    response
}

/// Replaces the characters that may not stand between quotes in a header.
fn quotable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' | '\\' => '\'',
            ' '..='~' => c,
            _ => '?',
        })
        .collect()
}

/// RFC 9728, section 2.
#[derive(Serialize)]
struct Metadata<'a> {
    resource: &'a str,
    resource_name: &'a str,
    authorization_servers: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    scopes_supported: &'a [&'static str],
    bearer_methods_supported: [&'static str; 1],
}

/// The metadata of the resource: at the place of its own path, at the root, and at that of the
/// endpoint's path, for a proxy that strips a prefix.
pub(super) fn routes<S: Send + Sync + 'static>(core: &Core<S>) -> Router {
    let told = Told::of(&core.settings().auth);
    let (Some(resource), false) = (&told.resource, told.issuers.is_empty()) else {
        return Router::new();
    };
    let definition = core.definition();
    let metadata = serde_json::to_string(&Metadata {
        resource: resource.as_str(),
        resource_name: definition.title.unwrap_or(definition.name),
        authorization_servers: &told.issuers,
        scopes_supported: &[],
        bearer_methods_supported: ["header"],
    });
    let Ok(metadata) = metadata else {
        return Router::new();
    };
    let mut paths = vec![WELL_KNOWN.to_owned()];
    for path in [resource.path(), &core.settings().path] {
        let path = format!("{WELL_KNOWN}{path}");
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (CACHE_CONTROL, HeaderValue::from_static("max-age=3600")),
    ];
    paths.into_iter().fold(Router::new(), |router, path| {
        let (headers, metadata) = (headers.clone(), metadata.clone());
        router.route(&path, get(async move || (headers, metadata)))
    })
}
