//! The earlier revisions, and what tells them apart.

use serde::{Deserialize, Serialize};

/// A revision that begins with `initialize`, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Revision {
    #[serde(rename = "2024-11-05")]
    V2024_11_05,
    #[serde(rename = "2025-03-26")]
    V2025_03_26,
    #[serde(rename = "2025-06-18")]
    V2025_06_18,
    #[serde(rename = "2025-11-25")]
    V2025_11_25,
}

impl Revision {
    pub(crate) const ALL: [Self; 4] = [
        Self::V2024_11_05,
        Self::V2025_03_26,
        Self::V2025_06_18,
        Self::V2025_11_25,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::V2024_11_05 => "2024-11-05",
            Self::V2025_03_26 => "2025-03-26",
            Self::V2025_06_18 => "2025-06-18",
            Self::V2025_11_25 => "2025-11-25",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|revision| revision.name() == name)
    }

    /// The revision that a session has whose client asks for this one: the same where it is an
    /// earlier one, and otherwise the last of them, which the client takes or leaves.
    pub(crate) fn negotiated(asked: &str) -> Self {
        Self::named(asked).unwrap_or(Self::V2025_11_25)
    }

    /// Several messages in one body, which later revisions took away again.
    pub(crate) fn has_batches(self) -> bool {
        self <= Self::V2025_03_26
    }

    /// `structuredContent`, `outputSchema`, `title` and links to resources.
    pub(super) fn has_structure(self) -> bool {
        self >= Self::V2025_06_18
    }

    /// Questions to the user, by forms.
    pub(super) fn has_forms(self) -> bool {
        self >= Self::V2025_06_18
    }

    /// Questions to the user that name their mode, choose among several and have any default; and
    /// those that open a page.
    pub(super) fn has_modes(self) -> bool {
        self >= Self::V2025_11_25
    }

    pub(super) fn has_icons(self) -> bool {
        self >= Self::V2025_11_25
    }

    pub(super) fn has_audio(self) -> bool {
        self >= Self::V2025_03_26
    }

    pub(super) fn has_tool_annotations(self) -> bool {
        self >= Self::V2025_03_26
    }

    /// `completions` among the server's capabilities.
    pub(super) fn names_completions(self) -> bool {
        self >= Self::V2025_03_26
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_supported_revision_is_kept_and_any_other_becomes_the_last() {
        for revision in Revision::ALL {
            assert_eq!(Revision::negotiated(revision.name()), revision);
        }
        for other in ["2026-07-28", "2099-01-01", "1.0", ""] {
            assert_eq!(
                Revision::negotiated(other),
                Revision::V2025_11_25,
                "{other}"
            );
        }
    }
}
