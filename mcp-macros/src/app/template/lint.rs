//! What works in a browser, and in a host most often not. `allow(…)` lets it pass.

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

    /// What each is called in `allow(…)`, in the same order.
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
