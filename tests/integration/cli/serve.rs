//! `serve` and `stdio`: settings from the command line and from the environment.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use super::{command, run, stderr, stdout};
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
    let counted = r#"mcp_server_operation_duration_seconds_count{mcp_method_name="tools/call",gen_ai_tool_name="test_simple_text"} 1"#;
    assert!(scraped.contains(counted), "{scraped}");
}

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
        "MCP_STATE_KEYS",
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
        let address = example
            .url()
            .strip_prefix("http://")
            .unwrap()
            .split_once('/')
            .unwrap()
            .0
            .parse()
            .unwrap();
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
async fn stdio_carries_messages_alone_and_ends_with_its_input() {
    let mut child = command(&["stdio"])
        .await
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let ask = mcp_tests::client::Ask::tool("prints", serde_json::json!({}));
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{}", ask.body).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
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

#[tokio::test]
async fn keys_that_are_none_are_refused_without_being_shown() {
    let output = command(&["serve", "--http", "127.0.0.1:0"])
        .await
        .env("MCP_STATE_KEYS", "c2VjcmV0")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(
        said.contains("MCP_STATE_KEYS")
            && said.contains("openssl rand -base64 32")
            && !said.contains("c2VjcmV0"),
        "{said}"
    );
}

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
    let mut child = slow
        .env("MCP_CALL_TIMEOUT", "10ms")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let ask = mcp_tests::client::Ask::tool("test_tool_with_progress", json!({}));
    writeln!(child.stdin.take().unwrap(), "{}", ask.body).unwrap();
    let said = stdout(&child.wait_with_output().unwrap());
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
        (["serve", "--shutdown-deadline", "soon"], "`0s`"),
        (["stdio", "--max-subscriptions", "many"], "invalid digit"),
        (["serve", "--max-calls", "few"], "invalid digit"),
        (["stdio", "--rate-limit", "10"], "`600/min`"),
        (["stdio", "--keep-alive", "1s"], "unexpected argument"),
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
