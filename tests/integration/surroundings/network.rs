//! A server over HTTP that runs out of descriptors, or is bound to an unusual address.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::json;

use super::{BOUND, command, ended, soon, tell};
use mcp_tests::client::Ask;

/// The server over HTTP on this address, with so many descriptors, and where it says that it serves.
fn serve(
    address: &str,
    descriptors: u32,
    args: &[&str],
) -> (Child, BufReader<ChildStderr>, String) {
    let mut process = Command::new("sh")
        .args([
            "-c",
            &format!("ulimit -n {descriptors} && exec \"$0\" serve \"$@\""),
        ])
        .arg(env!("CARGO_BIN_EXE_rough"))
        .args(["--http", address])
        .args(args)
        .env_remove("RUST_LOG")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(process.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("serves MCP at") {
        line.clear();
        assert_ne!(log.read_line(&mut line).unwrap(), 0, "it doesn't start");
    }
    let url = line[line.find("http://").unwrap()..].trim_end().to_owned();
    (process, log, url)
}

/// Sends a request that is the last of its connection, and returns the answer.
fn exchange(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(BOUND)).unwrap();
    stream
        .write_all(format!("{request}\r\nConnection: close\r\n\r\n").as_bytes())
        .unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

#[test]
fn more_connections_than_descriptors_leave_the_health_answered_and_are_logged() {
    let (mut process, mut log, url) = serve("127.0.0.1:0", 80, &["--header-read-timeout", "10m"]);
    let address = &url["http://".len()..url.len() - "/mcp".len()];
    let health =
        || exchange(address, "GET /healthz HTTP/1.1\r\nHost: x").starts_with("HTTP/1.1 200 ");
    // Those who say nothing make room.
    let silent: Vec<_> = (0..200).map(|_| TcpStream::connect(address)).collect();
    assert!(health());
    soon("the silent have had time", || {
        std::thread::sleep(Duration::from_millis(300));
        health()
    });
    // Those who wait for an answer don't, but the reserve is there.
    let busy: Vec<_> = (0..44)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            let ask = Ask::tool("wait", json!({ "ms": 600_000 }));
            stream.write_all(ask.written().as_bytes()).unwrap();
            stream
        })
        .collect();
    let ask = Ask::tool("much", json!({ "kib": 1 })).header("connection", "close");
    let until = Instant::now() + BOUND;
    loop {
        let mut stream = TcpStream::connect(address).unwrap();
        let mut answer = String::new();
        let _ = stream.write_all(ask.written().as_bytes());
        let _ = stream.read_to_string(&mut answer);
        if answer.starts_with("HTTP/1.1 503 ") {
            assert!(
                answer.contains("no room for more connections; try again"),
                "{answer}"
            );
            break;
        }
        assert!(Instant::now() < until, "all are served: {answer}");
    }
    assert!(health());
    let mut line = String::new();
    while !line.contains("which is the most that there may be") {
        line.clear();
        assert_ne!(log.read_line(&mut line).unwrap(), 0, "nothing is logged");
    }
    drop((silent, busy));
    soon("there is room again", || {
        let mut stream = TcpStream::connect(address).unwrap();
        let mut answer = String::new();
        let _ = stream.write_all(ask.written().as_bytes());
        let _ = stream.read_to_string(&mut answer);
        answer.starts_with("HTTP/1.1 200 ")
    });
    tell(&process, Signal::TERM);
    assert_eq!(ended(&mut process).code(), Some(0));
}

#[test]
fn the_url_that_is_printed_works_on_any_loopback_address_and_metrics_have_their_hosts() {
    let args = [
        "--metrics",
        "127.0.0.1:0",
        "--allow-host",
        "metrics.example",
        "--header-read-timeout",
        "2s",
    ];
    let mut command = command(&["serve", "--http", "127.0.0.2:0"]);
    let mut process = command
        .args(args)
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(process.stderr.take().unwrap());
    let (mut metrics, mut url) = (String::new(), String::new());
    while url.is_empty() {
        let mut line = String::new();
        assert_ne!(log.read_line(&mut line).unwrap(), 0, "it doesn't start");
        if let Some((_, rest)) = line.split_once("Prometheus are on ") {
            metrics = rest.split(',').next().unwrap().to_owned();
        } else if let Some(start) = line.find("http://127.0.0.2:") {
            url = line[start..].trim_end().to_owned();
        }
    }
    let address = &url["http://".len()..url.len() - "/mcp".len()];
    let ask = Ask::tool("much", json!({ "kib": 1 }))
        .with("host", address)
        .header("connection", "close");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(ask.written().as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    for (host, status) in [
        (metrics.as_str(), 200),
        ("10.0.0.7:9000", 200),
        ("localhost", 200),
        ("metrics.example:9000", 200),
        ("evil.example", 403),
    ] {
        let answer = exchange(&metrics, &format!("GET /metrics HTTP/1.1\r\nHost: {host}"));
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{host}: {answer}"
        );
    }
    // It has the endpoint's timeouts: half a head holds no connection for ever.
    let mut half = TcpStream::connect(&metrics).unwrap();
    half.set_read_timeout(Some(BOUND)).unwrap();
    half.write_all(b"GET /metrics HTTP/1.1\r\nHost: local")
        .unwrap();
    half.read_to_end(&mut Vec::new()).expect("it is cut off");
    tell(&process, Signal::TERM);
    assert_eq!(ended(&mut process).code(), Some(0));
}
