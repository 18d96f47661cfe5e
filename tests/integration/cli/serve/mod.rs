//! `serve` and `stdio`: settings from the command line and from the environment.

mod environment;
mod limits;
mod stdio;

use std::io::{Read, Write};

use serde_json::json;

use super::{command, run, stderr};
use mcp_tests::client::exchange;

#[tokio::test]
async fn serve_takes_its_path_and_who_may_ask_from_the_command_line() {
    let example = mcp_tests::Example::start_with(
        "everything",
        &[
            "--path",
            "/elsewhere",
            "--allow-host",
            "a.example,b.example",
        ],
    )
    .await;
    let (address, path) = example
        .url()
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    assert_eq!(path, "elsewhere");
    for (path, host, status) in [
        ("/elsewhere", "b.example", 400),
        ("/elsewhere", "c.example", 403),
        ("/mcp", "b.example", 404),
    ] {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{{"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{path} {host}: {answer}"
        );
    }
}

#[tokio::test]
async fn what_operators_ask_for_is_served_from_the_command_line() {
    let args = [
        "--metrics",
        "127.0.0.1:0",
        "--health-path",
        "/live",
        "--ready-path",
        "off",
        "--cors",
    ];
    let example = mcp_tests::Example::start_with("everything", &args).await;
    let address = example
        .url()
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap()
        .0
        .parse()
        .unwrap();
    for (request, status) in [
        ("GET /live HTTP/1.1\r\nHost: 10.0.0.7", 200),
        ("GET /readyz HTTP/1.1\r\nHost: 10.0.0.7", 404),
        (
            "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:5173\r\nAccess-Control-Request-Method: POST",
            200,
        ),
        (
            "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example.com\r\nAccess-Control-Request-Method: POST",
            403,
        ),
    ] {
        let answer = exchange(address, request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{request}: {answer}"
        );
    }

    let ask = mcp_tests::client::Ask::tool("test_simple_text", json!({}));
    let body = ask.body.to_string();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /mcp HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    )
    .unwrap();
    for (name, value) in &ask.headers {
        write!(stream, "{name}: {value}\r\n").unwrap();
    }
    write!(stream, "\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");

    let log = example.log();
    let metrics = log.lines().find_map(|line| {
        line.split_once("metrics for Prometheus are on ")?
            .1
            .split_once(',')
    });
    let scraped = exchange(
        metrics.unwrap().0.parse().unwrap(),
        "GET /metrics HTTP/1.1\r\nHost: 10.0.0.7",
    )
    .await;
    let counted = r#"mcp_server_operation_duration_seconds_count{mcp_method_name="tools/call",gen_ai_tool_name="test_simple_text",mcp_protocol_version="2026-07-28",network_transport="tcp"} 1"#;
    assert!(scraped.contains(counted), "{scraped}");
}

#[tokio::test]
async fn the_playground_is_told_and_is_for_loopback_only() {
    let example = mcp_tests::Example::start_with("everything", &["--playground"]).await;
    let address = example
        .url()
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap()
        .0;
    let told = format!("its playground is at http://{address}/playground");
    // Its log comes by another way than its address.
    for _ in 0..100 {
        if example.log().contains(&told) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(example.log().contains(&told), "{}", example.log());
    let page = exchange(
        address.parse().unwrap(),
        &format!("GET /playground HTTP/1.1\r\nHost: {address}"),
    )
    .await;
    assert!(
        page.starts_with("HTTP/1.1 200 ") && page.contains("data-endpoint=\"/mcp\""),
        "{page}"
    );

    let output = run(&["serve", "--http", "0.0.0.0:0", "--playground"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("the playground is for this machine alone"),
        "{}",
        stderr(&output)
    );
    // As from the environment.
    let output = command(&["serve", "--http", "0.0.0.0:0"])
        .await
        .env("MCP_PLAYGROUND", "1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("the playground is for this machine alone"),
        "{}",
        stderr(&output)
    );
    let output = command(&["serve"])
        .await
        .env("MCP_PLAYGROUND", "perhaps")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("--playground") && stderr(&output).contains("perhaps"),
        "{}",
        stderr(&output)
    );
}
