//! Limits and rates, and what is said of those that are none.

use std::io::{Read, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::cli::{command, piped, run, stderr, stdout};

#[tokio::test]
async fn limits_are_taken_from_the_command_line_and_from_the_environment() {
    let example = mcp_tests::Example::start_with("everything", &["--body-limit", "1KiB"]).await;
    let address = example
        .url()
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap()
        .0;
    for (length, status) in [(1024, 400), (1025, 413)] {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let head = "Connection: close\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream";
        write!(
            stream,
            "POST /mcp HTTP/1.1\r\nHost: {address}\r\n{head}\r\nContent-Length: {length}\r\n\r\n{}",
            "{".repeat(length)
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{length}: {answer}"
        );
    }

    let mut slow = command(&["stdio"]).await;
    slow.env("MCP_CALL_TIMEOUT", "10ms");
    let ask = mcp_tests::client::Ask::tool("test_tool_with_progress", json!({}));
    let said = stdout(&piped(slow, &format!("{}\n", ask.body)));
    assert!(said.contains("took longer than 10ms"), "{said}");
}

#[tokio::test]
async fn a_rate_is_taken_from_the_command_line_and_from_the_environment() {
    for variable in [None, Some("MCP_RATE_LIMIT")] {
        let args: &[&str] = if variable.is_some() {
            &["stdio"]
        } else {
            &["stdio", "--rate-limit", "1/h"]
        };
        let mut server = command(args).await;
        server
            .envs(variable.map(|name| (name, "1/h")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = server.spawn().unwrap();
        let mut ask = mcp_tests::client::Ask::tool("test_simple_text", json!({}));
        let mut input = child.stdin.take().unwrap();
        for id in [1, 2] {
            ask.body["id"] = json!(id);
            writeln!(input, "{}", ask.body).unwrap();
        }
        drop(input);
        let said = stdout(&child.wait_with_output().unwrap());
        let answers: Vec<Value> = said
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(answers.len(), 2, "{said}");
        // Each call is a task of its own, so that either may be the first.
        let refused = answers.iter().filter(|a| a["error"]["code"] == 429);
        let allowed = answers.iter().filter(|a| a["result"].is_object());
        assert!(refused.count() == 1 && allowed.count() == 1, "{said}");
    }
}

#[tokio::test]
async fn a_limit_that_is_none_says_what_to_write() {
    for (args, said) in [
        (["serve", "--body-limit", "4M"], "`4MiB`"),
        (["serve", "--call-timeout", "30"], "`30s`"),
        (["serve", "--keep-alive", "0s"], "more than nothing"),
        (["serve", "--shutdown-timeout", "soon"], "`0s`"),
        (["stdio", "--max-subscriptions", "many"], "invalid digit"),
        (["serve", "--max-calls", "few"], "invalid digit"),
        (["stdio", "--rate-limit", "10"], "`600/min`"),
        (["stdio", "--keep-alive", "1s"], "`serve` does"),
    ] {
        let output = run(&args).await;
        assert_eq!(
            output.status.code(),
            Some(2),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(said) && stderr(&output).contains(args[1]),
            "{args:?}: {}",
            stderr(&output)
        );
    }
    let output = command(&["check"])
        .await
        .env("MCP_CALL_TIMEOUT", "30")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("--call-timeout"),
        "{}",
        stderr(&output)
    );
}
