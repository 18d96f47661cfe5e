//! Messages from clients of earlier revisions: requests, notifications, responses, and batches.

use serde_json::value::RawValue;

use super::fields::Fields;
use crate::protocol::{Shape, decode, is_id, shape};

/// A body.
#[derive(Debug)]
pub(crate) enum Incoming {
    One(Message),
    /// Each message, or that it is none.
    Batch(Vec<Option<Message>>),
}

/// One JSON-RPC message.
#[derive(Debug)]
pub(crate) enum Message {
    Request {
        /// JSON text of a string or an integer.
        id: Box<str>,
        method: String,
        params: Params,
    },
    Notification {
        method: String,
        params: Params,
    },
    /// An answer to a request of the server's.
    Response {
        id: Box<str>,
        /// JSON text, or why there is none.
        result: Result<Box<RawValue>, String>,
    },
}

/// The fields of `params`; `None` where it isn't an object.
pub(crate) type Params = Option<Fields>;

impl Incoming {
    /// Reads a body; `None` where it is no JSON-RPC message of any kind.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let json: &RawValue = serde_json::from_slice(body).ok()?;
        match shape(json.get()) {
            Shape::Object => Message::read(json.get()).map(Self::One),
            Shape::Array => {
                let messages: Vec<&RawValue> = serde_json::from_str(json.get()).ok()?;
                let messages = messages.into_iter().map(|json| Message::read(json.get()));
                Some(Self::Batch(messages.collect()))
            }
            _ => None,
        }
    }

    /// Whether a part of it says of itself that it is of today's revision.
    pub(super) fn has_envelope(&self) -> bool {
        match self {
            Self::One(message) => message.has_envelope(),
            Self::Batch(messages) => messages.iter().flatten().any(Message::has_envelope),
        }
    }
}

impl Message {
    fn read(json: &str) -> Option<Self> {
        let message = Fields::read(json)?;
        let single = |key: &str| message.iter().filter(|(name, _)| *name == key).count() < 2;
        if message.text("jsonrpc").as_deref() != Some("2.0")
            || !["id", "method", "params", "result", "error"]
                .into_iter()
                .all(single)
        {
            return None;
        }
        let id = match message.get("id") {
            None => None,
            Some(id) if is_id(id) => Some(Box::from(id)),
            Some(_) => return None,
        };
        let params = match message.get("params") {
            None => Some(Fields::default()),
            Some(params) => Fields::read(params),
        };
        match (id, message.get("method")) {
            (Some(id), Some(_)) => Some(Self::Request {
                id,
                method: message.text("method")?,
                params,
            }),
            (None, Some(_)) => Some(Self::Notification {
                method: message.text("method")?,
                params,
            }),
            (Some(id), None) => Some(Self::Response {
                id,
                result: response(&message)?,
            }),
            (None, None) => None,
        }
    }

    /// Of a request or a notification.
    pub(super) fn method(&self) -> Option<&str> {
        match self {
            Self::Request { method, .. } | Self::Notification { method, .. } => Some(method),
            Self::Response { .. } => None,
        }
    }

    /// Whether headers that name the method, and the tool, prompt or resource, name what the
    /// message does.
    pub(crate) fn agrees(&self, method: Option<&str>, name: Option<&str>) -> bool {
        let (own, params) = match self {
            Self::Request { method, params, .. } | Self::Notification { method, params } => {
                (method, params)
            }
            Self::Response { .. } => return method.is_none() && name.is_none(),
        };
        let key = match own.as_str() {
            "tools/call" | "prompts/get" => Some("name"),
            "resources/read" => Some("uri"),
            _ => None,
        };
        let named = key.and_then(|key| params.as_ref()?.text(key));
        let name = name.map(|name| decode(name.as_bytes()));
        let same_name = match (named, name) {
            (Some(named), Some(Some(name))) => named == name,
            (None, None) => true,
            _ => false,
        };
        method == Some(own.as_str()) && same_name
    }

    fn has_envelope(&self) -> bool {
        let (Self::Request { params, .. } | Self::Notification { params, .. }) = self else {
            return false;
        };
        let meta = params.as_ref().and_then(|params| params.object("_meta"));
        meta.is_some_and(|meta| {
            meta.has("io.modelcontextprotocol/protocolVersion")
                || meta.has("io.modelcontextprotocol/clientCapabilities")
        })
    }
}

fn response(message: &Fields) -> Option<Result<Box<RawValue>, String>> {
    if let Some(result) = message.get("result") {
        return RawValue::from_string(result.to_owned()).ok().map(Ok);
    }
    let error = message.object("error")?;
    Some(Err(error.text("message").unwrap_or_default()))
}
