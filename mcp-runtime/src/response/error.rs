use std::collections::hash_map::RandomState;
use std::error::Error;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use crate::protocol::{Asking, Refusal};

/// Why a tool failed.
///
/// The model reads the text of [`ToolError::new`], and may try again. Every other error becomes a
/// `ToolError` through `?` and is *masked*: the model is told that the tool failed, and gets an id.
/// `tracing` logs the error with the same id, so that internals stay inside and the operator finds
/// them.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Read the number of visitors.
/// #[mcp_tool(read_only)]
/// fn visitors(
///     /// The day, such as 2026-07-28
///     day: String,
/// ) -> Result<u64, ToolError> {
///     if day.len() != 10 {
///         return Err(ToolError::new(format!("{day:?} is no day; write it as 2026-07-28")));
///     }
///     let counted = std::fs::read_to_string("visitors.txt")?; // masked: the model need not know the path
///     Ok(counted.trim().parse()?)
/// }
/// ```
#[derive(Debug)]
pub struct ToolError(Box<Failure>);

#[derive(Debug)]
pub(crate) enum Failure {
    /// For the model.
    Told {
        message: String,
        data: Option<serde_json::Value>,
    },
    /// For the operator.
    Masked(Box<dyn Error + Send + Sync>),
    /// For the client's program.
    Refused(Refusal),
    /// For the client's user: no failure, but a question that comes first.
    Asking(Box<Asking>),
}

impl ToolError {
    /// An error that the model reads. Say what is wrong and what to do instead.
    pub fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Failure::Told {
            message: message.into(),
            data: None,
        }))
    }

    /// An error that the model doesn't read. `?` turns every other error into one.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Count the guests.
    /// #[mcp_tool(read_only)]
    /// fn count_guests() -> Result<u32, ToolError> {
    ///     Err(ToolError::internal("guests.db is locked by process 4711"))
    /// }
    ///
    /// mcp_server! { Hotel { name: "hotel", version: "1.0.0", tools: [count_guests] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let reply = Client::new(Hotel::new()).call_tool::<count_guests>(json!({})).await;
    /// assert!(reply.is_error() && !reply.text().contains("guests.db")); // that is in the log, under the id that the text names
    /// # }
    /// ```
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Box::new(Failure::Masked(error.into())))
    }

    /// Adds data for the client program as `structuredContent`. Has no effect on masked errors, or
    /// if serde can't write the value as JSON.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Book a table.
    /// #[mcp_tool]
    /// fn book(hour: u8) -> Result<String, ToolError> {
    ///     match hour {
    ///         18..=21 => Ok(format!("A table at {hour}")),
    ///         _ => Err(ToolError::new("We open at 18 and close at 22; choose another hour").with_data(json!({ "free": [19, 20] }))),
    ///     }
    /// }
    ///
    /// mcp_server! { Tables { name: "tables", version: "1.0.0", tools: [book] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let reply = Client::new(Tables::new()).call_tool::<book>(json!({ "hour": 3 })).await;
    /// assert!(reply.is_error() && reply.text().contains("choose another hour"));
    /// assert_eq!(reply.result()["structuredContent"]["free"][0], 19);
    /// # }
    /// ```
    #[must_use]
    pub fn with_data(mut self, value: impl Serialize) -> Self {
        if let Failure::Told { data, .. } = &mut *self.0 {
            *data = serde_json::to_value(value).ok();
        }
        self
    }

    pub(crate) fn refused(refusal: Refusal) -> Self {
        Self(Box::new(Failure::Refused(refusal)))
    }

    pub(crate) fn asking(asking: Asking) -> Self {
        Self(Box::new(Failure::Asking(Box::new(asking))))
    }

    /// Whether it asks the client something.
    pub(crate) fn is_asking(&self) -> bool {
        matches!(&*self.0, Failure::Asking(_))
    }

    /// Whether only the operator reads it.
    pub(crate) fn is_masked(&self) -> bool {
        matches!(&*self.0, Failure::Masked(_))
    }

    pub(crate) fn into_failure(self) -> Failure {
        *self.0
    }
}

/// The message for the model, or the error behind a masked one. For logs and tests, not for the
/// wire.
impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Failure::Told { message, .. } => f.write_str(message),
            Failure::Masked(error) => error.fmt(f),
            Failure::Refused(refusal) => f.write_str(refusal.message()),
            Failure::Asking(_) => f.write_str("the client is asked first"),
        }
    }
}

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for ToolError {
    fn from(error: E) -> Self {
        Self::internal(error)
    }
}

/// An id that the model, the user and the operator can quote. Not secret, only unlikely to come
/// twice.
pub(super) fn error_id() -> String {
    static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!(
        "{:012x}",
        SEED.hash_one(NEXT.fetch_add(1, Ordering::Relaxed)) >> 16
    )
}
