//! The state of a session that has changed since `initialize`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::protocol::LogLevel;

/// The state of a session that has changed since `initialize`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// The client has ended it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) ended: bool,
    /// Who has signed in since it began without a caller's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) level: Option<LogLevel>,
    /// Resources that it wants to hear of.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) uris: BTreeSet<String>,
    /// The one stream that changes go to: the last that was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stream: Option<String>,
}
