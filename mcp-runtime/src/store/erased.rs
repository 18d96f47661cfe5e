//! A [`Store`] of any type.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;

use super::{Condition, Key, Record, Revision, Store, StoreError};
use crate::subscription::Bus;

/// A store that a server has.
pub(crate) type SharedStore = Arc<dyn AnyStore>;

/// [`Store`], with futures in boxes.
#[allow(dead_code)]
pub(crate) trait AnyStore: Send + Sync {
    fn get<'a>(
        &'a self,
        key: &'a Key,
        extend: Option<Duration>,
    ) -> BoxFuture<'a, Result<Option<Record>, StoreError>>;
    fn put<'a>(
        &'a self,
        key: &'a Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> BoxFuture<'a, Result<Option<Revision>, StoreError>>;
    fn remove<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<bool, StoreError>>;
    fn list<'a>(
        &'a self,
        group: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<String>, StoreError>>;
    fn ping(&self) -> BoxFuture<'_, Result<(), StoreError>>;
    fn is_persistent(&self) -> bool;
    fn bus(&self) -> Option<Arc<dyn Bus>>;
}

impl<T: Store> AnyStore for T {
    fn get<'a>(
        &'a self,
        key: &'a Key,
        extend: Option<Duration>,
    ) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(Store::get(self, key, extend))
    }

    fn put<'a>(
        &'a self,
        key: &'a Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> BoxFuture<'a, Result<Option<Revision>, StoreError>> {
        Box::pin(Store::put(self, key, value, ttl, on))
    }

    fn remove<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(Store::remove(self, key))
    }

    fn list<'a>(
        &'a self,
        group: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(Store::list(self, group, after, limit))
    }

    fn ping(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(Store::ping(self))
    }

    fn is_persistent(&self) -> bool {
        Store::is_persistent(self)
    }

    fn bus(&self) -> Option<Arc<dyn Bus>> {
        Store::bus(self)
    }
}
