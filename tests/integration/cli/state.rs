//! A state that is opened when it is needed: by commands that serve or call, and by no others.

use super::{command, stderr, stdout};

/// With a state that can't be opened.
async fn run(args: &[&str]) -> std::process::Output {
    let mut command = command(args).await;
    command.env("EVERYTHING_DATABASE", "orders");
    command.output().unwrap()
}

#[tokio::test]
async fn what_only_looks_at_the_server_does_not_open_it() {
    for args in [
        &["--help"][..],
        &["--version"],
        &["tools"],
        &["tools", "--json"],
        &["prompts"],
        &["resources"],
        &["schema", "order"],
        &["routes"],
        &["check"],
        &["check", "--strict"],
        &["completions", "bash"],
        &["call", "--help"],
    ] {
        let output = run(args).await;
        assert!(
            !stderr(&output).contains("orders"),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(!stdout(&output).is_empty(), "{args:?}");
    }
}

#[tokio::test]
async fn what_serves_or_calls_says_why_it_can_not_be_opened() {
    for args in [
        &["serve", "--http", "127.0.0.1:0"][..],
        &["stdio"],
        &["call", "test_simple_text"],
        &["prompt", "test_simple_prompt"],
        &["read", "test://static-text"],
    ] {
        let output = run(args).await;
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(
            stderr(&output).contains("everything: there is no database `orders`"),
            "{args:?}: {}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "", "{args:?}");
    }
}
