//! What must come of each scenario. With a feature, its scenarios move to [`SUCCEEDING`].

/// Scenarios in which every check succeeds.
const SUCCEEDING: &[&str] = &[
    "dns-rebinding-protection",
    "http-custom-header-server-validation",
    "http-header-validation",
    "json-schema-2020-12",
    "server-sse-multiple-streams",
    "tools-call-audio",
    "tools-call-embedded-resource",
    "tools-call-error",
    "tools-call-image",
    "tools-call-mixed-content",
    "tools-call-simple-text",
    "tools-call-with-progress",
    "tools-list",
];

/// Scenarios in which every check succeeds but for these, each for want of a feature.
const SUCCEEDING_EXCEPT: &[(&str, &[&str])] = &[
    (
        "caching",
        &[
            // Prompts.
            "sep-2549-prompts-list-caching-hints",
            // Resources.
            "sep-2549-resources-list-caching-hints",
            "sep-2549-resources-templates-list-caching-hints",
            "sep-2549-resources-read-caching-hints",
        ],
    ),
    (
        "server-stateless",
        &[
            // Questions: the suite looks at the stream of a tool that asks one.
            "sep-2575-http-server-no-independent-requests-on-stream",
            // Subscriptions: skipped by the suite, since the server declares none.
            "sep-2575-server-sends-subscription-ack",
            "sep-2575-server-tags-subscription-id",
            "sep-2575-server-honors-notification-filter",
            "sep-2575-server-sends-prompts-list-changed-on-subscription",
            "sep-2575-server-sends-tools-list-changed-on-subscription",
        ],
    ),
];

/// Scenarios about features that are not there yet.
const WAITING: &[(&str, &[&str])] = &[
    ("completions", &["completion-complete"]),
    (
        "prompts",
        &["prompts-get-embedded-resource", "prompts-get-simple", "prompts-get-with-args", "prompts-get-with-image", "prompts-list"],
    ),
    (
        "questions",
        &[
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
        ],
    ),
    (
        "resources",
        &["resources-list", "resources-read-binary", "resources-read-text", "resources-templates-read", "sep-2164-resource-not-found"],
    ),
    (
        "tasks",
        &[
            "tasks-capability-negotiation",
            "tasks-dispatch-and-envelope",
            "tasks-lifecycle",
            "tasks-mrtr-composition",
            "tasks-mrtr-input",
            "tasks-request-headers",
            "tasks-request-state-removal",
            "tasks-required-task-error",
            // Skipped by the suite itself, which can't test it yet.
            "tasks-status-notifications",
            "tasks-wire-fields",
        ],
    ),
];

/// Scenarios about questions that succeed without any: to refuse an unknown tool, or never to ask, is all they want.
const UNPROVEN: &[&str] = &["input-required-result-unsupported-methods", "input-required-result-validate-input"];

/// What must come of a scenario.
pub(crate) enum Expected {
    /// Every check succeeds, but for these; and these don't, so that the list shrinks when the feature comes.
    Success { except: &'static [&'static str] },
    /// Some check doesn't succeed.
    Waiting,
    /// Nothing, since success would prove nothing.
    Unproven,
}

/// What must come of a scenario, if a list names it.
pub(crate) fn of(scenario: &str) -> Option<Expected> {
    if SUCCEEDING.contains(&scenario) {
        return Some(Expected::Success { except: &[] });
    }
    if let Some((_, except)) = SUCCEEDING_EXCEPT.iter().find(|(name, _)| *name == scenario) {
        return Some(Expected::Success { except });
    }
    if WAITING.iter().any(|(_, names)| names.contains(&scenario)) {
        return Some(Expected::Waiting);
    }
    UNPROVEN.contains(&scenario).then_some(Expected::Unproven)
}

/// The names of all scenarios in the lists.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let partly = SUCCEEDING_EXCEPT.iter().map(|(name, _)| *name);
    let waiting = WAITING.iter().flat_map(|(_, names)| names.iter().copied());
    SUCCEEDING.iter().copied().chain(partly).chain(waiting).chain(UNPROVEN.iter().copied())
}
