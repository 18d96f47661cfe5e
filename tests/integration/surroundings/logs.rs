//! A log that nobody reads or can read, and what gets into it.

use std::fs::File;
use std::io::{PipeReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::json;

use super::{BOUND, Rough, command, ended, tell, text};
use mcp_tests::client::Ask;

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
