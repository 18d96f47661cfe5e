//! The export that environment variables ask for.

use std::time::Duration;

use opentelemetry::propagation::TextMapPropagator;
use opentelemetry_sdk::propagation::{BaggagePropagator, TraceContextPropagator};

/// How long the collector may take, unless a variable says it.
const TIMEOUT: Duration = Duration::from_secs(10);

const PROTOCOL: &str = "http/protobuf";

/// One of the three things that are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    Traces,
    Metrics,
    Logs,
}

impl Signal {
    pub(super) const ALL: [Self; 3] = [Self::Traces, Self::Metrics, Self::Logs];

    /// As variables spell it.
    const fn name(self) -> &'static str {
        match self {
            Self::Traces => "TRACES",
            Self::Metrics => "METRICS",
            Self::Logs => "LOGS",
        }
    }

    /// The variable that is for this signal alone, such as `OTEL_EXPORTER_OTLP_LOGS_TIMEOUT`.
    pub(super) fn variable(self, what: &str) -> String {
        format!("OTEL_EXPORTER_OTLP_{}_{what}", self.name())
    }

    /// How long the collector may take.
    pub(super) fn timeout(self, var: Var<'_>) -> Duration {
        let millis = var(&self.variable("TIMEOUT")).or_else(|| var("OTEL_EXPORTER_OTLP_TIMEOUT"));
        let millis = millis.and_then(|text| text.trim().parse().ok());
        millis.map_or(TIMEOUT, Duration::from_millis)
    }
}

/// The signals to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Each is asked for by itself.
pub(super) struct Wanted {
    pub(super) traces: bool,
    pub(super) metrics: bool,
    pub(super) logs: bool,
    trace_context: bool,
    baggage: bool,
}

/// Gives the value of a variable that is set, and not to nothing.
pub(super) type Var<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Wanted {
    pub(super) fn read(var: Var<'_>) -> Result<Self, String> {
        let is_off = var("OTEL_SDK_DISABLED").is_some_and(|v| v.eq_ignore_ascii_case("true"));
        let wants = |signal| Ok::<_, String>(!is_off && is_wanted(signal, var)?);
        let mut wanted = Self {
            traces: wants(Signal::Traces)?,
            metrics: wants(Signal::Metrics)?,
            logs: wants(Signal::Logs)?,
            trace_context: true,
            baggage: true,
        };
        if wanted.any()
            && let Some(list) = var("OTEL_PROPAGATORS")
        {
            (wanted.trace_context, wanted.baggage) = propagators(&list)?;
        }
        Ok(wanted)
    }

    pub(super) const fn any(self) -> bool {
        self.traces || self.metrics || self.logs
    }

    pub(super) const fn has(self, signal: Signal) -> bool {
        match signal {
            Signal::Traces => self.traces,
            Signal::Metrics => self.metrics,
            Signal::Logs => self.logs,
        }
    }

    /// How a client's trace is read.
    pub(super) fn propagators(self) -> Vec<Box<dyn TextMapPropagator + Send + Sync>> {
        let mut all: Vec<Box<dyn TextMapPropagator + Send + Sync>> = Vec::new();
        if self.trace_context {
            all.push(Box::new(TraceContextPropagator::new()));
        }
        if self.baggage {
            all.push(Box::new(BaggagePropagator::new()));
        }
        all
    }
}

/// Whether something is to be sent: if it is known where to, and nobody says otherwise.
fn is_wanted(signal: Signal, var: Var<'_>) -> Result<bool, String> {
    let name = signal.name();
    let own = |what: &str| var(&signal.variable(what));
    if own("ENDPOINT")
        .or_else(|| var("OTEL_EXPORTER_OTLP_ENDPOINT"))
        .is_none()
    {
        return Ok(false);
    }
    match var(&format!("OTEL_{name}_EXPORTER"))
        .as_deref()
        .map(str::trim)
    {
        None | Some("otlp") => {}
        Some("none") => return Ok(false),
        Some(other) => {
            return Err(format!(
                "OTEL_{name}_EXPORTER is `{other}`, which this server doesn't have; set it to \
                 `otlp` or `none`"
            ));
        }
    }
    match own("PROTOCOL")
        .or_else(|| var("OTEL_EXPORTER_OTLP_PROTOCOL"))
        .as_deref()
    {
        None | Some(PROTOCOL) => Ok(true),
        Some(other) => Err(format!(
            "OTEL_EXPORTER_OTLP_PROTOCOL is `{other}`, but this server sends {PROTOCOL}; set it \
             to that, and the endpoint to the collector's port for it, which is mostly 4318"
        )),
    }
}

/// Whether W3C's trace context and its baggage are among them.
fn propagators(list: &str) -> Result<(bool, bool), String> {
    let (mut trace_context, mut baggage) = (false, false);
    for name in list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        match name {
            "tracecontext" => trace_context = true,
            "baggage" => baggage = true,
            "none" => {}
            other => {
                return Err(format!(
                    "OTEL_PROPAGATORS has `{other}`, which this server doesn't read; there are \
                     `tracecontext`, `baggage` and `none`"
                ));
            }
        }
    }
    Ok((trace_context, baggage))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<(bool, bool, bool), String> {
        let var = |name: &str| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Wanted::read(&var).map(|wanted| (wanted.traces, wanted.metrics, wanted.logs))
    }

    #[test]
    fn what_is_sent_is_what_there_is_a_place_for() {
        let all = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
        let own = (
            "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
            "http://127.0.0.1:4318/v1/logs",
        );
        assert_eq!(read(&[]), Ok((false, false, false)));
        assert_eq!(read(&[all]), Ok((true, true, true)));
        assert_eq!(read(&[own]), Ok((false, false, true)));
        assert_eq!(
            read(&[all, ("OTEL_SDK_DISABLED", "TRUE")]),
            Ok((false, false, false))
        );
        assert_eq!(
            read(&[all, ("OTEL_METRICS_EXPORTER", "none")]),
            Ok((true, false, true))
        );
        assert_eq!(
            read(&[all, ("OTEL_EXPORTER_OTLP_PROTOCOL", PROTOCOL)]),
            Ok((true, true, true))
        );
    }

    #[test]
    fn what_is_not_there_is_told() {
        let all = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
        for (name, value) in [
            ("OTEL_TRACES_EXPORTER", "console"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_PROPAGATORS", "b3"),
        ] {
            let error = read(&[all, (name, value)]).unwrap_err();
            assert!(error.contains(name) && error.contains(value), "{error}");
            // Nobody asks for anything, so nothing is wrong.
            assert_eq!(read(&[(name, value)]), Ok((false, false, false)));
        }
        assert_eq!(propagators("none"), Ok((false, false)));
        assert_eq!(propagators("tracecontext, baggage"), Ok((true, true)));
    }
}
