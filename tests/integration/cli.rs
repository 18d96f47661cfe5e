//! The command line of a server binary: what goes to stdout, what to stderr, and how it ends.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

async fn run(args: &[&str]) -> Output {
    let binary = mcp_tests::build("everything").await;
    command(&binary, args).output().unwrap()
}

fn command(binary: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(binary);
    command.args(args).current_dir(env!("CARGO_TARGET_TMPDIR")).stdin(Stdio::null()).env_remove("MCP_HTTP");
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test]
async fn tools_are_listed_for_people_and_for_programs() {
    let output = run(&["tools"]).await;
    assert!(output.status.success());
    let line = stdout(&output).lines().find(|line| line.starts_with("test_header_params ")).unwrap().to_owned();
    assert!(line.contains('?'), "optional arguments are marked: {line}");
    let json: Value = serde_json::from_str(&stdout(&run(&["tools", "--json"]).await)).unwrap();
    assert_eq!(json[0]["name"], "test_simple_text");
    let schema: Value = serde_json::from_str(&stdout(&run(&["schema", "test_simple_text"]).await)).unwrap();
    assert_eq!(schema, json[0]);
}

#[tokio::test]
async fn a_tool_is_called_with_pairs_or_with_json() {
    let output = run(&["call", "count_words", "text=one two two"]).await;
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&output), "3\n");
    let same = run(&["call", "count_words", "--json", r#"{"text":"one two two"}"#]).await;
    assert_eq!(stdout(&same), stdout(&output));
}

#[tokio::test]
async fn an_image_is_saved_to_a_file_that_is_named() {
    let output = run(&["call", "test_image_content"]).await;
    let said = stdout(&output);
    let name = said.strip_prefix("saved ").and_then(|rest| rest.split(' ').next()).unwrap_or_else(|| panic!("{said}"));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    assert!(std::fs::read(&file).unwrap().starts_with(b"\x89PNG"));
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn failures_say_what_to_do_and_end_with_their_codes() {
    for (args, code, said) in [
        (&["call", "test_error_handling"][..], 1, ""),
        (&["call", "count_wrods"], 1, "did you mean `count_words`?"),
        (&["call", "count_words", "text"], 1, "write `key=value`"),
        (&["call", "count_words", "--json", "{"], 1, "--json takes one JSON object"),
        (&["call"], 2, "<NAME>"),
        (&["tols"], 2, "tools"),
        (&["--http", "nowhere"], 2, "--http"),
        (&["schema", "zzz"], 1, "there are: "),
    ] {
        let output = run(args).await;
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(said), "{args:?}: {}", stderr(&output));
    }
}

#[tokio::test]
async fn the_routes_and_a_check_come_from_the_tables() {
    let routes: Value = serde_json::from_str(&stdout(&run(&["routes", "--json"]).await)).unwrap();
    let headers = routes.as_array().unwrap().iter().find(|route| route["name"] == "test_header_params").unwrap();
    assert_eq!(headers["method"], "tools/call");
    assert!(headers["headers"].as_array().unwrap().iter().all(|h| h["header"].as_str().unwrap().starts_with("Mcp-Param-")));
    assert!(headers["source"].as_str().unwrap().contains("headers.rs:"), "{headers}");
    assert!(stdout(&run(&["routes"]).await).starts_with("MCP-METHOD"));
    assert!(stdout(&run(&["check"]).await).contains("would start"));
}

#[tokio::test]
async fn serve_takes_its_path_and_who_may_ask_from_the_command_line() {
    use std::io::{Read, Write};

    let example = mcp_tests::Example::start_with("everything", &["--path", "/elsewhere", "--allow-host", "a.example,b.example"]).await;
    let (address, path) = example.url().strip_prefix("http://").unwrap().split_once('/').unwrap();
    assert_eq!(path, "elsewhere");
    for (path, host, status) in [("/elsewhere", "b.example", 400), ("/elsewhere", "c.example", 403), ("/mcp", "b.example", 404)] {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{{"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path} {host}: {answer}");
    }
}

#[tokio::test]
async fn stdio_carries_messages_alone_and_ends_with_its_input() {
    use std::io::Write;

    let binary = mcp_tests::build("everything").await;
    let mut child = command(&binary, &["stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let ask = mcp_tests::client::Ask::tool("prints", serde_json::json!({}));
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{}", ask.body).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = stdout(&output);
    assert_eq!(said.lines().count(), 1, "{said}");
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(answer["id"], 1);
    assert!(stderr(&output).contains("this is no message"), "what a tool prints goes to stderr: {}", stderr(&output));
}
