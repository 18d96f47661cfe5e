//! The parts of a configuration that `install` keeps.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

// `json` is both the function and the macro.
use super::{CLIENTS, files, install, json, written};
use crate::cli::{folder, stderr};

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
