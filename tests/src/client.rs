//! A client that says exactly what a test wants it to say.
//!
//! It fails loudly: every method panics when what it looks for isn't there.

#![allow(clippy::missing_panics_doc, clippy::unwrap_used)]

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower::ServiceExt;

/// A request, right until a test makes it wrong.
#[derive(Clone, Debug)]
pub struct Ask {
    /// In order; a name may come twice.
    pub headers: Vec<(String, String)>,
    /// The JSON-RPC message.
    pub body: Value,
}

impl Ask {
    /// A request of `method`, with `_meta` and the headers that go with it.
    pub fn new(method: &str, params: Value) -> Self {
        let mut params = params;
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let headers = [
            ("host", "localhost"),
            ("content-type", "application/json"),
            ("accept", "application/json, text/event-stream"),
            ("mcp-protocol-version", "2026-07-28"),
            ("mcp-method", method),
        ];
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self {
            headers,
            body: json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }),
        }
    }

    /// A call of a tool, with `Mcp-Name`.
    pub fn tool(name: &str, arguments: Value) -> Self {
        Self::new(
            "tools/call",
            json!({ "name": name, "arguments": arguments }),
        )
        .header("mcp-name", name)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Takes a header away.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self
    }

    /// Gives a header another value.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        self.without(name).header(name, value)
    }

    /// Adds an entry to `_meta`.
    #[must_use]
    pub fn meta(mut self, key: &str, value: Value) -> Self {
        self.body["params"]["_meta"][key] = value;
        self
    }

    /// As bytes for a socket: HTTP/1.1, on a connection that is kept.
    pub fn written(&self) -> String {
        let body = self.body.to_string();
        let mut text = "POST /mcp HTTP/1.1\r\n".to_owned();
        for (name, value) in &self.headers {
            text.extend([name, ": ", value, "\r\n"]);
        }
        text + &format!("content-length: {}\r\n\r\n{body}", body.len())
    }

    /// As an HTTP request.
    pub fn request(&self) -> Request<Body> {
        self.request_of(self.body.to_string())
    }

    /// With another body than JSON can say.
    pub fn request_of(&self, body: impl Into<Body>) -> Request<Body> {
        let mut request = Request::post("/mcp");
        for (name, value) in &self.headers {
            request = request.header(name, value.as_bytes());
        }
        request.body(body.into()).unwrap()
    }

    /// Sends it through the whole router.
    pub async fn send(&self, router: &Router) -> Reply {
        Reply::to(router, self.request()).await
    }
}

/// Sends a request on a connection of its own, and returns the answer. `head` is the request
/// without `Connection: close` and the empty line.
pub async fn exchange(address: SocketAddr, head: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// A response over HTTP.
#[derive(Debug)]
pub struct Reply {
    /// Of HTTP.
    pub status: StatusCode,
    /// Of HTTP.
    pub headers: HeaderMap,
    /// Read to its end.
    pub body: String,
}

impl Reply {
    /// The reply to a request.
    pub async fn to(router: &Router, request: Request<Body>) -> Self {
        Self::of(router.clone().oneshot(request).await.unwrap()).await
    }

    /// The reply that is in a response.
    pub async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Self {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.into()).unwrap(),
        }
    }

    /// The messages of a stream, or the one JSON object.
    pub fn messages(&self) -> Vec<Value> {
        match self
            .headers
            .get("content-type")
            .map(|v| v.to_str().unwrap())
        {
            Some("text/event-stream") => {
                let data = self
                    .body
                    .lines()
                    .filter_map(|line| line.strip_prefix("data: "));
                data.map(|json| serde_json::from_str(json).unwrap())
                    .collect()
            }
            Some("application/json") => vec![serde_json::from_str(&self.body).unwrap()],
            other => panic!("{other:?}: {}", self.body),
        }
    }

    /// The result of a response.
    pub fn result(&self) -> Value {
        let last = self.messages().pop().unwrap();
        assert_eq!(self.status, 200, "{last}");
        last.get("result")
            .unwrap_or_else(|| panic!("{last}"))
            .clone()
    }

    /// The JSON-RPC code of an error, with its HTTP status.
    pub fn refusal(&self) -> (u16, i64) {
        let last = self.messages().pop().unwrap();
        (
            self.status.as_u16(),
            last["error"]["code"]
                .as_i64()
                .unwrap_or_else(|| panic!("{last}")),
        )
    }

    /// The message of an error response.
    pub fn error_message(&self) -> String {
        self.messages()[0]["error"]["message"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The text of a result, and whether it is an error.
    pub fn text(&self) -> (String, bool) {
        let result = self.result();
        (
            result["content"][0]["text"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            result["isError"].as_bool().unwrap(),
        )
    }

    /// The text of a result that is no error.
    pub fn ok_text(&self) -> String {
        let (text, is_error) = self.text();
        assert!(!is_error, "{text}");
        text
    }

    /// The text of a result that is an error.
    pub fn error_text(&self) -> String {
        let (text, is_error) = self.text();
        assert!(is_error, "{text}");
        text
    }
}
