//! Texts that are put together at compile time.

use super::index::{Location, Name};

/// A text that is put together at compile time.
pub(crate) struct ConstStr {
    bytes: [u8; 1024],
    length: usize,
}

impl ConstStr {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; 1024],
            length: 0,
        }
    }

    pub(crate) const fn push(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut i = 0;
        // A path that long is cut.
        while i < bytes.len() && self.length < self.bytes.len() {
            self.bytes[self.length] = bytes[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    /// A name with its prefix.
    pub(crate) const fn name(self, name: &Name) -> Self {
        self.push(name.prefix).push(name.name)
    }

    /// A place in a file.
    pub(crate) const fn at(self, location: Location) -> Self {
        self.push(location.file).push(":").number(location.line)
    }

    const fn number(self, n: u32) -> Self {
        let rest = if n >= 10 { self.number(n / 10) } else { self };
        let digit = [b'0' + (n % 10) as u8];
        match std::str::from_utf8(&digit) {
            Ok(digit) => rest.push(digit),
            Err(_) => rest,
        }
    }

    pub(crate) const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "this tool's name can't stand beside the others",
        }
    }
}
