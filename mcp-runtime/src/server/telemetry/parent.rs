//! The trace that a client has begun: its span is the parent of the one here.

use opentelemetry::Context;
use opentelemetry::global::get_text_map_propagator;
use opentelemetry::propagation::Extractor;
use opentelemetry::trace::TraceContextExt as _;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use super::carrier::Carrier;

/// The context that HTTP carries, if there is one. The global propagator decides how it is read.
#[cfg(feature = "http")]
pub(super) fn of_headers(headers: &http::HeaderMap) -> Option<Context> {
    struct Headers<'a>(&'a http::HeaderMap);

    impl Extractor for Headers<'_> {
        fn get(&self, key: &str) -> Option<&str> {
            self.0.get(key)?.to_str().ok()
        }

        fn keys(&self) -> Vec<&str> {
            self.0.keys().map(http::HeaderName::as_str).collect()
        }
    }

    real(get_text_map_propagator(|propagator| {
        propagator.extract_with_context(&Context::new(), &Headers(headers))
    }))
}

/// One that holds a span: an empty one is nobody's parent.
fn real(context: Context) -> Option<Context> {
    context.span().span_context().is_valid().then_some(context)
}

/// Sets the parent of a span: what `_meta` says, and otherwise what the transport says. Where both
/// say something, the transport's is linked, for it is about the way of the message alone.
pub(super) fn set(span: &Span, meta: &Carrier, transport: Option<&Context>) {
    let of_meta = real(get_text_map_propagator(|propagator| {
        propagator.extract_with_context(&Context::new(), meta)
    }));
    // Without a layer for OpenTelemetry there is no parent to set.
    match (of_meta, transport) {
        (Some(parent), linked) => {
            let _ = span.set_parent(parent);
            if let Some(linked) = linked {
                span.add_link(linked.span().span_context().clone());
            }
        }
        (None, Some(parent)) => {
            let _ = span.set_parent(parent.clone());
        }
        (None, None) => {}
    }
}

/// The id of the trace that a span belongs to, where somebody collects it.
pub(super) fn trace_id(span: &Span) -> Option<String> {
    let context = span.context();
    let context = context.span().span_context().clone();
    context.is_valid().then(|| context.trace_id().to_string())
}

/// Whether a span is among those that are sent; a trace that nobody keeps is no example.
pub(super) fn is_sampled(span: &Span) -> bool {
    span.context().span().span_context().is_sampled()
}

impl Extractor for Carrier {
    fn get(&self, key: &str) -> Option<&str> {
        match key {
            "traceparent" => self.traceparent.as_deref(),
            "tracestate" => self.tracestate.as_deref(),
            "baggage" => self.baggage.as_deref(),
            _ => None,
        }
    }

    fn keys(&self) -> Vec<&str> {
        ["traceparent", "tracestate", "baggage"]
            .into_iter()
            .filter(|key| self.get(key).is_some())
            .collect()
    }
}
