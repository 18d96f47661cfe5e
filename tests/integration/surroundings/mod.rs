//! A process in surroundings that nobody would wish for: a log that nobody reads, a client that
//! closes half of what it has, child processes, signals.

#![cfg(unix)]

mod logs;
mod network;
mod signals;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
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

fn soon(what: &str, holds: impl Fn() -> bool) {
    let until = Instant::now() + BOUND;
    while !holds() {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn text(answer: &Value) -> &str {
    answer["result"]["content"][0]["text"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
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
