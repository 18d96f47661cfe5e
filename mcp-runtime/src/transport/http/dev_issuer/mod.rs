//! An authorization server in the process, for whoever develops the server: it asks no password,
//! but who one wants to be, and which scopes to have.
//!
//! It is for this machine alone, as the playground is. Its keys live as long as the process.

mod page;
mod pkce;
mod token;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use http::request::Parts;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use serde_json::{Value, json};

use self::token::Signer;
use super::{answer, guard};
use crate::auth::{Form, Jwt, encoded};

/// Where it is, beside the endpoint.
const PATH: &str = "/auth-dev";

/// How long a code is good.
const CODE_LIFE: Duration = Duration::from_secs(60);

/// Codes at a time.
const CODES: usize = 100;

/// The greatest form, in bytes.
const FORM: usize = 16 << 10;

/// An authorization server for development.
pub(super) struct DevIssuer {
    issuer: String,
    resource: String,
    /// The scopes that the page offers, and that a client gets if it asks for none.
    scopes: Vec<String>,
    signer: Signer,
    codes: Mutex<HashMap<String, Code>>,
}

/// The grant that belongs to an authorization code.
struct Code {
    made: Instant,
    client: String,
    redirect: String,
    challenge: String,
    subject: String,
    scope: String,
}

impl DevIssuer {
    /// For a server that listens on `address`, and has its endpoint at `path`. The checks at start
    /// allow it on loopback only.
    pub(super) fn new(
        address: SocketAddr,
        path: &str,
        scopes: Vec<String>,
    ) -> std::io::Result<Arc<Self>> {
        Ok(Arc::new(Self {
            issuer: format!("http://{address}{PATH}"),
            resource: format!("http://{address}{path}"),
            scopes,
            signer: Signer::new()?,
            codes: Mutex::default(),
        }))
    }

    /// Returns the authenticator that accepts its tokens.
    pub(super) fn authenticator(&self) -> Jwt {
        Jwt::issuer(&self.issuer)
            .resource(&self.resource)
            .keys(self.signer.keys())
    }

    pub(super) fn announce(&self) {
        tracing::warn!(
            "anybody on this machine can be anyone here: {} is an issuer for development",
            self.issuer
        );
    }

    pub(super) fn routes(self: &Arc<Self>) -> Router {
        let metadata = self.metadata();
        let metadata = get(async move |request| local(request, |_| document(&metadata)));
        let keys = self.signer.keys();
        let keys = get(async move |request| local(request, |_| document(&keys)));
        let (asked, answered, exchanged) = (self.clone(), self.clone(), self.clone());
        Router::new()
            .route(
                &format!("/.well-known/oauth-authorization-server{PATH}"),
                metadata.clone(),
            )
            .route(
                &format!("/.well-known/openid-configuration{PATH}"),
                metadata.clone(),
            )
            .route(
                &format!("{PATH}/.well-known/openid-configuration"),
                metadata,
            )
            .route(&format!("{PATH}/jwks"), keys)
            .route(
                &format!("{PATH}/authorize"),
                get(async move |request| local(request, |parts| asked.ask(parts))).post(
                    async move |request| with_form(request, |form| answered.grant(form)).await,
                ),
            )
            .route(
                &format!("{PATH}/token"),
                post(async move |request| with_form(request, |form| exchanged.token(form)).await),
            )
            .route(&format!("{PATH}/register"), post(register))
    }

    /// RFC 8414.
    fn metadata(&self) -> Value {
        let at = |name: &str| format!("{}/{name}", self.issuer);
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("authorize"),
            "token_endpoint": at("token"),
            "registration_endpoint": at("register"),
            "jwks_uri": at("jwks"),
            "scopes_supported": self.scopes,
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "client_id_metadata_document_supported": true,
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        })
    }

    /// The page that asks who one wants to be.
    fn ask(&self, parts: &Parts) -> Response<Body> {
        let form = Form::parse(parts.uri.query().unwrap_or_default());
        match self.wrong(&form) {
            Some(reason) => text(StatusCode::BAD_REQUEST, reason),
            None => page::response(&page::ask(&form, &self.scopes)),
        }
    }

    /// Returns what is wrong with a request for a code, if anything is.
    fn wrong(&self, form: &Form) -> Option<&'static str> {
        if form.get("response_type") != "code" {
            Some("`response_type` must be `code`")
        } else if form.get("client_id").is_empty() {
            Some("`client_id` is missing")
        } else if !pkce::is_challenge(form) {
            Some("`code_challenge` with `code_challenge_method=S256` is missing")
        } else if !is_redirect(form.get("redirect_uri")) {
            Some("`redirect_uri` must be a URL of this machine, or of an application of its own")
        } else if form
            .all("resource")
            .any(|resource| resource != self.resource)
        {
            Some("`resource` is another server's")
        } else {
            None
        }
    }

    /// Sends the browser back with a code.
    fn grant(&self, form: &Form) -> Response<Body> {
        if let Some(reason) = self.wrong(form) {
            return text(StatusCode::BAD_REQUEST, reason);
        }
        let redirect = form.get("redirect_uri");
        let with = if redirect.contains('?') { '&' } else { '?' };
        let (state, issuer) = (encoded(form.get("state")), encoded(&self.issuer));
        let subject = form.get("subject").trim();
        let answered = if subject.is_empty() || form.get("deny") == "yes" {
            "error=access_denied".to_owned()
        } else {
            let scope: Vec<&str> = form.all("granted").collect();
            let Ok(code) = token::random() else {
                return text(StatusCode::INTERNAL_SERVER_ERROR, "no random numbers");
            };
            let granted = Code {
                made: Instant::now(),
                client: form.get("client_id").to_owned(),
                redirect: redirect.to_owned(),
                challenge: form.get("code_challenge").to_owned(),
                subject: subject.to_owned(),
                scope: scope.join(" "),
            };
            let answered = format!("code={code}");
            let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
            codes.retain(|_, code| code.made.elapsed() < CODE_LIFE);
            if codes.len() < CODES {
                codes.insert(code, granted);
            }
            answered
        };
        let to = format!("{redirect}{with}{answered}&state={state}&iss={issuer}");
        let mut response = text(StatusCode::SEE_OTHER, "");
        match HeaderValue::try_from(to) {
            Ok(to) => response.headers_mut().insert(LOCATION, to),
            Err(_) => return text(StatusCode::BAD_REQUEST, "`redirect_uri` is no URL"),
        };
        response
    }

    fn token(&self, form: &Form) -> Response<Body> {
        match form.get("grant_type") {
            "authorization_code" => {
                let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
                let code = codes.remove(form.get("code"));
                drop(codes);
                let code = code.filter(|code| {
                    code.made.elapsed() < CODE_LIFE
                        && code.client == form.get("client_id")
                        && code.redirect == form.get("redirect_uri")
                        && pkce::fits(&code.challenge, form.get("code_verifier"))
                });
                match code {
                    Some(code) => self.issue(&code.subject, &code.client, &code.scope),
                    None => refused("invalid_grant"),
                }
            }
            // The client is who it says.
            "client_credentials" if !form.get("client_id").is_empty() => {
                let client = form.get("client_id");
                self.issue(client, client, form.get("scope"))
            }
            "client_credentials" => refused("invalid_client"),
            _ => refused("unsupported_grant_type"),
        }
    }

    fn issue(&self, subject: &str, client: &str, scope: &str) -> Response<Body> {
        let token = self
            .signer
            .token(&self.issuer, &self.resource, subject, client, scope);
        let Ok(token) = token else {
            return text(
                StatusCode::INTERNAL_SERVER_ERROR,
                "the token can't be signed",
            );
        };
        document(&json!({
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": token::LIFE.as_secs(),
            "scope": scope,
        }))
    }
}

/// RFC 7591: whoever asks is a client. Nothing is kept of it.
async fn register(request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    if let Err(denied) = guard::check_local(&parts) {
        return answer::denied(&denied);
    }
    let body = Limited::new(body, FORM).collect().await;
    let asked = body
        .ok()
        .and_then(|body| serde_json::from_slice(&body.to_bytes()).ok());
    let Some(Value::Object(mut client)) = asked else {
        return refused("invalid_client_metadata");
    };
    let Ok(id) = token::random() else {
        return text(StatusCode::INTERNAL_SERVER_ERROR, "no random numbers");
    };
    client.insert("client_id".into(), id.into());
    client.insert("token_endpoint_auth_method".into(), "none".into());
    let mut response = document(&Value::Object(client));
    *response.status_mut() = StatusCode::CREATED;
    response
}

/// A browser is sent to this machine alone, or to an application that has a scheme of its own.
fn is_redirect(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else {
        return false;
    };
    match &*scheme.to_ascii_lowercase() {
        "http" | "https" => {
            let host = rest
                .strip_prefix("//")
                .and_then(|rest| rest.split(['/', '?', '#']).next());
            let host = host.map(|host| host.rsplit_once(':').map_or(host, |(host, _)| host));
            matches!(host, Some("127.0.0.1" | "localhost" | "[::1]"))
        }
        "javascript" | "data" | "vbscript" | "file" | "blob" => false,
        scheme => scheme.contains('.') || scheme == "vscode" || scheme == "cursor",
    }
}

/// An answer to those on this machine.
fn local(request: Request<Body>, answer: impl FnOnce(&Parts) -> Response<Body>) -> Response<Body> {
    let (parts, _) = request.into_parts();
    match guard::check_local(&parts) {
        Ok(()) => answer(&parts),
        Err(denied) => answer::denied(&denied),
    }
}

async fn with_form(
    request: Request<Body>,
    answer: impl FnOnce(&Form) -> Response<Body>,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    if let Err(denied) = guard::check_local(&parts) {
        return answer::denied(&denied);
    }
    let body = Limited::new(body, FORM)
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes);
    match body.as_deref().map(std::str::from_utf8) {
        Ok(Ok(form)) => answer(&Form::parse(form)),
        _ => refused("invalid_request"),
    }
}

fn document(document: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(document.to_string()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Clients in a browser read it, too: those of this machine alone.
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// RFC 6749, section 5.2.
fn refused(error: &str) -> Response<Body> {
    let mut response = document(&json!({ "error": error }));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}

#[cfg(test)]
mod tests {
    use super::is_redirect;

    #[test]
    fn a_browser_is_sent_nowhere_else() {
        for good in [
            "http://127.0.0.1:4711/callback",
            "http://localhost/callback?x=1",
            "http://[::1]:8000/",
            "com.example.app:/callback",
            "cursor://anysphere.cursor-mcp/oauth",
        ] {
            assert!(is_redirect(good), "{good}");
        }
        for bad in [
            "",
            "/callback",
            "https://evil.example.com/",
            "http://localhost.evil.example.com/",
            "http://127.0.0.1@evil.example.com/",
            "http:evil",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            assert!(!is_redirect(bad), "{bad}");
        }
    }
}
