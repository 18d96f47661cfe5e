//! Standard error: logs, and the output of user code while a server runs. Nothing that is written
//! waits for a reader.

mod fields;
mod format;

use std::panic::PanicHookInfo;
use std::time::Duration;

use clap::ArgMatches;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::Format;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::style::Paint;
use crate::server::{ACCESS, Settings};
use crate::transport::standard::LossyWriter;
use fields::{JsonFields, TextFields};
use format::{JsonLines, Text};

/// How long the last lines may take to be read.
const LAST_LINES: Duration = Duration::from_secs(1);

/// The formats of a line.
pub(super) const FORMATS: &[&str] = &["text", "json"];

/// The log of a command.
pub(super) struct Log(LossyWriter);

/// How a log is written, by the command line.
#[derive(Clone, Copy, Default)]
pub(super) struct Style {
    is_json: bool,
    /// Whether each request has a line.
    has_requests: bool,
}

impl Style {
    /// Not every command has the options.
    pub(super) fn of(args: &ArgMatches, settings: &Settings) -> Self {
        let args = args.subcommand().map_or(args, |(_, args)| args);
        let text = |name| args.try_get_one::<String>(name).ok().flatten();
        let is_on = |name| matches!(args.try_get_one::<bool>(name), Ok(Some(true)));
        Self {
            is_json: text("log-format").is_some_and(|format| format == "json"),
            has_requests: settings.telemetry.access_log || is_on("access-log"),
        }
    }
}

impl Log {
    /// Logs to standard error, unless the program has set a subscriber of its own, and panics as
    /// well, unless it has set a hook of its own. `others`: what else is told of spans and events.
    pub(super) fn start(style: Style, others: Option<BoxedLayer>) -> Self {
        let writer = LossyWriter::to_stderr();
        let (filter, mistake) = filter(&std::env::var("RUST_LOG").unwrap_or_default(), style);
        let is_own = match others {
            // What one of them doesn't see, the other may.
            Some(others) => tracing_subscriber::registry()
                .with(others)
                .with(lines(style, writer.clone()).with_filter(filter))
                .try_init(),
            None => tracing_subscriber::registry()
                .with(lines(style, writer.clone()))
                .with(filter)
                .try_init(),
        }
        .is_err();
        if let (Some(mistake), false) = (mistake, is_own) {
            tracing::warn!(
                "RUST_LOG can't be read: {mistake}; write a level, such as `debug`, or targets and \
                 their levels, such as `info,my_crate=debug`"
            );
        }
        log_panics();
        Self(writer)
    }

    /// Lets the last lines be read, by whoever reads.
    pub(super) fn end(self) {
        self.0.flush_within(LAST_LINES);
    }
}

/// A layer for whatever the command line wants beside the log.
pub(super) type BoxedLayer = Box<dyn Layer<tracing_subscriber::Registry> + Send + Sync>;

/// The layer that writes the lines.
fn lines<S>(style: Style, writer: LossyWriter) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(move || writer.clone())
        .log_internal_errors(false);
    if style.is_json {
        return layer
            .with_ansi(false)
            .fmt_fields(JsonFields)
            .event_format(JsonLines)
            .boxed();
    }
    let ansi = Paint::of(&std::io::stderr()).is_on();
    layer
        .with_ansi(ansi)
        .fmt_fields(TextFields)
        .event_format(Text(Format::default().with_ansi(ansi)))
        .boxed()
}

/// The filter that the environment asks for: everything from `INFO` up unless it says otherwise, or
/// can't be read. Whoever asks for the lines of requests sees those anyway.
fn filter(asked: &str, style: Style) -> (Targets, Option<String>) {
    let (targets, mistake) = match asked.trim() {
        "" => (Targets::new().with_default(LevelFilter::INFO), None),
        asked => match asked.parse::<Targets>() {
            Ok(targets) => (targets, None),
            Err(e) => (
                Targets::new().with_default(LevelFilter::INFO),
                Some(e.to_string()),
            ),
        },
    };
    if style.has_requests && !asked.contains(ACCESS) {
        return (targets.with_target(ACCESS, LevelFilter::INFO), mistake);
    }
    (targets, mistake)
}

/// The default hook prints a panic's message as it is, which may hold what a client has sent:
/// forged lines of a log, or what a terminal takes for a command.
fn log_panics() {
    let current = std::panic::take_hook();
    // Whatever the current one is, this one is the default.
    let default = std::panic::take_hook();
    // Both come from one place in the standard library, and so does their table of functions.
    #[allow(ambiguous_wide_pointer_comparisons)]
    let is_default = std::ptr::eq(&raw const *current, &raw const *default);
    std::panic::set_hook(if is_default {
        Box::new(log_panic)
    } else {
        current
    });
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    let (thread, payload) = (std::thread::current(), panic.payload());
    let literal = payload.downcast_ref::<&str>().copied();
    let message = literal.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    tracing::error!(
        thread = thread.name(),
        location = panic.location().map(tracing::field::display),
        // With its control characters written out.
        message = format!("a panic: {:?}", message.unwrap_or("no message")),
    );
    if cfg!(panic = "abort") {
        LossyWriter::to_stderr().flush_within(LAST_LINES);
    }
}

/// While a server runs, printing to standard error doesn't wait for whoever reads it either, and a
/// second Ctrl-C or SIGTERM ends the process, even where no thread is free to notice it.
pub(super) struct Serving {
    #[cfg(unix)]
    _prints: crate::transport::standard::Diverted,
}

impl Serving {
    #[cfg(unix)]
    pub(super) fn start() -> std::io::Result<Self> {
        use std::sync::Arc;
        use std::sync::atomic::AtomicBool;

        use signal_hook::consts::{SIGINT, SIGTERM};
        use signal_hook::flag;

        let told = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order: the first signal finds that none came before.
            flag::register_conditional_shutdown(signal, 128 + signal, told.clone())?;
            flag::register(signal, told.clone())?;
        }
        Ok(Self {
            _prints: crate::transport::standard::Diverted::stderr()?,
        })
    }

    #[cfg(not(unix))]
    pub(super) fn start() -> std::io::Result<Self> {
        Ok(Self {})
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn the_environment_says_what_is_logged() {
        let silent = Style::default();
        let sees = |asked: &str, style, target: &str, level: &Level| {
            filter(asked, style).0.would_enable(target, level)
        };
        assert!(sees("", silent, "any", &Level::INFO) && !sees("", silent, "any", &Level::DEBUG));
        let asked = "warn,shop=debug,shop::db=off";
        assert!(sees(asked, silent, "shop::cart", &Level::DEBUG));
        assert!(!sees(asked, silent, "shop::db", &Level::ERROR));
        assert!(!sees(asked, silent, "other", &Level::INFO));
        assert!(!sees(asked, silent, ACCESS, &Level::INFO));
        let requests = Style {
            has_requests: true,
            ..silent
        };
        assert!(sees(asked, requests, ACCESS, &Level::INFO));
        let off = format!("info,{ACCESS}=off");
        assert!(!sees(&off, requests, ACCESS, &Level::INFO));
        let (targets, mistake) = filter("shop=loud", silent);
        assert!(mistake.is_some() && targets.would_enable("any", &Level::INFO));
    }
}
