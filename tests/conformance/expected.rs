//! The expected outcome of each scenario of each revision.

/// The expected outcomes of a revision's scenarios.
pub(crate) struct Revision {
    pub(crate) name: &'static str,
    /// Every check succeeds.
    succeeding: &'static [&'static str],
    /// Every check is skipped by the suite.
    skipped: &'static [&'static str],
}

pub(crate) const REVISIONS: [Revision; 2] = [
    Revision {
        name: "2025-11-25",
        succeeding: EARLIER,
        skipped: &[],
    },
    Revision {
        name: "2026-07-28",
        succeeding: LATEST,
        skipped: SKIPPED,
    },
];

const EARLIER: &[&str] = &[
    "completion-complete",
    "dns-rebinding-protection",
    "elicitation-sep1034-defaults",
    "elicitation-sep1330-enums",
    "json-schema-2020-12",
    "logging-set-level",
    "ping",
    "prompts-get-embedded-resource",
    "prompts-get-simple",
    "prompts-get-with-args",
    "prompts-get-with-image",
    "prompts-list",
    "resources-list",
    "resources-read-binary",
    "resources-read-text",
    "resources-subscribe",
    "resources-templates-read",
    "resources-unsubscribe",
    "server-initialize",
    "server-session-lifecycle",
    "server-sse-multiple-streams",
    "server-sse-polling",
    "tools-call-audio",
    "tools-call-elicitation",
    "tools-call-embedded-resource",
    "tools-call-error",
    "tools-call-image",
    "tools-call-mixed-content",
    "tools-call-sampling",
    "tools-call-simple-text",
    "tools-call-with-logging",
    "tools-call-with-progress",
    "tools-list",
];

const LATEST: &[&str] = &[
    "caching",
    "completion-complete",
    "dns-rebinding-protection",
    "http-custom-header-server-validation",
    "http-header-validation",
    "input-required-result-basic-elicitation",
    "input-required-result-basic-list-roots",
    "input-required-result-basic-sampling",
    "input-required-result-capability-check",
    "input-required-result-ignore-extra-params",
    "input-required-result-missing-input-response",
    "input-required-result-multi-round",
    "input-required-result-multiple-input-requests",
    "input-required-result-non-tool-request",
    "input-required-result-request-state",
    "input-required-result-result-type",
    "input-required-result-tampered-state",
    "input-required-result-unsupported-methods",
    "input-required-result-validate-input",
    "json-schema-2020-12",
    "prompts-get-embedded-resource",
    "prompts-get-simple",
    "prompts-get-with-args",
    "prompts-get-with-image",
    "prompts-list",
    "resources-list",
    "resources-read-binary",
    "resources-read-text",
    "resources-templates-read",
    "sep-2164-resource-not-found",
    "server-sse-multiple-streams",
    "server-stateless",
    "tasks-capability-negotiation",
    "tasks-dispatch-and-envelope",
    "tasks-lifecycle",
    "tasks-mrtr-composition",
    "tasks-mrtr-input",
    "tasks-request-headers",
    "tasks-request-state-removal",
    "tasks-required-task-error",
    "tasks-wire-fields",
    "tools-call-audio",
    "tools-call-embedded-resource",
    "tools-call-error",
    "tools-call-image",
    "tools-call-mixed-content",
    "tools-call-simple-text",
    "tools-call-with-progress",
    "tools-list",
];

/// The suite can't test these yet, and skips them. Tests of this repository's own do.
const SKIPPED: &[&str] = &["tasks-status-notifications"];

/// The expected outcome of a scenario.
pub(crate) enum Expected {
    /// Every check succeeds.
    Success,
    /// Every check is skipped.
    Skipped,
}

impl Revision {
    /// Returns the expected outcome of a scenario, if a list names it.
    pub(crate) fn of(&self, scenario: &str) -> Option<Expected> {
        if self.succeeding.contains(&scenario) {
            return Some(Expected::Success);
        }
        self.skipped
            .contains(&scenario)
            .then_some(Expected::Skipped)
    }

    /// The names of all scenarios in the lists.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.succeeding.iter().chain(self.skipped).copied()
    }
}
