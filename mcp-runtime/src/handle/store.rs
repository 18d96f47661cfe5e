//! Mints, loads, changes and closes the handles of one caller.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::id::{HandleId, HandleKeys, push_base64};
use super::turns::Turns;
use super::weight::{TOGETHER, Weight};
use super::{HandleState, Kinds, sealed};
use crate::input::{CallerTag, SealingKeys};
use crate::params::Principal;
use crate::response::ToolError;
use crate::store::{Condition, Full, Key, Record, Revision, SharedStore, StoreError};
use crate::table::{Expiry, HandleMeta};

/// How often a change is retried before the call gives up, with pauses that grow to
/// [`LONGEST_PAUSE`].
const TRIES: u32 = 100;

const LONGEST_PAUSE: Duration = Duration::from_millis(32);

/// The bytes in front of a stored state.
const EXPIRY: usize = 8;

/// How long an empty record stays after a handle was taken, if its removal fails.
const NOTHING: Duration = Duration::from_secs(5);

/// The store of a server's handles, with its keys, kinds and quota.
#[derive(Clone)]
pub(crate) struct HandleService {
    pub(crate) store: SharedStore,
    keys: HandleKeys,
    pub(crate) kinds: Arc<Kinds>,
    quota: Quota,
    turns: Arc<Turns>,
}

/// The limits on one caller's handles of a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quota {
    /// Handles at a time.
    pub(crate) handles: usize,
    /// Bytes of the state behind one of them.
    pub(crate) size: usize,
}

impl HandleService {
    pub(crate) fn new(store: SharedStore, keys: &SealingKeys, kinds: Kinds, quota: Quota) -> Self {
        Self {
            store,
            keys: HandleKeys::new(keys),
            kinds: Arc::new(kinds),
            quota,
            turns: Arc::default(),
        }
    }
}

/// The handles of one caller.
#[derive(Clone)]
pub(crate) struct HandleStore {
    service: Arc<HandleService>,
    owner: Principal,
    /// For an anonymous caller, the tag that distinguishes it from others for its quota.
    tag: CallerTag,
}

impl HandleStore {
    pub(crate) fn new(service: Arc<HandleService>, owner: Principal) -> Self {
        Self {
            service,
            owner,
            tag: CallerTag::default(),
        }
    }

    /// Mints against the quota of this caller.
    pub(crate) fn minting_for(self, tag: CallerTag) -> Self {
        Self { tag, ..self }
    }

    pub(super) fn owner(&self) -> &Principal {
        &self.owner
    }

    /// Mints a handle, and gives its text.
    pub(super) async fn mint<T: HandleState>(
        &self,
        state: T,
    ) -> Result<(String, LoadedState<T>), ToolError> {
        let (kind, keys) = (T::META, &self.service.keys);
        let expires = now().saturating_add(millis(kind.ttl));
        if kind.sealed {
            let mut json = Vec::with_capacity(128);
            (T::CODEC.write)(&state, &mut json)?;
            return Ok((
                sealed::seal(&json, expires, kind, &self.owner, keys)?,
                LoadedState { state, kept: None },
            ));
        }
        let ticket = match self.owner.is_anonymous() {
            true => HandleId::random_of(self.tag)?,
            false => HandleId::random()?,
        };
        let value = self.kept(&state, expires)?;
        let key = self.key(kind, ticket);
        // Two of so many random bits are never the same, so that none is there.
        let room = Condition::Room(self.service.quota.handles);
        let put = self
            .service
            .store
            .put(&key, value.clone(), kind.ttl, room)
            .await
            .map_err(|error| refused(kind, error))?;
        let revision = put.ok_or_else(|| {
            ToolError::new(format!(
                "This caller has {} {} handles already, the most there may be at a time, so no \
                 more was made; close some that are done with, or wait until some expire",
                self.service.quota.handles,
                kind.noun()
            ))
        })?;
        let text = ticket.text(kind, &self.owner, keys);
        Ok((
            text,
            LoadedState {
                state,
                kept: Some(StoredAt {
                    handle_store: self.clone(),
                    key,
                    value,
                    revision,
                }),
            },
        ))
    }

    /// Loads the state behind a text. The error is the same for every problem with it.
    pub(super) async fn load<T: HandleState>(
        &self,
        text: &str,
        weight: &Weight,
    ) -> Result<LoadedState<T>, ToolError> {
        let (kind, keys) = (T::META, &self.service.keys);
        if kind.sealed {
            let json = sealed::open(text, now(), kind, &self.owner, keys)
                .ok_or_else(|| self.unknown(kind))?;
            return Ok(LoadedState {
                state: (T::CODEC.read)(&json)?,
                kept: None,
            });
        }
        let ticket =
            HandleId::read(text, kind, &self.owner, keys).ok_or_else(|| self.unknown(kind))?;
        let key = self.key(kind, ticket);
        let record = self
            .record(kind, &key)
            .await?
            .ok_or_else(|| self.unknown(kind))?;
        weight.add(record.value.len())?;
        self.loaded(key, record)
    }

    /// The caller's own handles, at most this many.
    pub(super) async fn list<T: HandleState>(
        &self,
        most: usize,
    ) -> Result<Vec<(String, LoadedState<T>)>, ToolError> {
        let ids = self
            .service
            .store
            .list(
                &group(T::META, self.owner.id().unwrap_or_default()),
                None,
                most,
            )
            .await?;
        let tickets: Vec<HandleId> = ids.iter().filter_map(|id| HandleId::from_id(id)).collect();
        let handles: Vec<_> = stream::iter(tickets)
            .map(|ticket| self.listed(ticket))
            .buffered(TOGETHER)
            .try_collect()
            .await?;
        Ok(handles.into_iter().flatten().collect())
    }

    /// Listing doesn't count as a use. `None` if the handle has expired by now.
    async fn listed<T: HandleState>(
        &self,
        ticket: HandleId,
    ) -> Result<Option<(String, LoadedState<T>)>, ToolError> {
        let key = self.key(T::META, ticket);
        let Some(record) = self.service.store.get(&key, None).await?.filter(is_there) else {
            return Ok(None);
        };
        Ok(Some((
            ticket.text(T::META, &self.owner, &self.service.keys),
            self.loaded(key, record)?,
        )))
    }

    async fn record(&self, kind: &HandleMeta, key: &Key) -> Result<Option<Record>, ToolError> {
        let extend = (kind.expiry == Expiry::AfterUse).then_some(kind.ttl);
        Ok(self.service.store.get(key, extend).await?.filter(is_there))
    }

    fn loaded<T: HandleState>(
        &self,
        key: Key,
        Record { value, revision }: Record,
    ) -> Result<LoadedState<T>, ToolError> {
        let state = (T::CODEC.read)(json(&value))?;
        Ok(LoadedState {
            state,
            kept: Some(StoredAt {
                handle_store: self.clone(),
                key,
                value,
                revision,
            }),
        })
    }

    fn key(&self, kind: &HandleMeta, ticket: HandleId) -> Key {
        let group = match self.owner.id() {
            None => anyones_group(kind, ticket),
            Some(id) => group(kind, id),
        };
        // Of a prefix that was checked when the server was compiled, and of Base64.
        Key::behind(group, |key| ticket.push_id(key))
    }

    /// Returns the stored value: when the handle expires (8 bytes, in milliseconds since 1970), and
    /// the state as JSON.
    fn kept<T: HandleState>(&self, state: &T, expires: u64) -> Result<Bytes, ToolError> {
        let mut value = BytesMut::with_capacity(128);
        value.put_u64_le(expires);
        let mut value = value.writer();
        (T::CODEC.write)(state, &mut value)?;
        let value = value.into_inner().freeze();
        let (size, most) = (value.len() - EXPIRY, self.service.quota.size);
        if size > most {
            return Err(ToolError::new(format!(
                "This {} would hold {size} bytes, and {most} are the most that are kept, so \
                 nothing was changed",
                T::META.noun()
            )));
        }
        Ok(value)
    }

    pub(super) fn unknown(&self, kind: &HandleMeta) -> ToolError {
        ToolError::new(self.service.kinds.unknown(kind))
    }
}

/// The group of the handles of one kind and one owner. The store needs to know neither.
fn group(kind: &HandleMeta, id: &str) -> String {
    let digest = orion::hash::digest(id.as_bytes()).expect("fewer than 2^64 bytes");
    group_of(kind, "/of-", &digest.as_ref()[..16])
}

/// The group of the handles of one kind that one anonymous caller has minted. Anybody who has the
/// text of one may use it.
fn anyones_group(kind: &HandleMeta, ticket: HandleId) -> String {
    group_of(kind, "/anyone-", &ticket.tag_of_caller())
}

fn group_of(kind: &HandleMeta, whose: &str, tag: &[u8]) -> String {
    // With room for the id, which follows in the key.
    let mut group = String::with_capacity(96);
    group.push_str("handle/");
    group.push_str(kind.prefix);
    group.push_str(whose);
    push_base64(&mut group, tag);
    group
}

/// Returns the error for a handle that the store doesn't take.
fn refused(kind: &HandleMeta, error: StoreError) -> ToolError {
    match error.is_full() {
        None => error.into(),
        Some(Full::Group) => ToolError::new(format!(
            "This caller's {} handles hold as much as they may together, so nothing was changed; \
             close some that are done with, or wait until some expire",
            kind.noun()
        )),
        Some(full) => {
            tracing::error!(?full, "no handle can be kept: {error}");
            ToolError::new(format!(
                "The server can't keep any more {} handles for the moment, so nothing was changed; \
                 try again later",
                kind.noun()
            ))
        }
    }
}

/// State that was loaded.
pub(super) struct LoadedState<T> {
    state: T,
    /// Where it is stored, unless it travels in the handle.
    kept: Option<StoredAt>,
}

#[derive(Clone)]
struct StoredAt {
    handle_store: HandleStore,
    key: Key,
    value: Bytes,
    revision: Revision,
}

impl<T: HandleState> LoadedState<T> {
    pub(super) fn state(&self) -> &T {
        &self.state
    }

    fn kept(&self) -> Result<&StoredAt, ToolError> {
        self.kept
            .as_ref()
            .ok_or_else(|| ToolError::internal("a sealed handle's state can't be changed"))
    }

    /// Changes the stored state, unless `change` fails.
    pub(super) async fn update<R, E>(
        &self,
        mut change: impl FnMut(&mut T) -> Result<R, E>,
    ) -> Result<(R, Self), ToolError>
    where
        E: Into<ToolError>,
    {
        let StoredAt {
            handle_store,
            key,
            mut value,
            mut revision,
        } = self.kept()?.clone();
        let store = &handle_store.service.store;
        let mut turn = handle_store.service.turns.of(&key).await;
        if let Some(left) = turn.left() {
            (value, revision) = left;
        }
        let mut pause = Duration::from_millis(1);
        for _ in 0..TRIES {
            let (expires, ttl) = remaining(&value, T::META);
            let mut state = (T::CODEC.read)(json(&value))?;
            let result = change(&mut state).map_err(Into::into)?;
            let changed = handle_store.kept(&state, expires)?;
            if let Some(revision) = store
                .put(&key, changed.clone(), ttl, Condition::Unchanged(revision))
                .await
                .map_err(|error| refused(T::META, error))?
            {
                turn.leave(changed.clone(), revision);
                drop(turn);
                return Ok((
                    result,
                    Self {
                        state,
                        kept: Some(StoredAt {
                            handle_store: handle_store.clone(),
                            key: key.clone(),
                            value: changed,
                            revision,
                        }),
                    },
                ));
            }
            // Instances that meet here go on at different times, each with what is there by then.
            tokio::time::sleep(pause.mul_f64(random())).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
            let record = handle_store
                .record(T::META, &key)
                .await?
                .ok_or_else(|| handle_store.unknown(T::META))?;
            (value, revision) = (record.value, record.revision);
        }
        Err(ToolError::new(format!(
            "Too many calls change this {} at once, so nothing was changed; try again",
            T::META.noun()
        )))
    }

    /// Closes the handle, unless it has changed since it was loaded, and returns its state.
    pub(super) async fn take(&self) -> Result<T, ToolError> {
        let StoredAt {
            handle_store,
            key,
            value,
            revision,
        } = self.kept()?;
        let state = (T::CODEC.read)(json(value))?;
        let store = &handle_store.service.store;
        // A store removes without a condition, but it writes with one: what is taken is nothing
        // first, and then gone.
        if store
            .put(key, Bytes::new(), NOTHING, Condition::Unchanged(*revision))
            .await?
            .is_some()
        {
            if let Err(error) = store.remove(key).await {
                tracing::warn!("a handle that was taken is removed by its end only: {error}");
            }
            return Ok(state);
        }
        match handle_store.record(T::META, key).await? {
            None => Err(handle_store.unknown(T::META)),
            Some(_) => Err(ToolError::new(format!(
                "This {} was changed by another call just now; look at it and try again",
                T::META.noun()
            ))),
        }
    }

    /// Closes the handle, and returns whether it existed.
    pub(super) async fn close(&self) -> Result<bool, ToolError> {
        let StoredAt {
            handle_store, key, ..
        } = self.kept()?;
        Ok(handle_store.service.store.remove(key).await?)
    }
}

/// Nothing is left of what was taken.
fn is_there(record: &Record) -> bool {
    !record.value.is_empty()
}

fn json(value: &[u8]) -> &[u8] {
    value.get(EXPIRY..).unwrap_or_default()
}

/// When the stored state expires, and how long that is from now. A change counts as a use, except
/// for a handle that expires a fixed time after it was minted.
fn remaining(mut value: &[u8], kind: &HandleMeta) -> (u64, Duration) {
    let expires = if value.len() < EXPIRY {
        0
    } else {
        value.get_u64_le()
    };
    match kind.expiry {
        Expiry::AfterUse => (expires, kind.ttl),
        Expiry::AfterMint => (
            expires,
            Duration::from_millis(expires.saturating_sub(now()).max(1)),
        ),
    }
}

/// From 0.5 to 1.
#[allow(clippy::cast_precision_loss)] // Any number will do.
fn random() -> f64 {
    0.5 + RandomState::new().hash_one(()) as f64 / u64::MAX as f64 / 2.0
}

/// The time of day, which all instances share. With a clock before 1970, everything counts as
/// expired.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(u64::MAX, millis)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
