//! The views of a server: resources that are known at compile time, and answered with bytes made
//! once.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::{ServerDefinition, Settings};
use crate::app;
use crate::response::Finished;
use crate::table::{AppMeta, is_same_view};

/// A hash stands for one document for ever.
const FOR_LONG: Duration = Duration::from_secs(365 * 24 * 3600);

/// All views that a server has.
pub(super) struct Apps {
    views: Vec<Arc<View>>,
}

/// A view that a server has.
pub(crate) struct View {
    app: &'static AppMeta,
    meta: Value,
    /// Its URI with `{hash}` in the place of the hash: what is read under any hash is the one view.
    declared: Arc<str>,
    /// The part of an answer after the URI, which is the same for everyone and shared with the
    /// answers that are being sent.
    tail: Bytes,
    /// How long an answer may be kept under a hash that is none of the document's.
    list_ttl: Duration,
}

/// Without the document, which would fill a log.
impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("View").field(&self.declared).finish()
    }
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

/// `TextResourceContents` in the specification's schema, but for the URI, which stands before it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Contents<'a> {
    mime_type: &'a str,
    text: &'a str,
    #[serde(rename = "_meta")]
    meta: &'a Value,
}

/// The views of the tools in the table, and those that were added, each once.
pub(crate) fn apps<S: 'static>(
    definition: &ServerDefinition<S>,
    settings: &Settings,
) -> Vec<&'static AppMeta> {
    let mut apps = definition.apps();
    for &app in &settings.apps {
        // Another one of the same name is told of, not taken for this one, even if it has the same
        // document.
        if apps.iter().all(|seen| !is_same_view(seen, app)) {
            apps.push(app);
        }
    }
    apps
}

impl Apps {
    pub(super) fn new<S: 'static>(
        definition: &ServerDefinition<S>,
        settings: &Settings,
        server_info: &str,
    ) -> Self {
        let apps = apps(definition, settings).into_iter();
        let views = apps.map(|app| Arc::new(View::new(app, settings, server_info)));
        Self {
            views: views.collect(),
        }
    }

    /// Whether the view that is listed under a URI is here.
    pub(super) fn has(&self, uri: &str) -> bool {
        self.views.iter().any(|view| view.app.uri == uri)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.views.is_empty()
    }

    pub(super) fn uris(&self) -> impl Iterator<Item = &'static str> {
        self.views.iter().map(|view| view.app.uri)
    }

    /// The JSON of each in `resources/list`.
    pub(super) fn listed(&self) -> impl Iterator<Item = String> {
        self.views.iter().map(|view| {
            let AppMeta {
                uri,
                name,
                title,
                description,
                ..
            } = *view.app;
            json(&Listed {
                uri,
                name,
                title,
                description,
                mime_type: app::MIME_TYPE,
                meta: &view.meta,
            })
        })
    }

    /// The view that is read under a URI. Hosts keep its URI for long, so that the hash of an older
    /// document, or of that of a newer instance, stands for the view as it is here.
    pub(super) fn find(&self, uri: &str) -> Option<&Arc<View>> {
        self.views
            .iter()
            .find(|view| view.app.uri == uri || is_of_another_time(uri, view.app))
    }
}

impl View {
    fn new(app: &'static AppMeta, settings: &Settings, server_info: &str) -> Self {
        let meta = app::resource_meta(app, settings.app_domain.as_deref());
        let contents = json(&Contents {
            mime_type: app::MIME_TYPE,
            text: app.html,
            meta: &meta,
        });
        // It goes on where the URI ends.
        let fields = &contents["{".len()..];
        let tail = format!(
            r#",{fields}],"cacheScope":"public","_meta":{{"io.modelcontextprotocol/serverInfo":{server_info}}}}}}}"#
        );
        Self {
            app,
            meta,
            declared: app.any_uri().into(),
            tail: tail.into(),
            list_ttl: settings.list_ttl,
        }
    }

    /// Returns its declaration.
    pub(super) fn app(&self) -> &'static AppMeta {
        self.app
    }

    /// A URI for whatever hash.
    pub(super) fn declared(&self) -> &Arc<str> {
        &self.declared
    }

    /// The answer to who reads it under a URI of its: `ReadResourceResult` in the specification's
    /// schema. The document isn't copied.
    pub(super) fn read(&self, uri: &str, id: &str) -> Finished {
        let ttl = if uri == self.app.uri {
            FOR_LONG
        } else {
            self.list_ttl
        };
        let (ttl, uri) = (
            u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX),
            Value::from(uri),
        );
        let head = format!(
            r#"{{"jsonrpc":"2.0","id":{id},"result":{{"resultType":"complete","ttlMs":{ttl},"contents":[{{"uri":{uri}"#
        );
        Finished::Fixed {
            head: head.into(),
            tail: self.tail.clone(),
        }
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts and JSON are written as JSON")
}

/// Whether the URI is the view's, but for the hash.
fn is_of_another_time(uri: &str, app: &AppMeta) -> bool {
    let hash = uri
        .strip_prefix(app.start())
        .and_then(|rest| rest.strip_suffix(".html"));
    hash.is_some_and(|hash| hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
