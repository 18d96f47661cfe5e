//! Settings from the environment.

use std::net::SocketAddr;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::cli::{command, stderr};
use mcp_tests::client::{Ask, exchange};

#[tokio::test]
async fn a_switch_and_an_address_can_be_set_in_the_environment() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = command(&["serve", "--http", "127.0.0.1:0"])
        .await
        .env("MCP_METRICS", &address)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains(&format!("metrics can't be served on {address}")),
        "{}",
        stderr(&output)
    );

    let output = command(&["serve"])
        .await
        .env("MCP_CORS", "perhaps")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("--cors") && stderr(&output).contains("perhaps"),
        "{}",
        stderr(&output)
    );
    let output = command(&["serve"])
        .await
        .env("MCP_CORS", "on")
        .env("MCP_HEALTH_PATH", "live")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("the path `live` must be a plain one"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn an_empty_variable_says_nothing() {
    let mut stdio = command(&["stdio"]).await;
    for name in [
        "MCP_STORE",
        "MCP_SEALING_KEYS",
        "MCP_BODY_LIMIT",
        "MCP_CALL_TIMEOUT",
        "MCP_MAX_CALLS",
        "RUST_LOG",
    ] {
        stdio.env(name, "");
    }
    let output = stdio.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));

    // Up to the address, which can't be had.
    let mut serve = command(&["serve", "--http", "192.0.2.1:1"]).await;
    for name in [
        "MCP_HTTP",
        "MCP_PATH",
        "MCP_CORS",
        "MCP_HEALTH_PATH",
        "MCP_METRICS",
    ] {
        serve.env(name, "");
    }
    let output = serve.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("192.0.2.1:1"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn a_switch_can_be_off_in_the_environment_and_the_command_line_comes_first() {
    for (args, status) in [
        (&[][..], 405),
        (&["--cors", "--health-path", "/alive"], 200),
    ] {
        let variables = [("MCP_CORS", "false"), ("MCP_HEALTH_PATH", "/live")];
        let example = mcp_tests::Example::start_in("everything", args, &variables).await;
        let address = address(&example);
        let ask = "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:5173\r\nAccess-Control-Request-Method: POST";
        let answer = exchange(address, ask).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{args:?}: {answer}"
        );
        for (path, is_there) in [("/live", args.is_empty()), ("/alive", !args.is_empty())] {
            let answer =
                exchange(address, &format!("GET {path} HTTP/1.1\r\nHost: localhost")).await;
            assert_eq!(
                answer.starts_with("HTTP/1.1 200 "),
                is_there,
                "{args:?}: {answer}"
            );
        }
    }
}

#[tokio::test]
async fn a_text_is_taken_for_a_number_only_where_lenient_says_so() {
    let search = Ask::tool("search", json!({ "query": "x", "limit": "5" }));
    let search = search.header("connection", "close").written();
    for (value, said) in [("false", "`limit`"), ("true", "0 of at most 5 results")] {
        let variables = [("MCP_LENIENT", value)];
        let example = mcp_tests::Example::start_in("everything", &[], &variables).await;
        let mut stream = TcpStream::connect(address(&example)).await.unwrap();
        stream.write_all(search.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.contains(said), "{value}: {answer}");
        assert_eq!(answer.contains("\"isError\":true"), value == "false");
    }
}

/// Where an example serves.
fn address(example: &mcp_tests::Example) -> SocketAddr {
    let url = example.url().strip_prefix("http://").unwrap();
    url.split_once('/').unwrap().0.parse().unwrap()
}

#[tokio::test]
async fn keys_that_are_none_are_refused_without_being_shown() {
    let output = command(&["serve", "--http", "127.0.0.1:0"])
        .await
        .env("MCP_SEALING_KEYS", "c2VjcmV0")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(
        said.contains("MCP_SEALING_KEYS")
            && said.contains("openssl rand -base64 32")
            && !said.contains("c2VjcmV0"),
        "{said}"
    );
}
