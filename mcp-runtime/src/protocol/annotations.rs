use serde::{Deserialize, Serialize};

/// Who a piece of content is for.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::protocol::{Annotations, Role};
///
/// /// Read a thermometer.
/// #[mcp_tool(read_only)]
/// fn read_thermometer() -> [Content; 2] {
///     [
///         Content::text("21 °C"),
///         Content::text("raw: 0x15, sensor 7, checksum ok").annotated(Annotations::new().audience([Role::Assistant])),
///     ]
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The user.
    User,
    /// The model.
    Assistant,
}

/// Hints about a piece of content: who it is for, how important it is, and when it last changed.
///
/// ```
/// use mcp_runtime::protocol::{Annotations, Role};
///
/// let for_people = Annotations::new().audience([Role::User]).priority(0.9).last_modified("2026-07-28T09:00:00Z");
/// assert_eq!(
///     serde_json::to_string(&for_people)?,
///     r#"{"audience":["user"],"priority":0.9,"lastModified":"2026-07-28T09:00:00Z"}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Annotations {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    audience: Vec<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    priority: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
}

impl Annotations {
    /// No hints yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Who the content is for; everybody if this isn't called.
    #[must_use]
    pub fn audience(mut self, audience: impl IntoIterator<Item = Role>) -> Self {
        self.audience = audience.into_iter().collect();
        self
    }

    /// How important it is, from 0 (optional) to 1 (required). Values outside this range are
    /// clamped.
    #[must_use]
    pub fn priority(mut self, priority: f64) -> Self {
        self.priority = Some(if priority.is_nan() {
            0.0
        } else {
            priority.clamp(0.0, 1.0)
        });
        self
    }

    /// When it last changed, as an ISO 8601 time such as `2026-07-28T09:00:00Z`.
    #[must_use]
    pub fn last_modified(mut self, time: impl Into<String>) -> Self {
        self.last_modified = Some(time.into());
        self
    }
}
