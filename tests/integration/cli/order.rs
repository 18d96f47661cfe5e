//! Options before a command and behind it.

use super::{command, run, stderr, stdout};

#[tokio::test]
async fn options_may_stand_before_their_command() {
    for (before, behind) in [
        (
            &["--store", "memory", "tools"][..],
            &["tools", "--store", "memory"][..],
        ),
        (&["--store=memory", "check"], &["check"]),
        (&["--json", "prompts"], &["prompts", "--json"]),
        (
            &["--store", "memory", "schema", "order"],
            &["schema", "order"],
        ),
        (
            &["--answer", "ok=accept", "call", "--json", "wipe"],
            &["call", "wipe", "--json", "--answer", "ok=accept"],
        ),
        (&["--help", "tools"], &["tools", "--help"]),
    ] {
        let (before, behind) = (run(before).await, run(behind).await);
        assert_eq!(stdout(&before), stdout(&behind), "{}", stderr(&before));
        assert_eq!(before.status.code(), behind.status.code());
        assert!(!stdout(&before).is_empty(), "{}", stderr(&before));
    }
}

#[tokio::test]
async fn an_option_of_another_command_is_one_error_that_names_it() {
    for (line, expected) in [
        (
            &["--cors", "tools"][..],
            "`tools` doesn't take `--cors`; `serve` does\n",
        ),
        (
            &["tools", "--cors"],
            "`tools` doesn't take `--cors`; `serve` does\n",
        ),
        (
            &["check", "--upstream=main=10.0.0.1:8000"],
            "`check` doesn't take `--upstream`; `routes` does\n",
        ),
        (
            &["--workers", "2", "call", "order"],
            "`call` doesn't take `--workers`; `serve`, `stdio` and `worker` do\n",
        ),
        (
            &["--answer", "ok=accept"],
            "without a command, nothing takes `--answer`; `call`, `prompt` and `read` do\n",
        ),
        (&["tools", "--jsn"], "unexpected argument '--jsn' found"),
        (&["--jsn", "tools"], "unexpected argument '--jsn' found"),
    ] {
        let output = run(line).await;
        assert_eq!(output.status.code(), Some(2), "{line:?}");
        let said = stderr(&output);
        assert!(
            said.contains(expected) && said.matches("error:").count() == 1,
            "{line:?}: {said}"
        );
        assert_eq!(stdout(&output), "", "{line:?}");
    }
}

#[tokio::test]
async fn lists_open_a_store_only_for_who_names_it() {
    let named = run(&["tools", "--store", "mysql://x"]).await;
    assert_eq!(named.status.code(), Some(1));
    assert!(stderr(&named).contains("names no store"));
    let mut command = command(&["tools"]).await;
    let known = command.env("MCP_STORE", "mysql://x").output().unwrap();
    assert_eq!(known.status.code(), Some(0), "{}", stderr(&known));
}
