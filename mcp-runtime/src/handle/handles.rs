use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::store::{HandleService, HandleStore, Quota};
use super::weight::Weight;
use super::{Handle, HandleState, Kinds, Minted, StoredState};
use crate::input::SealingKeys;
use crate::params::{Injected, Principal};
use crate::response::ToolError;
use crate::store::MemoryStore;

/// Mints handles for the caller, and lists the caller's own.
///
/// ```
/// # use mcp_runtime::prelude::*;
/// /// A search whose results are fetched page by page
/// #[mcp_type]
/// #[derive(Handle)]
/// #[handle(prefix = "srch", ttl = "10m")]
/// struct Search {
///     words: String,
/// }
///
/// /// Search the catalogue.
/// #[mcp_tool]
/// async fn search(
///     /// What to look for
///     words: String,
///     searches: Handles<Search>,
/// ) -> Result<Minted<Search>, ToolError> {
///     searches.mint(Search { words }).await
/// }
///
/// /// List your searches.
/// #[mcp_tool(read_only)]
/// async fn my_searches(searches: Handles<Search>) -> Result<String, ToolError> {
///     let searches = searches.list(20).await?;
///     let lines: Vec<String> = searches.iter().map(|search| format!("{}: {}", search.id(), search.words)).collect();
///     Ok(lines.join("\n"))
/// }
/// ```
pub struct Handles<T> {
    handle_store: HandleStore,
    kind: PhantomData<fn() -> T>,
}

impl<T: HandleState> Handles<T> {
    pub(crate) fn of(handle_store: HandleStore) -> Self {
        Self {
            handle_store,
            kind: PhantomData,
        }
    }

    /// Mints a handle that the caller owns. A `sealed` state must be small: the text of its handle
    /// has at most 2,048 bytes.
    pub async fn mint(&self, state: T) -> Result<Minted<T>, ToolError> {
        let (text, loaded) = self.handle_store.mint(state).await?;
        Ok(Minted(Handle::new(text, loaded)))
    }

    /// Opens the handle with this text, as if it were an argument. Returns an error that the model
    /// can act on, unless the handle is the caller's own and hasn't expired.
    pub async fn open(&self, id: &str) -> Result<Handle<T>, ToolError> {
        let loaded = self.handle_store.load(id, &Weight::default()).await?;
        Ok(Handle::new(id.to_owned(), loaded))
    }

    /// For a unit test of a function that takes handles: they are kept in memory, and the caller is
    /// anonymous.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// What is kept
    /// # #[mcp_type]
    /// # #[derive(Handle, Default)]
    /// # #[handle(prefix = "bsk", ttl = "24h")]
    /// # struct Basket { items: Vec<String> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let baskets = Handles::<Basket>::for_tests();
    /// let minted = baskets.mint(Basket::default()).await.unwrap();
    /// let basket = baskets.open(minted.id()).await.unwrap();
    /// assert!(basket.items.is_empty());
    /// assert!(baskets.open("bsk_invented").await.is_err());
    /// # }
    /// ```
    pub fn for_tests() -> Self {
        Self::for_tests_as(Principal::anonymous())
    }

    /// Like [`for_tests`](Self::for_tests), for this caller.
    pub fn for_tests_as(owner: Principal) -> Self {
        let service = HandleService::new(
            Arc::new(MemoryStore::default()),
            &SealingKeys::random(),
            Kinds::default(),
            Quota {
                handles: usize::MAX,
                size: usize::MAX,
            },
        );
        Self::of(HandleStore::new(Arc::new(service), owner))
    }
}

impl<T: HandleState> Handles<T> {
    /// The caller's own handles that have not expired, at most `most` of them; none for an
    /// anonymous caller. Listing doesn't count as a use: it doesn't extend the life of a handle.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// What is kept
    /// # #[mcp_type]
    /// # #[derive(Handle, Default)]
    /// # #[handle(prefix = "bsk", ttl = "24h")]
    /// # struct Basket { items: Vec<String> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let baskets = Handles::<Basket>::for_tests_as(Principal::new("ada"));
    /// let minted = baskets.mint(Basket::default()).await.unwrap();
    /// assert_eq!(baskets.list(20).await.unwrap()[0].id(), minted.id());
    /// # }
    /// ```
    pub fn list(&self, most: usize) -> BoxFuture<'_, Result<Vec<Handle<T>>, ToolError>>
    where
        T: StoredState,
    {
        Box::pin(async move {
            if self.handle_store.owner().is_anonymous() {
                return Ok(Vec::new());
            }
            let handles = self.handle_store.list(most).await?;
            Ok(handles
                .into_iter()
                .map(|(text, loaded)| Handle::new(text, loaded))
                .collect())
        })
    }
}

impl<T: HandleState> Clone for Handles<T> {
    fn clone(&self) -> Self {
        Self {
            handle_store: self.handle_store.clone(),
            kind: PhantomData,
        }
    }
}

impl<T: HandleState> fmt::Debug for Handles<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handles")
            .field("kind", &T::META.name())
            .finish_non_exhaustive()
    }
}

impl<T: HandleState> Injected for Handles<T> {}
