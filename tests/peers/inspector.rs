//! The command line of the official Inspector, which runs one method and prints its result.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use mcp_tests::{npm, output_within};
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::Server;

/// It takes seconds.
const RUN_LIMIT: Duration = Duration::from_secs(60);

static INSTALLED: OnceCell<PathBuf> = OnceCell::const_new();

/// The eras that it can be told to speak. Without any, it begins with `initialize`.
const ERAS: [&[&str]; 4] = [
    &[],
    &["--protocol-era", "legacy"],
    &["--protocol-era", "auto"],
    &["--protocol-era", "modern"],
];

/// Does the same in each era. `--strict` ends with an error where a schema is one that some client
/// refuses.
pub(crate) async fn check(server: &Server) {
    for era in ERAS {
        let run = async |arguments: &[&str]| run(server, &[era, arguments].concat()).await;
        let tools = run(&["--method", "tools/list", "--strict"]).await;
        let names = tools["tools"].as_array().expect("they are a list");
        assert!(names.iter().any(|tool| tool["name"] == "statistics"));
        let result = run(&[
            "--method",
            "tools/call",
            "--tool-name",
            "statistics",
            "--tool-args-json",
            r#"{"numbers":[1,2.5,4]}"#,
        ])
        .await;
        assert_eq!(
            result["structuredContent"]["mean"], 2.5,
            "{era:?}: {result}"
        );
        let read = run(&["--method", "resources/read", "--uri", "test://static-text"]).await;
        let text = "This is the content of the static text resource.";
        assert_eq!(read["contents"][0]["text"], text, "{era:?}");
        let prompt = run(&[
            "--method",
            "prompts/get",
            "--prompt-name",
            "letter",
            "--prompt-args",
            "to=Ada",
            "tone=formal",
            "lines=5",
        ])
        .await;
        let text = "Write a formal letter of 5 lines to Ada.";
        assert_eq!(prompt["messages"][0]["content"]["text"], text, "{era:?}");
    }
}

/// The result that it prints.
async fn run(server: &Server, arguments: &[&str]) -> Value {
    let output = output(server, arguments).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}:\n{said}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{arguments:?}: {e}\n{said}"))
}

async fn output(server: &Server, arguments: &[&str]) -> Output {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("inspector");
    let node = INSTALLED.get_or_init(|| npm::install(&home)).await;
    let mut inspector = Command::new(node);
    inspector
        .arg(home.join("node_modules/.bin/mcp-inspector"))
        .arg("--cli");
    match server {
        Server::Http(example) => inspector.arg(example.url()),
        Server::Stdio(binary) => inspector.arg(binary).arg("stdio"),
    };
    // What it remembers of earlier runs is not this one's.
    inspector
        .args(arguments)
        .env("HOME", home.join("node_modules/.home"));
    output_within(RUN_LIMIT, inspector, "It is Node.js, which was installed").await
}
