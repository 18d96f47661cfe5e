//! A client's description of itself in `initialize`, as far as it is used.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::fields::Fields;
use super::revision::Revision;
use crate::app;

/// A client of an earlier revision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Client {
    #[serde(rename = "r")]
    pub(crate) revision: Revision,
    /// Those that the core asks for, as today's revision has them.
    #[serde(rename = "c")]
    pub(super) capabilities: Map<String, Value>,
    /// `name`, `version` and `title`.
    #[serde(rename = "i")]
    info: Map<String, Value>,
}

impl Client {
    /// Of the parameters of `initialize`.
    pub(super) fn new(revision: Revision, params: &Fields) -> Self {
        let parsed = |key: &str| -> Map<String, Value> {
            let json = params.get(key);
            json.and_then(|json| serde_json::from_str(json).ok())
                .unwrap_or_default()
        };
        Self {
            revision,
            capabilities: capabilities(revision, &parsed("capabilities")),
            info: info(&parsed("clientInfo")),
        }
    }

    /// Returns the fields of today's `clientInfo`, if the client has a name.
    pub(super) fn info(&self) -> Option<&Map<String, Value>> {
        self.info.contains_key("name").then_some(&self.info)
    }

    /// Its name and version, in its own words.
    pub(super) fn named(&self) -> (&str, &str) {
        let text = |key: &str| self.info.get(key).and_then(Value::as_str).unwrap_or("?");
        (text("name"), text("version"))
    }

    /// Its capabilities, but for questions to the user.
    pub(super) fn unaskable(&self) -> Map<String, Value> {
        let mut capabilities = self.capabilities.clone();
        capabilities.remove("elicitation");
        capabilities
    }
}

/// The capabilities that count. A client can do only what its revision has words for.
fn capabilities(revision: Revision, declared: &Map<String, Value>) -> Map<String, Value> {
    let mut known = Map::new();
    for key in ["sampling", "roots"] {
        if declared.get(key).is_some_and(Value::is_object) {
            known.insert(key.to_owned(), json!({}));
        }
    }
    if let Some(Value::Object(modes)) = declared.get("elicitation")
        && revision.has_forms()
    {
        let mut kept = Map::new();
        for mode in ["form", "url"] {
            if revision.has_modes() && modes.get(mode).is_some_and(Value::is_object) {
                kept.insert(mode.to_owned(), json!({}));
            }
        }
        known.insert("elicitation".to_owned(), kept.into());
    }
    let views = declared
        .get("extensions")
        .and_then(|extensions| extensions.get(app::EXTENSION));
    if let Some(views @ Value::Object(_)) = views {
        known.insert("extensions".to_owned(), json!({ app::EXTENSION: views }));
    }
    known
}

fn info(declared: &Map<String, Value>) -> Map<String, Value> {
    const LONG: usize = 100;
    let mut info = Map::new();
    for key in ["name", "version", "title"] {
        if let Some(text) = declared.get(key).and_then(Value::as_str) {
            info.insert(
                key.to_owned(),
                text.chars().take(LONG).collect::<String>().into(),
            );
        }
    }
    if info.contains_key("name") {
        info.entry("version").or_insert_with(|| "".into());
    }
    info
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(revision: Revision) -> Value {
        let params = json!({
            "capabilities": {
                "elicitation": { "form": {}, "url": {} },
                "sampling": { "tools": {} },
                "roots": { "listChanged": true },
                "tasks": { "list": {} },
                "extensions": { app::EXTENSION: { "mimeTypes": ["text/html"] }, "other": {} },
            },
            "clientInfo": { "name": "x".repeat(500), "icons": [] },
        });
        let client = Client::new(revision, &Fields::read(&params.to_string()).unwrap());
        assert_eq!(client.info["name"], "x".repeat(100));
        assert!(!client.info.contains_key("icons"));
        client.capabilities.into()
    }

    #[test]
    fn a_client_can_do_what_its_revision_has_words_for() {
        let rest = json!({
            "sampling": {}, "roots": {},
            "extensions": { app::EXTENSION: { "mimeTypes": ["text/html"] } },
        });
        let with = |elicitation: Value| {
            let mut all = rest.clone();
            all["elicitation"] = elicitation;
            all
        };
        assert_eq!(declared(Revision::V2025_03_26), rest);
        assert_eq!(declared(Revision::V2025_06_18), with(json!({})));
        let both = json!({ "form": {}, "url": {} });
        assert_eq!(declared(Revision::V2025_11_25), with(both));
    }
}
