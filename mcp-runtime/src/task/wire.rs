//! A task on the wire: `Task` and `DetailedTask` in the extension's schema.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::clock::iso;
use super::record::{Phase, Record};

/// The extension's name.
pub(crate) const EXTENSION: &str = "io.modelcontextprotocol/tasks";

/// A task, as answers and notifications show it.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) id: &'a str,
    pub(crate) record: &'a Record,
    /// Before the other fields, where it is a result.
    pub(crate) result_type: Option<&'static str>,
    /// Whether it says what the task has come to: its result, error or questions.
    pub(crate) detailed: bool,
    /// The `_meta`, as JSON text.
    pub(crate) meta: Option<&'a RawValue>,
}

impl Phase {
    /// As the wire calls it.
    pub(crate) fn status(&self) -> &'static str {
        match self {
            Self::Queued | Self::Running { .. } | Self::Elsewhere { .. } => "working",
            Self::Waiting => "input_required",
            Self::Completed { .. } => "completed",
            Self::Failed { .. } => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = self.record;
        let mut map = serializer.serialize_map(None)?;
        if let Some(result_type) = self.result_type {
            map.serialize_entry("resultType", result_type)?;
        }
        map.serialize_entry("taskId", self.id)?;
        map.serialize_entry("status", record.phase.status())?;
        if let Some(message) = &record.message {
            map.serialize_entry("statusMessage", message)?;
        }
        map.serialize_entry("createdAt", &iso(record.created))?;
        map.serialize_entry("lastUpdatedAt", &iso(record.updated))?;
        map.serialize_entry("ttlMs", &record.ttl)?;
        map.serialize_entry("pollIntervalMs", &record.order.poll)?;
        if self.detailed {
            match &record.phase {
                Phase::Waiting => map.serialize_entry("inputRequests", &Pending(record))?,
                Phase::Completed { result } => map.serialize_entry("result", result)?,
                Phase::Failed { error } => map.serialize_entry("error", error)?,
                Phase::Queued
                | Phase::Running { .. }
                | Phase::Elsewhere { .. }
                | Phase::Cancelled => {}
            }
        }
        if let Some(meta) = self.meta {
            map.serialize_entry("_meta", meta)?;
        }
        map.end()
    }
}

struct Pending<'a>(&'a Record);

impl Serialize for Pending<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.pending().map(|asked| (&asked.id, &asked.request)))
    }
}
