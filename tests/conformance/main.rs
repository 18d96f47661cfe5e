//! The official conformance suite against `examples/everything`, without a list of failures that
//! are put up with.

mod expected;
mod suite;

use std::collections::BTreeSet;

use expected::Expected;
use mcp_tests::Example;
use suite::{Scenario, Status};

#[tokio::test]
async fn everything_conforms() {
    let server = Example::start("everything").await;
    let scenarios = suite::run(server.url()).await;
    let complaints = complaints(&scenarios);
    assert!(
        complaints.is_empty(),
        "{} complaints:\n\n{}\n\nThe server's log:\n{}",
        complaints.len(),
        complaints.join("\n"),
        server.log()
    );
}

/// Where the suite's findings and the lists in `expected` differ, in either direction.
fn complaints(scenarios: &[Scenario]) -> Vec<String> {
    let mut complaints: Vec<String> = scenarios.iter().flat_map(complaints_about).collect();
    let run: BTreeSet<&str> = scenarios
        .iter()
        .map(|scenario| scenario.name.as_str())
        .collect();
    complaints.extend(
        expected::names()
            .filter(|name| !run.contains(name))
            .map(|name| format!("{name}: the suite has no such scenario")),
    );
    complaints
}

fn complaints_about(scenario: &Scenario) -> Vec<String> {
    let name = &scenario.name;
    let missed: Vec<_> = scenario
        .checks
        .iter()
        .filter(|check| !matches!(check.status, Status::Success | Status::Info))
        .collect();
    let Some(expected) = expected::of(name) else {
        return vec![format!("{name}: no list names this scenario")];
    };
    match expected {
        Expected::Success if scenario.checks.is_empty() => {
            vec![format!("{name}: nothing was checked")]
        }
        Expected::Success => missed
            .iter()
            .map(|check| format!("{name}: {check}"))
            .collect(),
        Expected::Waiting if missed.is_empty() => {
            vec![format!("{name}: succeeds now; move it to `SUCCEEDING`")]
        }
        Expected::Waiting => Vec::new(),
    }
}
