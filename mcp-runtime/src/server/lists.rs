//! Answers that are the same for everyone: bytes, made once. A response is head, id and tail.

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::{Answer, ServerDefinition, Settings};
use crate::protocol::{ErrorCode, Refusal, SUPPORTED_VERSIONS};

const HEAD: &[u8] = br#"{"jsonrpc":"2.0","id":"#;

/// The response to a request whose result never changes, but for the id.
#[derive(Debug)]
pub(super) struct Fixed {
    /// Shared with the responses that are being sent.
    tail: Bytes,
}

impl Fixed {
    fn new(result: &impl Serialize) -> Result<Self, serde_json::Error> {
        let mut tail = br#","result":"#.to_vec();
        serde_json::to_writer(&mut tail, result)?;
        tail.push(b'}');
        Ok(Self { tail: tail.into() })
    }

    /// The response in two pieces, so that a long list isn't copied.
    pub(super) fn response(&self, id: &str) -> Answer {
        Answer::Fixed([HEAD, id.as_bytes()].concat().into(), self.tail.clone())
    }
}

/// A list of items in pages.
#[derive(Debug)]
pub(super) struct Pages {
    pages: Vec<Fixed>,
    /// Part of every cursor: a cursor of another list, such as an older version's, is refused and not misread.
    fingerprint: String,
}

impl Pages {
    /// The pages of `items` (JSON texts) under `key`.
    pub(super) fn new(key: &str, items: &[&str], settings: &Settings, server_info: &str) -> Result<Self, serde_json::Error> {
        let size = settings.page_size.unwrap_or(usize::MAX).max(1);
        let fingerprint = fingerprint(items);
        let chunks: Vec<&[&str]> = if items.is_empty() { vec![&[]] } else { items.chunks(size).collect() };
        let last = chunks.len() - 1;
        let pages = chunks.iter().enumerate().map(|(number, chunk)| {
            let mut page = Map::new();
            page.insert("resultType".into(), "complete".into());
            page.insert(key.into(), Value::Null);
            if number < last {
                page.insert("nextCursor".into(), cursor(number + 1, &fingerprint).into());
            }
            cacheable(&mut page, settings);
            let mut fields: Vec<(&str, Box<RawValue>)> = Vec::new();
            for (name, value) in &page {
                let text = if name == key { format!("[{}]", chunk.join(",")) } else { value.to_string() };
                fields.push((name, RawValue::from_string(text)?));
            }
            let meta = format!(r#"{{"io.modelcontextprotocol/serverInfo":{server_info}}}"#);
            fields.push(("_meta", RawValue::from_string(meta)?));
            Fixed::new(&Ordered(fields))
        });
        Ok(Self { pages: pages.collect::<Result<_, _>>()?, fingerprint })
    }

    /// The page behind a cursor; the first without one.
    pub(super) fn page(&self, at: Option<&str>) -> Result<&Fixed, Refusal> {
        let found = match at {
            None => self.pages.first(),
            Some(cursor) => cursor
                .split_once('.')
                .filter(|(_, fingerprint)| *fingerprint == self.fingerprint)
                .and_then(|(number, _)| number.parse::<usize>().ok())
                .filter(|&number| number > 0)
                .and_then(|number| self.pages.get(number)),
        };
        found.ok_or_else(|| {
            Refusal::new(ErrorCode::InvalidParams, "`params.cursor` is none of this list's; fetch the list from its beginning").answered()
        })
    }
}

/// An object whose fields are JSON texts, in order.
struct Ordered<'a>(Vec<(&'a str, Box<RawValue>)>);

impl Serialize for Ordered<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn cursor(page: usize, fingerprint: &str) -> String {
    format!("{page}.{fingerprint}")
}

/// The same on every instance that serves the same list.
fn fingerprint(items: &[&str]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in items.iter().flat_map(|item| item.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{hash:016x}")
}

fn cacheable(result: &mut Map<String, Value>, settings: &Settings) {
    result.insert("ttlMs".into(), u64::try_from(settings.list_ttl.as_millis()).unwrap_or(u64::MAX).into());
    result.insert("cacheScope".into(), "public".into());
}

/// The result of `server/discover`.
pub(super) fn discover<S>(
    definition: &ServerDefinition<S>,
    offers: Offers,
    settings: &Settings,
    server_info: &str,
) -> Result<Fixed, serde_json::Error> {
    let mut capabilities = Map::new();
    let listing = || if offers.changes { json!({ "listChanged": true }) } else { json!({}) };
    if !definition.tools.is_empty() {
        capabilities.insert("tools".into(), listing());
    }
    if !definition.prompts.is_empty() {
        capabilities.insert("prompts".into(), listing());
    }
    if !definition.resources.is_empty() {
        let resources = if offers.changes { json!({ "listChanged": true, "subscribe": true }) } else { json!({}) };
        capabilities.insert("resources".into(), resources);
    }
    if offers.completions {
        capabilities.insert("completions".into(), json!({}));
    }
    if definition.flagged(|param| param.emits) {
        capabilities.insert("logging".into(), json!({}));
    }
    let mut result = Map::new();
    result.insert("resultType".into(), "complete".into());
    result.insert("supportedVersions".into(), SUPPORTED_VERSIONS.into());
    result.insert("capabilities".into(), capabilities.into());
    if !definition.instructions.is_empty() {
        result.insert("instructions".into(), definition.instructions.into());
    }
    cacheable(&mut result, settings);
    let server_info: Value = serde_json::from_str(server_info)?;
    result.insert("_meta".into(), json!({ "io.modelcontextprotocol/serverInfo": server_info }));
    Fixed::new(&result)
}

/// What a server can do beside what it lists.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offers {
    /// Something in it can publish changes.
    pub(super) changes: bool,
    /// An argument of it has a completion.
    pub(super) completions: bool,
}

/// `Implementation` in the specification's schema, as JSON text.
pub(super) fn server_info<S>(definition: &ServerDefinition<S>) -> String {
    let mut info = Map::new();
    info.insert("name".into(), definition.name.into());
    if let Some(title) = definition.title {
        info.insert("title".into(), title.into());
    }
    info.insert("version".into(), definition.version.into());
    Value::Object(info).to_string()
}
