//! How many clients of earlier revisions have come.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Sessions that were begun since the start, by revision.
#[derive(Debug, Default)]
pub(crate) struct EarlierClients(Mutex<BTreeMap<&'static str, u64>>);

impl EarlierClients {
    pub(crate) fn add(&self, revision: &'static str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(revision).or_default() += 1;
    }
}

/// Such as `2025-06-18: 1, 2025-11-25: 3`; nothing where none came.
impl fmt::Display for EarlierClients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (index, (revision, count)) in counts.iter().enumerate() {
            let between = if index == 0 { "" } else { ", " };
            write!(f, "{between}{revision}: {count}")?;
        }
        Ok(())
    }
}
