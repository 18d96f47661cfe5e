//! Spans of calls, named and filled as OpenTelemetry's conventions for MCP say.
//!
//! Source: <https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/>.

use futures_util::future::BoxFuture;
use tracing::field::{Empty, display};
use tracing::{Instrument as _, Span};

use crate::call::{RequestData, Subject};
use crate::protocol::PROTOCOL_VERSION;
use crate::response::{Finished, Outcome};

/// Puts a call into a span of its own, if anybody looks at spans.
pub(super) fn traced(
    future: BoxFuture<'static, Finished>,
    subject: &Subject,
    request: &RequestData,
) -> (BoxFuture<'static, Finished>, Span) {
    if !tracing::enabled!(tracing::Level::INFO) {
        return (future, Span::none());
    }
    let span = span(subject, request);
    #[cfg(feature = "opentelemetry")]
    parent::set(&span, request.body());
    let recorded = span.clone();
    let call = async move {
        let finished = future.await;
        record(&recorded, finished.outcome());
        finished
    };
    (Box::pin(call.instrument(span.clone())), span)
}

fn span(subject: &Subject, request: &RequestData) -> Span {
    let (method, name) = (subject.method, subject.logged_name());
    // A name that a client made up is never part of a span's name: there would be no end of names.
    let target = subject.route().filter(|_| method.names_spans);
    let method_name = method.name;
    let span = tracing::info_span!(
        "mcp",
        otel.name = target.map_or_else(|| method_name.to_owned(), |target| format!("{method_name} {target}")),
        otel.kind = "server",
        otel.status_code = Empty,
        mcp.method.name = method_name,
        mcp.protocol.version = PROTOCOL_VERSION,
        mcp.resource.uri = Empty,
        jsonrpc.request.id = request.id().trim_matches('"'),
        gen_ai.operation.name = Empty,
        gen_ai.tool.name = Empty,
        gen_ai.prompt.name = Empty,
        rpc.response.status_code = Empty,
        error.type = Empty,
    );
    if let Some(attribute) = method.name_attribute {
        span.record(attribute, name);
    }
    if let Some(operation) = method.operation {
        span.record("gen_ai.operation.name", operation);
    }
    span
}

/// The call is stopped, and says nothing any more.
pub(super) fn timed_out(span: &Span) {
    span.record("error.type", "timeout");
    span.record("otel.status_code", "ERROR");
}

fn record(span: &Span, outcome: Outcome) {
    match outcome {
        Outcome::Done | Outcome::Asked | Outcome::Task => return,
        Outcome::Failed => {
            span.record("error.type", "tool_error");
        }
        Outcome::Refused(code) => {
            span.record("rpc.response.status_code", code.number());
            span.record("error.type", display(code.number()));
        }
    }
    span.record("otel.status_code", "ERROR");
}

#[cfg(feature = "opentelemetry")]
mod parent {
    use std::collections::HashMap;

    use opentelemetry::propagation::Extractor;
    use serde::Deserialize;
    use tracing::Span;
    use tracing_opentelemetry::OpenTelemetrySpanExt as _;

    use crate::protocol::read_params;

    /// The keys that the protocol reserves for this.
    #[derive(Deserialize)]
    struct Carrier {
        traceparent: Option<String>,
        tracestate: Option<String>,
        baggage: Option<String>,
    }

    /// Makes the client's span, in which it sent the request, the parent of the one here. The
    /// global propagator decides how the client's span is read.
    pub(super) fn set(span: &Span, body: &str) {
        #[derive(Deserialize)]
        struct Params {
            #[serde(rename = "_meta")]
            meta: Carrier,
        }
        let Ok(Params {
            meta:
                Carrier {
                    traceparent,
                    tracestate,
                    baggage,
                },
        }) = read_params(body)
        else {
            return;
        };
        let fields = [
            ("traceparent", traceparent),
            ("tracestate", tracestate),
            ("baggage", baggage),
        ];
        let carrier = Fields(
            fields
                .into_iter()
                .filter_map(|(key, value)| Some((key, value?)))
                .collect(),
        );
        if carrier.0.is_empty() {
            return;
        }
        let context = opentelemetry::global::get_text_map_propagator(|propagator| {
            propagator.extract(&carrier)
        });
        // Without a layer for OpenTelemetry there is no parent to set.
        let _ = span.set_parent(context);
    }

    struct Fields(HashMap<&'static str, String>);

    impl Extractor for Fields {
        fn get(&self, key: &str) -> Option<&str> {
            self.0.get(key).map(String::as_str)
        }

        fn keys(&self) -> Vec<&str> {
            self.0.keys().copied().collect()
        }
    }
}
