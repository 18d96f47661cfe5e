#![allow(clippy::unwrap_used)]
mod metrics;
mod spans;
mod telemetry;
