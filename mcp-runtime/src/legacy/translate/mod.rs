//! Translates responses into those of an earlier revision.

mod content;
mod list;

use bytes::Bytes;
use serde_json::json;

use super::fields::Fields;
use super::revision::Revision;
use crate::app;
use crate::protocol::ErrorCode;

/// A translated response.
#[derive(Debug)]
pub(super) enum Translated {
    /// The client's answer, whole.
    Answer(Vec<u8>),
    /// Questions that come first, by their keys.
    Asks {
        requests: Vec<(String, Fields)>,
        /// JSON text.
        state: Option<String>,
    },
}

/// No resource has this URI, as the earlier revisions number it.
const RESOURCE_NOT_FOUND: i32 = -32002;

/// The methods that earlier revisions share with today's.
pub(super) const SHARED: [&str; 8] = [
    "tools/list",
    "tools/call",
    "prompts/list",
    "prompts/get",
    "resources/list",
    "resources/templates/list",
    "resources/read",
    "completion/complete",
];

/// Translates a response of the core's. `None` where it can't be read, which is this crate's own
/// fault.
pub(super) fn response(
    revision: Revision,
    method: &str,
    id: &str,
    message: &str,
) -> Option<Translated> {
    let message = Fields::read(message)?;
    let Some(result) = message.object("result") else {
        return Some(Translated::Answer(refused(
            method,
            id,
            message.object("error")?,
        )));
    };
    if result.text("resultType").as_deref() == Some("input_required") {
        let requests = result.object("inputRequests").unwrap_or_default();
        let requests = requests
            .iter()
            .map(|(key, request)| Some((key.to_owned(), Fields::read(request)?)));
        return Some(Translated::Asks {
            requests: requests.collect::<Option<_>>()?,
            state: result.get("requestState").map(str::to_owned),
        });
    }
    let result = serde_json::to_string(&self::result(revision, method, result)).ok()?;
    Some(Translated::Answer(answer(id, &result)))
}

/// The same of a fixed answer's tail, `,"result":{…}}`.
pub(super) fn tail(revision: Revision, method: &str, tail: &[u8]) -> Option<Bytes> {
    let text = std::str::from_utf8(tail).ok()?;
    let result = Fields::read(text.strip_prefix(r#","result":"#)?.strip_suffix('}')?)?;
    let result = serde_json::to_string(&self::result(revision, method, result)).ok()?;
    Some(format!(r#","result":{result}}}"#).into())
}

fn result(revision: Revision, method: &str, mut result: Fields) -> Fields {
    if let Some(mut meta) = result.object("_meta") {
        meta.remove("io.modelcontextprotocol/serverInfo");
        if meta.is_empty() {
            result.remove("_meta");
        } else {
            result.set("_meta", &meta);
        }
    }
    let fields: &[&str] = match method {
        "tools/list" => &["tools", "nextCursor"],
        "prompts/list" => &["prompts", "nextCursor"],
        "resources/list" => &["resources", "nextCursor"],
        "resources/templates/list" => &["resourceTemplates", "nextCursor"],
        "tools/call" => &["content", "structuredContent", "isError"],
        "prompts/get" => &["description", "messages"],
        "resources/read" => &["contents"],
        _ => &["completion"],
    };
    result.retain(|key| key == "_meta" || fields.contains(&key));
    match method {
        "tools/list" => result.each("tools", |tool| list::tool(revision, tool)),
        "tools/call" => {
            let structured = result.object("structuredContent");
            if structured.is_none() || !revision.has_structure() {
                result.remove("structuredContent");
            }
            result.each("content", |block| content::block(revision, block));
        }
        "prompts/get" => result.each("messages", |mut message| {
            if let Some(block) = message.object("content") {
                message.set("content", &content::block(revision, block));
            }
            message
        }),
        "prompts/list" | "resources/list" | "resources/templates/list" => {
            result.each(fields[0], |item| list::item(revision, item));
        }
        "resources/read" => result.each("contents", |item| content::resource(revision, item)),
        _ => {}
    }
    result
}

/// A JSON-RPC error, with the numbers that earlier revisions have.
fn refused(method: &str, id: &str, mut error: Fields) -> Vec<u8> {
    let code: i64 = error
        .get("code")
        .and_then(|code| code.parse().ok())
        .unwrap_or_default();
    let message = error.text("message").unwrap_or_default();
    let is = |known: ErrorCode| code == i64::from(known.number());
    let names_uri = error.object("data").is_some_and(|data| data.has("uri"));
    if is(ErrorCode::MissingClientCapability) {
        return failed(method, id, ErrorCode::InvalidParams, &message);
    } else if is(ErrorCode::InvalidParams) && names_uri && method == "resources/read" {
        error.set("code", &RESOURCE_NOT_FOUND);
    } else if is(ErrorCode::HeaderMismatch) || is(ErrorCode::UnsupportedVersion) {
        error.set("code", &ErrorCode::InvalidRequest.number());
    }
    let mut message = Fields::default();
    message.set("jsonrpc", "2.0");
    if let Ok(id) = serde_json::value::RawValue::from_string(id.to_owned()) {
        message.set("id", &id);
    }
    message.set("error", &error);
    serde_json::to_vec(&message).unwrap_or_default()
}

/// Returns the response to a call that can't be done: for a tool, a result that the model reads;
/// otherwise an error.
pub(super) fn failed(method: &str, id: &str, code: ErrorCode, message: &str) -> Vec<u8> {
    if method == "tools/call" {
        let content = json!({ "type": "text", "text": message });
        let result = json!({ "content": [content], "isError": true });
        return answer(id, &result.to_string());
    }
    crate::protocol::Refusal::new(code, message.to_owned()).to_json(Some(id))
}

/// A response. Both are JSON texts.
pub(super) fn answer(id: &str, result: &str) -> Vec<u8> {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#).into_bytes()
}

/// Returns the result of `initialize`, made from the answer to `server/discover`.
pub(super) fn initialized(revision: Revision, discovered: &str) -> Option<String> {
    let discovered = Fields::read(discovered)?.object("result")?;
    let meta = discovered.object("_meta")?;
    let mut server = meta.object("io.modelcontextprotocol/serverInfo")?;
    server.retain(|key| match key {
        "name" | "version" => true,
        "title" => revision.has_structure(),
        "icons" | "description" | "websiteUrl" => revision.has_icons(),
        _ => false,
    });
    let mut capabilities = discovered.object("capabilities")?;
    let views = capabilities
        .object("extensions")
        .and_then(|all| all.get(app::EXTENSION).map(str::to_owned))
        .and_then(|views| serde_json::value::RawValue::from_string(views).ok());
    capabilities.retain(|key| match key {
        "tools" | "prompts" | "resources" | "logging" => true,
        "completions" => revision.names_completions(),
        _ => false,
    });
    if let Some(views) = views {
        capabilities.set("extensions", &json!({ app::EXTENSION: views }));
    }
    let mut result = Fields::default();
    result.set("protocolVersion", revision.name());
    result.set("capabilities", &capabilities);
    result.set("serverInfo", &server);
    if let Some(instructions) = discovered.text("instructions") {
        result.set("instructions", &instructions);
    }
    serde_json::to_string(&result).ok()
}

#[cfg(test)]
mod tests;
