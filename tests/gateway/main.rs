//! The configurations of `routes --format …`, in the gateways that they are for.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod instances;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use mcp_runtime::gateway::{Format, Gateway};
use mcp_tests::client::Ask;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use instances::{Office, instance, nobody, serve, serve_dying};
use mcp_test_services::{Proxy, accepts};

/// Nothing here takes long; what hangs has failed.
const LIMIT: Duration = Duration::from_secs(20);

async fn send(address: SocketAddr, ask: &Ask) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let body = ask.body.to_string();
    let headers: Vec<String> = ask
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let headers = headers.concat();
    let head = format!(
        "POST /mcp HTTP/1.1\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    stream
}

/// The whole answer, as it came.
async fn answer(address: SocketAddr, ask: &Ask) -> String {
    let mut answer = String::new();
    let reading = async {
        send(address, ask)
            .await
            .read_to_string(&mut answer)
            .await
            .unwrap()
    };
    tokio::time::timeout(LIMIT, reading)
        .await
        .expect("the gateway answers");
    answer
}

/// Which instance answered.
async fn who(address: SocketAddr, ask: &Ask) -> String {
    let answer = answer(address, ask).await;
    let named = answer
        .lines()
        .find_map(|line| line.strip_prefix("instance: "));
    named
        .unwrap_or_else(|| panic!("no instance answered: {answer}"))
        .to_owned()
}

fn encoded(value: &str) -> String {
    format!("=?base64?{}?=", STANDARD.encode(value))
}

fn read(uri: &str, name: &str) -> Ask {
    Ask::new("resources/read", json!({ "uri": uri })).header("mcp-name", name)
}

fn forecast(region: &str, header: &str) -> Ask {
    Ask::tool("forecast", json!({ "region": region })).header("mcp-param-region", header)
}

/// A client of an earlier revision, whose requests no rule could tell apart.
async fn what_names_no_method_is_refused_unless_it_may_pass(format: Format) {
    let main = serve(instance("main")).await;
    let initialize = || {
        let mut ask = Ask::new("initialize", json!({}))
            .without("mcp-method")
            .without("mcp-protocol-version");
        ask.body["params"] = json!({
            "protocolVersion": "2025-11-25", "capabilities": {},
            "clientInfo": { "name": "old", "version": "1" },
        });
        ask
    };
    for (passes, expected) in [(false, "HTTP/1.1 400"), (true, "HTTP/1.1 200")] {
        let gateway = Gateway::of(&Office::new(instance("none")))
            .legacy(passes)
            .upstream("main", [main.to_string()])
            .route("tools/call", "make_report", "main");
        let proxy = Proxy::start(format, gateway).await;
        let answer = answer(proxy.address(), &initialize()).await;
        assert!(answer.starts_with(expected), "{format:?}: {answer}");
        assert_eq!(answer.contains("mcp-session-id"), passes, "{answer}");
        let report = Ask::tool("make_report", json!({}));
        assert_eq!(who(proxy.address(), &report).await, "main");
    }
}

/// The requests that are routed, in each spelling, and some that only look like them.
async fn requests_go_where_they_belong(format: Format) {
    let main = [
        serve(instance("main-1")).await,
        serve(instance("main-2")).await,
        nobody().await,
    ];
    let [reports, eu, all_crm] = [
        serve(instance("reports")).await,
        serve(instance("eu-pool")).await,
        serve(instance("crm")).await,
    ];
    let gateway = Gateway::of(&Office::new(instance("none")))
        .upstream("main", main.map(|address| address.to_string()))
        .upstream("reports", [reports.to_string()])
        .upstream("eu-pool", [eu.to_string()])
        .upstream("crm", [all_crm.to_string()])
        .route("tools/call", "make_report", "reports")
        .route("tools/call", "crm_*", "crm")
        .route("prompts/get", "review", "reports")
        .route("resources/read", "reports://{id}", "reports")
        .param("Region", "eu", "eu-pool")
        .param("Region", "Österreich", "eu-pool");
    let proxy = Proxy::start(format, gateway).await;
    let address = &proxy.address();

    let report = Ask::tool("make_report", json!({}));
    let body = answer(*address, &report).await;
    assert!(
        body.starts_with("HTTP/1.1 200") && body.contains("made by reports"),
        "{body}"
    );
    for (expected, ask) in [
        ("reports", report.clone()),
        (
            "reports",
            report.clone().with("mcp-name", &encoded("make_report")),
        ),
        (
            "reports",
            Ask::new("prompts/get", json!({ "name": "review" })).header("mcp-name", "review"),
        ),
        ("reports", read("reports://7", "reports://7")),
        ("reports", read("reports://7", &encoded("reports://7"))),
        (
            "reports",
            read("reports://für 2026", &encoded("reports://für 2026")),
        ),
        ("crm", Ask::tool("crm_add", json!({}))),
        (
            "crm",
            Ask::tool("crm_add", json!({})).with("mcp-name", &encoded("crm_add")),
        ),
        ("crm", Ask::tool("crm_not_there", json!({}))),
        ("eu-pool", forecast("eu", "eu")),
        ("eu-pool", forecast("eu", &encoded("eu"))),
        ("eu-pool", forecast("Österreich", &encoded("Österreich"))),
        (
            "eu-pool",
            forecast("eu", "eu").with("mcp-name", &encoded("forecast")),
        ),
        // No tool but `forecast` has that header.
        ("reports", report.clone().header("mcp-param-region", "eu")),
    ] {
        assert_eq!(who(*address, &ask).await, expected, "{ask:?}");
    }
    for ask in [
        Ask::tool("forecast", json!({})),
        forecast("us", "us"),
        forecast("EU", "EU"),
        forecast("europe", "europe"),
        Ask::tool("make_report_2", json!({})),
        Ask::tool("xmake_report", json!({})),
        Ask::tool("MAKE_REPORT", json!({})),
        Ask::tool("xcrm_add", json!({})),
        Ask::new("prompts/get", json!({ "name": "make_report" })).header("mcp-name", "make_report"),
        read("reports://terms", "reports://terms"),
        read("reports://terms", &encoded("reports://terms")),
        Ask::new("tools/list", json!({})),
        Ask::new("server/discover", json!({})),
        Ask::new("no/such", json!({})),
    ] {
        let who = who(*address, &ask).await;
        assert!(who.starts_with("main-"), "{who}: {ask:?}");
    }
    // They take turns, and nobody notices the one that isn't there.
    let mut turns = BTreeSet::new();
    for _ in 0..12 {
        turns.insert(who(*address, &Ask::new("tools/list", json!({}))).await);
    }
    assert_eq!(turns, ["main-1", "main-2"].map(str::to_owned).into());
    let elsewhere =
        mcp_tests::client::exchange(*address, "GET /readyz HTTP/1.1\r\nHost: localhost").await;
    assert!(
        elsewhere.starts_with("HTTP/1.1 404"),
        "the endpoint is all there is: {elsewhere}"
    );
}

/// Checks that an event reaches the client before the instance sends the next one.
async fn events_go_on_at_once(format: Format) {
    let instance = instance("main");
    let upstream = serve(instance.clone()).await.to_string();
    let gateway = Gateway::of(&Office::new(instance.clone())).upstream("main", [upstream]);
    let running = Proxy::start(format, gateway).await;
    let ask = Ask::tool("halves", json!({})).meta("progressToken", json!("half"));
    let reading = async {
        let mut stream = send(running.address(), &ask).await;
        let mut answer = String::new();
        while !answer.contains("notifications/progress") {
            let mut piece = [0; 1024];
            let length = stream.read(&mut piece).await.unwrap();
            assert!(length > 0, "the stream has ended: {answer}");
            answer += std::str::from_utf8(&piece[..length]).unwrap();
        }
        assert!(!answer.contains("whole by"), "{answer}");
        instance.go_on.notify_one();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let answer = tokio::time::timeout(LIMIT, reading)
        .await
        .expect("no event is held back");
    assert!(
        answer.contains("text/event-stream") && answer.contains("whole by main"),
        "{answer}"
    );
}

/// A call that an instance may have done isn't given to another one.
async fn a_call_is_sent_once(format: Format) {
    let calls = Arc::new(AtomicUsize::new(0));
    let dying = [
        serve_dying(calls.clone()).await.to_string(),
        serve_dying(calls.clone()).await.to_string(),
    ];
    let gateway = Gateway::of(&Office::new(instance("none"))).upstream("main", dying);
    let running = Proxy::start(format, gateway).await;
    let answer = answer(running.address(), &Ask::tool("crm_add", json!({}))).await;
    assert!(answer.starts_with("HTTP/1.1 50"), "{answer}");
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

/// The program takes texts in which there is everything that means something in a configuration.
fn all_that_is_written_is_accepted(format: Format) {
    let nasty = [
        "eu",
        "a\"b'c",
        ";}\n",
        "$http_host",
        "a\\",
        "#a",
        "${x}",
        "%[env(HOME)]",
        "{{x}}",
        "~.*",
        "-f",
        "ä",
        " a",
        "a\tb",
        "*",
    ];
    let server = Office::new(instance("none"))
        .path("/a-b/_c.d~%20")
        .body_limit(1 << 30);
    let gateway = Gateway::of(&server)
        .upstream("main", ["127.0.0.1:1", "[::1]:2"])
        .upstream("a-b_C", ["127.0.0.1:3"]);
    let gateway = nasty.iter().fold(gateway, |gateway, value| {
        gateway.param("region", *value, "a-b_C")
    });
    let gateway = gateway.param("Region", "long ".repeat(400), "a-b_C");
    let gateway = [
        "reports://{id}",
        "reports://terms",
        "reports://terms \"';#{}$x\\*",
        "*",
    ]
    .iter()
    .fold(gateway, |gateway, name| {
        gateway.route("resources/read", *name, "a-b_C")
    });
    accepts(format, &gateway.config(format).unwrap()).unwrap();
    let snapshot = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../mcp-runtime/src/gateway/snapshots/nasty."
    );
    let reviewed = std::fs::read_to_string(format!("{snapshot}{}", format.name())).unwrap();
    accepts(format, &reviewed).unwrap();
    assert!(
        accepts(format, &reviewed.replace("127.0.0.1", "\"")).is_err(),
        "what is checked is the file"
    );
}

macro_rules! each_gateway {
    ($($name:ident: $format:expr),*) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn requests_go_where_they_belong() {
                super::requests_go_where_they_belong($format).await;
            }

            #[tokio::test]
            async fn what_names_no_method_is_refused_unless_it_may_pass() {
                super::what_names_no_method_is_refused_unless_it_may_pass($format).await;
            }

            #[tokio::test]
            async fn events_go_on_at_once() {
                super::events_go_on_at_once($format).await;
            }

            #[tokio::test]
            async fn a_call_is_sent_once() {
                super::a_call_is_sent_once($format).await;
            }

            #[test]
            fn all_that_is_written_is_accepted() {
                super::all_that_is_written_is_accepted($format);
            }
        }
    )*};
}

each_gateway! { nginx: Format::Nginx, haproxy: Format::Haproxy, envoy: Format::Envoy }
