use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use futures_util::future::BoxFuture;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

use super::pending::{self, Loading};
use super::store::{HandleStore, LoadedState};
use super::weight::Weight;
use super::{HandleState, StoredState, explain};
use crate::params::{TextValue, origin};
use crate::response::ToolError;

/// An argument that is a handle, which another tool minted: verified, loaded, and the caller's own.
///
/// It dereferences to `T`. Every problem with a handle (it was never minted, it expired, it belongs
/// to somebody else, it is of another kind) ends the call before the function runs. The error is
/// always the same, and tells the model which tool makes a new handle. `Option<Handle<T>>`,
/// `Vec<Handle<T>>` and fields of argument structs work as well.
///
/// See the [module](super) for a complete example.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// A shopping basket
/// #[mcp_type]
/// #[derive(Handle, Default)]
/// #[handle(prefix = "bsk", ttl = "24h")]
/// struct Basket { items: Vec<String> }
///
/// /// Create an empty basket.
/// #[mcp_tool]
/// async fn create_basket(baskets: Handles<Basket>) -> Result<Minted<Basket>, ToolError> {
///     baskets.mint(Basket::default()).await
/// }
///
/// /// Count what is in a basket.
/// #[mcp_tool(read_only)]
/// fn count_items(basket: Handle<Basket>) -> usize {
///     basket.items.len()
/// }
///
/// mcp_server! { pub Shop { name: "shop", version: "1.0.0", tools: [create_basket, count_items] } }
/// ```
pub struct Handle<T>(Arc<Held<T>>);

struct Held<T> {
    text: Box<str>,
    loaded: OnceLock<LoadedState<T>>,
}

impl<T: HandleState> Handle<T> {
    /// The text by which the client knows the handle.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// What is kept
    /// # #[mcp_type]
    /// # #[derive(Handle, Default)]
    /// # #[handle(prefix = "bsk", ttl = "24h")]
    /// # struct Basket { items: Vec<String> }
    /// /// Compare two baskets.
    /// #[mcp_tool(read_only)]
    /// fn compare(one: Handle<Basket>, other: Handle<Basket>) -> String {
    ///     if one.id() == other.id() {
    ///         return "That is the same basket".into();
    ///     }
    ///     format!("{} holds {} more", one.id(), one.items.len().abs_diff(other.items.len()))
    /// }
    /// ```
    pub fn id(&self) -> &str {
        &self.0.text
    }

    pub(super) fn new(text: String, loaded: LoadedState<T>) -> Self {
        Self(Arc::new(Held {
            text: text.into(),
            loaded: OnceLock::from(loaded),
        }))
    }

    fn loaded(&self) -> &LoadedState<T> {
        self.0
            .loaded
            .get()
            .expect("a handle is loaded before a function gets it")
    }
}

impl<T: HandleState> Handle<T> {
    /// Changes the state, and returns what `change` returns. No change is lost: if another call
    /// changed the state meanwhile, `change` runs again, on the new state. So it must have no other
    /// effect.
    ///
    /// Returns an error if the handle was closed or has expired meanwhile; then nothing was
    /// changed. Also returns an error if the store fails; then the state may or may not have been
    /// changed, and the caller must read it before trying again.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// What is kept
    /// # #[mcp_type]
    /// # #[derive(Handle, Default)]
    /// # #[handle(prefix = "cnt", ttl = "1h")]
    /// # struct Counter { count: u64 }
    /// /// Count on.
    /// #[mcp_tool]
    /// async fn count_on(mut counter: Handle<Counter>) -> Result<u64, ToolError> {
    ///     counter.update(|counter| counter.count += 1).await?;
    ///     Ok(counter.count)
    /// }
    /// ```
    pub fn update<'a, R: Send + 'a>(
        &'a mut self,
        mut change: impl FnMut(&mut T) -> R + Send + 'a,
    ) -> BoxFuture<'a, Result<R, ToolError>>
    where
        T: StoredState,
    {
        self.try_update(move |state| Ok::<R, ToolError>(change(state)))
    }

    /// Like [`update`](Self::update), for a change that can fail. An error of `change` leaves the
    /// state as it was.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// What is kept
    /// # #[mcp_type]
    /// # #[derive(Handle, Default)]
    /// # #[handle(prefix = "acc", ttl = "1h")]
    /// # struct Account { cents: u64 }
    /// /// Take money from an account.
    /// #[mcp_tool]
    /// async fn withdraw(
    ///     mut account: Handle<Account>,
    ///     /// How much
    ///     cents: u64,
    /// ) -> Result<u64, ToolError> {
    ///     account
    ///         .try_update(|account| {
    ///             account.cents = account.cents.checked_sub(cents).ok_or_else(|| ToolError::new("There is not so much in it"))?;
    ///             Ok::<_, ToolError>(account.cents)
    ///         })
    ///         .await
    /// }
    /// ```
    pub fn try_update<'a, R: Send + 'a, E: Into<ToolError> + 'a>(
        &'a mut self,
        change: impl FnMut(&mut T) -> Result<R, E> + Send + 'a,
    ) -> BoxFuture<'a, Result<R, ToolError>>
    where
        T: StoredState,
    {
        Box::pin(async move {
            let (result, loaded) = self.loaded().update(change).await?;
            self.0 = Arc::new(Held {
                text: self.0.text.clone(),
                loaded: OnceLock::from(loaded),
            });
            Ok(result)
        })
    }

    /// Returns the state, and ends the handle. The state is the one that this call loaded: if
    /// another call changed, took or closed it meanwhile, `take` returns an error that the model
    /// can act on, and takes nothing.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// What is kept
    /// # #[mcp_type]
    /// # #[derive(Handle, Default)]
    /// # #[handle(prefix = "bsk", ttl = "1h")]
    /// # struct Basket { items: Vec<String> }
    /// /// Order what is in a basket.
    /// #[mcp_tool]
    /// async fn check_out(basket: Handle<Basket>) -> Result<String, ToolError> {
    ///     let Basket { items } = basket.take().await?;
    ///     Ok(format!("Ordered: {}", items.join(", ")))
    /// }
    /// ```
    pub fn take(self) -> BoxFuture<'static, Result<T, ToolError>>
    where
        T: StoredState,
    {
        Box::pin(async move { self.loaded().take().await })
    }

    /// Deletes the state, even if it changed meanwhile, and ends the handle. If many calls close
    /// one handle, one of them gets `true`; `false` says that another call closed it, or that it
    /// expired, since this call began. Use [`take`](Self::take) if the state must be the one that
    /// this call loaded.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// What is kept
    /// # #[mcp_type]
    /// # #[derive(Handle, Default)]
    /// # #[handle(prefix = "bsk", ttl = "1h")]
    /// # struct Basket { items: Vec<String> }
    /// /// Throw a basket away.
    /// #[mcp_tool]
    /// async fn drop_basket(basket: Handle<Basket>) -> Result<&'static str, ToolError> {
    ///     Ok(if basket.close().await? { "It is gone" } else { "It was gone already" })
    /// }
    /// ```
    pub fn close(self) -> BoxFuture<'static, Result<bool, ToolError>>
    where
        T: StoredState,
    {
        Box::pin(async move { self.loaded().close().await })
    }
}

impl<T: HandleState> Deref for Handle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.loaded().state()
    }
}

impl<T: HandleState> Clone for Handle<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// Doesn't show the text: whoever has it may have the right to use the handle, so it doesn't belong
/// into logs.
impl<T: HandleState> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("kind", &T::META.name())
            .finish_non_exhaustive()
    }
}

/// Shows the state. A question to the user shows this, quoted.
impl<T: HandleState + fmt::Display> fmt::Display for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Writes the text by which the client knows the handle.
impl<T: HandleState> Serialize for Handle<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// Works only for the arguments of a call: the runtime loads what is read there before the function
/// runs.
impl<'de, T: HandleState> Deserialize<'de> for Handle<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<str>::deserialize(deserializer)?;
        let held = Arc::new(Held {
            text,
            loaded: OnceLock::new(),
        });
        pending::add(&held).map_err(D::Error::custom)?;
        Ok(Self(held))
    }
}

impl<T: HandleState> Loading for Held<T> {
    fn load<'a>(
        &'a self,
        handle_store: &'a HandleStore,
        weight: &'a Weight,
    ) -> BoxFuture<'a, Result<(), ToolError>> {
        Box::pin(async move {
            let loaded = handle_store.load::<T>(&self.text, weight).await?;
            // It can't be there: each is loaded once.
            let _ = self.loaded.set(loaded);
            Ok(())
        })
    }
}

impl<T: HandleState> JsonSchema for Handle<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::META.name().into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        explain::schema(T::META)
    }
}

impl<T: HandleState> TextValue<origin::Minted> for Handle<T> {}
