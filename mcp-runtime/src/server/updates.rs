//! Of which resources a caller may be told that they have changed: those that they may read.
//!
//! Scopes are checked with the request ([`Core::permit_uris`]). What is left are resources of one
//! caller: those whose URIs hold a handle, and those of a lister, which may be there for some
//! callers only. To all others they are as if there were none.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use http::request::Parts;
use tokio::time::sleep;

use super::core::Core;
use super::methods::READ;
use super::resource::ResourceEntry;
use super::run::TextArguments;
use super::shown::resource;
use crate::call::{Access, Call, CallParts, Carrier, Identity, ItemName, RequestData, Subject};
use crate::handle::HandleStore;
use crate::params::ParamSpec;

/// Whose a resource is.
enum Owner<S: 'static> {
    /// Whoever has the scopes may read it; or there is none.
    All,
    /// It is of those whose handles are in its URI.
    Handles(&'static ResourceEntry<S>, TextArguments),
    /// The lister knows.
    Lister,
}

/// Who wants to be told, and by which request.
pub(crate) struct Reader {
    identity: Identity,
    http: Option<Arc<Parts>>,
    request: RequestData,
}

impl Reader {
    pub(super) fn of<S>(call: &Call<S>) -> Self {
        Self {
            identity: call.identity().clone(),
            http: call.http().cloned().map(Arc::new),
            request: call.request().clone(),
        }
    }

    /// Who subscribes as earlier revisions do.
    #[cfg(feature = "legacy")]
    pub(crate) fn new(identity: &Identity, http: Option<&Parts>) -> Self {
        Self {
            identity: identity.clone(),
            http: http.cloned().map(Arc::new),
            request: RequestData::of_id("0"),
        }
    }

    /// The call by which they would read a resource.
    fn call<S>(&self, core: &Core<S>, uri: &str) -> Call<S> {
        let parts = CallParts {
            identity: self.identity.clone(),
            http: self.http.clone().map(Carrier::Shared),
            permit: None,
        };
        let subject = Subject::new(&READ, ItemName::Shared(uri.into()));
        let request = self.request.clone();
        Call::new(core.shared().clone(), subject, request, None, parts)
    }
}

impl<S: Send + Sync + 'static> Core<S> {
    /// Whether it must be looked up whether a caller may hear of a resource.
    pub(super) fn has_owner(&self, uri: &str, access: &Access) -> bool {
        !matches!(self.owner(uri, access), Owner::All)
    }

    fn owner(&self, uri: &str, access: &Access) -> Owner<S> {
        if self.lists().apps.find(uri).is_some() {
            return Owner::All;
        }
        let holds_handles = |param: &ParamSpec| param.handles.takes.is_some();
        match resource(self, uri, access) {
            Some((_, entry, variables)) if entry.params.iter().any(holds_handles) => {
                let variables = variables.into_iter();
                let texts = variables.map(|(name, value)| (name.into(), value));
                Owner::Handles(entry, texts.collect())
            }
            // What is in the table, and is switched off, is no lister's either.
            None if self.definition().resource(uri).is_some() => Owner::All,
            None if self.listers().resources.is_some() => Owner::Lister,
            Some(_) | None => Owner::All,
        }
    }

    /// Whether a caller may hear of a resource, within the time that a call has.
    #[cfg(feature = "legacy")]
    pub(crate) async fn tells_of(&self, uri: &str, reader: &Reader) -> bool {
        let told = tokio::time::timeout(self.settings().call_timeout, self.reads(uri, reader));
        told.await.unwrap_or(false)
    }

    /// Those of some resources of which a caller may hear. What can't be found out within the time
    /// that a call has, or before the server ends, is left out.
    pub(super) async fn readable(
        &self,
        uris: BTreeSet<String>,
        reader: Reader,
    ) -> BTreeSet<String> {
        let mut readable = BTreeSet::new();
        let looking = async {
            // One after the other: a subscription is worth no more of a store than a call is.
            for uri in uris {
                if self.reads(&uri, &reader).await {
                    readable.insert(uri);
                }
            }
        };
        tokio::select! {
            () = looking => {}
            () = sleep(self.settings().call_timeout) => {}
            () = self.closing().cancelled() => {}
        }
        readable
    }

    async fn reads(&self, uri: &str, reader: &Reader) -> bool {
        match self.owner(uri, &reader.identity.access) {
            Owner::All => true,
            Owner::Handles(entry, texts) => {
                let (handles, owner) = (&self.shared().handles, &reader.identity.principal);
                let handles = HandleStore::new(handles.clone(), owner.clone());
                let held = AssertUnwindSafe((entry.holds)(texts, handles));
                held.catch_unwind().await.unwrap_or(false)
            }
            Owner::Lister => {
                let Some(lister) = &self.listers().resources else {
                    return true;
                };
                let call = reader.call(self, uri);
                let found = AssertUnwindSafe(lister.may_read(&call, uri));
                match found.catch_unwind().await {
                    Ok(Ok(may_read)) => may_read,
                    Ok(Err(_)) | Err(_) => false,
                }
            }
        }
    }
}
