//! Answers that are the same for everyone: bytes, made once. A response is head, id and tail.

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::{ServerDefinition, Settings};
use crate::app;
use crate::protocol::{ErrorCode, Refusal, SUPPORTED_VERSIONS};
use crate::task;

const HEAD: &[u8] = br#"{"jsonrpc":"2.0","id":"#;

/// The response to a request whose result never changes, but for the id.
#[derive(Clone, Debug)]
pub(super) struct Fixed {
    /// Shared with the responses that are being sent.
    tail: Bytes,
}

impl Fixed {
    pub(super) fn new(result: &impl Serialize) -> Self {
        let mut tail = br#","result":"#.to_vec();
        serde_json::to_writer(&mut tail, result).expect("texts and JSON are written as JSON");
        tail.push(b'}');
        Self { tail: tail.into() }
    }

    /// The response in two pieces, so that a long list isn't copied.
    pub(super) fn response(&self, id: &str) -> Answer {
        Answer::Fixed([HEAD, id.as_bytes()].concat().into(), self.tail.clone())
    }
}

/// A list of items in pages.
#[derive(Debug)]
pub(super) struct Pages {
    fixed: Vec<Fixed>,
    /// Part of every cursor: a cursor of another list, such as an older version's, is refused and
    /// not misread.
    fingerprint: String,
    /// Whether a lister's pages follow.
    dynamic: bool,
}

/// Where a cursor leads to.
pub(super) enum Turn {
    Page(Fixed),
    Lister(Position),
}

/// A place in a lister's pages.
#[derive(Debug)]
pub(super) struct Position {
    /// Of the pages before them.
    fingerprint: String,
    /// The lister's own; none for its first page.
    pub(super) cursor: Option<String>,
}

impl Position {
    /// The cursor that leads here.
    fn encoded(&self) -> String {
        let Self {
            fingerprint,
            cursor,
        } = self;
        match cursor {
            None => format!("{LISTER}{fingerprint}"),
            Some(cursor) => format!("{LISTER}{fingerprint}.{cursor}"),
        }
    }

    /// The cursor that leads to another page of the same list.
    pub(super) fn followed_by(self, cursor: String) -> String {
        Self {
            cursor: Some(cursor),
            ..self
        }
        .encoded()
    }
}

/// A lister's pages have cursors that begin with this; those of the table begin with a number.
const LISTER: char = '~';

impl Pages {
    /// The pages of `items` (JSON texts) under `key`. With pages of a lister behind them, they are
    /// `private` as those are; so they are where not everybody finds the same.
    pub(super) fn new(
        key: &str,
        items: &[&str],
        dynamic: bool,
        is_partial: bool,
        settings: &Settings,
        server_info: &str,
    ) -> Self {
        let size = settings.page_size.unwrap_or(usize::MAX).max(1);
        let fingerprint = fingerprint(key, items);
        let chunks: Vec<&[&str]> = match (items.is_empty(), dynamic) {
            (false, _) => items.chunks(size).collect(),
            (true, false) => vec![&[]],
            (true, true) => Vec::new(),
        };
        let last = chunks.len().saturating_sub(1);
        let pages = chunks.iter().enumerate().map(|(number, chunk)| {
            let mut page = Map::new();
            page.insert("resultType".into(), "complete".into());
            page.insert(key.into(), Value::Null);
            if number < last {
                page.insert(
                    "nextCursor".into(),
                    format!("{}.{fingerprint}", number + 1).into(),
                );
            } else if dynamic {
                page.insert(
                    "nextCursor".into(),
                    Position {
                        fingerprint: fingerprint.clone(),
                        cursor: None,
                    }
                    .encoded()
                    .into(),
                );
            }
            cacheable(
                &mut page,
                settings,
                if dynamic || is_partial {
                    "private"
                } else {
                    "public"
                },
            );
            let mut fields: Vec<(&str, Box<RawValue>)> = Vec::new();
            for (name, value) in &page {
                let text = if name == key {
                    format!("[{}]", chunk.join(","))
                } else {
                    value.to_string()
                };
                fields.push((name, raw(text)));
            }
            let meta = format!(r#"{{"io.modelcontextprotocol/serverInfo":{server_info}}}"#);
            fields.push(("_meta", raw(meta)));
            Fixed::new(&Ordered(fields))
        });
        Self {
            fixed: pages.collect(),
            fingerprint,
            dynamic,
        }
    }

    /// Returns the page at a cursor, or the lister's turn; without a cursor, the list's beginning.
    pub(super) fn turn(&self, at: Option<&str>) -> Result<Turn, Refusal> {
        let Some(cursor) = at else {
            let lister = || {
                Turn::Lister(Position {
                    fingerprint: self.fingerprint.clone(),
                    cursor: None,
                })
            };
            return Ok(self.fixed.first().cloned().map_or_else(lister, Turn::Page));
        };
        let found = match cursor.strip_prefix(LISTER) {
            Some(cursor) => self.lister_turn(cursor),
            None => cursor
                .split_once('.')
                .filter(|(_, fingerprint)| *fingerprint == self.fingerprint)
                .and_then(|(number, _)| number.parse::<usize>().ok())
                .filter(|&number| number > 0)
                .and_then(|number| self.fixed.get(number).cloned())
                .map(Turn::Page),
        };
        found.ok_or_else(|| {
            Refusal::new(
                ErrorCode::InvalidParams,
                "`params.cursor` is none of this list's; fetch the list from its beginning",
            )
            .answered()
        })
    }

    fn lister_turn(&self, cursor: &str) -> Option<Turn> {
        let (fingerprint, cursor) = cursor
            .split_once('.')
            .map_or((cursor, None), |(fingerprint, cursor)| {
                (fingerprint, Some(cursor))
            });
        let place = || Position {
            fingerprint: fingerprint.to_owned(),
            cursor: cursor.map(str::to_owned),
        };
        (self.dynamic && fingerprint == self.fingerprint).then(|| Turn::Lister(place()))
    }
}

fn raw(json: String) -> Box<RawValue> {
    RawValue::from_string(json).expect("an item of a list is JSON")
}

/// An object whose fields are JSON texts, in order.
struct Ordered<'a>(Vec<(&'a str, Box<RawValue>)>);

impl Serialize for Ordered<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// The same on every instance that serves the same list.
fn fingerprint(key: &str, items: &[&str]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in [&key]
        .into_iter()
        .chain(items)
        .flat_map(|text| text.bytes().chain([0]))
    {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{hash:016x}")
}

fn cacheable(result: &mut Map<String, Value>, settings: &Settings, scope: &str) {
    result.insert(
        "ttlMs".into(),
        u64::try_from(settings.list_ttl.as_millis())
            .unwrap_or(u64::MAX)
            .into(),
    );
    result.insert("cacheScope".into(), scope.into());
}

/// The result of `server/discover`.
pub(super) fn discover<S>(
    definition: &ServerDefinition<S>,
    offers: Offers,
    settings: &Settings,
    server_info: &str,
) -> Fixed {
    let mut capabilities = Map::new();
    let listing = |changes: bool| {
        if changes {
            json!({ "listChanged": true })
        } else {
            json!({})
        }
    };
    if offers.tools {
        capabilities.insert("tools".into(), listing(offers.tool_changes));
    }
    if offers.prompts {
        capabilities.insert("prompts".into(), listing(offers.prompt_changes));
    }
    if offers.resources {
        let mut resources = listing(offers.resource_changes);
        if offers.updates {
            resources["subscribe"] = true.into();
        }
        capabilities.insert("resources".into(), resources);
    }
    if offers.completions {
        capabilities.insert("completions".into(), json!({}));
    }
    if offers.logs {
        capabilities.insert("logging".into(), json!({}));
    }
    let extensions: Map<String, Value> = [
        (app::EXTENSION, offers.apps),
        (task::EXTENSION, offers.tasks),
    ]
    .into_iter()
    .filter(|(_, offered)| *offered)
    .map(|(name, _)| (name.to_owned(), json!({})))
    .collect();
    if !extensions.is_empty() {
        capabilities.insert("extensions".into(), extensions.into());
    }
    let mut result = Map::new();
    result.insert("resultType".into(), "complete".into());
    result.insert("supportedVersions".into(), SUPPORTED_VERSIONS.into());
    result.insert("capabilities".into(), capabilities.into());
    if !definition.instructions.is_empty() {
        result.insert("instructions".into(), definition.instructions.into());
    }
    cacheable(&mut result, settings, "public");
    let server_info: Value = serde_json::from_str(server_info).expect("it is written as JSON");
    result.insert(
        "_meta".into(),
        json!({ "io.modelcontextprotocol/serverInfo": server_info }),
    );
    Fixed::new(&result)
}

/// The features that a server offers.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Offers {
    pub(crate) tools: bool,
    pub(crate) prompts: bool,
    pub(crate) resources: bool,
    /// A function of it can send log messages.
    pub(crate) logs: bool,
    /// Its list of tools can change.
    pub(crate) tool_changes: bool,
    /// Its list of prompts can change.
    pub(crate) prompt_changes: bool,
    /// Its lists of resources and templates can change.
    pub(crate) resource_changes: bool,
    /// Something in it can say that a resource has another content.
    pub(crate) updates: bool,
    /// Results of it have views.
    pub(crate) apps: bool,
    /// A tool of it can be run as a task.
    pub(crate) tasks: bool,
    /// An argument of it has a completion.
    pub(crate) completions: bool,
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
