//! The official conformance suite against `examples/everything`, without a list of failures that
//! are put up with.

mod expected;
mod suite;

use std::collections::BTreeSet;

use expected::{Expected, REVISIONS, Revision};
use mcp_tests::Example;
use suite::{Scenario, Status};

/// Both revisions at once, on one process: requests of each come between those of the other.
#[tokio::test]
async fn everything_conforms_to_both_revisions_at_once() {
    let server = Example::start("everything").await;
    let suite = suite::install().await;
    let [earlier, latest] = &REVISIONS;
    let (before, now) = tokio::join!(
        suite.run(server.url(), earlier.name),
        suite.run(server.url(), latest.name)
    );
    let mut complaints = complaints(earlier, &before);
    complaints.extend(self::complaints(latest, &now));
    assert!(
        complaints.is_empty(),
        "{} complaints:\n\n{}\n\nThe server's log:\n{}",
        complaints.len(),
        complaints.join("\n"),
        server.log()
    );
}

/// Where the suite's findings and the lists in `expected` differ, in either direction.
fn complaints(revision: &Revision, scenarios: &[Scenario]) -> Vec<String> {
    let about = |scenario| complaints_about(revision, scenario);
    let mut complaints: Vec<String> = scenarios.iter().flat_map(about).collect();
    let run: BTreeSet<&str> = scenarios
        .iter()
        .map(|scenario| scenario.name.as_str())
        .collect();
    complaints.extend(
        revision
            .names()
            .filter(|name| !run.contains(name))
            .map(|name| format!("{name}: the suite has no such scenario")),
    );
    let named = |complaint| format!("{} {complaint}", revision.name);
    complaints.into_iter().map(named).collect()
}

fn complaints_about(revision: &Revision, scenario: &Scenario) -> Vec<String> {
    let name = &scenario.name;
    let missed: Vec<_> = scenario
        .checks
        .iter()
        .filter(|check| !matches!(check.status, Status::Success | Status::Info))
        .collect();
    let Some(expected) = revision.of(name) else {
        return vec![format!("{name}: no list names this scenario")];
    };
    match expected {
        Expected::Success if !is_checked(scenario) => {
            vec![format!("{name}: nothing was checked")]
        }
        Expected::Success => missed
            .iter()
            .map(|check| format!("{name}: {check}"))
            .collect(),
        Expected::Skipped
            if scenario
                .checks
                .iter()
                .all(|check| matches!(check.status, Status::Skipped)) =>
        {
            Vec::new()
        }
        Expected::Skipped => vec![format!(
            "{name}: the suite tests it now; move it to those that succeed"
        )],
    }
}

/// Whether the suite has checked what the scenario is about. It leaves a check out, without a
/// complaint, where a server doesn't offer what is optional.
fn is_checked(scenario: &Scenario) -> bool {
    let succeeded = |id: &str| {
        let mut checks = scenario.checks.iter();
        checks.any(|check| check.id == id && matches!(check.status, Status::Success))
    };
    match scenario.name.as_str() {
        "server-sse-polling" => succeeded("server-sse-disconnect-resume"),
        _ => !scenario.checks.is_empty(),
    }
}
