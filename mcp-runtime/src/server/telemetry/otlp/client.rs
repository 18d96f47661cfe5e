//! The way to the collector. Requests are made on the server's own runtime, while the threads that
//! collect wait for them: those have none.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use opentelemetry_http::{HttpClient, HttpError};
use tokio::runtime::Handle;

#[cfg(not(feature = "otlp-tls"))]
type Connector = HttpConnector;
#[cfg(feature = "otlp-tls")]
type Connector = hyper_rustls::HttpsConnector<HttpConnector>;

/// The most that is read of an answer, in bytes.
const MOST: usize = 64 << 10;

/// Whether the collector was there the last time: all who send tell it once, together.
static IS_AWAY: AtomicBool = AtomicBool::new(false);

/// Sends to the collector.
#[derive(Clone, Debug)]
pub(super) struct Client {
    runtime: Handle,
    http: Arc<legacy::Client<Connector, Full<Bytes>>>,
    timeout: Duration,
}

impl Client {
    pub(super) fn new(timeout: Duration) -> Result<Self, String> {
        let runtime = Handle::try_current()
            .map_err(|_| "telemetry is sent by a tokio runtime, and there is none".to_owned())?;
        let http = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(2)
            .build(connector(timeout)?);
        Ok(Self {
            runtime,
            http: Arc::new(http),
            timeout,
        })
    }

    async fn send(self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let exchange = async {
            let response = self.http.request(request.map(Full::new)).await;
            let response = response.map_err(|e| {
                // Its own text says only that it failed to connect.
                let why = std::error::Error::source(&e).map(|why| format!(": {why}"));
                format!("{e}{}", why.unwrap_or_default())
            })?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, MOST).collect().await;
            let body = body.map_err(|e| e.to_string())?.to_bytes();
            Ok(Response::from_parts(parts, body))
        };
        tokio::time::timeout(self.timeout, exchange)
            .await
            .unwrap_or_else(|_| Err(format!("no answer within {:?}", self.timeout)))
    }
}

#[cfg(not(feature = "otlp-tls"))]
#[allow(clippy::unnecessary_wraps)] // The other one can fail.
fn connector(timeout: Duration) -> Result<Connector, String> {
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(timeout));
    Ok(connector)
}

#[cfg(feature = "otlp-tls")]
fn connector(timeout: Duration) -> Result<Connector, String> {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_connect_timeout(Some(timeout));
    let provider = rustls::crypto::ring::default_provider();
    let builder = hyper_rustls::HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(provider)
        .map_err(|e| format!("the system's certificates can't be read: {e}"))?;
    Ok(builder
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector))
}

/// Says it when the collector goes away, and when it is back; not each time.
fn tell(collector: &Uri, result: &Result<Response<Bytes>, String>) {
    let failure = match result {
        Ok(response) if response.status().is_success() => None,
        Ok(response) => Some(format!("it answers with {}", response.status())),
        Err(why) => Some(why.clone()),
    };
    let Some(why) = failure else {
        if IS_AWAY.swap(false, Relaxed) {
            tracing::info!("the collector takes telemetry again");
        }
        return;
    };
    if !IS_AWAY.swap(true, Relaxed) {
        // Without what may be secret in a URL.
        let host = collector.host().unwrap_or_default();
        let port = collector.port_u16().map(|port| format!(":{port}"));
        let port = port.unwrap_or_default();
        let tls = if collector.scheme_str() == Some("https") && !cfg!(feature = "otlp-tls") {
            " (https needs the feature `otlp-tls` of `mcp-runtime`)"
        } else {
            ""
        };
        tracing::warn!(
            "telemetry can't be sent to {host}{port}: {why}{tls}; it is dropped until that can be \
             done"
        );
    }
}

/// As `async_trait` writes it.
impl HttpClient for Client {
    fn send_bytes<'client, 'sending>(
        &'client self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'sending>>
    where
        'client: 'sending,
        Self: 'sending,
    {
        let (client, collector) = (self.clone(), request.uri().clone());
        Box::pin(async move {
            let runtime = client.runtime.clone();
            let sent = runtime.spawn(async move {
                let result = client.send(request).await;
                tell(&collector, &result);
                result
            });
            // A runtime that is gone sends nothing.
            Ok(sent.await??)
        })
    }
}
