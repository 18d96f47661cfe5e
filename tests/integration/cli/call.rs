//! Listing and calling what a server has, from the command line.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use super::{command, run, stderr, stdout};

#[tokio::test]
async fn tools_are_listed_for_people_and_for_programs() {
    let output = run(&["tools"]).await;
    assert!(output.status.success());
    let line = stdout(&output)
        .lines()
        .find(|line| line.starts_with("test_header_params "))
        .unwrap()
        .to_owned();
    assert!(line.contains('?'), "optional arguments are marked: {line}");
    let json: Value = serde_json::from_str(&stdout(&run(&["tools", "--json"]).await)).unwrap();
    assert_eq!(json[0]["name"], "test_simple_text");
    let schema: Value =
        serde_json::from_str(&stdout(&run(&["schema", "test_simple_text"]).await)).unwrap();
    assert_eq!(schema, json[0]);
}

#[tokio::test]
async fn a_tool_is_called_and_its_result_printed() {
    let output = run(&["call", "count_words", "text=one two two"]).await;
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&output), "3\n");
    assert_eq!(stderr(&output), "");
}

#[tokio::test]
async fn an_image_is_saved_to_a_file_that_is_named() {
    let output = run(&["call", "test_image_content"]).await;
    let said = stdout(&output);
    let name = said
        .strip_prefix("saved ")
        .and_then(|rest| rest.split(' ').next())
        .unwrap_or_else(|| panic!("{said}"));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    assert!(std::fs::read(&file).unwrap().starts_with(b"\x89PNG"));
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn failures_say_what_to_do_and_end_with_their_codes() {
    for (args, code, said) in [
        (&["call", "test_error_handling"][..], 1, ""),
        (&["call", "count_wrods"], 2, "did you mean `count_words`?"),
        (
            &["call", "order", "sku=tea", "--answer", "confirm"],
            2,
            "write `key=accept`",
        ),
        (
            &["call", "order", "sku=tea", "--answer", "confirm=7"],
            2,
            "is no object; write `confirm=accept`",
        ),
        (&["call"], 2, "<NAME>"),
        (&["tols"], 2, "tools"),
        (
            &["--http", "nowhere"],
            2,
            "write an address and a port: `127.0.0.1:8000`",
        ),
        (&["--http", ":8000"], 2, "write an address and a port"),
        (&["schema", "zzz"], 2, "there are: "),
        (
            &["serve", "--allow-host", "http://x.com/"],
            1,
            "`http://x.com/` is no host to allow",
        ),
        (
            &["serve", "--allow-origin", "x.com"],
            1,
            "`x.com` is no origin to allow",
        ),
        // Any page can have this origin, in a frame of its own.
        (
            &["serve", "--allow-origin", "null"],
            1,
            "`null` is no origin to allow",
        ),
        (
            &["serve", "--allow-host", "a;x"],
            1,
            "`a;x` is no host to allow",
        ),
    ] {
        let output = run(args).await;
        assert_eq!(
            output.status.code(),
            Some(code),
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

#[tokio::test]
async fn the_routes_and_a_check_come_from_the_tables() {
    let routes: Value = serde_json::from_str(&stdout(&run(&["routes", "--json"]).await)).unwrap();
    let headers = routes
        .as_array()
        .unwrap()
        .iter()
        .find(|route| route["name"] == "test_header_params")
        .unwrap();
    assert_eq!(headers["method"], "tools/call");
    assert!(
        headers["headers"]
            .as_array()
            .unwrap()
            .iter()
            .all(|h| h["header"].as_str().unwrap().starts_with("Mcp-Param-"))
    );
    assert!(
        headers["source"].as_str().unwrap().contains("headers.rs:"),
        "{headers}"
    );
    assert!(stdout(&run(&["routes"]).await).starts_with("MCP-METHOD"));
    assert!(stdout(&run(&["check"]).await).contains("would start"));
    // It has arguments of every kind, and some are none of a strict client's.
    let strict = run(&["check", "--strict"]).await;
    assert_eq!(strict.status.code(), Some(1), "{}", stderr(&strict));
    let said = stdout(&strict);
    let mut refused: Vec<&str> = said
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(tool, _)| tool)
        .collect();
    refused.dedup();
    assert_eq!(
        refused,
        [
            "check_booking",
            "json_schema_2020_12_tool",
            "touch_resource"
        ],
        "{said}"
    );
    assert!(
        said.ends_with("3 of 54 tools are refused by a strict client\n"),
        "{said}"
    );
}

#[tokio::test]
async fn prompts_and_resources_are_listed_got_and_read() {
    let listed = stdout(&run(&["prompts"]).await);
    assert!(
        listed
            .lines()
            .any(|line| line.starts_with("letter ") && line.contains("to tone? lines?")),
        "{listed}"
    );
    assert_eq!(
        stdout(&run(&["prompt", "letter", "to=Ada", "lines=3"]).await),
        "user:\nWrite a casual letter of 3 lines to Ada.\n"
    );
    let listed: Value =
        serde_json::from_str(&stdout(&run(&["resources", "--json"]).await)).unwrap();
    assert!(
        listed
            .as_array()
            .unwrap()
            .iter()
            .any(|resource| resource["uriTemplate"] == "project:///{+path}")
    );
    assert_eq!(
        stdout(&run(&["read", "project:///README.md"]).await),
        "# Read me\n\n"
    );
    let missing = run(&["read", "project:///no"]).await;
    assert_eq!(
        (missing.status.code(), stdout(&missing).as_str()),
        (Some(1), "")
    );
    assert!(stderr(&missing).contains("Resource not found"));
}

#[tokio::test]
async fn a_question_is_shown_and_answered_on_the_command_line() {
    let asked = run(&["call", "order", "sku=tea"]).await;
    assert_eq!(asked.status.code(), Some(1));
    let said = stderr(&asked);
    assert!(
        said.contains(r#"Order 1 of "tea"?"#) && said.contains("--answer confirm=accept"),
        "{said}"
    );
    let delivery = r#"delivery={"street":"Main Street 1","zip":"3000"}"#;
    let ordered = run(&[
        "call",
        "order",
        "sku=tea",
        "--answer",
        "confirm=accept",
        "--answer",
        delivery,
    ])
    .await;
    assert_eq!(
        stdout(&ordered),
        "1 × tea to Main Street 1, 3000: in three days\n"
    );
}

#[tokio::test]
async fn a_reader_that_has_gone_away_is_no_error() {
    for args in [
        &["tools", "--json"][..],
        &["completions", "zsh"],
        &["--help"],
    ] {
        let mut child = command(args)
            .await
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), stderr(&output).as_str()),
            (Some(0), ""),
            "{args:?}"
        );
    }
}

#[tokio::test]
async fn a_no_is_a_no() {
    for no in [r#"ok={"action":"decline"}"#, "ok=decline", "ok=cancel"] {
        let output = run(&["call", "wipe", r#"names=["a","b"]"#, "--answer", no]).await;
        assert_eq!(output.status.code(), Some(1), "{no}: {}", stdout(&output));
        assert!(!stdout(&output).contains("wiped"), "{no}");
    }
    let wrong = run(&["call", "wipe", r#"names=["a","b"]"#, "--answer", "ok=null"]).await;
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("`ok=accept`"), "{}", stderr(&wrong));
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_is_told() {
    let wipe = |answer| async move {
        run(&["call", "wipe", "names=a", "names=b", "--answer", answer]).await
    };
    let unknown = wipe("okay=accept").await;
    assert_eq!(
        (unknown.status.code(), stdout(&unknown).as_str()),
        (Some(2), "")
    );
    let said = stderr(&unknown);
    assert!(said.contains("`wipe` doesn't ask `okay`"), "{said}");
    assert!(said.contains("`--answer ok=…`"), "{said}");
    let none = run(&["call", "count_words", "text=a", "--answer", "ok=accept"]).await;
    assert_eq!(none.status.code(), Some(2));
    assert!(
        stderr(&none).contains("leave out `--answer`"),
        "{}",
        stderr(&none)
    );
    // It asks only whoever wipes several.
    let few = run(&["call", "wipe", "names=a", "--answer", "ok=accept"]).await;
    assert_eq!(
        (
            few.status.code(),
            stdout(&few).as_str(),
            stderr(&few).as_str()
        ),
        (Some(0), "1 wiped\n", "`wipe` didn't ask `ok` this time\n")
    );
    let half = [
        "call",
        "order",
        "sku=tea",
        "--answer",
        r#"delivery={"street":7}"#,
    ];
    let unfit = run(&half).await;
    assert_eq!(unfit.status.code(), Some(2));
    let said = stderr(&unfit);
    assert!(
        said.contains("the answer to `delivery` doesn't fit"),
        "{said}"
    );
    assert!(said.contains("`zip` is required"), "{said}");
}
