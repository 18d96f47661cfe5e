//! Scopes on the command line, and the tokens that it prints.

use std::process::{Command, Output, Stdio};

use http::StatusCode;
use mcp_tests::Example;
use mcp_tests::client::Ask;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{piped, stderr, stdout};

async fn tickets(args: &[&str]) -> Output {
    let mut command = Command::new(mcp_tests::build("tickets").await);
    command.args(args).stdin(Stdio::null()).env_clear();
    command.output().unwrap()
}

#[tokio::test]
async fn who_may_do_what_is_a_table_for_a_review() {
    let output = tickets(&["tools", "--scopes"]).await;
    assert_eq!(
        stdout(&output),
        "| item | without a token | `tickets:read` | `tickets:write` |\n\
         | --- | --- | --- | --- |\n\
         | `opening_hours` | yes |  |  |\n\
         | `open_ticket` |  |  | needs |\n\
         | `show_ticket` |  | needs | implies |\n\
         | `answer_ticket` |  |  | needs |\n\
         | `withdraw_ticket` |  |  | needs |\n\
         \n\
         - `tickets:read`: See your tickets\n\
         - `tickets:write`: Open, answer and withdraw tickets (implies `tickets:read`)\n"
    );
}

/// The status and the text of an answer.
async fn sent(address: &str, ask: &Ask) -> (StatusCode, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let written = ask.clone().header("connection", "close").written();
    stream.write_all(written.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
    (status.unwrap(), answer)
}

#[tokio::test]
async fn a_token_for_development_opens_the_server_that_made_it() {
    let loud = [("RUST_LOG", "trace")];
    let server = Example::start_in("tickets", &["--auth-dev"], &loud).await;
    let address = server.url().strip_prefix("http://").unwrap();
    let address = address.split_once('/').unwrap().0.to_owned();
    let open = Ask::tool("open_ticket", json!({ "subject": "x", "text": "y" }));
    let cases = [
        ("tickets:write", StatusCode::OK),
        ("tickets:read", StatusCode::FORBIDDEN),
    ];
    for (scope, status) in cases {
        let args = ["token", "--as", "ada", "--scope", scope, "--http", &address];
        let output = tickets(&args).await;
        let token = stdout(&output);
        assert!(!token.trim().is_empty(), "{}", stderr(&output));
        let bearer = format!("Bearer {}", token.trim());
        let (answered, text) = sent(&address, &open.clone().header("authorization", &bearer)).await;
        assert_eq!(answered, status, "{text}");
        let log = server.log();
        assert!(
            !token.split('.').any(|part| log.contains(part)),
            "no part of a token stands in a log, however loud"
        );
    }
    drop(server);
    let output = tickets(&["token", "--http", &address]).await;
    assert!(!output.status.success() && stdout(&output).is_empty());
    assert!(stderr(&output).contains("serve with `--auth-dev`"));
}

/// A11: whoever starts the process is its user.
#[tokio::test]
async fn over_standard_input_and_output_nobody_is_asked_for_a_token() {
    let mut command = Command::new(mcp_tests::build("tickets").await);
    command.arg("stdio").env_clear();
    let open = Ask::tool("open_ticket", json!({ "subject": "x", "text": "y" }));
    let said = stdout(&piped(command, &format!("{}\n", open.body)));
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(answer["result"]["isError"], false, "{answer}");
}
