//! The declarations of `#[mcp_app]`, and of who may call a tool.

use super::index::{Location, same};

/// A view, as its attribute declares it and the compiler has read it.
///
/// ```
/// # #[cfg(not(feature = "apps"))]
/// # fn main() {}
/// # #[cfg(feature = "apps")]
/// # fn main() {
/// use mcp_runtime::app::App;
/// use mcp_runtime::prelude::*;
///
/// /// The weather of now
/// #[mcp_type]
/// #[mcp_app(html = "src/docs/forecast.html", csp(connect = ["https://api.example.com"]), permissions(geolocation))]
/// struct Forecast { place: String, celsius: f64 }
///
/// let view = Forecast::META;
/// assert!(view.uri.starts_with("ui://") && view.html.contains("<title>"));
/// assert_eq!((view.name, view.description), ("forecast", "The weather of now"));
/// assert_eq!(view.csp.connect, ["https://api.example.com"]);
/// assert!(view.permissions.geolocation && !view.permissions.camera);
/// assert_eq!(view.calls[0].tool, "refresh"); // so a server without that tool doesn't compile
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AppMeta {
    /// The resource that holds the document: `ui://package/name.1a2b3c4d.html`, where the eight
    /// digits are a hash of it.
    pub uri: &'static str,
    /// The view's name, for programs.
    pub name: &'static str,
    /// A name for people.
    pub title: Option<&'static str>,
    /// Its description: what it shows; empty for none.
    pub description: &'static str,
    /// The whole document, as it is sent.
    pub html: &'static str,
    /// The origins it may reach.
    pub csp: AppCsp,
    /// The device features it may ask for.
    pub permissions: AppPermissions,
    /// Whether the host should draw a border around it.
    pub prefers_border: bool,
    /// The tools that it calls by a literal name.
    pub calls: &'static [AppCall],
    /// Whether it may call others: by a name that the compiler can't see.
    pub calls_more: bool,
    /// The document's file, as the attribute names it.
    pub file: &'static str,
    /// Where the type is declared.
    pub location: Location,
}

impl AppMeta {
    /// Returns the beginning of the URI, before the document's hash: `ui://package/name.`
    pub(crate) const fn start(&self) -> &'static str {
        const HASHED: usize = "1a2b3c4d.html".len();
        self.uri.split_at(self.uri.len().saturating_sub(HASHED)).0
    }

    /// The URI with `{hash}` in the place of the hash: clients keep it for longer than the view
    /// stays as it is.
    pub(crate) fn any_uri(&self) -> String {
        format!("{}{{hash}}.html", self.start())
    }
}

/// The origins that a view may reach. All others the host's content security policy blocks.
///
/// Source: `McpUiResourceCsp` in the extension's specification.
///
/// ```
/// # #[cfg(not(feature = "apps"))]
/// # fn main() {}
/// # #[cfg(feature = "apps")]
/// # fn main() {
/// use mcp_runtime::prelude::*;
///
/// /// The weather of now
/// #[mcp_type]
/// #[mcp_app(html = "src/docs/forecast.html", csp(connect = ["https://api.example.com"], resource = ["https://*.example.com"]))]
/// struct Forecast { place: String, celsius: f64 }
///
/// /// Tell the weather of a place.
/// #[mcp_tool(read_only)]
/// fn forecast(place: String) -> Ui<Forecast> {
///     Ui::new(format!("{place}: 7 °C"), Forecast { place, celsius: 7.0 })
/// }
///
/// /// The weather of here, again.
/// #[mcp_tool(read_only, visibility(app))]
/// fn refresh() -> Json<Forecast> {
///     Json(Forecast { place: "Here".into(), celsius: 8.0 })
/// }
///
/// mcp_server! { Weather { name: "weather", version: "1.0.0", tools: [forecast, refresh] } }
///
/// // All that the server's views reach, for a review.
/// let csps = Weather::DEFINITION.apps().into_iter().map(|app| app.csp);
/// let origins: Vec<&str> = csps.flat_map(|csp| [csp.connect, csp.resource, csp.frame, csp.base_uri].concat()).collect();
/// assert_eq!(origins, ["https://api.example.com", "https://*.example.com"]);
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AppCsp {
    /// For `fetch`, `XMLHttpRequest`, `WebSocket` and the like.
    pub connect: &'static [&'static str],
    /// For scripts, styles, images, fonts and media.
    pub resource: &'static [&'static str],
    /// For frames in the view.
    pub frame: &'static [&'static str],
    /// For `<base>`.
    pub base_uri: &'static [&'static str],
}

/// The features of the user's device that a view may ask for.
///
/// Source: `McpUiResourcePermissions` in the extension's specification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)]
pub struct AppPermissions {
    /// The camera.
    pub camera: bool,
    /// The microphone.
    pub microphone: bool,
    /// Where the device is.
    pub geolocation: bool,
    /// To write to the clipboard.
    pub clipboard_write: bool,
}

/// A call of a tool in a view's script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppCall {
    /// The tool's name, as written.
    pub tool: &'static str,
    /// The line in the document's file.
    pub line: u32,
}

/// Who is to call a tool. What is left out is hidden by the host, and no more: that is
/// presentation, and keeps nobody out.
///
/// ```
/// use mcp_runtime::app::ToolVisibility;
/// use mcp_runtime::prelude::*;
///
/// /// Write an invoice, when the model was asked to: not by a click in a view.
/// #[mcp_tool(visibility(model))]
/// fn invoice(to: String) -> String {
///     format!("An invoice to {to}")
/// }
///
/// mcp_server! { Billing { name: "billing", version: "1.0.0", tools: [invoice] } }
///
/// let tool = Billing::DEFINITION.tools().next().unwrap();
/// assert_eq!(tool.meta().visibility, ToolVisibility::Model);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ToolVisibility {
    /// The model and views.
    #[default]
    All,
    /// The model, and no view.
    Model,
    /// Views, and not the model.
    App,
}

/// A view is known by where its type is declared, and by its document.
pub(crate) const fn is_same_view(a: &AppMeta, b: &AppMeta) -> bool {
    a.location.line == b.location.line
        && same(a.location.file, b.location.file)
        && same(a.uri, b.uri)
}
