//! Signals to a server over stdio.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;

use super::{Rough, soon, text};

fn scratch(name: &str) -> PathBuf {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    for file in [&file, &file.with_extension("begun")] {
        let _ = std::fs::remove_file(file);
    }
    file
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
    let mut rough = Rough::start_with(&["--shutdown-timeout", "10m"], Stdio::null());
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
