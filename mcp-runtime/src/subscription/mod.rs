//! Changes, told to those who listen.
//!
//! A client opens a stream by `subscriptions/listen` and says what it wants to hear of. A
//! [`Notify`] publishes on the server's [`Bus`]; each instance's hub hands on what comes by it to
//! the subscribers of that instance.
//!
//! ```
//! use mcp_runtime::prelude::*;
//!
//! /// Write a note.
//! #[mcp_tool]
//! fn write_note(name: String, text: String, notify: Notify) -> String {
//!     // … and here it is written
//!     notify.resource_updated(format!("notes:///{name}"));
//!     format!("{} bytes", text.len())
//! }
//! ```
//!
//! Source: the specification's page *Subscriptions*.

mod bus;
mod filter;
mod hub;
mod notify;
mod signals;

pub use bus::{Bus, Deliver, LocalBus};
pub use notify::Notify;

pub(crate) use filter::Filter;
#[cfg(feature = "legacy")]
pub(crate) use hub::Recorder;
pub(crate) use hub::{Hub, SUBSCRIPTION_ID, Subscription, ended};
pub(crate) use notify::Line;
pub(crate) use signals::{Signals, Waiter};

/// Something that subscribers may want to hear of.
///
/// ```
/// use mcp_runtime::subscription::Change;
///
/// // As a shared bus carries it:
/// let text = serde_json::to_string(&Change::ResourceUpdated("file:///notes.md".into()))?;
/// assert_eq!(text, r#"{"resourceUpdated":"file:///notes.md"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Change {
    /// Other tools are listed than before.
    ToolsChanged,
    /// Other prompts are listed than before.
    PromptsChanged,
    /// Other resources are listed than before.
    ResourcesChanged,
    /// The resource with this URI holds something else than before.
    ResourceUpdated(String),
    /// The same, of a resource that holds something else for each caller: only the subscribers are
    /// told who are this caller.
    ResourceUpdatedFor {
        /// The resource's URI.
        uri: String,
        /// The [id](crate::Principal::id) of the caller; none of anonymous ones.
        caller: Option<String>,
    },
    /// Something that a call on some instance waits for has happened on another one: a task has
    /// changed, or a client of an earlier revision has answered, say. A bus carries it on like the others;
    /// subscribers aren't told.
    Signal(String),
    /// Changes may have been missed: whoever listens looks at everything again. For a bus that has
    /// lost its connection for so long that it can't catch up.
    Missed,
}
