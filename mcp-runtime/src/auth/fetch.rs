//! Requests to authorization servers: small JSON documents over https, with limits on time and
//! size, and without redirects.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use http::{HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::de::DeserializeOwned;

use super::resource::is_secure;

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(5);

/// How large an answer may be, in bytes.
const SIZE: usize = 256 << 10;

/// A client that speaks to authorization servers.
#[derive(Clone, Debug)]
pub(super) struct Fetch {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

/// A document, and for how long its sender says that it is good.
pub(super) struct Fetched<T> {
    pub(super) document: T,
    pub(super) max_age: Option<Duration>,
}

impl Fetch {
    /// Trusts the certificates that the system trusts.
    pub(super) fn new() -> Result<Self, crate::Error> {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(LIMIT));
        let provider = rustls::crypto::ring::default_provider();
        // Loopback may do without TLS: which URLs may is what `send` checks.
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(provider)
            .map_err(|e| format!("the system's certificates can't be read: {e}"))?
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(4)
            .build(connector);
        Ok(Self { client })
    }

    /// A JSON document.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        url: &str,
    ) -> Result<Fetched<T>, crate::Error> {
        let request = Request::builder()
            .method(Method::GET)
            .uri(url)
            .header(ACCEPT, "application/json")
            .body(Full::default())?;
        self.send(url, request).await
    }

    /// Posts a form, with a credential if it needs one, and returns the JSON document that comes back.
    pub(super) async fn post_form<T: DeserializeOwned>(
        &self,
        url: &str,
        authorization: Option<&HeaderValue>,
        form: String,
    ) -> Result<T, crate::Error> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(url)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::from(form))?;
        if let Some(credential) = authorization {
            let headers = request.headers_mut();
            headers.insert(http::header::AUTHORIZATION, credential.clone());
        }
        Ok(self.send(url, request).await?.document)
    }

    async fn send<T: DeserializeOwned>(
        &self,
        url: &str,
        request: Request<Full<Bytes>>,
    ) -> Result<Fetched<T>, crate::Error> {
        if !is_secure(url) {
            return Err(format!("`{url}` is not https (http is for loopback)").into());
        }
        let answer = async {
            let response = self.client.request(request).await.map_err(|e| {
                // The client's own text says only that it failed to connect.
                let reason =
                    std::error::Error::source(&e).map_or(String::new(), |s| format!(": {s}"));
                format!("{url} can't be reached: {e}{reason}")
            })?;
            let (parts, body) = response.into_parts();
            if parts.status.is_redirection() {
                let to = parts.headers.get(LOCATION).and_then(|to| to.to_str().ok());
                let to = to.unwrap_or("nowhere");
                return Err(format!(
                    "{url} redirects to {to}, which isn't followed: configure the URL itself"
                )
                .into());
            }
            if parts.status != StatusCode::OK {
                return Err(format!("{url} answers with {}", parts.status).into());
            }
            let max_age = parts.headers.get(CACHE_CONTROL).and_then(max_age);
            let body = Limited::new(body, SIZE).collect().await;
            let body = body.map_err(|e| format!("the answer of {url} can't be read: {e}"))?;
            let document = serde_json::from_slice(&body.to_bytes())
                .map_err(|e| format!("the answer of {url} isn't what it should be: {e}"))?;
            Ok(Fetched { document, max_age })
        };
        match tokio::time::timeout(LIMIT, answer).await {
            Ok(answer) => answer,
            Err(_) => Err(format!("{url} doesn't answer within {LIMIT:?}").into()),
        }
    }
}

/// A token of the issuer for development that a server on this machine brings along.
#[cfg(all(feature = "cli", any(debug_assertions, feature = "playground")))]
pub(crate) async fn dev_token(
    address: std::net::SocketAddr,
    subject: &str,
    scope: &str,
) -> Result<String, crate::Error> {
    #[derive(serde::Deserialize)]
    struct Issued {
        access_token: String,
    }
    let form = format!(
        "grant_type=client_credentials&client_id={}&scope={}",
        super::encoded(subject),
        super::encoded(scope)
    );
    let url = format!("http://{address}/auth-dev/token");
    let issued: Issued = Fetch::new()?.post_form(&url, None, form).await?;
    Ok(issued.access_token)
}

/// The `max-age` of a `Cache-Control`; nothing is kept where that says `no-store` or `no-cache`.
fn max_age(value: &HeaderValue) -> Option<Duration> {
    let directives = value.to_str().ok()?.split(',').map(str::trim);
    let mut age = None;
    for directive in directives {
        if directive.eq_ignore_ascii_case("no-store") || directive.eq_ignore_ascii_case("no-cache")
        {
            return Some(Duration::ZERO);
        }
        if let Some((name, seconds)) = directive.split_once('=')
            && name.eq_ignore_ascii_case("max-age")
        {
            age = seconds
                .trim_matches('"')
                .parse()
                .ok()
                .map(Duration::from_secs);
        }
    }
    age
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_a_document_is_good_is_what_its_sender_says() {
        let age = |value| max_age(&HeaderValue::from_static(value)).map(|age| age.as_secs());
        assert_eq!(age("public, Max-Age=3600"), Some(3600));
        assert_eq!(age("max-age=60, no-cache"), Some(0));
        assert_eq!(age("no-store"), Some(0));
        assert_eq!(age("public"), None);
        assert_eq!(age("max-age=soon"), None);
    }
}
