//! Output that is different on a terminal.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::process::Command;

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use super::{command, run, stdout};

/// Runs a command on a terminal of so many columns, where somebody types. What it says has plain
/// line ends.
pub(super) fn on_terminal(
    mut command: Command,
    columns: u16,
    typed: &str,
) -> (Option<i32>, String) {
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
    command
        .stdin(end.try_clone().unwrap())
        .stdout(end.try_clone().unwrap())
        .stderr(end);
    let mut child = command.spawn().unwrap();
    // It holds the other end, too.
    drop(command);
    let mut terminal = File::from(terminal);
    terminal.write_all(typed.as_bytes()).unwrap();
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
    (
        child.wait().unwrap().code(),
        String::from_utf8(said).unwrap().replace("\r\n", "\n"),
    )
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
