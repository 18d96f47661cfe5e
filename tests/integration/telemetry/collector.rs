//! A collector: it takes what a server sends by OTLP, as HTTP with protobuf.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use axum::serve::Listener;
use bytes::Bytes;
use flate2::read::GzDecoder;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::metrics::v1::Metric;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

/// Long enough for any machine.
pub(super) const BOUND: Duration = Duration::from_secs(30);

/// The telemetry that has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// The attributes of the service.
    pub(super) service: BTreeMap<String, String>,
    pub(super) spans: Vec<Span>,
    /// As they were the last time.
    pub(super) metrics: Vec<Metric>,
    pub(super) logs: Vec<LogRecord>,
    /// The headers of the last request.
    pub(super) headers: HeaderMap,
}

/// A collector on loopback, until it is dropped.
pub(super) struct Collector {
    pub(super) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    _serving: AbortOnDropHandle<()>,
}

impl Collector {
    pub(super) async fn start() -> Self {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    pub(super) async fn start_at(address: SocketAddr) -> Self {
        let until = Instant::now() + BOUND;
        // A port that was used a moment ago may not be free at once.
        let listener = loop {
            match TcpListener::bind(address).await {
                Ok(listener) => break listener,
                Err(e) => assert!(Instant::now() < until, "{address}: {e}"),
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        Self::on(listener).unwrap()
    }

    /// The same, on connections of any kind.
    pub(super) fn on<L>(listener: L) -> io::Result<Self>
    where
        L: Listener<Addr = SocketAddr>,
    {
        let address = listener.local_addr()?;
        let seen = Arc::<Mutex<Seen>>::default();
        let router = Router::new()
            .route("/v1/traces", post(traces))
            .route("/v1/metrics", post(metrics))
            .route("/v1/logs", post(logs))
            .with_state(seen.clone());
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Ok(Self {
            address,
            seen,
            _serving: AbortOnDropHandle::new(serving),
        })
    }

    /// The variables by which a server finds it.
    pub(super) fn variables(&self) -> Vec<(String, String)> {
        let endpoint = format!("http://{}", self.address);
        vec![("OTEL_EXPORTER_OTLP_ENDPOINT".to_owned(), endpoint)]
    }

    pub(super) fn seen(&self) -> Seen {
        self.seen.lock().unwrap().clone()
    }

    /// Waits for enough telemetry, and returns it.
    pub(super) async fn until(&self, is_enough: impl Fn(&Seen) -> bool) -> Seen {
        let until = Instant::now() + BOUND;
        loop {
            let seen = self.seen();
            if is_enough(&seen) {
                return seen;
            }
            assert!(Instant::now() < until, "{seen:#?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

type Shared = State<Arc<Mutex<Seen>>>;

fn read<M: Message + Default>(seen: &Mutex<Seen>, headers: HeaderMap, body: Bytes) -> M {
    let is_zipped = headers.get("content-encoding").is_some();
    seen.lock().unwrap().headers = headers;
    if !is_zipped {
        return M::decode(body).unwrap();
    }
    let mut plain = Vec::new();
    GzDecoder::new(&body[..]).read_to_end(&mut plain).unwrap();
    M::decode(&plain[..]).unwrap()
}

async fn traces(State(seen): Shared, headers: HeaderMap, body: Bytes) {
    let request: ExportTraceServiceRequest = read(&seen, headers, body);
    let mut seen = seen.lock().unwrap();
    for sent in request.resource_spans {
        seen.service = attributes(&sent.resource.unwrap().attributes);
        seen.spans
            .extend(sent.scope_spans.into_iter().flat_map(|scope| scope.spans));
    }
}

async fn metrics(State(seen): Shared, headers: HeaderMap, body: Bytes) {
    let request: ExportMetricsServiceRequest = read(&seen, headers, body);
    let all = request
        .resource_metrics
        .into_iter()
        .flat_map(|sent| sent.scope_metrics);
    seen.lock().unwrap().metrics = all.flat_map(|scope| scope.metrics).collect();
}

async fn logs(State(seen): Shared, headers: HeaderMap, body: Bytes) {
    let request: ExportLogsServiceRequest = read(&seen, headers, body);
    let all = request
        .resource_logs
        .into_iter()
        .flat_map(|sent| sent.scope_logs);
    let records = all.flat_map(|scope| scope.log_records);
    seen.lock().unwrap().logs.extend(records);
}

pub(super) fn attributes(pairs: &[KeyValue]) -> BTreeMap<String, String> {
    let pair = |pair: &KeyValue| (pair.key.clone(), text(pair.value.as_ref()));
    pairs.iter().map(pair).collect()
}

fn text(value: Option<&AnyValue>) -> String {
    match value.and_then(|value| value.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::DoubleValue(number)) => number.to_string(),
        Some(Value::BoolValue(yes)) => yes.to_string(),
        other => format!("{other:?}"),
    }
}

pub(super) fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}
