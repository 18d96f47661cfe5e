//! Refusals: JSON-RPC errors, with the HTTP status each of them travels under.

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::time::Duration;

use serde_json::{Value, json};

use super::cut;

/// A JSON-RPC error code: those that MCP 2026-07-28 defines, and four for what it leaves to servers,
/// which are HTTP's numbers, outside the range that JSON-RPC reserves.
///
/// Source: the specification's page *Overview*, section *Error Codes*.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::protocol::ErrorCode;
/// use mcp_runtime::serde_json::json;
/// use mcp_runtime::testing::Client;
///
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let reply = Client::new(Hello::new()).request("tools/undo", json!({})).await;
/// assert_eq!(reply.refusal().unwrap().0, i64::from(ErrorCode::MethodNotFound.number()));
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The body is not JSON.
    ParseError,
    /// The body is JSON, but no JSON-RPC request.
    InvalidRequest,
    /// No such method.
    MethodNotFound,
    /// The parameters, or the name in them, are not what the method takes.
    InvalidParams,
    /// The server failed.
    InternalError,
    /// A header is missing, malformed, or differs from the body.
    HeaderMismatch,
    /// The client did not declare a capability that the call needs.
    MissingClientCapability,
    /// The request names a revision that the server does not speak.
    UnsupportedVersion,
    /// The caller sent no access token, or one that doesn't do.
    Unauthorized,
    /// The caller's token lacks a scope; the challenge names all that the call needs.
    InsufficientScope,
    /// The caller has come too often; `data.retryAfterMs` says when it may come again.
    RateLimited,
    /// The server is busy; `data.retryAfterMs` says when to try again.
    Overloaded,
}

impl ErrorCode {
    /// The number on the wire.
    ///
    /// ```
    /// use mcp_runtime::protocol::ErrorCode;
    /// assert_eq!(ErrorCode::HeaderMismatch.number(), -32020);
    /// ```
    pub const fn number(self) -> i32 {
        match self {
            Self::ParseError => -32700,
            Self::InvalidRequest => -32600,
            Self::MethodNotFound => -32601,
            Self::InvalidParams => -32602,
            Self::InternalError => -32603,
            Self::HeaderMismatch => -32020,
            Self::MissingClientCapability => -32021,
            Self::UnsupportedVersion => -32022,
            Self::Unauthorized => 401,
            Self::InsufficientScope => 403,
            Self::RateLimited => 429,
            Self::Overloaded => 503,
        }
    }
}

/// A request that the server does not carry out: a JSON-RPC error.
///
/// Unlike a [`ToolError`](crate::ToolError), which the model reads and may act on, a refusal tells
/// the client's program what was wrong with the request itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    code: ErrorCode,
    status: u16,
    message: Cow<'static, str>,
    /// In a box, since results that may be refusals are moved a lot.
    data: Option<Box<Value>>,
    /// In seconds.
    retry_after: Option<NonZeroU32>,
    /// The value of `WWW-Authenticate`.
    challenge: Option<Box<str>>,
}

/// The longest message, in bytes: whatever was sent, it isn't sent back at length.
const LONGEST: usize = 4096;

impl Refusal {
    /// A refusal with the HTTP status that the specification gives its code: 404 for an unknown
    /// method, 500 for an internal error, 400 for the rest of its own.
    pub(crate) fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        let status = match code {
            ErrorCode::MethodNotFound => 404,
            ErrorCode::InternalError => 500,
            ErrorCode::Unauthorized => 401,
            ErrorCode::InsufficientScope => 403,
            ErrorCode::RateLimited => 429,
            ErrorCode::Overloaded => 503,
            _ => 400,
        };
        Self {
            code,
            status,
            message: match message.into() {
                message if message.len() > LONGEST => cut(&message, LONGEST).into(),
                message => message,
            },
            data: None,
            retry_after: None,
            challenge: None,
        }
    }

    /// The request was well formed and reached its method, so HTTP itself succeeded: status 200.
    pub(crate) fn answered(mut self) -> Self {
        self.status = 200;
        self
    }

    /// A refusal of what may be carried out later. `message` is told the time to wait, as people
    /// read it.
    pub(crate) fn for_now(
        code: ErrorCode,
        wait: Duration,
        message: impl FnOnce(&str) -> String,
    ) -> Self {
        // Rounded up, so that whoever waits as long is not too early.
        let millis = wait.as_nanos().div_ceil(1_000_000).max(1);
        let shown = if millis < 1000 {
            format!("{millis} ms")
        } else {
            format!("{} s", millis.div_ceil(1000))
        };
        let mut refusal =
            Self::new(code, message(&shown)).with_data(json!({ "retryAfterMs": millis as u64 }));
        refusal.retry_after =
            NonZeroU32::new(u32::try_from(millis.div_ceil(1000)).unwrap_or(u32::MAX));
        refusal
    }

    /// The same with a challenge, by which a client may get what it lacks.
    pub(crate) fn with_challenge(mut self, challenge: String) -> Self {
        self.challenge = Some(challenge.into());
        self
    }

    pub(crate) fn with_data(mut self, data: Value) -> Self {
        self.data = Some(Box::new(data));
        self
    }

    /// The JSON-RPC code.
    pub(crate) fn code(&self) -> ErrorCode {
        self.code
    }

    /// The HTTP status it is sent with.
    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// In how many seconds to try again, where that can help.
    pub(crate) fn retry_after(&self) -> Option<NonZeroU32> {
        self.retry_after
    }

    /// The value of `WWW-Authenticate`, where it goes with one.
    pub(crate) fn challenge(&self) -> Option<&str> {
        self.challenge.as_deref()
    }

    /// Returns the error message, one sentence.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The JSON-RPC error response; without an id when the request's could not be read.
    pub(crate) fn to_json(&self, id: Option<&str>) -> Vec<u8> {
        #[derive(serde::Serialize)]
        struct Body<'a> {
            code: i32,
            message: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            data: Option<&'a Value>,
        }
        let body = Body {
            code: self.code.number(),
            message: &self.message,
            data: self.data.as_deref(),
        };
        let mut out = Vec::with_capacity(160);
        out.extend_from_slice(br#"{"jsonrpc":"2.0","#);
        if let Some(id) = id {
            out.extend_from_slice(br#""id":"#);
            out.extend_from_slice(id.as_bytes());
            out.push(b',');
        }
        out.extend_from_slice(br#""error":"#);
        serde_json::to_writer(&mut out, &body).expect("strings and values always serialise");
        out.push(b'}');
        out
    }
}

/// A refusal of `params`, answered with status 200: the request is well formed.
pub(crate) fn invalid(message: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(ErrorCode::InvalidParams, message).answered()
}
