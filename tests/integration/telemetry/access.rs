//! The access log: one line for each request, however it ends.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::collector::BOUND;
use super::process::Process;
use mcp_tests::client::Ask;

#[tokio::test]
async fn each_request_is_one_line_whatever_its_end() {
    let args = ["--access-log", "--metrics", "127.0.0.1:0"];
    let server = Process::serve(&args, &[]).await;
    server.send(&Ask::tool("wait", json!({ "ms": 1 }))).await;
    let foreign = Ask::new("tools/list", json!({})).header("origin", "https://example.com");
    server.send(&foreign).await;
    // A client that doesn't wait for its answer.
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = Ask::tool("wait", json!({ "ms": 60_000 })).written();
    stream.write_all(request.as_bytes()).await.unwrap();
    let until = Instant::now() + BOUND;
    while !is_at_work(&server.metrics().await) {
        assert!(Instant::now() < until);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(stream);
    server
        .until_logged("error=\"cancelled\"", || async {})
        .await;
    let log = server.stop().await;
    let lines: Vec<_> = log
        .lines()
        .filter(|line| line.contains("mcp_runtime::access"))
        .collect();
    let [done, refused, dropped] = lines[..] else {
        panic!("{log}");
    };
    for (line, parts) in [
        (
            done,
            &[
                "method=\"tools/call\"",
                "name=\"wait\"",
                "status=200",
                "bytes_in=",
            ][..],
        ),
        (
            refused,
            &["status=403", "error=\"origin\"", "peer=\"127.0.0.1:"],
        ),
        (
            dropped,
            &[
                "method=\"tools/call\"",
                "name=\"wait\"",
                "error=\"cancelled\"",
            ],
        ),
    ] {
        for part in parts {
            assert!(line.contains(part), "{part}: {line}");
        }
    }
    assert!(!refused.contains("example.com"), "{refused}");
}

fn is_at_work(metrics: &str) -> bool {
    metrics
        .lines()
        .any(|line| line.starts_with("mcp_server_active_operations{") && line.ends_with(" 1"))
}
