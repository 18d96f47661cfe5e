//! The instruments, as Prometheus reads them.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelKey, LabelKeyEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::exemplar::HistogramWithExemplars;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit as PrometheusUnit};

use super::instruments::{Instrument, Kind, Labels, Sink, Unit};
use crate::server::Server;

/// Counts and times requests for [Prometheus](https://prometheus.io), once it is
/// [set](crate::Server::metrics).
///
/// | metric | |
/// |---|---|
/// | `mcp_server_operation_duration_seconds` | how long requests take, and with `_count` how many there are; a histogram, with traces as exemplars |
/// | `mcp_server_active_operations` | requests that are being answered; a gauge |
/// | `mcp_server_operation_arguments_size_bytes` | how large arguments of calls are; a histogram |
/// | `mcp_server_operation_result_size_bytes` | how large results of calls are; a histogram |
/// | `mcp_server_refused_requests_total` | requests that are refused before they are carried out, by `reason`; a counter |
/// | `mcp_server_earlier_clients_total` | sessions that clients of earlier revisions begin, by `mcp_protocol_version`, `client` and `client_version`; a counter |
/// | `mcp_server_tasks_created_total` | [tasks](crate::guide::tasks) that calls became, by `gen_ai_tool_name`; a counter |
/// | `mcp_server_tasks_attempts_total` | times that a worker of this process began to work on one, by `gen_ai_tool_name`; a counter |
/// | `mcp_server_tasks_ended_total` | tasks that have come to their end, by `gen_ai_tool_name` and `outcome` (`completed`, `failed`, `cancelled`); a counter |
/// | `mcp_server_tasks_live` | tasks that have not ended, by `state` (`queued`, `running`, `input_required`); a gauge |
/// | `mcp_server_tasks_oldest_queued_seconds` | how long the task has waited for a worker that has waited the longest; a gauge |
///
/// The last two are counted in the store every 15 seconds or less often, and are of all instances
/// that share it: take the maximum over them, and not the sum.
///
/// The metrics of requests are labelled by `mcp_method_name`, `mcp_protocol_version`,
/// `network_transport`, and one of `gen_ai_tool_name`, `gen_ai_prompt_name` and `mcp_resource_uri`,
/// the last being the URI or the template as it was declared, and of a [view](crate::guide::apps)
/// `ui://package/name.{hash}.html`. The duration of a request that failed has an `error_type`, too:
/// `tool_error`, the code of a JSON-RPC error, `timeout`, or `cancelled` when its client went away.
/// So there are as many time series as there are declarations and ways to fail, whatever clients
/// send: a method that the server doesn't have is `_OTHER`.
///
/// A request that is refused for one of these reasons is in no other metric: `unauthenticated`,
/// `insufficient_scope`, `host`, `origin`, `form` (its size, media type or HTTP method),
/// `header_mismatch`, `parse`, `version`, `rate` (its caller came too often) and `room` (the server
/// is busy).
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
/// let server = Hello::new().metrics(&metrics);
/// // On a port of its own, which only Prometheus reaches.
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:9000").await?;
/// tokio::spawn(axum::serve(listener, metrics.into_router()).into_future());
/// server.serve("127.0.0.1:8000").await?;
/// # Ok(())
/// # }
/// ```
///
/// A server that ends its `main` with [`Server::main`](crate::Server::main) does the same when it
/// is started with `--metrics`. What it exports by OTLP has the same numbers.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Families>);

/// The labels of a time series; a dot in a name becomes an underscore.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key(&'static str);

type Series = Vec<(Key, Cow<'static, str>)>;
type Example = Vec<(&'static str, String)>;
type Histograms = Family<Series, HistogramWithExemplars<Example>, Bounds>;

#[derive(Clone, Copy)]
struct Bounds(&'static [f64]);

impl MetricConstructor<HistogramWithExemplars<Example>> for Bounds {
    fn new_metric(&self) -> HistogramWithExemplars<Example> {
        HistogramWithExemplars::new(self.0.iter().copied())
    }
}

impl EncodeLabelKey for Key {
    fn encode(&self, encoder: &mut LabelKeyEncoder<'_>) -> fmt::Result {
        use fmt::Write as _;
        for c in self.0.chars() {
            encoder.write_char(if c == '.' { '_' } else { c })?;
        }
        Ok(())
    }
}

/// The time series of an instrument.
enum SeriesOf {
    Histogram(Histograms),
    Counter(Family<Series, Counter>),
    Level(Family<Series, Gauge>),
}

struct Families {
    registry: Registry,
    /// In the order of the instruments.
    all: [SeriesOf; Instrument::ALL.len()],
}

impl fmt::Debug for Families {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Families").finish_non_exhaustive()
    }
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
        let mut registry = Registry::default();
        let all = Instrument::ALL.map(|instrument| register(&mut registry, instrument));
        Self(Arc::new(Families { registry, all }))
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
    /// let client = Client::new(Hello::new().metrics(&metrics));
    /// client.call_tool::<hello>(json!({})).await;
    /// let count = r#"mcp_server_operation_duration_seconds_count{mcp_method_name="tools/call",gen_ai_tool_name="hello",mcp_protocol_version="2026-07-28"} 1"#;
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

/// Makes the time series of an instrument known to Prometheus.
fn register(registry: &mut Registry, instrument: Instrument) -> SeriesOf {
    let declared = instrument.declared();
    let name = declared.name.replace('.', "_");
    let unit = match declared.unit {
        Unit::Seconds => Some(PrometheusUnit::Seconds),
        Unit::Bytes => Some(PrometheusUnit::Bytes),
        Unit::Of(_) => None,
    };
    let help = declared.help;
    macro_rules! family {
        ($kind:ident, $family:expr) => {{
            let family = $family;
            match unit {
                Some(unit) => registry.register_with_unit(name, help, unit, family.clone()),
                None => registry.register(name, help, family.clone()),
            }
            SeriesOf::$kind(family)
        }};
    }
    match declared.kind {
        Kind::Histogram(bounds) => {
            family!(Histogram, Histograms::new_with_constructor(Bounds(bounds)))
        }
        Kind::Counter => family!(Counter, Family::<Series, Counter>::default()),
        Kind::Level => family!(Level, Family::<Series, Gauge>::default()),
    }
}

fn series(labels: &Labels) -> Series {
    let pair = |(name, value): &(&'static str, Cow<'static, str>)| (Key(name), value.clone());
    labels.iter().map(pair).collect()
}

impl Sink for Metrics {
    fn observe(&self, instrument: Instrument, value: f64, labels: &Labels, trace: Option<&str>) {
        if let SeriesOf::Histogram(family) = &self.0.all[instrument as usize] {
            let example = trace.map(|id| vec![("trace_id", id.to_owned())]);
            let histogram = family.get_or_create_owned(&series(labels));
            histogram.observe(value, example, None);
        }
    }

    fn add(&self, instrument: Instrument, value: i64, labels: &Labels) {
        let labels = series(labels);
        match &self.0.all[instrument as usize] {
            SeriesOf::Counter(family) => {
                let counter = family.get_or_create_owned(&labels);
                counter.inc_by(value.unsigned_abs());
            }
            SeriesOf::Level(family) => {
                family.get_or_create_owned(&labels).inc_by(value);
            }
            SeriesOf::Histogram(_) => {}
        }
    }
}

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Counts and times its requests; see [`Metrics`].
    #[must_use]
    pub fn metrics(mut self, metrics: &Metrics) -> Self {
        self.sinks.push(Arc::new(metrics.clone()));
        self
    }
}
