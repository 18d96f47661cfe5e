//! Authorization over HTTP: who sends a request, the challenge to those who don't say it, and the
//! document that tells clients where to get a token.

use std::net::{IpAddr, SocketAddr};

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
use crate::auth::{Authenticator, Chain, Described, ResourceUri, Verdict, WELL_KNOWN};
use crate::call::{Access, Challenge, Challenges, Identity};
use crate::params::Principal;
use crate::server::{
    Answer, Check, Core, Refused, Response as Said, ServeError, Server, ServerDefinition, Settings,
};

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

    /// Leaves out of lists what their reader may not use. Unless this is set, what needs a scope is
    /// listed for those as well who lack it, since it can be acquired; what is `hidden` never is.
    /// `--auth-lists granted` does the same.
    #[must_use]
    pub fn list_granted_only(mut self, only: bool) -> Self {
        self.settings.lists_granted = only;
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
    server: Server<S, D>,
    address: SocketAddr,
) -> Result<(Server<S, D>, Router), ServeError> {
    server.check_dev_issuer(Some(address))?;
    let server = server.with_auth_options()?;
    #[cfg(any(debug_assertions, feature = "playground"))]
    if server.settings.dev_issuer && !server.settings.no_auth {
        let scopes = server
            .definition()
            .scopes()
            .iter()
            .map(|scope| scope.name().to_owned());
        let issuer =
            super::dev_issuer::DevIssuer::new(address, &server.settings.path, scopes.collect())?;
        issuer.announce();
        let (authenticator, routes) = (issuer.authenticator(), issuer.routes());
        return Ok((server.authenticator(authenticator), routes));
    }
    Ok((server, Router::new()))
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

/// Who sends a request, or what they are told who may not. Who sends no credentials may use what is
/// public, where anything is.
pub(super) async fn judge<S: Send + Sync + 'static>(
    core: &Core<S>,
    headers: &HeaderMap,
    peer: Option<IpAddr>,
) -> Result<Identity, Response<Body>> {
    match core.settings().auth.judge(headers, peer).await {
        Ok(Some(identity)) => Ok(identity),
        Ok(None) if core.has_public() => {
            Ok(Identity::new(Principal::anonymous(), Access::Anonymous))
        }
        Ok(None) => {
            let refusal = core.unknown_caller();
            Err(answer::of(Answer::Whole(Said::refused(&refusal, None))))
        }
        Err(verdict) => Err(refused(core.challenges(), &verdict)),
    }
}

/// Takes the token out of a request, so that no function sees it.
pub(super) fn hide_token(settings: &Settings, parts: &mut Parts) {
    if !settings.auth.is_empty() {
        parts.headers.remove(AUTHORIZATION);
    }
}

fn refused(challenges: &Challenges, verdict: &Verdict) -> Response<Body> {
    let (status, error, description) = match verdict {
        Verdict::Malformed => (
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "Write `Authorization: Bearer` and the access token behind it",
        ),
        Verdict::Invalid(reason) => (StatusCode::UNAUTHORIZED, "invalid_token", &**reason),
        Verdict::Unavailable => {
            let reason = "Credentials can't be checked right now; try again in a few seconds";
            return later(StatusCode::SERVICE_UNAVAILABLE, reason, AWAY);
        }
        Verdict::TooMany(wait) => {
            let reason = "Too many wrong credentials came from this address";
            let seconds = wait.as_secs() + 1;
            return later(StatusCode::TOO_MANY_REQUESTS, reason, seconds.into());
        }
    };
    let value = challenges.value(&Challenge {
        error: Some(error),
        description,
        scope: "",
    });
    let mut response = answer::denied(&Denied {
        status,
        reason: description.to_owned().into(),
        counts_as: Refused::Unauthenticated,
    });
    // Made of printable ASCII.
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    response
}

fn later(status: StatusCode, reason: &'static str, seconds: HeaderValue) -> Response<Body> {
    let mut response = answer::denied(&Denied {
        status,
        reason: reason.into(),
        counts_as: Refused::Unauthenticated,
    });
    response.headers_mut().insert(RETRY_AFTER, seconds);
    response
}

/// RFC 9728, section 2.
#[derive(Serialize)]
struct Metadata<'a> {
    resource: &'a str,
    resource_name: &'a str,
    authorization_servers: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scopes_supported: Vec<String>,
    bearer_methods_supported: [&'static str; 1],
}

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// The routes by which clients learn who issues tokens for this server (RFC 9728), for a server
    /// whose router is nested: they are at the root of the host, wherever the endpoint is. The
    /// router of the server has them as well.
    ///
    /// ```
    /// # use mcp_runtime::auth::Jwt;
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// let tokens = Jwt::issuer("https://login.example.com").resource("https://example.com/api/mcp");
    /// let server = Hello::new().authenticator(tokens);
    /// let metadata = server.metadata_router();
    /// let app = axum::Router::new().nest("/api", server.into_router()).merge(metadata);
    /// # let _ = app;
    /// ```
    pub fn metadata_router(&self) -> Router {
        metadata_routes(self.definition(), &self.settings)
    }
}

/// The routes of the metadata beside a server's endpoint.
pub(super) fn routes<S: Send + Sync + 'static>(core: &Core<S>) -> Router {
    metadata_routes(core.definition(), core.settings())
}

/// The metadata of the resource: at the place of its own path, at the root, and at that of the
/// endpoint's path, for a proxy that strips a prefix.
fn metadata_routes<S>(definition: &'static ServerDefinition<S>, settings: &Settings) -> Router {
    let told = Told::of(&settings.auth);
    let (Some(resource), false) = (&told.resource, told.issuers.is_empty()) else {
        return Router::new();
    };
    let scopes = &definition.scopes;
    let challenges = settings.auth.challenges(scopes);
    let usual = challenges.scope(scopes.default());
    let metadata = serde_json::to_string(&Metadata {
        resource: resource.as_str(),
        resource_name: definition.title.unwrap_or(definition.name),
        authorization_servers: &told.issuers,
        // What every caller needs, and no more: the rest is asked for when it is needed.
        scopes_supported: usual.split_ascii_whitespace().map(str::to_owned).collect(),
        bearer_methods_supported: ["header"],
    });
    let Ok(metadata) = metadata else {
        return Router::new();
    };
    let mut paths = vec![WELL_KNOWN.to_owned()];
    for path in [resource.path(), &settings.path] {
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
