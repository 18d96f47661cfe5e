//! Standard error: logs, and the output of user code while a server runs. Nothing that is written
//! waits for a reader.

use std::panic::PanicHookInfo;
use std::time::Duration;

use tracing_subscriber::filter::LevelFilter;

use super::style::Paint;
use crate::transport::standard::LossyWriter;

/// How long the last lines may take to be read.
const LAST_LINES: Duration = Duration::from_secs(1);

/// The log of a command.
pub(super) struct Log(LossyWriter);

impl Log {
    /// Logs to standard error, unless the program has set a subscriber of its own, and panics as
    /// well, unless it has set a hook of its own.
    pub(super) fn start() -> Self {
        let (writer, asked) = (
            LossyWriter::to_stderr(),
            std::env::var("RUST_LOG").unwrap_or_default(),
        );
        let level = if asked.is_empty() {
            Ok(LevelFilter::INFO)
        } else {
            asked.parse()
        };
        let lines = writer.clone();
        let is_own = tracing_subscriber::fmt()
            .with_writer(move || lines.clone())
            .with_ansi(Paint::of(&std::io::stderr()).is_on())
            .log_internal_errors(false)
            .with_max_level(level.as_ref().copied().unwrap_or(LevelFilter::INFO))
            .try_init()
            .is_err();
        if level.is_err() && !is_own {
            tracing::warn!(
                "RUST_LOG is one level here, such as `debug`; to filter by module, set a `tracing` subscriber before `main`"
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
