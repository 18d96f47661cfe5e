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
/// assert!(view.uri().starts_with("ui://") && view.html().contains("<title>"));
/// assert_eq!((view.name(), view.description()), ("forecast", "The weather of now"));
/// assert_eq!(view.csp().connect, ["https://api.example.com"]);
/// assert!(view.permissions().geolocation && !view.permissions().camera);
/// assert_eq!(view.calls()[0].tool, "refresh"); // so a server without that tool doesn't compile
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AppMeta {
    pub(crate) uri: &'static str,
    pub(crate) name: &'static str,
    pub(crate) html: &'static str,
    pub(crate) file: &'static str,
    pub(crate) title: Option<&'static str>,
    pub(crate) description: &'static str,
    pub(crate) csp: AppCsp,
    pub(crate) permissions: AppPermissions,
    pub(crate) prefers_border: bool,
    pub(crate) calls: &'static [AppCall],
    pub(crate) calls_more: bool,
    pub(crate) location: Location,
}

impl AppMeta {
    /// The resource that holds the document: `ui://package/name.1a2b3c4d.html`, where the eight
    /// digits are a hash of it.
    pub const fn uri(&self) -> &'static str {
        self.uri
    }

    /// The view's name, for programs.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The whole document, as it is sent.
    pub const fn html(&self) -> &'static str {
        self.html
    }

    /// The document's file, as the attribute names it.
    pub const fn file(&self) -> &'static str {
        self.file
    }

    /// A name for people.
    pub const fn title(&self) -> Option<&'static str> {
        self.title
    }

    /// Its description: what it shows; empty for none.
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// The origins it may reach.
    pub const fn csp(&self) -> AppCsp {
        self.csp
    }

    /// The device features it may ask for.
    pub const fn permissions(&self) -> AppPermissions {
        self.permissions
    }

    /// Whether the host should draw a border around it.
    pub const fn prefers_border(&self) -> bool {
        self.prefers_border
    }

    /// The tools that it calls by a literal name.
    pub const fn calls(&self) -> &'static [AppCall] {
        self.calls
    }

    /// Whether it may call others: by a name that the compiler can't see.
    pub const fn calls_more(&self) -> bool {
        self.calls_more
    }

    /// Where the type is declared.
    pub const fn location(&self) -> Location {
        self.location
    }

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

/// For expansions: each key of the attribute that was written is one call.
#[doc(hidden)]
#[allow(missing_docs)]
impl AppMeta {
    #[track_caller]
    pub const fn new(
        uri: &'static str,
        name: &'static str,
        html: &'static str,
        file: &'static str,
    ) -> Self {
        Self {
            uri,
            name,
            html,
            file,
            title: None,
            description: "",
            csp: AppCsp::new(),
            permissions: AppPermissions::new(),
            prefers_border: false,
            calls: &[],
            calls_more: false,
            location: Location::caller(),
        }
    }

    #[must_use]
    pub const fn with_title(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    #[must_use]
    pub const fn with_description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    #[must_use]
    pub const fn with_csp(mut self, csp: AppCsp) -> Self {
        self.csp = csp;
        self
    }

    #[must_use]
    pub const fn with_permissions(mut self, permissions: AppPermissions) -> Self {
        self.permissions = permissions;
        self
    }

    #[must_use]
    pub const fn with_border(mut self) -> Self {
        self.prefers_border = true;
        self
    }

    #[must_use]
    pub const fn with_calls(mut self, calls: &'static [AppCall]) -> Self {
        self.calls = calls;
        self
    }

    #[must_use]
    pub const fn with_more_calls(mut self) -> Self {
        self.calls_more = true;
        self
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
/// let csps = Weather::DEFINITION.apps().into_iter().map(|app| app.csp());
/// let origins: Vec<&str> = csps.flat_map(|csp| [csp.connect, csp.resource, csp.frame, csp.base_uri].concat()).collect();
/// assert_eq!(origins, ["https://api.example.com", "https://*.example.com"]);
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
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

/// For expansions.
#[doc(hidden)]
#[allow(missing_docs)]
impl AppCsp {
    #[allow(clippy::new_without_default)] // The derived default isn't `const`.
    pub const fn new() -> Self {
        Self {
            connect: &[],
            resource: &[],
            frame: &[],
            base_uri: &[],
        }
    }

    #[must_use]
    pub const fn with_connect(mut self, origins: &'static [&'static str]) -> Self {
        self.connect = origins;
        self
    }

    #[must_use]
    pub const fn with_resource(mut self, origins: &'static [&'static str]) -> Self {
        self.resource = origins;
        self
    }

    #[must_use]
    pub const fn with_frame(mut self, origins: &'static [&'static str]) -> Self {
        self.frame = origins;
        self
    }

    #[must_use]
    pub const fn with_base_uri(mut self, origins: &'static [&'static str]) -> Self {
        self.base_uri = origins;
        self
    }
}

/// The features of the user's device that a view may ask for.
///
/// Source: `McpUiResourcePermissions` in the extension's specification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)]
#[non_exhaustive]
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

/// For expansions.
#[doc(hidden)]
#[allow(missing_docs)]
impl AppPermissions {
    pub const fn new() -> Self {
        Self {
            camera: false,
            microphone: false,
            geolocation: false,
            clipboard_write: false,
        }
    }

    #[must_use]
    pub const fn with_camera(mut self) -> Self {
        self.camera = true;
        self
    }

    #[must_use]
    pub const fn with_microphone(mut self) -> Self {
        self.microphone = true;
        self
    }

    #[must_use]
    pub const fn with_geolocation(mut self) -> Self {
        self.geolocation = true;
        self
    }

    #[must_use]
    pub const fn with_clipboard_write(mut self) -> Self {
        self.clipboard_write = true;
        self
    }
}

/// A call of a tool in a view's script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppCall {
    /// The tool's name, as written.
    pub tool: &'static str,
    /// The line in the document's file.
    pub line: u32,
}

impl AppCall {
    #[doc(hidden)]
    pub const fn new(tool: &'static str, line: u32) -> Self {
        Self { tool, line }
    }
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
/// assert_eq!(tool.meta().visibility(), ToolVisibility::Model);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
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
