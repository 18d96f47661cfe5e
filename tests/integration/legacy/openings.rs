//! How clients of today open: each must be served without an error, and without a warning in the
//! log, over HTTP and over stdio.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode};
use mcp_runtime::prelude::*;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use super::recorded::{RECORDED, Recorded, Stream};
use super::{Messages, send};
use crate::log::logging;
use crate::rounds::SOON;

/// Say hello.
#[mcp_tool]
async fn hello(cx: Context) -> &'static str {
    cx.log(LogLevel::Info, "about to say it");
    // Of a function without `async`, the log says when a busy machine takes its time for it.
    tokio::task::yield_now().await;
    cx.progress(1.0);
    "hello"
}

/// Greet in a letter.
#[mcp_prompt]
fn letter(to: String) -> String {
    format!("Write to {to}")
}

/// Today's note.
#[mcp_resource("note://today", mime_type = "text/plain")]
fn today(_notify: Notify) -> &'static str {
    "Nothing"
}

/// A note of any day.
#[mcp_resource("note://{day}")]
fn note(day: String) -> String {
    day
}

mcp_server! {
    Hello {
        name: "hello", version: "1.0.0",
        tools: [hello], prompts: [letter], resources: [today, note],
    }
}

/// Nothing but that a session has begun.
fn check_log(client: &str, log: &str) {
    assert!(log.contains("begins a session"), "{client}: {log}");
    for level in ["WARN", "ERROR"] {
        assert!(!log.contains(level), "{client}: {log}");
    }
}

/// The answers to what a client has sent, by the JSON of their ids.
#[derive(Default)]
struct Answers(BTreeMap<String, Value>);

impl Answers {
    /// Takes in what the server sends: an answer, or what comes before one.
    fn take(&mut self, message: Value) {
        let Some(id) = message.get("id") else {
            let method = message["method"].as_str().unwrap_or_default();
            assert!(
                ["notifications/message", "notifications/progress"].contains(&method),
                "{message}"
            );
            return;
        };
        let again = self.0.insert(id.to_string(), message);
        assert!(again.is_none(), "answered twice: {again:?}");
    }

    /// Each request has been answered, and by what its client asked for.
    fn check(&self, recorded: &Recorded) {
        let client = recorded.client;
        for line in recorded.messages.lines() {
            let message: Value = serde_json::from_str(line).unwrap();
            let Some(id) = message.get("id") else {
                continue;
            };
            let method = message["method"].as_str().unwrap();
            let answer = &self.0[&id.to_string()];
            let result = answer.get("result");
            let result = result.unwrap_or_else(|| panic!("{client}, {method}: {answer}"));
            match method {
                "initialize" => {
                    assert_eq!(result["protocolVersion"], recorded.revision, "{client}");
                    let offers = |kind: &str| result["capabilities"].get(kind).is_some();
                    assert!(
                        ["tools", "prompts", "resources"]
                            .iter()
                            .all(|kind| offers(kind))
                    );
                }
                "tools/list" => assert_eq!(result["tools"][0]["name"], "hello"),
                "prompts/list" => assert_eq!(result["prompts"][0]["name"], "letter"),
                "resources/list" => assert_eq!(result["resources"][0]["uri"], "note://today"),
                "resources/templates/list" => {
                    assert_eq!(
                        result["resourceTemplates"][0]["uriTemplate"],
                        "note://{day}"
                    );
                }
                "tools/call" => assert_eq!(super::text(result), "hello"),
                "ping" | "logging/setLevel" | "resources/subscribe" => {
                    assert_eq!(result, &json!({}), "{client}, {method}");
                }
                other => panic!("the test knows nothing of `{other}`"),
            }
        }
    }
}

/// A client that has, or has not yet, a session over HTTP.
struct OverHttp<'a> {
    router: &'a Router,
    recorded: &'a Recorded,
    session: Option<String>,
    answers: Answers,
    stream: Option<Body>,
}

impl OverHttp<'_> {
    fn request(&self, method: &str, path: &str) -> http::request::Builder {
        let http = &self.recorded.http;
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("user-agent", http.user_agent);
        if let Some(session) = &self.session {
            request = request.header("mcp-session-id", session);
            if http.names_revision {
                request = request.header("mcp-protocol-version", self.recorded.revision);
            }
        }
        request
    }

    /// A server that nobody signs in to has no metadata for it: 404, and nothing else.
    async fn probe(&self) {
        let http = &self.recorded.http;
        for path in http.probes {
            let mut request = self.request("GET", path);
            for (name, value) in http.probe_headers {
                request = request.header(*name, *value);
            }
            let response = send(self.router, request.body(Body::empty()).unwrap()).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn post(&mut self, message: &'static str) {
        let request = self
            .request("POST", "/mcp")
            .header("accept", self.recorded.http.accept)
            .header("content-type", "application/json")
            .body(message.into());
        let response = send(self.router, request.unwrap()).await;
        let sent: Value = serde_json::from_str(message).unwrap();
        let (client, status) = (self.recorded.client, response.status());
        if sent.get("id").is_none() {
            assert_eq!(status, StatusCode::ACCEPTED, "{client}: {message}");
            return;
        }
        assert_eq!(status, StatusCode::OK, "{client}: {message}");
        if let Some(session) = response.headers().get("mcp-session-id") {
            self.session = Some(session.to_str().unwrap().to_owned());
        }
        let mut messages = Messages::of(response);
        while let Some(message) = messages.next().await {
            self.answers.take(message);
        }
    }

    /// Opens the stream, and keeps it open.
    async fn listen(&mut self) {
        let accept = self.recorded.http.stream_accept;
        let request = self.request("GET", "/mcp").header("accept", accept);
        let response = send(self.router, request.body(Body::empty()).unwrap()).await;
        let client = self.recorded.client;
        assert_eq!(response.status(), StatusCode::OK, "{client}");
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        self.stream = Some(response.into_body());
    }

    async fn run(mut self) {
        self.probe().await;
        let mut messages = self.recorded.messages.lines();
        self.post(messages.next().unwrap()).await;
        assert!(self.session.is_some(), "{}", self.recorded.client);
        if self.recorded.http.stream == Stream::AfterInitialize {
            self.listen().await;
        }
        for message in messages {
            self.post(message).await;
            if message.contains("notifications/initialized")
                && self.recorded.http.stream == Stream::AfterInitialized
            {
                self.listen().await;
            }
        }
        self.answers.check(self.recorded);
        if self.recorded.http.deletes {
            let request = self.request("DELETE", "/mcp").body(Body::empty());
            let ended = send(self.router, request.unwrap()).await;
            assert_eq!(ended.status(), StatusCode::NO_CONTENT);
        }
    }
}

#[tokio::test]
async fn clients_of_today_are_served_over_http() {
    for recorded in &RECORDED {
        let (log, _guard) = logging();
        let router = Hello::new().into_router();
        let client = OverHttp {
            router: &router,
            recorded,
            session: None,
            answers: Answers::default(),
            stream: None,
        };
        client.run().await;
        check_log(recorded.client, &log.text());
    }
}

/// Without waiting for one another, but for the first answer.
#[tokio::test]
async fn clients_of_today_are_served_over_stdio() {
    for recorded in &RECORDED {
        let (log, _guard) = logging();
        let (client, stream) = tokio::io::duplex(1 << 20);
        let (input, output) = tokio::io::split(stream);
        let serving = tokio::spawn(Hello::new().serve_stream(input, output));
        let (output, mut input) = tokio::io::split(client);
        let mut lines = BufReader::new(output).lines();
        let mut answers = Answers::default();
        let mut read = async || {
            let line = timeout(SOON, lines.next_line()).await.expect("in time");
            serde_json::from_str(&line.unwrap().expect("a line")).unwrap()
        };

        let (opening, rest) = recorded
            .messages
            .split_at(recorded.messages.find('\n').unwrap() + 1);
        input.write_all(opening.as_bytes()).await.unwrap();
        answers.take(read().await);
        input.write_all(rest.as_bytes()).await.unwrap();
        let requests = recorded
            .messages
            .lines()
            .filter(|line| line.contains(r#""id":"#));
        let expected = requests.count();
        while answers.0.len() < expected {
            answers.take(read().await);
        }
        answers.check(recorded);
        drop((input, lines));
        let ended = timeout(SOON, serving).await.expect("in time");
        ended.unwrap().unwrap();
        check_log(recorded.client, &log.text());
    }
}

/// Some say less than they should.
#[tokio::test]
async fn a_client_that_says_next_to_nothing_of_itself_is_served() {
    let router = Hello::new().into_router();
    let opening = json!({
        "jsonrpc": "2.0", "id": 0, "method": "initialize",
        "params": { "protocolVersion": "2024-11-05" },
    });
    let begun = Messages::of(send(&router, super::post(&opening, &[])).await)
        .next()
        .await;
    assert_eq!(begun.unwrap()["result"]["protocolVersion"], "2024-11-05");
}
