//! Clients of earlier revisions on the same endpoint.

mod batches;
mod changes;
mod content;
mod eras;
mod openings;
mod questions;
mod recorded;
mod resumption;
mod sessions;
mod stdio;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::time::timeout;
use tower::ServiceExt;

use crate::rounds::SOON;

pub(crate) const LATEST: &str = "2025-11-25";

/// A client of an earlier revision, over HTTP.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    router: Router,
    pub(crate) session: String,
    version: &'static str,
}

/// `initialize`, as a client sends it.
pub(crate) fn initialize(version: &str, capabilities: &Value) -> Value {
    json!({
        "jsonrpc": "2.0", "id": 0, "method": "initialize",
        "params": {
            "protocolVersion": version, "capabilities": capabilities,
            "clientInfo": { "name": "old", "version": "1.2" },
        },
    })
}

/// A message to the endpoint, with headers beside those that every client sends.
pub(crate) fn post(body: &Value, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::post("/mcp")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.to_string().into()).unwrap()
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Response<Body> {
    router.clone().oneshot(request).await.unwrap()
}

impl Client {
    /// Begins a session.
    pub(crate) async fn open(router: &Router, version: &'static str, capabilities: Value) -> Self {
        let response = send(router, post(&initialize(version, &capabilities), &[])).await;
        assert_eq!(response.status(), 200);
        let session = response.headers()["mcp-session-id"].to_str().unwrap();
        let session = session.to_owned();
        let client = Self {
            router: router.clone(),
            session,
            version,
        };
        let ready = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        assert_eq!(client.send(&ready).await.status(), 202);
        client
    }

    /// The same client, whose requests reach another instance.
    pub(crate) fn at(&self, router: &Router) -> Self {
        Self {
            router: router.clone(),
            ..self.clone()
        }
    }

    pub(crate) fn headers(&self) -> [(&str, &str); 2] {
        [
            ("mcp-session-id", &self.session),
            ("mcp-protocol-version", self.version),
        ]
    }

    pub(crate) async fn send(&self, body: &Value) -> Response<Body> {
        send(&self.router, post(body, &self.headers())).await
    }

    /// A GET or DELETE.
    pub(crate) async fn other(&self, method: &str) -> Response<Body> {
        self.other_with(method, &[]).await
    }

    /// The same, with further headers.
    pub(crate) async fn other_with(&self, method: &str, more: &[(&str, &str)]) -> Response<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri("/mcp")
            .header("host", "localhost")
            .header("accept", "text/event-stream");
        for (name, value) in self.headers().iter().chain(more) {
            request = request.header(*name, *value);
        }
        send(&self.router, request.body(Body::empty()).unwrap()).await
    }

    /// Sends a request, to be read message by message.
    pub(crate) async fn start(&self, id: Value, method: &str, params: Value) -> Messages {
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        Messages::of(self.send(&request).await)
    }

    /// The response to a request, which is the only message.
    pub(crate) async fn request(&self, method: &str, params: Value) -> Value {
        let mut messages = self.start(json!(1), method, params).await;
        assert_eq!(messages.status, 200);
        let answer = messages.next().await.expect("an answer");
        assert_eq!(messages.next().await, None);
        answer
    }

    pub(crate) async fn result(&self, method: &str, params: Value) -> Value {
        let mut answer = self.request(method, params).await;
        assert!(answer.get("result").is_some(), "{answer}");
        answer["result"].take()
    }

    /// The result of a tool's call.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Value {
        self.result(
            "tools/call",
            json!({ "name": tool, "arguments": arguments }),
        )
        .await
    }

    /// Answers a question of the server's; the HTTP status of what is said to that.
    pub(crate) async fn answer(&self, question: &Value, result: Value) -> StatusCode {
        let answer = json!({ "jsonrpc": "2.0", "id": question["id"], "result": result });
        self.send(&answer).await.status()
    }
}

/// A response, read message by message.
#[derive(Debug)]
pub(crate) struct Messages {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    body: Body,
    unread: String,
}

impl Messages {
    pub(crate) fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
            unread: String::new(),
        }
    }

    /// The whole body, as it was written.
    pub(crate) async fn text(self) -> String {
        let bytes = timeout(SOON, self.body.collect()).await.expect("in time");
        String::from_utf8(bytes.unwrap().to_bytes().into()).unwrap()
    }

    pub(crate) fn is_stream(&self) -> bool {
        self.headers["content-type"] == "text/event-stream"
    }

    /// The next message; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.unread.split_once("\n\n").filter(|_| self.is_stream())
            {
                let data = event.lines().find_map(|line| line.strip_prefix("data: "));
                // The first event of a stream gives an id alone.
                let data = data.filter(|data| !data.is_empty());
                let message = data.map(|json| serde_json::from_str(json).unwrap());
                let rest = rest.len();
                self.unread.drain(..self.unread.len() - rest);
                if message.is_some() {
                    return message;
                }
                continue;
            }
            let frame = timeout(SOON, self.body.frame()).await.expect("in time");
            match frame {
                Some(frame) => {
                    let data = frame.unwrap().into_data().unwrap();
                    self.unread += std::str::from_utf8(&data).unwrap();
                }
                None if self.unread.is_empty() => return None,
                None => {
                    let message = serde_json::from_str(&std::mem::take(&mut self.unread)).unwrap();
                    return Some(message);
                }
            }
        }
    }
}

/// The text of a tool's result.
pub(crate) fn text(result: &Value) -> &str {
    result["content"][0]["text"].as_str().unwrap()
}
