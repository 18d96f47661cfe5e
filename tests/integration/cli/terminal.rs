//! Output that is different on a terminal.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::process::{Command, Stdio};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use super::{command, run, stdout};

/// A terminal of so many columns, and the end of it that a process has.
fn terminal(columns: u16) -> (File, File) {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    // Not the terminal of the test itself: closing that would end it.
    let end = File::from(
        rustix::fs::open(
            &name,
            OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC,
            Mode::empty(),
        )
        .unwrap(),
    );
    tcsetwinsize(
        &end,
        Winsize {
            ws_row: 24,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        },
    )
    .unwrap();
    (File::from(terminal), end)
}

/// All that a terminal shows, with plain line ends, until nobody has its other end any more.
fn shown(mut terminal: File) -> String {
    let (mut said, mut part) = (Vec::new(), [0; 4096]);
    loop {
        match terminal.read(&mut part) {
            Ok(0) => break,
            Ok(read) => said.extend_from_slice(&part[..read]),
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            // So says Linux when nobody has the other end any more.
            Err(_) => break,
        }
    }
    String::from_utf8(said).unwrap().replace("\r\n", "\n")
}

/// Runs a command on a terminal of so many columns, where somebody types. What it says has plain
/// line ends.
pub(super) fn on_terminal(
    mut command: Command,
    columns: u16,
    typed: &str,
) -> (Option<i32>, String) {
    let (mut terminal, end) = terminal(columns);
    command
        .stdin(end.try_clone().unwrap())
        .stdout(end.try_clone().unwrap())
        .stderr(end);
    let mut child = command.spawn().unwrap();
    // It holds the other end, too.
    drop(command);
    terminal.write_all(typed.as_bytes()).unwrap();
    let said = shown(terminal);
    (child.wait().unwrap().code(), said)
}

#[tokio::test]
async fn names_are_bold_on_a_terminal_and_nowhere_else() {
    let piped = stdout(&run(&["tools"]).await);
    assert!(!piped.contains('\x1b'), "{piped}");
    let (code, shown) = on_terminal(command(&["tools"]).await, 500, "");
    assert_eq!(code, Some(0));
    assert!(shown.contains("\x1b[1mcount_words\x1b[0m "), "{shown}");
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let mut plain = command(&["tools"]).await;
        plain.env(name, value);
        assert_eq!(on_terminal(plain, 500, "").1, piped, "{name}");
    }
    let mut empty = command(&["tools"]).await;
    empty.env("NO_COLOR", "");
    assert_eq!(
        on_terminal(empty, 500, "").1,
        shown,
        "an empty NO_COLOR is none"
    );
}

#[tokio::test]
async fn tables_fit_the_terminal() {
    let mut plain = command(&["tools"]).await;
    plain.env("NO_COLOR", "1");
    let (_, shown) = on_terminal(plain, 70, "");
    assert!(
        shown.lines().all(|line| line.chars().count() <= 70) && shown.contains('…'),
        "{shown}"
    );
    assert!(
        stdout(&run(&["tools"]).await)
            .lines()
            .any(|line| line.chars().count() > 70)
    );
}

#[tokio::test]
async fn help_and_mistakes_have_colour_on_a_terminal() {
    let (code, help) = on_terminal(command(&["--help"]).await, 200, "");
    assert_eq!(code, Some(0));
    assert!(
        help.contains("\x1b[4mCommands:\x1b[0m") && help.contains("\x1b[1mserve\x1b[0m "),
        "{help}"
    );
    let (code, wrong) = on_terminal(command(&["tols"]).await, 200, "");
    assert_eq!(code, Some(2));
    assert!(wrong.contains("\x1b[31merror:\x1b[0m"), "{wrong}");
    let (code, wrong) = on_terminal(command(&["call", "count_wrods"]).await, 200, "");
    assert_eq!(code, Some(2));
    assert!(
        wrong.contains("everything:\x1b[0m there is no tool"),
        "{wrong}"
    );
}

/// Runs a command whose errors go to a terminal, and returns its results and what was shown.
fn with_errors_on_terminal(mut command: Command) -> (String, String) {
    let (terminal, end) = terminal(50);
    command.stdout(Stdio::piped()).stderr(end);
    let mut child = command.spawn().unwrap();
    drop(command);
    let shown = shown(terminal);
    let mut results = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut results)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{shown}");
    (results, shown)
}

#[tokio::test]
async fn progress_and_logs_are_shown_to_a_person_while_a_call_runs() {
    let tool = "test_tool_with_progress";
    let (results, shown) = with_errors_on_terminal(command(&["call", tool]).await);
    assert_eq!(results, "Progress was reported three times.\n");
    assert!(
        shown.contains("\r\x1b[Ktest_tool_with_progress: 50 of 100 (50 %)\r"),
        "{shown:?}"
    );
    assert!(
        shown.ends_with("\r\x1b[K\r"),
        "the line is cleared: {shown:?}"
    );
    assert!(
        shown.split('\r').all(|line| line.chars().count() < 50 + 3),
        "{shown:?}"
    );

    let mut json = command(&["call", "test_logging_tool", "--json"]).await;
    json.env("NO_COLOR", "1");
    let (results, shown) = with_errors_on_terminal(json);
    assert!(
        serde_json::from_str::<serde_json::Value>(&results).is_ok(),
        "{results}"
    );
    assert!(
        shown.contains("info: Tool execution started\n"),
        "{shown:?}"
    );
    assert!(
        shown.contains("info everything: {\"step\":2,\"of\":3}\n"),
        "{shown:?}"
    );

    let mut dumb = command(&["call", tool]).await;
    dumb.env("TERM", "dumb");
    let (_, shown) = with_errors_on_terminal(dumb);
    assert!(
        shown.contains("50 of 100 (50 %)\n") && !shown.contains('\x1b'),
        "{shown:?}"
    );

    let piped = run(&["call", tool]).await;
    assert_eq!(
        String::from_utf8_lossy(&piped.stderr),
        "",
        "nobody watches a pipe"
    );
}
