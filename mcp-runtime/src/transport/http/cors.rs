//! Cross-origin resource sharing: what browsers ask before a web page may talk to the server, and
//! read what it says.
//!
//! Source: <https://fetch.spec.whatwg.org/#http-cors-protocol>. No cookies are asked for, and none
//! are let through: a page sends its credential itself, in `Authorization`.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::header::{
    ACCEPT, ACCESS_CONTROL_REQUEST_HEADERS, AUTHORIZATION, CONTENT_TYPE, HeaderMap, RETRY_AFTER,
    WWW_AUTHENTICATE,
};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use tower::{Layer as _, Service, ServiceExt as _, service_fn};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use super::connections::Connection;
use super::{answer, guard};
use crate::server::{Core, Server, Settings};

/// How long a browser may keep the answer to its question; Chromium keeps none longer.
const MAX_AGE: Duration = Duration::from_secs(2 * 3600);

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Lets web pages be clients: of the [origins that are allowed](Self::allow_origin), and of
    /// loopback. Their browsers' preflight requests are answered, and the pages may read what the
    /// server says, errors included.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// let app: axum::Router = Hello::new().allow_origin("https://app.example.com").cors().into_router();
    /// # let _ = app;
    /// ```
    #[must_use]
    pub fn cors(mut self) -> Self {
        self.settings.cors = true;
        self
    }
}

/// The endpoint, for browsers as well. Which origins may is what the guard decides.
pub(super) fn around<S, E>(
    endpoint: E,
    core: Arc<Core<S>>,
) -> impl Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send>
+ Clone
+ Send
+ Sync
where
    S: Send + Sync + 'static,
    E: Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static,
{
    let origins = core.settings().origins.clone();
    let endpoint = CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin, _| {
            guard::is_allowed_origin(origin.as_bytes(), &origins)
        }))
        .allow_methods(methods(core.settings()))
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(exposed(core.settings()))
        .max_age(MAX_AGE)
        .layer(endpoint);
    service_fn(move |request: Request<Body>| {
        let (core, endpoint) = (core.clone(), endpoint.clone());
        async move {
            if *request.method() != Method::OPTIONS {
                return endpoint.oneshot(request).await;
            }
            // The method is what a preflight asks for. With everything else it is refused as a call
            // would be.
            let (mut parts, body) = request.into_parts();
            let peer = parts
                .extensions
                .get()
                .map(|connection: &Connection| connection.peer);
            match guard::check(&parts, core.settings(), peer) {
                Err(denied) if denied.status != StatusCode::METHOD_NOT_ALLOWED => {
                    return Ok(answer::denied(&denied));
                }
                _ => {}
            }
            retain_known(&mut parts.headers, serves_sessions(core.settings()));
            endpoint.oneshot(Request::from_parts(parts, body)).await
        }
    })
}

/// Leaves of the headers that a page wants to send those that the protocol has: what is left is
/// allowed.
fn retain_known(headers: &mut HeaderMap, sessions: bool) {
    let asked = headers
        .get_all(ACCESS_CONTROL_REQUEST_HEADERS)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let known: Vec<&str> = asked
        .flat_map(|names| names.split(','))
        .map(str::trim)
        .filter(|name| is_known(name) || sessions && is_of_a_session(name))
        .collect();
    // Made of what has been a value.
    let known = HeaderValue::try_from(known.join(", ")).ok();
    headers.remove(ACCESS_CONTROL_REQUEST_HEADERS);
    if let Some(known) = known {
        headers.insert(ACCESS_CONTROL_REQUEST_HEADERS, known);
    }
}

/// Headers that only clients of earlier revisions send.
fn is_of_a_session(name: &str) -> bool {
    ["mcp-session-id", "last-event-id"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether there are clients of earlier revisions.
fn serves_sessions(settings: &Settings) -> bool {
    #[cfg(feature = "legacy")]
    return !settings.modern_only;
    #[cfg(not(feature = "legacy"))]
    {
        let _ = settings;
        false
    }
}

fn methods(settings: &Settings) -> Vec<Method> {
    if serves_sessions(settings) {
        vec![Method::GET, Method::POST, Method::DELETE]
    } else {
        vec![Method::POST]
    }
}

/// Returns the response headers that a page may read besides those that any page may.
fn exposed(settings: &Settings) -> Vec<HeaderName> {
    let mut exposed = vec![RETRY_AFTER, WWW_AUTHENTICATE];
    if serves_sessions(settings) {
        exposed.push(HeaderName::from_static("mcp-session-id"));
    }
    exposed
}

fn is_known(name: &str) -> bool {
    const PARAM: &str = "mcp-param-";
    let standard = [
        ACCEPT.as_str(),
        AUTHORIZATION.as_str(),
        CONTENT_TYPE.as_str(),
        "mcp-protocol-version",
        "mcp-method",
        "mcp-name",
    ];
    standard
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
        || name
            .get(..PARAM.len())
            .is_some_and(|prefix| prefix.eq_ignore_ascii_case(PARAM))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_headers_of_the_protocol_are_left() {
        let left = |asked: &[&'static str], sessions: bool| {
            let mut headers = HeaderMap::new();
            for value in asked {
                headers.append(
                    ACCESS_CONTROL_REQUEST_HEADERS,
                    HeaderValue::from_static(value),
                );
            }
            retain_known(&mut headers, sessions);
            headers
                .get_all(ACCESS_CONTROL_REQUEST_HEADERS)
                .iter()
                .map(|value| value.to_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            left(
                &[
                    "content-type,mcp-method",
                    "Mcp-Param-Region , x-secret,AUTHORIZATION"
                ],
                true
            ),
            ["content-type, mcp-method, Mcp-Param-Region, AUTHORIZATION"]
        );
        let old = ["cookie, mcp-session-id, mcp-param"];
        assert_eq!(left(&old, true), ["mcp-session-id"]);
        assert_eq!(left(&old, false), [""]);
    }
}
