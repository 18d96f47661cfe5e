//! Calls as Prometheus counts them, with the names of OpenTelemetry's conventions for MCP.
//!
//! Source: <https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/>.

use std::borrow::Cow;
use std::sync::Arc;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use tokio::time::Instant;

use super::{CallInfo, CallResponse, Middleware, Next, Server};
use crate::protocol::ErrorCode;
use crate::response::Outcome;

/// In seconds, as the convention says.
const DURATIONS: [f64; 14] = [
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0,
];

/// Counts and times calls for [Prometheus](https://prometheus.io). It is a [`Middleware`]: the
/// first of several sees what the others refuse, too.
///
/// | metric | |
/// |---|---|
/// | `mcp_server_operation_duration_seconds` | how long calls take, and with `_count` how many there are; a histogram |
/// | `mcp_server_active_operations` | calls that are running; a gauge |
/// | `mcp_server_operation_arguments_size_bytes` | how large arguments are; a histogram |
/// | `mcp_server_operation_result_size_bytes` | how large results are; a histogram |
/// | `mcp_server_refused_operations_total` | calls that a [limit](crate::Server::max_calls) refused; a counter |
/// | `mcp_server_earlier_clients_total` | sessions that clients of earlier revisions began, by `mcp_protocol_version`; a counter |
///
/// Each is labelled by `mcp_method_name` and one of `gen_ai_tool_name`, `gen_ai_prompt_name` and
/// `mcp_resource_uri`, the last being the URI or the template as it was declared, and of a
/// [view](crate::guide::apps) `ui://package/name.{hash}.html`. The duration of a call that failed
/// has an `error_type`, too: `tool_error`, the code of a JSON-RPC error, `timeout`, `cancelled`
/// when its client went away, or `panic` of another middleware. Of a call that was refused, it is
/// `429` (too often) or `503` (no room); such a call is in no other metric. So there are as many
/// time series as there are declarations and ways to fail, whatever clients send. What is refused
/// before it is known to be a call is not counted.
///
/// ```no_run
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::server::Metrics;
///
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// # async fn run() -> mcp_runtime::Result<()> {
/// let metrics = Metrics::new();
/// let server = Hello::new().middleware(metrics.clone());
/// // On a port of its own, which only Prometheus reaches.
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:9000").await?;
/// tokio::spawn(axum::serve(listener, metrics.into_router()).into_future());
/// server.serve("127.0.0.1:8000").await?;
/// # Ok(())
/// # }
/// ```
///
/// A server that ends its `main` with [`Server::main`](crate::Server::main) does the same when it
/// is started with `--metrics`.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Families>);

type Labels = Vec<(&'static str, Cow<'static, str>)>;
type Histograms = Family<Labels, Histogram, fn() -> Histogram>;

#[derive(Debug)]
struct Families {
    registry: Registry,
    duration: Histograms,
    active: Family<Labels, Gauge>,
    arguments: Histograms,
    results: Histograms,
    refused: Family<Labels, Counter>,
    earlier: Family<Labels, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// The media type of [`text`](Self::text).
    pub const CONTENT_TYPE: &'static str =
        "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// Nothing is counted yet.
    pub fn new() -> Self {
        // From 64 bytes to 4 MiB, the greatest request unless set.
        let sizes: fn() -> Histogram = || Histogram::new(exponential_buckets(64.0, 4.0, 9));
        let duration = Histograms::new_with_constructor(|| Histogram::new(DURATIONS));
        let (arguments, results) = (
            Histograms::new_with_constructor(sizes),
            Histograms::new_with_constructor(sizes),
        );
        let active = Family::default();
        let mut registry = Registry::with_prefix("mcp_server");
        registry.register_with_unit(
            "operation_duration",
            "How long calls take",
            Unit::Seconds,
            duration.clone(),
        );
        registry.register(
            "active_operations",
            "Calls that are running",
            active.clone(),
        );
        registry.register_with_unit(
            "operation_arguments_size",
            "How large arguments are",
            Unit::Bytes,
            arguments.clone(),
        );
        registry.register_with_unit(
            "operation_result_size",
            "How large results are",
            Unit::Bytes,
            results.clone(),
        );
        let earlier = Family::default();
        registry.register(
            "earlier_clients",
            "Sessions that clients of earlier revisions began",
            earlier.clone(),
        );
        let refused = Family::default();
        registry.register(
            "refused_operations",
            "Calls that a limit refused",
            refused.clone(),
        );
        Self(Arc::new(Families {
            registry,
            duration,
            active,
            arguments,
            results,
            refused,
            earlier,
        }))
    }

    /// Returns the metrics as
    /// [OpenMetrics](https://prometheus.io/docs/specs/om/open_metrics_spec/) text, which Prometheus
    /// reads.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::server::Metrics;
    /// use mcp_runtime::testing::Client;
    ///
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let metrics = Metrics::new();
    /// let client = Client::new(Hello::new().middleware(metrics.clone()));
    /// client.call_tool::<hello>(json!({})).await;
    /// let count = r#"mcp_server_operation_duration_seconds_count{mcp_method_name="tools/call",gen_ai_tool_name="hello"} 1"#;
    /// assert!(metrics.text().contains(count));
    /// # }
    /// ```
    pub fn text(&self) -> String {
        let mut text = String::new();
        // A string takes everything.
        let _ = encode(&mut text, &self.0.registry);
        text
    }
}

impl Middleware for Metrics {
    async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
        let mut running = Running::new(&self.0, call);
        let answered = next.run().await;
        running.outcome = Some(answered.outcome());
        if let Some(size) = answered.size() {
            self.0
                .results
                .get_or_create(&running.labels)
                .observe(as_float(size));
        }
        answered
    }

    fn refused(&self, call: &CallInfo, code: ErrorCode) {
        let mut labels = labels(call);
        labels.push(("error_type", code.number().to_string().into()));
        self.0.refused.get_or_create(&labels).inc();
    }

    fn earlier_client(&self, revision: &'static str) {
        let labels: Labels = vec![("mcp_protocol_version", revision.into())];
        self.0.earlier.get_or_create(&labels).inc();
    }
}

/// Returns the labels of a call: its method, and its name if it is declared.
fn labels(call: &CallInfo) -> Labels {
    let mut labels: Labels = vec![("mcp_method_name", call.method().into())];
    if let Some(declared) = call.route() {
        let label = match call.method() {
            "tools/call" => "gen_ai_tool_name",
            "prompts/get" => "gen_ai_prompt_name",
            _ => "mcp_resource_uri",
        };
        labels.push((label, declared.to_owned().into()));
    }
    labels
}

/// A call that is counted when this is dropped, however it ended.
struct Running<'a> {
    families: &'a Families,
    call: &'a CallInfo,
    labels: Labels,
    active: Gauge,
    start: Instant,
    outcome: Option<Outcome>,
}

impl<'a> Running<'a> {
    fn new(families: &'a Families, call: &'a CallInfo) -> Self {
        let labels = labels(call);
        families
            .arguments
            .get_or_create(&labels)
            .observe(as_float(call.arguments_size()));
        let active = families.active.get_or_create_owned(&labels);
        active.inc();
        Self {
            families,
            call,
            labels,
            active,
            start: Instant::now(),
            outcome: None,
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let took = self.start.elapsed();
        let error: Option<Cow<'static, str>> = match self.outcome {
            Some(Outcome::Done | Outcome::Asked | Outcome::Task) => None,
            Some(Outcome::Failed) => Some("tool_error".into()),
            Some(Outcome::Refused(code)) => Some(code.number().to_string().into()),
            None if std::thread::panicking() => Some("panic".into()),
            None if took >= self.call.timeout() => Some("timeout".into()),
            None => Some("cancelled".into()),
        };
        self.active.dec();
        self.labels.extend(error.map(|error| ("error_type", error)));
        self.families
            .duration
            .get_or_create(&self.labels)
            .observe(took.as_secs_f64());
    }
}

/// No size has more digits than a float holds.
#[allow(clippy::cast_precision_loss)]
fn as_float(size: usize) -> f64 {
    size as f64
}

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Counts its calls, those that the program's own middleware refuses as well.
    #[cfg(feature = "cli")]
    pub(crate) fn counted_by(mut self, metrics: Metrics) -> Self {
        self.middleware.insert(0, Arc::new(metrics));
        self
    }
}
