//! `check --json`, for programs.

use std::process::Output;

use serde_json::{Value, json};

use super::{run, stderr, stdout};

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

#[tokio::test]
async fn a_program_reads_that_the_server_would_start() {
    let output = run(&["check", "--json"]).await;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = report(&output);
    assert_eq!(report["server"], "everything");
    assert_eq!(
        (&report["starts"], &report["problems"]),
        (&json!(true), &json!([]))
    );
    for count in ["tools", "prompts", "resources", "templates"] {
        let said = stdout(&run(&["check"]).await);
        let number = report[count].as_u64().unwrap();
        assert!(
            number > 0 && said.contains(&format!("{number} {count}")),
            "{count}: {report} {said}"
        );
    }
    assert_eq!(report["views"], 0);
    assert!(report["version"].is_string() && report.get("refused").is_none());
}

#[tokio::test]
async fn a_program_reads_which_tools_strict_clients_refuse() {
    let output = run(&["check", "--strict", "--json"]).await;
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report = report(&output);
    let refused = report["refused"].as_array().unwrap();
    let told = stdout(&run(&["check", "--strict"]).await);
    let lines: Vec<&str> = told.lines().collect();
    // The first line says that it would start, and the last how many there are.
    assert_eq!(lines.len(), refused.len() + 2, "{told}");
    for (line, refused) in lines[1..].iter().zip(refused) {
        for key in ["tool", "client", "reason"] {
            let text = refused[key].as_str().unwrap();
            assert!(line.contains(text), "{line}: {refused}");
        }
        let place = refused["place"].as_str();
        assert_eq!(
            line.contains(" at `"),
            place.is_some_and(|place| line.contains(&format!("at `{place}`"))),
            "{line}: {refused}"
        );
    }
    assert_eq!(report["starts"], true);
}

#[tokio::test]
async fn a_program_reads_why_the_server_would_not_start() {
    let output = run(&["check", "--json", "--store", "mysql://x"]).await;
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let away = report(&output);
    let message = away["problems"][0]["message"].as_str().unwrap();
    assert!(message.contains("names no store"), "{away}");
    assert_eq!(
        (&away["starts"], away.get("refused")),
        (&json!(false), None)
    );

    // The same where the options stand before the command, and more is asked.
    let line = ["--store", "mysql://x", "--json", "check", "--strict"];
    let output = run(&line).await;
    assert_eq!((output.status.code(), report(&output)), (Some(1), away));
}
