//! `routes`: gateways' configurations, and what is said where there can be none.

use serde_json::{Value, json};

use super::{command, run, stderr, stdout};

const MAIN: [&str; 2] = ["--upstream", "main=127.0.0.1:8001,[::1]:8002"];

async fn routes(args: &[&str]) -> std::process::Output {
    run(&[&["routes"], args].concat()).await
}

#[tokio::test]
async fn each_format_is_made_of_the_table() {
    let rules = [
        "--upstream",
        "slow=127.0.0.1:9001",
        "--route",
        "tools/call:count_words=slow",
        "--listen",
        "127.0.0.1:8081",
    ];
    for (format, said) in [
        (
            "nginx",
            &[
                "\"~^tools/call:count_words$\" everything_slow;",
                "listen 127.0.0.1:8081;",
                "server [::1]:8002 ",
            ][..],
        ),
        (
            "haproxy",
            &[
                "-- 'tools/call:count_words'",
                "bind 127.0.0.1:8081",
                "server main2 [::1]:8002 ",
            ],
        ),
        (
            "envoy",
            &[
                "^count_words$",
                "\"port_value\":8081",
                "\"port_value\":8002",
            ],
        ),
    ] {
        let output = routes(&[&["--format", format], &MAIN[..], &rules].concat()).await;
        let config = stdout(&output);
        assert!(
            said.iter().all(|said| config.contains(said)),
            "{config}{}",
            stderr(&output)
        );
    }
}

#[tokio::test]
async fn the_table_as_json_says_where_names_and_values_go() {
    let plain = stdout(&routes(&["--format", "json"]).await);
    assert_eq!(plain, stdout(&routes(&["--json"]).await));
    let rules = [
        "--param",
        "Region:eu=main",
        "--route",
        "resources/read:project:///{+path}=main",
    ];
    let output = routes(&[&["--format", "json"], &MAIN[..], &rules].concat()).await;
    let table: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let row = |key: &str, name: &str| {
        table
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row[key] == name)
            .unwrap()
            .clone()
    };
    let template = row("uriTemplate", "project:///{+path}");
    assert_eq!(
        (&template["mcpName"][0]["prefix"], &template["upstream"]),
        (&"project:///".into(), &"main".into())
    );
    let headers = row("name", "test_header_params")["headers"].clone();
    let region = headers
        .as_array()
        .unwrap()
        .iter()
        .find(|header| header["header"] == "Mcp-Param-Region")
        .unwrap();
    assert_eq!(
        region["values"][0]["mcpParam"][1]["exact"],
        "=?base64?ZXU=?="
    );
}

#[tokio::test]
async fn declared_limits_are_shown_where_they_are() {
    let line = |text: &str, name: &str| {
        text.lines()
            .find(|line| line.contains(name))
            .unwrap()
            .to_owned()
    };
    for command in ["tools", "routes"] {
        let shown = stdout(&run(&[command]).await);
        assert!(line(&shown, "too_slow").contains("  100ms  "), "{shown}");
        assert!(!line(&shown, "count_words").contains("ms  "), "{shown}");
        let json: Value = serde_json::from_str(&stdout(&run(&[command, "--json"]).await)).unwrap();
        let limits = |name: &str| {
            json.as_array()
                .unwrap()
                .iter()
                .find(|row| row["name"] == name)
                .unwrap()
                .get("limits")
                .cloned()
        };
        assert_eq!(
            (limits("too_slow"), limits("count_words")),
            (Some(json!({ "timeoutMs": 100 })), None)
        );
    }
}

#[tokio::test]
async fn mistakes_say_what_to_write() {
    for (args, code, said) in [
        (
            &["--format", "nginx"][..],
            1,
            "there is no upstream; name where the server runs, such as `main=127.0.0.1:8000`",
        ),
        (
            &["--format", "nginx", "--upstream", "main"],
            1,
            "write `main=127.0.0.1:8000`",
        ),
        (
            &["--format", "nginx", "--upstream", "main=localhost"],
            1,
            "`localhost` is no address",
        ),
        (
            &[
                "--format",
                "nginx",
                "--upstream",
                "main=a:1",
                "--route",
                "tools/call:count_wrods=main",
            ],
            1,
            "did you mean `count_words`?",
        ),
        (
            &[
                "--format",
                "nginx",
                "--upstream",
                "main=a:1",
                "--route",
                "tools/call:count_words=mian",
            ],
            1,
            "did you mean `main`?",
        ),
        (
            &[
                "--format",
                "nginx",
                "--upstream",
                "main=a:1",
                "--route",
                "count_words=main",
            ],
            1,
            "write METHOD:NAME=UPSTREAM",
        ),
        (
            &[
                "--format",
                "nginx",
                "--upstream",
                "main=a:1",
                "--param",
                "Regoin:eu=main",
            ],
            1,
            "did you mean `Region`?",
        ),
        (
            &[
                "--format",
                "nginx",
                "--upstream",
                "main=a:1",
                "--param",
                "Region=main",
            ],
            1,
            "write HEADER:VALUE=UPSTREAM",
        ),
        (&["--upstream", "main=a:1"], 2, "--format"),
        (&["--format", "ngnix"], 2, "'nginx'"),
    ] {
        let output = routes(args).await;
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
        assert_eq!(stdout(&output), "", "a broken configuration is none");
    }
}

#[tokio::test]
async fn a_gateway_knows_what_serve_is_told() {
    let mut command = command(&[
        "routes",
        "--format",
        "nginx",
        "--body-limit",
        "16MiB",
        MAIN[0],
        MAIN[1],
    ])
    .await;
    let config = stdout(&command.env("MCP_PATH", "/elsewhere").output().unwrap());
    assert!(
        config.contains("location = /elsewhere {")
            && config.contains("client_max_body_size 16777216;"),
        "{config}"
    );
}
