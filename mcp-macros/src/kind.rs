//! The kinds of functions that a server has.

/// The role of a function in a server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Tool,
    Prompt,
    Resource,
    Completion,
}

impl Kind {
    /// As messages name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tool => "tool",
            Self::Prompt => "prompt",
            Self::Resource => "resource",
            Self::Completion => "completion",
        }
    }

    /// Who has it called.
    pub(crate) fn caller(self) -> &'static str {
        match self {
            Self::Tool => "a model",
            Self::Prompt | Self::Resource | Self::Completion => "a client",
        }
    }

    /// Why its types are what they are.
    pub(crate) fn uniqueness(self) -> &'static str {
        match self {
            Self::Tool => "its schema is one",
            Self::Prompt | Self::Resource | Self::Completion => {
                "the server calls it with types of its own"
            }
        }
    }
}
