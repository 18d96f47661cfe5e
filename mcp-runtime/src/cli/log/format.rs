//! A line of the log: for people, or for programs.

use std::fmt;

use serde_json::{Map, Value};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{Format, Full, Writer};
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

use super::fields::{Json, JsonFields, TextFields, add_missing};

/// Lines for people.
pub(super) struct Text(pub(super) Format<Full>);

impl<S> FormatEvent<S, TextFields> for Text
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, TextFields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let Some((trace, span)) = exported() else {
            return self.0.format_event(context, writer, event);
        };
        let mut line = String::new();
        self.0
            .format_event(context, Writer::new(&mut line), event)?;
        writeln!(
            writer,
            "{} trace_id={trace} span_id={span}",
            line.trim_end_matches('\n')
        )
    }
}

/// Lines of JSON: `time`, `level`, `target`, `message`, the fields of the event, and those of the
/// spans that it is in. Of a request that is exported, also `trace_id` and `span_id`.
pub(super) struct JsonLines;

impl<S> FormatEvent<S, JsonFields> for JsonLines
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, JsonFields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = Map::new();
        let mut time = String::new();
        SystemTime.format_time(&mut Writer::new(&mut time))?;
        line.insert("time".to_owned(), time.into());
        line.insert("level".to_owned(), event.metadata().level().as_str().into());
        line.insert("target".to_owned(), event.metadata().target().into());
        event.record(&mut Json(&mut line));
        // The innermost first: what it says counts.
        let mut span = context.lookup_current();
        while let Some(current) = span {
            if let Some(fields) = current.extensions().get::<FormattedFields<JsonFields>>() {
                add_missing(&mut line, &fields.fields);
            }
            span = current.parent();
        }
        if let Some((trace, span)) = exported() {
            line.insert("trace_id".to_owned(), trace.into());
            line.insert("span_id".to_owned(), span.into());
        }
        writeln!(writer, "{}", Value::Object(line))
    }
}

/// The trace and the span of the request that is at work, if they are exported.
#[cfg(feature = "opentelemetry")]
fn exported() -> Option<(String, String)> {
    use opentelemetry::trace::TraceContextExt as _;

    opentelemetry::Context::map_current(|context| {
        let span = context.span();
        let span = span.span_context();
        let ids = || (span.trace_id().to_string(), span.span_id().to_string());
        span.is_valid().then(ids)
    })
}

#[cfg(not(feature = "opentelemetry"))]
const fn exported() -> Option<(String, String)> {
    None
}
