//! The command `stdio`: its input and its output.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::cli::{command, piped, stderr, stdout};

#[tokio::test]
async fn stdio_carries_messages_alone_and_ends_with_its_input() {
    let ask = mcp_tests::client::Ask::tool("prints", serde_json::json!({}));
    let output = piped(command(&["stdio"]).await, &format!("{}\n", ask.body));
    assert_eq!(output.status.code(), Some(0));
    let said = stdout(&output);
    assert_eq!(said.lines().count(), 1, "{said}");
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(answer["id"], 1);
    assert!(
        stderr(&output).contains("this is no message"),
        "what a tool prints goes to stderr: {}",
        stderr(&output)
    );
}

#[tokio::test]
async fn a_line_of_100_mb_is_refused_in_little_memory_and_the_next_one_is_answered() {
    let mut child = command(&["stdio"])
        .await
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&answers.next().unwrap().unwrap()).unwrap();
    let mut ask = mcp_tests::client::Ask::tool("test_simple_text", json!({}));
    writeln!(input, "{}", ask.body).unwrap();
    assert_eq!(next()["id"], 1);

    // A model might produce this: one string that doesn't end.
    write!(
        input,
        r#"{{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{{"name":""#
    )
    .unwrap();
    let megabyte = vec![b'x'; 1_000_000];
    for _ in 0..100 {
        input.write_all(&megabyte).unwrap();
    }
    input.write_all(b"\n").unwrap();
    let refused = next();
    assert_eq!(
        (refused.get("id"), &refused["error"]["code"]),
        (None, &json!(-32600)),
        "{refused}"
    );
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("longer than the 4194304 bytes"),
        "{message}"
    );

    ask.body["id"] = json!(3);
    writeln!(input, "{}", ask.body).unwrap();
    assert_eq!(next()["id"], 3);
    // The most that it ever had, where the system says.
    if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) {
        let peak = status.lines().find_map(|line| {
            line.strip_prefix("VmHWM:")?
                .trim()
                .strip_suffix(" kB")?
                .parse::<u64>()
                .ok()
        });
        assert!(peak.is_some_and(|peak| peak < 48 << 10), "{peak:?} KiB");
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
