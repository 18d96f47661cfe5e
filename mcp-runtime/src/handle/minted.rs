use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use super::{Handle, HandleState, explain};
use crate::response::{ResultWriter, ToolError, ToolOutput};

/// A handle that was just minted, as a tool's result. It is in the structured content under its
/// kind's name, and in the text, with how long it lives.
///
/// [`Handles::mint`](super::Handles::mint) makes it. It dereferences to `T`. A struct that is a
/// result ([`Json`](crate::Json)) can have a field of type [`Handle<T>`], from
/// [`into_handle`](Self::into_handle).
///
/// ```
/// # use mcp_runtime::prelude::*;
/// # /// What is kept
/// # #[mcp_type]
/// # #[derive(Handle, Default)]
/// # #[handle(prefix = "bsk", ttl = "24h")]
/// # struct Basket { items: Vec<String> }
/// /// Create an empty basket.
/// #[mcp_tool]
/// async fn create_basket(baskets: Handles<Basket>) -> Result<Minted<Basket>, ToolError> {
///     let basket = baskets.mint(Basket::default()).await?;
///     println!("{} items to begin with", basket.items.len()); // but never its `id()`: whoever has that may use it
///     Ok(basket)
/// }
/// ```
pub struct Minted<T>(pub(super) Handle<T>);

impl<T: HandleState> Minted<T> {
    /// The text by which the client will know the handle.
    pub fn id(&self) -> &str {
        self.0.id()
    }

    /// Turns it into the type that an argument has.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// What is kept
    /// # #[mcp_type]
    /// # #[derive(Handle, Default)]
    /// # #[handle(prefix = "bsk", ttl = "24h")]
    /// # struct Basket { items: Vec<String> }
    /// #[mcp_type]
    /// struct Welcome { basket: Handle<Basket>, offers: Vec<String> }
    ///
    /// /// Create an empty basket, and show what is on offer.
    /// #[mcp_tool]
    /// async fn enter(baskets: Handles<Basket>) -> Result<Json<Welcome>, ToolError> {
    ///     let basket = baskets.mint(Basket::default()).await?.into_handle();
    ///     Ok(Json(Welcome { basket, offers: vec!["pears".into()] }))
    /// }
    /// ```
    pub fn into_handle(self) -> Handle<T> {
        self.0
    }
}

impl<T: HandleState> Deref for Minted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Doesn't show the text: whoever has it may have the right to use the handle, so it doesn't belong
/// into logs.
impl<T: HandleState> fmt::Debug for Minted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Minted")
            .field("kind", &T::META.name())
            .finish_non_exhaustive()
    }
}

impl<T: HandleState> Serialize for Minted<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(T::META.name(), &self.0)?;
        map.end()
    }
}

impl<T: HandleState> JsonSchema for Minted<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::META.name().into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let handle = explain::schema(T::META);
        json_schema!({ "type": "object", "properties": { T::META.name(): handle }, "required": [T::META.name()] })
    }
}

impl<T: HandleState> ToolOutput for Minted<T> {
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(Self::json_schema(generator))
    }

    fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
        let (kind, id) = (T::META, self.id());
        out.text(&format!("{}: {id} ({})", kind.name, kind.lifetime()))?;
        out.with_structured(&serde_json::to_value(&self)?)
    }
}
