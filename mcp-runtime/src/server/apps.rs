//! The views of a server's tools: resources that are known at compile time, and answered with bytes made once.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use super::lists::Fixed;
use super::{Answer, ServerDefinition, Settings};
use crate::app::{self, AppMeta};

/// A hash stands for one document for ever.
const FOR_LONG: Duration = Duration::from_secs(365 * 24 * 3600);

/// All views that a server's tools have.
pub(super) struct Apps {
    views: Vec<View>,
    server_info: Value,
    /// How long an answer may be kept under a hash that is none of the document's.
    list_ttl: Duration,
}

struct View {
    app: &'static AppMeta,
    meta: Value,
    /// The answer to who reads it under the URI that it is listed under.
    read: Fixed,
}

/// `Resource` in the specification's schema.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    uri: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    mime_type: &'a str,
    #[serde(rename = "_meta")]
    meta: &'a Value,
}

/// `ReadResourceResult` in the specification's schema.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Read<'a> {
    result_type: &'static str,
    contents: [Contents<'a>; 1],
    ttl_ms: u64,
    cache_scope: &'static str,
    #[serde(rename = "_meta")]
    meta: &'a Value,
}

/// `TextResourceContents` in the specification's schema.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Contents<'a> {
    uri: &'a str,
    mime_type: &'a str,
    text: &'a str,
    #[serde(rename = "_meta")]
    meta: &'a Value,
}

impl Apps {
    pub(super) fn new<S: 'static>(
        definition: &ServerDefinition<S>,
        settings: &Settings,
        server_info: &str,
    ) -> Result<Self, serde_json::Error> {
        let server_info = json!({ "io.modelcontextprotocol/serverInfo": serde_json::from_str::<Value>(server_info)? });
        let mut views: Vec<View> = Vec::new();
        for app in definition.apps() {
            let meta = app::resource_meta(app, settings.app_domain.as_deref());
            let read = read(app, app.uri, &meta, FOR_LONG, &server_info)?;
            views.push(View { app, meta, read });
        }
        Ok(Self { views, server_info, list_ttl: settings.list_ttl })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.views.is_empty()
    }

    pub(super) fn uris(&self) -> impl Iterator<Item = &'static str> {
        self.views.iter().map(|view| view.app.uri)
    }

    /// The JSON of each in `resources/list`.
    pub(super) fn listed(&self) -> Result<Vec<String>, serde_json::Error> {
        let listed = self.views.iter().map(|View { app, meta, read: _ }| {
            let AppMeta { uri, name, title, description, .. } = **app;
            serde_json::to_string(&Listed { uri, name, title, description, mime_type: app::MIME_TYPE, meta })
        });
        listed.collect()
    }

    /// The answer to who reads a view. Hosts keep its URI for long, so that the hash of an older document, or of that of a newer
    /// instance, stands for the view as it is here.
    pub(super) fn read(&self, uri: &str, id: &str) -> Option<Answer> {
        if let Some(view) = self.views.iter().find(|view| view.app.uri == uri) {
            return Some(view.read.response(id));
        }
        let view = self.views.iter().find(|view| is_of_another_time(uri, view.app))?;
        let read = read(view.app, uri, &view.meta, self.list_ttl, &self.server_info);
        debug_assert!(read.is_ok(), "what was written once is JSON");
        Some(read.ok()?.response(id))
    }
}

/// Whether the URI is the view's, but for the hash.
fn is_of_another_time(uri: &str, app: &AppMeta) -> bool {
    let hash = uri.strip_prefix(app.start()).and_then(|rest| rest.strip_suffix(".html"));
    hash.is_some_and(|hash| hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn read(app: &AppMeta, uri: &str, meta: &Value, ttl: Duration, server_info: &Value) -> Result<Fixed, serde_json::Error> {
    Fixed::new(&Read {
        result_type: "complete",
        contents: [Contents { uri, mime_type: app::MIME_TYPE, text: app.html, meta }],
        ttl_ms: u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX),
        cache_scope: "public",
        meta: server_info,
    })
}
