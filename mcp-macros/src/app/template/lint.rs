//! Lints: features that work in a browser, but not in most hosts. `allow(…)` permits them.

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Lint {
    Eval,
    Storage,
    WindowOpen,
    Dialog,
    Worker,
    Fetch,
    Form,
    Size,
}

impl Lint {
    pub(in super::super) const ALL: [Self; 8] = [
        Self::Eval,
        Self::Storage,
        Self::WindowOpen,
        Self::Dialog,
        Self::Worker,
        Self::Fetch,
        Self::Form,
        Self::Size,
    ];

    /// The name of each lint in `allow(…)`, in the order of the variants.
    pub(in super::super) const WORDS: [&str; 8] = [
        "eval",
        "storage",
        "window_open",
        "dialog",
        "worker",
        "fetch",
        "form",
        "size",
    ];

    pub(in super::super) fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}
