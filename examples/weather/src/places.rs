//! What people have said about places, kept in memory for all of them.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use mcp_runtime::prelude::*;

/// How many places are kept.
const LIMIT: usize = 1_000;

#[derive(Clone, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<String, Kept>>>);

/// What is kept of one place.
#[derive(Clone, Default)]
pub(crate) struct Kept {
    /// Whoever watches it wants to hear of temperatures below this, in °C.
    pub(crate) below: Option<i8>,
    /// And above this.
    pub(crate) above: Option<i8>,
    /// The ids of the warnings that somebody has seen.
    pub(crate) seen: BTreeSet<String>,
}

impl Places {
    pub(crate) fn get(&self, place: &str) -> Kept {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key(place))
            .cloned()
            .unwrap_or_default()
    }

    pub(crate) fn change(
        &self,
        place: &str,
        change: impl FnOnce(&mut Kept),
    ) -> Result<(), ToolError> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key(place);
        if places.len() == LIMIT && !places.contains_key(&key) {
            return Err(ToolError::new(format!(
                "{LIMIT} places are watched already, and no more can be"
            )));
        }
        change(places.entry(key).or_default());
        Ok(())
    }
}

fn key(place: &str) -> String {
    place.trim().to_lowercase()
}
