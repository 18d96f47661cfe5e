//! Progress and log messages of a call, on a terminal while it runs.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write, stderr};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::super::output::width;
use super::super::style::Paint;

/// Shows what a call tells of itself.
pub(super) struct Watch {
    name: String,
    paint: Paint,
    /// The columns of the terminal. A line that is longer can't be rewritten.
    width: usize,
    /// Whether a line can be rewritten.
    rewrites: bool,
    progress: Mutex<String>,
}

impl Watch {
    /// For a person who watches; anybody else gets results alone.
    pub(super) fn on_terminal(name: &str) -> Option<Self> {
        let stderr = stderr();
        stderr.is_terminal().then(|| Self {
            name: name.to_owned(),
            paint: Paint::of(&stderr),
            width: width(&stderr).unwrap_or(80),
            rewrites: std::env::var_os("TERM").is_some_and(|term| term != "dumb"),
            progress: Mutex::default(),
        })
    }

    pub(super) fn notified(&self, notification: &Value) {
        let params = &notification["params"];
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        match notification["method"].as_str() {
            Some("notifications/progress") => {
                *progress = cut(&format!("{}: {}", self.name, done(params)), self.width);
                self.write(None, &progress);
            }
            Some("notifications/message") => self.write(Some(&self.line(params)), &progress),
            _ => {}
        }
    }

    /// Clears the line of progress.
    pub(super) fn end(&self) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        if !progress.is_empty() {
            progress.clear();
            if self.rewrites {
                self.write(None, "");
            }
        }
    }

    fn line(&self, params: &Value) -> String {
        let level = params["level"].as_str().unwrap_or_default();
        let logger = params["logger"].as_str().map(|name| format!(" {name}"));
        let text = match &params["data"] {
            Value::String(text) => text.clone(),
            data => data.to_string(),
        };
        let (level, logger) = (self.paint.bold(level), logger.unwrap_or_default());
        format!("{level}{}: {}", plain(&logger), plain(&text))
    }

    /// Writes a line, if there is one, above the line of progress.
    fn write(&self, line: Option<&str>, progress: &str) {
        let text = match (self.rewrites, line) {
            (true, line) => {
                let above = line.map(|line| format!("{line}\n")).unwrap_or_default();
                // The cursor stays at the line's start: what somebody else writes stands there.
                format!("\r\x1b[K{above}{progress}\r")
            }
            (false, Some(line)) => format!("{line}\n"),
            (false, None) => format!("{progress}\n"),
        };
        let mut out = stderr().lock();
        // A terminal that is gone shows nothing.
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}

/// `3 of 10 (30 %), reading b.csv`
fn done(params: &Value) -> String {
    let mut text = params["progress"].as_f64().unwrap_or_default().to_string();
    if let (Some(done), Some(total)) = (params["progress"].as_f64(), params["total"].as_f64()) {
        // Writing to a text doesn't fail.
        let _ = write!(text, " of {total}");
        let percent = (100.0 * done / total).floor();
        if percent.is_finite() {
            let _ = write!(text, " ({percent} %)");
        }
    }
    match params["message"].as_str() {
        Some(message) => format!("{text}, {}", plain(message)),
        None => text,
    }
}

/// Text without what a terminal takes for a command.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            plain.extend(c.escape_default());
        } else {
            plain.push(c);
        }
    }
    plain
}

fn cut(line: &str, width: usize) -> String {
    line.chars().take(width.saturating_sub(1)).collect()
}
