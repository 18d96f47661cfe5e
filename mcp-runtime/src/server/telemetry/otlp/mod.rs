//! Traces, metrics and logs, sent to a collector by OTLP.

mod checked;
mod client;
mod environment;
mod meters;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::propagation::TextMapCompositePropagator;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{
    ExporterBuildError, LogExporter, MetricExporter, SpanExporter, WithHttpConfig as _,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::{Instrument, SdkMeterProvider, Stream};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{FilterFn, filter_fn};
use tracing_subscriber::registry::LookupSpan;

use self::client::Client;
use self::environment::{Signal, Wanted};
use self::meters::Meters;
use crate::server::Server;

/// Time series of one instrument: more than any server declares, and a bound on memory.
const MOST_SERIES: usize = 20_000;

/// The export of a program to an OpenTelemetry collector: the traces, the metrics and the logs of
/// its servers, as environment variables say.
///
/// [`Server::main`] does all of this by itself. A program with a `main` of its own does it once,
/// before it serves:
///
/// ```no_run
/// use std::time::Duration;
///
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::server::Telemetry;
/// use tracing_subscriber::layer::SubscriberExt as _;
/// use tracing_subscriber::util::SubscriberInitExt as _;
///
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// # async fn run() -> mcp_runtime::Result<()> {
/// let telemetry = Telemetry::from_env()?;
/// tracing_subscriber::registry().with(telemetry.layer()).init();
/// Hello::new().telemetry(&telemetry).serve("127.0.0.1:8000").await?;
/// telemetry.shutdown(Duration::from_secs(5)).await;
/// # Ok(())
/// # }
/// ```
///
/// | variable | |
/// |---|---|
/// | `OTEL_EXPORTER_OTLP_ENDPOINT` | the collector, such as `http://collector:4318`; without it, nothing is sent |
/// | `OTEL_EXPORTER_OTLP_{TRACES,METRICS,LOGS}_ENDPOINT` | another URL for one of the three, as it is |
/// | `OTEL_SDK_DISABLED` | `true`: nothing is sent |
/// | `OTEL_{TRACES,METRICS,LOGS}_EXPORTER` | `none`: nothing of these is sent |
/// | `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES` | the service; its name is the server's unless set |
/// | `OTEL_TRACES_SAMPLER`, `OTEL_TRACES_SAMPLER_ARG` | which traces are kept |
/// | `OTEL_PROPAGATORS` | how a client's trace is read: `tracecontext`, `baggage`, `none` |
/// | `OTEL_EXPORTER_OTLP_{HEADERS,TIMEOUT,COMPRESSION}` | for each request to the collector; `gzip` |
/// | `OTEL_EXPORTER_OTLP_PROTOCOL` | `http/protobuf`, which is the only one |
///
/// Queues are bounded: a collector that is away costs what it would have been sent, one warning in
/// the log, and no time of any request.
#[derive(Clone)]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
    metrics: Option<SdkMeterProvider>,
    logs: Option<SdkLoggerProvider>,
}

/// Why nothing can be sent: a variable of the environment, which the message names.
#[derive(Debug)]
pub struct TelemetryError(String);

impl fmt::Display for TelemetryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TelemetryError {}

impl From<ExporterBuildError> for TelemetryError {
    fn from(error: ExporterBuildError) -> Self {
        Self(format!("nothing can be sent by OTLP: {error}"))
    }
}

impl fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telemetry")
            .field("traces", &self.traces.is_some())
            .field("metrics", &self.metrics.is_some())
            .field("logs", &self.logs.is_some())
            .finish()
    }
}

impl Telemetry {
    /// Reads the environment. The service has the program's name unless it is set.
    ///
    /// # Errors
    ///
    /// When a variable asks for something that isn't there, and outside of a tokio runtime.
    pub fn from_env() -> Result<Self, TelemetryError> {
        let program = std::env::current_exe().ok();
        let name = program
            .as_deref()
            .and_then(|path| path.file_stem()?.to_str());
        Self::of_service(name.unwrap_or("mcp-server"), None)
    }

    /// The same, of a service with a name and a version.
    pub(crate) fn of_service(name: &str, version: Option<&str>) -> Result<Self, TelemetryError> {
        let var = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let wanted = Wanted::read(&var).map_err(TelemetryError)?;
        let mut telemetry = Self {
            traces: None,
            metrics: None,
            logs: None,
        };
        if !wanted.any() {
            return Ok(telemetry);
        }
        checked::check(wanted, &var).map_err(TelemetryError)?;
        let propagators = TextMapCompositePropagator::new(wanted.propagators());
        opentelemetry::global::set_text_map_propagator(propagators);
        let resource = resource(name, version, &var);
        let client = |signal: Signal| Client::new(signal.timeout(&var)).map_err(TelemetryError);
        if wanted.traces {
            let exporter = SpanExporter::builder().with_http();
            let exporter = exporter.with_http_client(client(Signal::Traces)?).build()?;
            let provider = SdkTracerProvider::builder().with_resource(resource.clone());
            telemetry.traces = Some(provider.with_batch_exporter(exporter).build());
        }
        if wanted.metrics {
            let exporter = MetricExporter::builder().with_http();
            let exporter = exporter
                .with_http_client(client(Signal::Metrics)?)
                .build()?;
            let provider = SdkMeterProvider::builder().with_resource(resource.clone());
            let provider = provider.with_view(bounded).with_periodic_exporter(exporter);
            telemetry.metrics = Some(provider.build());
        }
        if wanted.logs {
            let exporter = LogExporter::builder().with_http();
            let exporter = exporter.with_http_client(client(Signal::Logs)?).build()?;
            let provider = SdkLoggerProvider::builder().with_resource(resource);
            telemetry.logs = Some(provider.with_batch_exporter(exporter).build());
        }
        Ok(telemetry)
    }

    /// Whether anything is sent.
    pub fn is_on(&self) -> bool {
        self.traces.is_some() || self.metrics.is_some() || self.logs.is_some()
    }

    /// The layer of a `tracing` subscriber that sends spans and events, from `INFO` up.
    pub fn layer<S>(&self) -> impl Layer<S> + Send + Sync + use<S>
    where
        S: Subscriber + Send + Sync + for<'span> LookupSpan<'span>,
    {
        let spans = self.traces.as_ref().map(|provider| {
            tracing_opentelemetry::layer()
                .with_tracer(provider.tracer("mcp-runtime"))
                .with_location(false)
                .with_threads(false)
                .with_target(false)
                .with_level(false)
                .with_tracked_inactivity(false)
                .with_filter(only(What::Spans))
        });
        let events = self.logs.as_ref().map(|provider| {
            OpenTelemetryTracingBridge::new(provider).with_filter(only(What::Events))
        });
        Layer::and_then(spans, events)
    }

    /// Sends what has been collected, and then nothing any more. Waits no longer than that for a
    /// collector that doesn't answer.
    pub async fn shutdown(&self, within: Duration) {
        let Self {
            traces,
            metrics,
            logs,
        } = self.clone();
        let (done, all_done) = tokio::sync::oneshot::channel();
        // On a thread of its own, for which nobody waits when the process ends.
        let sending = std::thread::spawn(move || {
            std::thread::scope(|scope| {
                // What can't be sent has been told by the client.
                if let Some(traces) = &traces {
                    scope.spawn(|| drop(traces.shutdown_with_timeout(within)));
                }
                if let Some(metrics) = &metrics {
                    scope.spawn(|| drop(metrics.shutdown_with_timeout(within)));
                }
                if let Some(logs) = &logs {
                    scope.spawn(|| drop(logs.shutdown_with_timeout(within)));
                }
            });
            let _ = done.send(());
        });
        let _ = tokio::time::timeout(within, all_done).await;
        drop(sending);
    }
}

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Measures its requests for a collector; see [`Telemetry`]. Spans and logs come by the
    /// [layer](Telemetry::layer).
    #[must_use]
    pub fn telemetry(mut self, telemetry: &Telemetry) -> Self {
        if let Some(provider) = &telemetry.metrics {
            self.sinks.push(Arc::new(Meters::new(provider)));
        }
        self
    }
}

/// The events that a layer receives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Spans,
    Events,
}

/// From `INFO` up, and nothing of those who send it.
fn only(what: What) -> FilterFn<impl Fn(&Metadata<'_>) -> bool + Clone> {
    const SENDERS: [&str; 5] = ["hyper", "h2", "rustls", "opentelemetry", "tower"];
    let is_sender = |target: &str| {
        let root = target.split("::").next().unwrap_or_default();
        SENDERS.iter().any(|sender| root.starts_with(sender))
    };
    filter_fn(move |metadata: &Metadata<'_>| {
        metadata.is_span() == (what == What::Spans)
            && *metadata.level() <= tracing::Level::INFO
            && !is_sender(metadata.target())
    })
}

/// As many time series as a server can have, and no more.
fn bounded(_: &Instrument) -> Option<Stream> {
    let stream = Stream::builder().with_cardinality_limit(MOST_SERIES);
    stream.build().ok()
}

/// The service, which the environment may name and describe.
fn resource(name: &str, version: Option<&str>, var: &dyn Fn(&str) -> Option<String>) -> Resource {
    let mut resource = Resource::builder();
    let attributes = var("OTEL_RESOURCE_ATTRIBUTES").unwrap_or_default();
    let says = |key: &str| {
        let mut keys = attributes
            .split(',')
            .filter_map(|pair| pair.split_once('='));
        keys.any(|(name, _)| name.trim() == key)
    };
    if var("OTEL_SERVICE_NAME").is_none() && !says("service.name") {
        resource = resource.with_service_name(name.to_owned());
    }
    if let Some(version) = version.filter(|_| !says("service.version")) {
        resource = resource.with_attribute(KeyValue::new("service.version", version.to_owned()));
    }
    resource.build()
}
