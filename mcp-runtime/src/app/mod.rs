//! MCP Apps: results that come with a view, an HTML document that the host shows in a sandboxed
//! frame.
//!
//! [`#[mcp_app]`](crate::mcp_app) on a data type says which document shows it; a tool that returns
//! [`Ui`] of the type is linked to it automatically.

mod data;
mod ui;
mod wire;

pub use ui::Ui;

pub(crate) use wire::{EXTENSION, MIME_TYPE, callers, resource_meta, shows_views, tool_meta};

/// For macro expansions, through `__private`.
pub(crate) mod tables {
    pub use super::data::{AppData, app_data};
}

use data::AppData;

pub use crate::table::{AppCall, AppCsp, AppMeta, AppPermissions, ToolVisibility};

/// A type whose values a view shows: `#[mcp_app]` implements it.
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
/// #[mcp_app(html = "src/docs/forecast.html")]
/// struct Forecast { place: String, celsius: f64 }
///
/// /// A test's look at any view: one page, for everyone.
/// fn is_self_contained<T: App>() -> bool {
///     T::META.csp().resource.is_empty() && !T::META.html().contains("<iframe")
/// }
///
/// assert!(is_self_contained::<Forecast>());
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no view",
    label = "no view shows this type",
    note = "put `#[mcp_app(html = \"ui/….html\")]` on the type, beside `#[mcp_type]`",
    note = "data without a view is `Json<T>`"
)]
pub trait App: Sized {
    /// The app's metadata, from the `#[mcp_app]` attribute.
    const META: &'static AppMeta;

    /// How its values are written.
    #[doc(hidden)]
    const DATA: AppData<Self>;
}
