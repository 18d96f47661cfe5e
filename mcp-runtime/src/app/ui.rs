use std::ops::{Deref, DerefMut};

use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

use super::App;
use crate::protocol::Content;
use crate::response::{ResultWriter, ToolError, ToolOutput, ToolResult};
use crate::table::AppMeta;

/// Data and the view that shows it, as a tool's result: `T` is the structured content and its
/// schema the output schema, and the tool is linked to the view of `T` in every list.
///
/// The text comes first, since many clients show no views and models read nothing else.
/// [`#[mcp_app]`](crate::mcp_app) says what a view is.
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
/// #[mcp_app(html = "src/docs/forecast.html")]
/// struct Forecast { place: String, celsius: f64 }
///
/// /// Tell the weather of a place.
/// #[mcp_tool(read_only)]
/// fn forecast(place: String) -> Ui<Forecast> {
///     Ui::new(format!("{place}: 7 °C"), Forecast { place, celsius: 7.0 })
///         .with_content(Content::image(b"PNG", "image/png")) // for hosts without views
///         .with_meta("com.example/station", "roof") // for the view alone
/// }
///
/// // In a unit test it reads like the data.
/// let here = forecast("Oslo".into());
/// assert_eq!(here.celsius, 7.0);
/// assert_eq!(here.into_data().place, "Oslo");
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Ui<T> {
    content: Vec<Content>,
    data: T,
    meta: Map<String, Value>,
}

impl<T> Ui<T> {
    /// The data, and what it comes to in words.
    pub fn new(text: impl Into<String>, data: T) -> Self {
        Self {
            content: vec![Content::text(text)],
            data,
            meta: Map::new(),
        }
    }

    /// Adds a block of content for hosts without views, such as an image.
    #[must_use]
    pub fn with_content(mut self, block: Content) -> Self {
        self.content.push(block);
        self
    }

    /// Adds an entry to the result's `_meta`, which the view gets and the model doesn't. It is no
    /// secret even so: the host reads it.
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }

    /// The same as a result of a tool that is known only at run time, which is linked to the view
    /// by [`ToolItem::app`](crate::dynamic::ToolItem::app).
    pub fn into_result(self) -> Result<ToolResult, ToolError>
    where
        T: App,
    {
        let result = (T::DATA.keep)(&self.data, ToolResult::new(self.content))?;
        Ok(self
            .meta
            .into_iter()
            .fold(result, |result, (key, value)| result.with_meta(key, value)))
    }

    /// The data alone.
    pub fn into_data(self) -> T {
        self.data
    }
}

impl<T> Deref for Ui<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T> DerefMut for Ui<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.data
    }
}

impl<T: App + Send> ToolOutput for Ui<T> {
    const APP: Option<&'static AppMeta> = Some(T::META);

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some((T::DATA.schema)(generator))
    }

    fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
        out.content(&self.content)?;
        (T::DATA.write)(&self.data, out)?;
        out.meta(self.meta);
        Ok(())
    }
}
