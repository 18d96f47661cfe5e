//! The span of a request, only where somebody looks at spans.

use tracing::Span;
use tracing::field::Empty;

use super::arrival::Arrival;
use super::names;
use super::subject::Subject;

/// Opens the span. `target` is a name that the server has declared: what a client made up is never
/// part of a span's name, for there would be no end of names.
pub(super) fn open(arrival: &Arrival, request: &Subject<'_>) -> Span {
    let name = match request.target {
        Some(target) => format!("{} {target}", request.method),
        None => request.method.to_owned(),
    };
    let transport = arrival.transport;
    let span = tracing::info_span!(
        "mcp",
        otel.name = name,
        otel.kind = "server",
        otel.status_code = Empty,
        otel.status_description = Empty,
        { names::METHOD } = request.method,
        { names::PROTOCOL } = request.is_known.then_some(arrival.revision),
        { names::SESSION } = Empty,
        { names::RESOURCE } = Empty,
        { names::REQUEST_ID } = request.id.trim_matches('"'),
        { names::OPERATION } = request.operation,
        { names::TOOL } = Empty,
        { names::PROMPT } = Empty,
        { names::ARGUMENTS } = Empty,
        { names::RESULT } = Empty,
        { names::STATUS_CODE } = Empty,
        { names::ERROR } = Empty,
        { names::TRANSPORT } = transport.network(),
        { names::NETWORK_PROTOCOL } = transport.http_version().map(|_| "http"),
        { names::NETWORK_PROTOCOL_VERSION } = transport.http_version(),
        { names::CLIENT_ADDRESS } = arrival.peer.map(tracing::field::display),
        { names::CLIENT_PORT } = arrival.port,
        { names::CALLER } = Empty,
        trace_id = Empty,
    );
    if let Some((attribute, name)) = request.name {
        span.record(attribute, name);
    }
    span
}
