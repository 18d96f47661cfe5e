//! The fields of events and spans, as the log writes them.

use std::fmt::{self, Write as _};

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::FormatFields;
use tracing_subscriber::fmt::format::Writer;

/// Fields of a request's span that a log doesn't repeat with each line.
const HIDDEN: [&str; 6] = [
    "otel.",
    "network.",
    "client.",
    "rpc.",
    "gen_ai.tool.call.",
    "enduser.",
];

fn is_hidden(field: &Field) -> bool {
    let name = field.name();
    matches!(
        name,
        "gen_ai.operation.name" | "mcp.protocol.version" | "mcp.session.id"
    ) || HIDDEN.iter().any(|prefix| name.starts_with(prefix))
}

/// Fields for people.
pub(super) struct TextFields;

impl<'writer> FormatFields<'writer> for TextFields {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut visitor = Text {
            writer,
            is_first: true,
            result: Ok(()),
        };
        fields.record(&mut visitor);
        visitor.result
    }
}

struct Text<'writer> {
    writer: Writer<'writer>,
    is_first: bool,
    result: fmt::Result,
}

impl Text<'_> {
    fn write(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        if self.result.is_err() || is_hidden(field) {
            return;
        }
        let blank = if std::mem::replace(&mut self.is_first, false) {
            ""
        } else {
            " "
        };
        self.result = match field.name() {
            "message" => write!(self.writer, "{blank}{}", OneLine(value)),
            name => write!(self.writer, "{blank}{}={}", name, OneLine(value)),
        };
    }
}

impl Visit for Text<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.write(field, format_args!("{value}"));
        } else {
            self.write(field, format_args!("{value:?}"));
        }
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.write(field, format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.write(field, format_args!("{value:?}"));
    }
}

/// A text with its control characters written out: none of them may forge a line, or tell a
/// terminal what to do.
struct OneLine<'a>(fmt::Arguments<'a>);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

        impl fmt::Write for Escaping<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                for c in text.chars() {
                    if c.is_control() {
                        write!(self.0, "{}", c.escape_default())?;
                    } else {
                        self.0.write_char(c)?;
                    }
                }
                Ok(())
            }
        }

        Escaping(f).write_fmt(self.0)
    }
}

/// Fields for programs: those of a span are kept as a JSON object's inside.
pub(super) struct JsonFields;

impl<'writer> FormatFields<'writer> for JsonFields {
    fn format_fields<R: RecordFields>(
        &self,
        mut writer: Writer<'writer>,
        fields: R,
    ) -> fmt::Result {
        let mut map = Map::new();
        fields.record(&mut Json(&mut map));
        let text = Value::Object(map).to_string();
        // What is added later comes behind a blank.
        writer.write_str(&text)
    }
}

/// Puts the fields of a span, which came in several parts, into a line that doesn't have them.
pub(super) fn add_missing(line: &mut Map<String, Value>, parts: &str) {
    let parts = serde_json::Deserializer::from_str(parts).into_iter::<Map<String, Value>>();
    let mut all = Map::new();
    parts
        .map_while(Result::ok)
        .for_each(|part| all.extend(part));
    for (name, value) in all {
        line.entry(name).or_insert(value);
    }
}

/// The fields of an event.
pub(super) struct Json<'a>(pub(super) &'a mut Map<String, Value>);

impl Json<'_> {
    fn set(&mut self, field: &Field, value: impl Into<Value>) {
        if !field.name().starts_with("otel.") {
            self.0.insert(field.name().to_owned(), value.into());
        }
    }
}

impl Visit for Json<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.set(field, value.to_string());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.set(field, format!("{value:?}"));
    }
}
