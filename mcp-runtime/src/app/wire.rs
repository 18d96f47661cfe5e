//! Views as clients see them.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::table::{AppCsp, AppMeta, AppPermissions, ToolVisibility};

/// The MIME type of a view's document.
pub(crate) const MIME_TYPE: &str = "text/html;profile=mcp-app";

/// Under which clients and servers say that they know of views.
pub(crate) const EXTENSION: &str = "io.modelcontextprotocol/ui";

/// Those who are to call a tool.
pub(crate) fn callers(visibility: ToolVisibility) -> Value {
    match visibility {
        ToolVisibility::All => json!(["model", "app"]),
        ToolVisibility::Model => json!(["model"]),
        ToolVisibility::App => json!(["app"]),
    }
}

/// A tool's `_meta`, with what it has to do with views under `ui`.
pub(crate) fn tool_meta(
    own: Option<Value>,
    app: Option<&AppMeta>,
    visibility: ToolVisibility,
) -> Option<Value> {
    let callers = callers(visibility);
    let ui = match app {
        Some(app) => json!({ "resourceUri": app.uri, "visibility": callers }),
        None if visibility == ToolVisibility::All => return own,
        None => json!({ "visibility": callers }),
    };
    let mut meta = match own {
        Some(Value::Object(meta)) => meta,
        _ => Map::new(),
    };
    meta.insert("ui".into(), ui);
    Some(meta.into())
}

/// The view's `_meta.ui`, the same wherever it stands, since hosts differ in which one they read.
/// Lists of origins are sent even if they are empty.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UiMeta<'a> {
    csp: Csp,
    #[serde(skip_serializing_if = "Map::is_empty")]
    permissions: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<&'a str>,
    prefers_border: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_field_names)] // The specification's names.
struct Csp {
    connect_domains: &'static [&'static str],
    resource_domains: &'static [&'static str],
    frame_domains: &'static [&'static str],
    base_uri_domains: &'static [&'static str],
}

/// `_meta` of the view's resource.
pub(crate) fn resource_meta(app: &AppMeta, domain: Option<&str>) -> Value {
    let AppCsp {
        connect,
        resource,
        frame,
        base_uri,
    } = app.csp;
    let AppPermissions {
        camera,
        microphone,
        geolocation,
        clipboard_write,
    } = app.permissions;
    let permissions = [
        ("camera", camera),
        ("microphone", microphone),
        ("geolocation", geolocation),
        ("clipboardWrite", clipboard_write),
    ];
    let ui = UiMeta {
        csp: Csp {
            connect_domains: connect,
            resource_domains: resource,
            frame_domains: frame,
            base_uri_domains: base_uri,
        },
        permissions: permissions
            .into_iter()
            .filter(|(_, asked)| *asked)
            .map(|(name, _)| (name.to_owned(), json!({})))
            .collect(),
        domain,
        prefers_border: app.prefers_border,
    };
    json!({ "ui": ui })
}

/// Whether a client that declares these capabilities shows views. Clients write it in more than one
/// way.
pub(crate) fn shows_views(capabilities: &Map<String, Value>) -> bool {
    let Some(settings) = capabilities
        .get("extensions")
        .and_then(|extensions| extensions.get(EXTENSION))
    else {
        return false;
    };
    match settings.get("mimeTypes") {
        Some(Value::Array(types)) => types
            .iter()
            .any(|mime| mime.as_str().is_some_and(is_mime_type)),
        _ => !settings.is_null() && *settings != Value::Bool(false),
    }
}

/// Spaces and capitals don't matter in a MIME type.
fn is_mime_type(text: &str) -> bool {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .eq_ignore_ascii_case(MIME_TYPE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_say_in_several_ways_that_they_show_views() {
        let shows = |settings: Value| {
            let capabilities = json!({ "extensions": { EXTENSION: settings } });
            shows_views(capabilities.as_object().expect("it is one"))
        };
        assert!(shows(json!({ "mimeTypes": ["text/html;profile=mcp-app"] })));
        assert!(shows(
            json!({ "mimeTypes": ["image/png", "text/html; profile=mcp-app"] })
        ));
        assert!(shows(json!({})));
        assert!(shows(json!(true)));
        assert!(!shows(json!({ "mimeTypes": ["text/uri-list"] })));
        assert!(!shows(json!({ "mimeTypes": [] })));
        assert!(!shows(json!(null)));
        assert!(!shows(json!(false)));
        assert!(!shows_views(&Map::new()));
    }
}
