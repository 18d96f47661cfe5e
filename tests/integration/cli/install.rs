//! `install`: what clients get to read, and what is left alone.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{command, folder, run, stderr, stdout};

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
        let mut child = Command::new(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let ask = mcp_tests::client::Ask::tool("count_words", json!({ "text": "one two" }));
        writeln!(child.stdin.take().unwrap(), "{}", ask.body).unwrap();
        assert!(stdout(&child.wait_with_output().unwrap()).contains(r#""text":"2""#));

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
async fn all_else_in_a_configuration_stays_byte_for_byte() {
    for (client, key, path) in CLIENTS {
        let home = folder(&format!("existing-{client}"));
        let head = format!(
            "{{\n\t\"z\":   [1,2 ,\n 3], \"big\": 12345678901234567890123,\n\t\"{key}\": {{\n\t\t\"other\":{{ \"command\":\"x\" }}"
        );
        let tail = "\n\t} , \"a\":null }\n\n";
        let file = written(&home, path, &format!("{head}{tail}"));
        let output = install(&home, &[client, "--yes", "--name", "mine"])
            .await
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{client}: {}",
            stderr(&output)
        );
        let text = fs::read_to_string(&file).unwrap();
        let added = text
            .strip_prefix(&head)
            .and_then(|rest| rest.strip_suffix(tail))
            .unwrap_or_else(|| panic!("{text}"));
        assert!(added.starts_with(",\n\t\t\"mine\": {\n\t\t\t\""), "{added}");
        assert_eq!(json(&file)[key]["mine"]["args"], json!(["stdio"]));
        assert_eq!(files(&home), [file]);
    }
}

#[tokio::test]
async fn a_configuration_that_is_not_plain_json_is_left_alone() {
    for (client, key, path) in CLIENTS {
        let home = folder(&format!("broken-{client}"));
        for text in [
            format!("{{\n  // mine\n  \"{key}\": {{}},\n}}\n"),
            format!("{{ \"{key}\": "),
            "[]".into(),
            format!("{{\"{key}\": 1}}"),
        ] {
            let file = written(&home, path, &text);
            let output = install(&home, &[client, "--yes"]).await.output().unwrap();
            assert_eq!(output.status.code(), Some(1));
            let said = stderr(&output);
            assert!(
                said.contains("is left as it is")
                    && said.contains("Add this to it yourself")
                    && said.contains("\"stdio\""),
                "{said}"
            );
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
            assert_eq!(files(&home), [file]);
        }
    }
}

#[tokio::test]
async fn a_url_takes_the_place_of_a_program_and_keeps_what_the_user_added() {
    for (client, key, path) in CLIENTS
        .into_iter()
        .filter(|(client, ..)| *client != "claude-desktop")
    {
        let home = folder(&format!("url-{client}"));
        let file = written(
            &home,
            path,
            &json!({ key: { "everything": { "command": "/old", "args": ["stdio"], "env": { "A": "1" } } } }).to_string(),
        );
        let output = install(
            &home,
            &[client, "--yes", "--http", "http://127.0.0.1:8000/mcp"],
        )
        .await
        .output()
        .unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{client}: {}",
            stderr(&output)
        );
        let mut entry = json!({ "url": "http://127.0.0.1:8000/mcp", "env": { "A": "1" } });
        if client != "cursor" {
            entry["type"] = "http".into();
        }
        assert_eq!(json(&file)[key]["everything"], entry);
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

#[cfg(unix)]
#[tokio::test]
async fn links_and_permissions_stay_what_they_are() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let home = folder("links");
    let real = written(&home, "dotfiles/mcp.json", "{}");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
    fs::create_dir(home.join(".cursor")).unwrap();
    symlink(&real, home.join(".cursor/mcp.json")).unwrap();
    let output = install(&home, &["cursor", "--yes"]).await.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        fs::symlink_metadata(home.join(".cursor/mcp.json"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(
        fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(json(&real)["mcpServers"]["everything"].is_object());
}

/// A file that can't be replaced is left as it is, and the message says why.
#[cfg(unix)]
#[tokio::test]
async fn what_is_no_file_of_the_users_own_is_left_alone() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    let refused = async |home: &Path, said: &str| {
        let output = install(home, &["cursor", "--yes"]).await.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    };
    let path = ".cursor/mcp.json";

    let home = folder("fifo");
    fs::create_dir(home.join(".cursor")).unwrap();
    let status = Command::new("mkfifo").arg(home.join(path)).status();
    assert!(status.unwrap().success());
    refused(&home, "is no regular file").await;

    let home = folder("circle");
    fs::create_dir(home.join(".cursor")).unwrap();
    symlink("mcp.json", home.join(path)).unwrap();
    refused(&home, "leads in a circle").await;

    let home = folder("unmounted");
    fs::create_dir(home.join(".cursor")).unwrap();
    symlink("../gone/mcp.json", home.join(path)).unwrap();
    refused(&home, "whose folder isn't there").await;
    assert!(!home.join("gone").exists());

    let home = folder("read-only");
    let file = written(&home, path, "{}");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    refused(&home, "is read-only").await;
    assert_eq!(fs::read_to_string(&file).unwrap(), "{}");

    let home = folder("hard-link");
    let file = written(&home, path, "{}");
    fs::hard_link(&file, home.join("other.json")).unwrap();
    refused(&home, "a hard link").await;
    assert_eq!(fs::metadata(&file).unwrap().nlink(), 2);
    assert_eq!(files(&home).len(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_to_what_is_not_there_yet_leads_to_the_file_afterwards() {
    use std::os::unix::fs::symlink;

    let home = folder("dangling");
    fs::create_dir_all(home.join(".cursor")).unwrap();
    fs::create_dir(home.join("dotfiles")).unwrap();
    symlink("../dotfiles/link.json", home.join(".cursor/mcp.json")).unwrap();
    symlink("mcp.json", home.join("dotfiles/link.json")).unwrap();
    let output = install(&home, &["cursor", "--yes"]).await.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for link in [".cursor/mcp.json", "dotfiles/link.json"] {
        assert!(fs::symlink_metadata(home.join(link)).unwrap().is_symlink());
    }
    assert!(json(&home.join("dotfiles/mcp.json"))["mcpServers"]["everything"].is_object());
}

#[cfg(unix)]
#[tokio::test]
async fn the_owner_of_a_file_stays_who_it_is() {
    use std::os::unix::fs::{MetadataExt, chown};

    let home = folder("owner");
    let file = written(&home, ".cursor/mcp.json", "{}");
    // Only root may give a file away. For others there is the group, and that they can read it.
    let (user, group) = (12345, 12346);
    let given = chown(&file, Some(user), Some(group)).is_ok();
    let before = fs::metadata(&file).unwrap();
    let output = install(&home, &["cursor", "--yes"]).await.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let after = fs::metadata(&file).unwrap();
    assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
    assert!(!given || (after.uid(), after.gid()) == (user, group));
    assert_ne!(after.ino(), before.ino(), "another file in its place");
}

#[tokio::test]
async fn forty_at_a_time_are_all_there_afterwards() {
    let home = folder("concurrent");
    let theirs = r#"{"mcpServers": {"other": {"command": "x", "n": 1e400}}}"#;
    let file = written(&home, ".cursor/mcp.json", theirs);
    let mut running = Vec::new();
    for n in 0..40 {
        let mut command = install(&home, &["cursor", "--yes", "--name", &format!("n{n}")]).await;
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        running.push(command.spawn().unwrap());
    }
    for child in running {
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with(theirs.trim_end_matches('}')), "{text}");
    let servers: Value = serde_json::from_str(&text.replace("1e400", "1")).unwrap();
    let servers = servers["mcpServers"].as_object().unwrap();
    assert_eq!(servers.len(), 41, "{servers:#?}");
    assert_eq!(files(&home), [file]);
}

#[tokio::test]
async fn what_no_reader_can_hold_stays_in_an_entry_that_changes() {
    for (client, key, path) in CLIENTS {
        let home = folder(&format!("unreadable-{client}"));
        let env = r#""env": {"A": 1e400, "B": "\ud800", "C": 12345678901234567890123, "C": 0.10}"#;
        let text = format!(
            "{{\n  \"{key}\": {{\n    \"everything\": {{ {env}, \"command\": \"/old\" }}\n  }}\n}}\n"
        );
        let file = written(&home, path, &text);
        let output = install(&home, &[client, "--yes"]).await.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let after = fs::read_to_string(&file).unwrap();
        assert!(
            after.contains(env) && !after.contains("/old") && after.contains("\"stdio\""),
            "{after}"
        );
    }
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
