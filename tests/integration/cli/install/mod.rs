//! `install`: what clients get to read, and what is left alone.

mod kept;
#[cfg(unix)]
mod links;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::{command, folder, piped, run, stderr, stdout};

/// The clients, and where below the home they keep what `install` writes.
const CLIENTS: [(&str, &str, &str); 4] = [
    ("claude-code", "mcpServers", ".mcp.json"),
    (
        "claude-desktop",
        "mcpServers",
        if cfg!(target_os = "macos") {
            DESKTOP_MACOS
        } else {
            ".config/Claude/claude_desktop_config.json"
        },
    ),
    ("cursor", "mcpServers", ".cursor/mcp.json"),
    ("vscode", "servers", ".vscode/mcp.json"),
];
const DESKTOP_MACOS: &str = "Library/Application Support/Claude/claude_desktop_config.json";

/// `install`, in a home that is the project as well.
async fn install(home: &Path, args: &[&str]) -> Command {
    let mut command = command(&["install"]).await;
    command.args(args).current_dir(home).env("HOME", home);
    command
}

fn written(home: &Path, path: &str, text: &str) -> PathBuf {
    let file = home.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, text).unwrap();
    file
}

fn json(file: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// All files below a folder: nothing temporary is left.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[tokio::test]
async fn a_client_without_a_configuration_gets_one_that_works() {
    for (client, key, path) in CLIENTS {
        let home = folder(&format!("empty-{client}"));
        let output = install(&home, &[client, "--yes", "--", "--call-timeout", "5m"])
            .await
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{client}: {}",
            stderr(&output)
        );
        let file = home.join(path);
        assert_eq!(files(&home), std::slice::from_ref(&file));
        let entry = &json(&file)[key]["everything"];
        let typed = matches!(client, "claude-code" | "vscode");
        assert_eq!(
            entry["type"],
            if typed { json!("stdio") } else { Value::Null },
            "{client}"
        );
        assert_eq!(entry["args"], json!(["stdio", "--call-timeout", "5m"]));

        // As the client does it.
        let program = Path::new(entry["command"].as_str().unwrap());
        assert!(program.is_absolute());
        let args = entry["args"]
            .as_array()
            .unwrap()
            .iter()
            .map(|arg| arg.as_str().unwrap());
        let mut server = Command::new(program);
        server.args(args);
        let ask = mcp_tests::client::Ask::tool("count_words", json!({ "text": "one two" }));
        let answered = piped(server, &format!("{}\n", ask.body));
        assert!(stdout(&answered).contains(r#""text":"2""#));

        let again = install(&home, &[client, "--", "--call-timeout", "5m"])
            .await
            .output()
            .unwrap();
        assert_eq!(
            again.status.code(),
            Some(0),
            "no question about nothing: {}",
            stderr(&again)
        );
        assert!(
            stdout(&again).contains("nothing to change"),
            "{}",
            stdout(&again)
        );
    }
}

#[tokio::test]
async fn without_a_terminal_nothing_changes_unless_told_so() {
    let home = folder("no-terminal");
    let output = install(&home, &["cursor"]).await.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("`--yes`") && stderr(&output).contains("`--print`"),
        "{}",
        stderr(&output)
    );
    assert!(files(&home).is_empty());

    let output = install(&home, &["vscode", "--print"])
        .await
        .output()
        .unwrap();
    let printed: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(printed["servers"]["everything"]["args"], json!(["stdio"]));
    assert!(
        stderr(&output).contains(".vscode/mcp.json"),
        "{}",
        stderr(&output)
    );
    assert!(files(&home).is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn the_question_on_a_terminal_is_answered_yes_or_no() {
    use super::terminal::on_terminal;

    let home = folder("terminal");
    for (typed, code, said) in [
        ("n\n", 1, "nothing is changed"),
        ("\n", 1, "nothing is changed"),
        ("\u{4}", 1, "nothing is changed"),
    ] {
        let (ended, shown) = on_terminal(install(&home, &["cursor"]).await, 80, typed);
        assert_eq!(ended, Some(code), "{shown}");
        assert!(
            shown.contains("\x1b[32m+ \"everything\": {")
                && shown.contains("Write it? [y/N]")
                && shown.contains(said),
            "{shown}"
        );
        assert!(files(&home).is_empty());
    }
    let (ended, shown) = on_terminal(install(&home, &["cursor"]).await, 80, "y\n");
    assert_eq!(ended, Some(0), "{shown}");
    assert_eq!(
        json(&home.join(".cursor/mcp.json"))["mcpServers"]["everything"]["args"],
        json!(["stdio"])
    );

    let (_, shown) = on_terminal(
        install(&home, &["cursor", "--", "--body-limit", "1MiB"]).await,
        80,
        "yes\n",
    );
    assert!(
        shown.contains("\x1b[31m- \"everything\": {") && shown.contains("+     \"1MiB\""),
        "{shown}"
    );
}

#[tokio::test]
async fn a_scope_is_a_place() {
    let home = folder("scopes");
    let elsewhere = folder("scopes-project");
    for (client, path) in [
        ("cursor", ".cursor/mcp.json"),
        (
            "vscode",
            if cfg!(target_os = "macos") {
                "Library/Application Support/Code/User/mcp.json"
            } else {
                "config/Code/User/mcp.json"
            },
        ),
    ] {
        let mut user = install(&home, &[client, "--yes", "--scope", "user"]).await;
        let output = user
            .current_dir(&elsewhere)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(home.join(path).is_file(), "{client}");
    }
    assert!(files(&elsewhere).is_empty());

    // Claude Code keeps that file itself.
    let output = install(&home, &["claude-code", "--scope", "user", "--yes"])
        .await
        .output()
        .unwrap();
    let said = stdout(&output);
    assert!(
        said.starts_with("claude mcp add --scope user everything -- /")
            && said.ends_with(" stdio\n"),
        "{said}"
    );
    let output = install(
        &home,
        &[
            "claude-code",
            "--scope",
            "user",
            "--http",
            "http://a.example/mcp?a=1",
        ],
    )
    .await
    .output()
    .unwrap();
    assert_eq!(
        stdout(&output),
        "claude mcp add --scope user --transport http everything 'http://a.example/mcp?a=1'\n"
    );
}

#[tokio::test]
async fn what_cannot_be_installed_says_why() {
    for (args, said) in [
        (&["emacs"][..], "claude-desktop"),
        (
            &["claude-desktop", "--scope", "project"],
            "no configuration for a project",
        ),
        (
            &["claude-desktop", "--http", "http://a.example"],
            "Settings, Connectors",
        ),
        (
            &["cursor", "--http", "a.example"],
            "http://127.0.0.1:8000/mcp",
        ),
        (
            &["cursor", "--http", "https://me:secret@a.example/mcp"],
            "no place for secrets",
        ),
        (
            &["cursor", "--http", "https://a.example/mcp?%61uth=x"],
            "leave `auth` in its query out",
        ),
        (
            &["cursor", "--print", "--http", "https://a.example/mcp#token"],
            "no place for secrets",
        ),
        (
            &["cursor", "--", "--store", "redis://:pw@127.0.0.1"],
            "no place for secrets",
        ),
        (&["cursor", "--name", "my server"], "letters, digits"),
        (&["cursor", "--", "--bogus"], "--bogus"),
        (
            &[
                "cursor",
                "--http",
                "http://a.example",
                "--",
                "--call-timeout",
                "1s",
            ],
            "cannot be used with",
        ),
    ] {
        let args = [&["install"], args].concat();
        let output = run(&args).await;
        assert_eq!(
            output.status.code(),
            Some(2),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(said),
            "{args:?}: {}",
            stderr(&output)
        );
    }
}
