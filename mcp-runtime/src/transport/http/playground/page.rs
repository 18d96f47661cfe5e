//! The page's files, and the headers that they are sent with.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderValue, Request, Response, StatusCode};

use super::PATH;
use crate::transport::http::{answer, guard};

const INDEX: &str = include_str!("page/index.html");

macro_rules! files {
    ($($name:literal),+ $(,)?) => { &[$(($name, include_str!(concat!("page/", $name)))),+] };
}

const FILES: &[(&str, &str)] = files![
    "app_host.js",
    "app_panel.js",
    "caller.js",
    "caller_view.js",
    "changes.js",
    "client.js",
    "controls.js",
    "conversation.js",
    "dom.js",
    "earlier.js",
    "exchange.js",
    "form.js",
    "json.js",
    "main.js",
    "panels.js",
    "questions.js",
    "result.js",
    "run.js",
    "schema.js",
    "settings.js",
    "style.css",
    "task.js",
    "template.js",
];

/// The page with what it has to know.
pub(super) struct Page {
    index: String,
    /// The scopes that callers need for each item, as JSON.
    needs: String,
    policy: HeaderValue,
}

impl Page {
    /// `tokens` says where callers get tokens, and `needs` what for.
    pub(super) fn new(
        endpoint: &str,
        sandbox: SocketAddr,
        tokens: &'static str,
        needs: String,
    ) -> Self {
        let sandbox = format!("http://{sandbox}");
        // Nothing but its own files runs, and no text becomes markup: that takes trusted types, of
        // which there are none.
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src \
             data:; media-src data:; frame-src {sandbox}; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        );
        Self {
            index: INDEX
                .replace("{endpoint}", &attribute(endpoint))
                .replace("{sandbox}", &sandbox)
                .replace("{tokens}", tokens),
            needs,
            policy: HeaderValue::try_from(policy).expect("an address is ASCII"),
        }
    }

    pub(super) fn routes(self) -> Router {
        let page = Arc::new(self);
        let answered = get(async move |request: Request<Body>| page.answer(request));
        Router::new()
            .route(PATH, answered.clone())
            .route(&format!("{PATH}/{{file}}"), answered)
    }

    fn answer(&self, request: Request<Body>) -> Response<Body> {
        let (parts, _) = request.into_parts();
        if let Err(denied) = guard::check_local(&parts) {
            return answer::denied(&denied);
        }
        let file = parts
            .uri
            .path()
            .strip_prefix(PATH)
            .unwrap_or_default()
            .trim_start_matches('/');
        let (name, text) = match FILES.iter().find(|(name, _)| *name == file) {
            Some((name, text)) => (*name, Body::from(*text)),
            None if file.is_empty() => ("index.html", Body::from(self.index.clone())),
            None if file == "needs.json" => (file, Body::from(self.needs.clone())),
            None => {
                let mut response = Response::new(Body::from("The playground has no such file"));
                *response.status_mut() = StatusCode::NOT_FOUND;
                return response;
            }
        };
        let media = match name.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("json") => "application/json",
            _ => "text/html; charset=utf-8",
        };
        let mut response = Response::new(text);
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        for (name, value) in [
            (CONTENT_TYPE, media),
            // A server that was built anew has another page.
            (CACHE_CONTROL, "no-store"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (X_FRAME_OPTIONS, "DENY"),
            (REFERRER_POLICY, "no-referrer"),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                "same-origin",
            ),
            (HeaderName::from_static("origin-agent-cluster"), "?1"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// As the value of an attribute in double quotes.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}
