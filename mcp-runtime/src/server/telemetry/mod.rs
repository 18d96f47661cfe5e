//! Telemetry: each request as a span, in the metrics, and as a line of the access log; only where
//! somebody listens.
//!
//! A transport says how a request comes ([`Arrival`]), the dispatch what it asks for, and the call
//! how it ends. An [`Observation`] takes it all in, and tells it when it is dropped, which no
//! request escapes. What is measured is declared once, in `instruments.rs`, and told to each
//! reader in the same words.

mod access;
mod arrival;
mod caller;
mod carrier;
mod configure;
mod content;
mod end;
mod instruments;
pub(crate) mod names;
mod observer;
#[cfg(feature = "otlp")]
mod otlp;
#[cfg(feature = "opentelemetry")]
mod parent;
#[cfg(feature = "prometheus")]
mod prometheus;
mod request;
mod span;
mod subject;
mod tasks;

#[cfg(feature = "cli")]
pub(crate) use access::TARGET as ACCESS;
pub(crate) use arrival::Arrival;
#[cfg(all(feature = "cli", any(feature = "prometheus", feature = "otlp")))]
pub(crate) use instruments::Instrument;
#[cfg(any(feature = "http", feature = "cli"))]
pub(crate) use instruments::Refused;
pub(crate) use instruments::Sink;
pub(crate) use observer::{Observer, TelemetrySettings};
#[cfg(feature = "otlp")]
pub use otlp::{Telemetry, TelemetryError};
#[cfg(feature = "prometheus")]
pub use prometheus::Metrics;
pub(crate) use request::Observation;
pub(crate) use subject::Subject;
pub(crate) use tasks::Census;
