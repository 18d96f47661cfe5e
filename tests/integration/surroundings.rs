//! A process in surroundings that nobody would wish for: a log that nobody reads, a client that
//! closes half of what it has, child processes, signals.

#![cfg(unix)]

use std::fs::File;
use std::io::{BufRead, BufReader, PipeReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use mcp_tests::client::Ask;

/// Long enough for any machine.
const BOUND: Duration = Duration::from_secs(30);

/// The server of `tests/servers/rough.rs`, over stdio.
struct Rough {
    process: Child,
    input: Option<ChildStdin>,
    answers: Receiver<Value>,
}

impl Rough {
    fn start(stderr: impl Into<Stdio>) -> Self {
        Self::start_with(&[], stderr)
    }

    fn start_with(args: &[&str], stderr: impl Into<Stdio>) -> Self {
        let mut process = command(&["stdio"])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .unwrap();
        let (input, output) = (process.stdin.take(), process.stdout.take().unwrap());
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = sender.send(serde_json::from_str(&line).unwrap());
            }
        });
        Self {
            process,
            input,
            answers,
        }
    }

    fn send(&mut self, id: u64, tool: &str, arguments: Value) {
        let mut ask = Ask::tool(tool, arguments);
        ask.body["id"] = json!(id);
        writeln!(self.input.as_mut().unwrap(), "{}", ask.body).unwrap();
    }

    fn next(&self) -> Value {
        self.answers.recv_timeout(BOUND).expect("an answer")
    }

    fn call(&mut self, id: u64, tool: &str, arguments: Value) -> Value {
        self.send(id, tool, arguments);
        let answer = self.next();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    fn tell(&self, signal: Signal) {
        tell(&self.process, signal);
    }

    fn ended(&mut self) -> ExitStatus {
        ended(&mut self.process)
    }
}

impl Drop for Rough {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rough"));
    command
        .args(args)
        .env_remove("RUST_LOG")
        .env("NO_COLOR", "1");
    command
}

fn tell(process: &Child, signal: Signal) {
    kill_process(Pid::from_child(process), signal).unwrap();
}

fn ended(process: &mut Child) -> ExitStatus {
    let until = Instant::now() + BOUND;
    loop {
        if let Some(status) = process.try_wait().unwrap() {
            return status;
        }
        assert!(Instant::now() < until, "the process goes on");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn text(answer: &Value) -> &str {
    answer["result"]["content"][0]["text"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
}

/// A pipe that is full, and that nobody reads.
fn full() -> (PipeReader, Stdio) {
    let (reading, mut writing) = std::io::pipe().unwrap();
    let filling = writing.try_clone().unwrap();
    // Whatever its capacity is: the last of these writes waits until the test is over.
    std::thread::spawn(move || while writing.write_all(&[b'.'; 4096]).is_ok() {});
    std::thread::sleep(Duration::from_millis(50));
    (reading, filling.into())
}

#[test]
fn a_log_that_nobody_reads_holds_up_nothing() {
    let (mut stderr, full) = full();
    let mut rough = Rough::start(full);
    for id in 0..20 {
        let answer = rough.call(
            id,
            "print",
            json!({ "text": "x".repeat(1000), "times": 50 }),
        );
        assert_eq!(text(&answer), "printed");
        rough.call(id, "burst", json!({ "text": "y".repeat(1000) }));
    }
    // Once it is read again, it says what was lost.
    let reading = std::thread::spawn(move || {
        let mut read = vec![0; 64 << 10];
        let mut log = Vec::new();
        while !String::from_utf8_lossy(&log).contains("lines of this log were lost") {
            match stderr.read(&mut read).unwrap() {
                0 => return false,
                more => log.extend(read[..more].iter().filter(|byte| **byte != b'.')),
            }
        }
        // And the test's own writer ends.
        drop(stderr);
        true
    });
    assert!(reading.join().unwrap());
    rough.tell(Signal::TERM);
    assert_eq!(rough.ended().code(), Some(0));
}

#[test]
fn a_log_that_nobody_can_read_is_no_reason_to_end_or_not_to_start() {
    let closed = || {
        let (reading, writing) = std::io::pipe().unwrap();
        drop(reading);
        Stdio::from(writing)
    };
    let no_room = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    for stderr in [closed(), no_room(), full().1] {
        let mut rough = Rough::start(stderr);
        for id in 0..10 {
            let answer = rough.call(id, "print", json!({ "text": "x", "times": 10 }));
            assert_eq!(text(&answer), "printed");
            rough.call(id, "burst", json!({ "text": "y" }));
        }
        rough.input = None;
        assert_eq!(rough.ended().code(), Some(0));
    }
}

#[test]
fn http_is_answered_and_ends_while_nobody_reads_its_log() {
    let (stderr, full) = full();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut process = command(&["serve", "--http", &port.to_string()])
        .env("RUST_LOG", "debug")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(full)
        .spawn()
        .unwrap();
    let until = Instant::now() + BOUND;
    let mut stream = loop {
        match TcpStream::connect(port) {
            Ok(stream) => break stream,
            Err(e) => assert!(Instant::now() < until, "{e}"),
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    stream.set_read_timeout(Some(BOUND)).unwrap();
    for _ in 0..100 {
        let ask = Ask::tool("print", json!({ "text": "x".repeat(1000), "times": 5 }));
        stream.write_all(ask.written().as_bytes()).unwrap();
        let mut answer = String::new();
        while !answer.ends_with('}') {
            let mut piece = [0; 4096];
            let read = stream.read(&mut piece).unwrap();
            assert_ne!(read, 0, "{answer}");
            answer += std::str::from_utf8(&piece[..read]).unwrap();
        }
        assert!(answer.contains("printed"), "{answer}");
    }
    drop(stream);
    tell(&process, Signal::TERM);
    assert_eq!(ended(&mut process).code(), Some(0));
    drop(stderr);
}

#[test]
fn a_child_process_reads_nothing_that_is_the_protocols() {
    let mut rough = Rough::start(Stdio::null());
    rough.send(1, "child", json!({}));
    rough.send(2, "much", json!({ "kib": 1 }));
    let mut answers = [rough.next(), rough.next()];
    answers.sort_by_key(|answer| answer["id"].as_u64());
    assert_eq!(text(&answers[0]), "0 bytes");
    assert_eq!(text(&answers[1]).len(), 1024);
}

#[test]
fn a_client_that_reads_no_more_is_gone() {
    for asks in [false, true] {
        let mut process = command(&["stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = process.stdin.take().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let ask = Ask::tool("much", json!({ "kib": 1 })).body;
        writeln!(input, "{ask}").unwrap();
        output.read_line(&mut String::new()).unwrap();
        if asks {
            writeln!(
                input,
                "{}",
                Ask::tool("wait", json!({ "ms": 600_000 })).body
            )
            .unwrap();
        }
        drop(output);
        // Its standard input stays open.
        assert_eq!(ended(&mut process).code(), Some(0), "asks: {asks}");
        drop(input);
    }
}

fn scratch(name: &str) -> PathBuf {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    for file in [&file, &file.with_extension("begun")] {
        let _ = std::fs::remove_file(file);
    }
    file
}

fn soon(what: &str, holds: impl Fn() -> bool) {
    let until = Instant::now() + BOUND;
    while !holds() {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_signal_over_stdio_lets_calls_end_and_keeps_what_is_shielded() {
    for (signal, name) in [(Signal::TERM, "kept-term"), (Signal::INT, "kept-int")] {
        let file = scratch(name);
        let mut rough = Rough::start(Stdio::null());
        rough.send(1, "keep", json!({ "ms": 300, "file": file }));
        soon("the call begins", || file.with_extension("begun").exists());
        rough.tell(signal);
        assert_eq!(text(&rough.next()), "kept");
        assert_eq!(rough.ended().code(), Some(0));
        assert!(file.exists());
    }
}

#[test]
fn a_second_signal_ends_the_process_at_once_even_where_every_thread_is_taken() {
    let file = scratch("second-signal");
    let mut rough = Rough::start_with(&["--shutdown-deadline", "10m"], Stdio::null());
    rough.send(1, "keep", json!({ "ms": 600_000, "file": file }));
    for id in 2..6 {
        rough.send(id, "block", json!({ "ms": 600_000 }));
    }
    soon("the call begins", || file.with_extension("begun").exists());
    rough.tell(Signal::INT);
    std::thread::sleep(Duration::from_millis(100));
    assert!(
        rough.process.try_wait().unwrap().is_none(),
        "it waits for its calls"
    );
    rough.tell(Signal::INT);
    assert_eq!(rough.ended().code(), Some(130));
}

#[test]
fn a_panic_is_its_callers_alone_and_forges_no_line_of_the_log() {
    let mut rough = Rough::start(Stdio::piped());
    let mut stderr = rough.process.stderr.take().unwrap();
    let forged = "\u{1b}[2J\n2026-01-01T00:00:00Z  INFO forged";
    for (id, tool, arguments) in [
        (1, "burst", json!({ "text": forged })),
        (2, "slip", json!({})),
        (3, "cling", json!({})),
    ] {
        let answer = rough.call(id, tool, arguments);
        assert_eq!(answer["result"]["isError"], true, "{tool}: {answer}");
        assert!(!answer.to_string().contains("forged"), "{answer}");
    }
    rough.input = None;
    assert_eq!(rough.ended().code(), Some(0));
    let mut log = String::new();
    stderr.read_to_string(&mut log).unwrap();
    assert!(log.contains("rough.rs") && log.contains("forged"), "{log}");
    assert!(
        !log.contains('\u{1b}') && !log.lines().any(|line| line.starts_with("2026-01-01T")),
        "{log}"
    );
}

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
    let (mut process, mut log, url) = serve("127.0.0.1:0", 80, &["--head-timeout", "10m"]);
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
    tell(&process, Signal::TERM);
    assert_eq!(ended(&mut process).code(), Some(0));
}

#[test]
fn a_slow_fn_holds_up_neither_reading_nor_other_calls() {
    let mut rough = Rough::start(Stdio::null());
    for round in 0..2 {
        for id in 1..=4 {
            rough.send(id, "block", json!({ "ms": 3000 }));
        }
        let cancelled = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 4 } });
        writeln!(rough.input.as_mut().unwrap(), "{cancelled}").unwrap();
        rough.send(5, "wait", json!({ "ms": 1 }));
        assert_eq!(rough.next()["id"], 5, "round {round}");
        let mut answered: Vec<_> = (0..3)
            .map(|_| rough.next()["id"].as_u64().unwrap())
            .collect();
        answered.sort_unstable();
        assert_eq!(answered, [1, 2, 3], "round {round}");
    }
}
