//! Words of the command line that stand for themselves, a file, or standard input.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};

use super::super::Misuse;
use super::super::values::shown;

/// Reads files and standard input, for words that stand for them.
pub(super) struct Input {
    /// The server takes no larger request.
    limit: usize,
    is_read: Cell<bool>,
}

impl Input {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            is_read: Cell::new(false),
        }
    }

    /// Returns what `-` and `@file` stand for; any other word is itself. `@@` stands for `@`.
    pub(super) fn text<'w>(&self, word: &'w str) -> Result<Cow<'w, str>, Misuse> {
        match word.strip_prefix('@') {
            None if word == "-" && self.is_read.replace(true) => Err(Misuse(
                "standard input is read already; write `-` once".into(),
            )),
            None if word == "-" => self.whole("standard input", Ok(io::stdin().lock())),
            None => Ok(word.into()),
            Some(text) if text.starts_with('@') => Ok(text.into()),
            Some(path) => self.whole(path, File::open(path)),
        }
    }

    fn whole<'w>(&self, name: &str, file: io::Result<impl Read>) -> Result<Cow<'w, str>, Misuse> {
        let mut text = String::new();
        let limit = u64::try_from(self.limit).unwrap_or(u64::MAX);
        let read =
            file.and_then(|file| file.take(limit.saturating_add(1)).read_to_string(&mut text));
        match read {
            Ok(read) if read > self.limit => Err(Misuse(format!(
                "{name} is too large: the server takes requests of up to {}",
                shown(self.limit)
            ))),
            Ok(_) => Ok(text.into()),
            Err(e) => Err(Misuse(format!("{name} can't be read: {e}"))),
        }
    }
}
