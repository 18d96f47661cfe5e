//! A session: what a client said in `initialize`, in a text that it carries itself.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::client::Client;
use super::seal;
use super::session_state::State;
use crate::params::Principal;
use crate::server::Core;
use crate::store::{Condition, Key, StoreError};

/// The longest id that a client has to carry; what is longer stands in the store.
const LONGEST: usize = 1024;
/// An id begins with this where the session itself stands in the store.
const STORED: &str = "~";
const GROUP: &str = "mcp:legacy:long";
const PURPOSE: &[u8] = b"session";

/// A session of a client.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    /// Random, and known to nobody but the server.
    pub(super) key: String,
    /// In milliseconds since 1970.
    expires: u64,
    pub(super) place: Residence,
}

/// Where what must be remembered of a session is.
#[derive(Clone, Debug)]
pub(super) enum Residence {
    Store,
    /// With the one connection that has the session.
    Here(Arc<Mutex<State>>),
}

/// As it is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    #[serde(flatten)]
    client: Client,
    #[serde(rename = "k")]
    key: String,
    #[serde(rename = "e")]
    expires: u64,
}

/// Why there is no session.
#[derive(Debug)]
pub(crate) enum NoSession {
    /// It was never one of this caller, or has ended.
    Unknown,
    /// Whether it is one can't be told now.
    Unavailable(StoreError),
}

impl From<StoreError> for NoSession {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error)
    }
}

impl Session {
    /// A session that lasts as long as one connection.
    pub(crate) fn of_connection(client: Client) -> Option<Self> {
        Some(Self {
            client,
            key: seal::random()?,
            expires: u64::MAX,
            place: Residence::Here(Arc::default()),
        })
    }

    /// A session that any instance knows; `None` where the operating system gives no randomness.
    fn shared(client: Client, ttl: Duration) -> Option<Self> {
        let ttl = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX);
        Some(Self {
            client,
            key: seal::random()?,
            expires: now().saturating_add(ttl),
            place: Residence::Store,
        })
    }

    /// For how long it lasts yet.
    pub(super) fn left(&self) -> Duration {
        Duration::from_millis(self.expires.saturating_sub(now()))
    }

    /// The id that the client carries.
    async fn id<S>(
        &self,
        core: &Core<S>,
        principal: &Principal,
    ) -> Result<Option<String>, StoreError>
    where
        S: Send + Sync + 'static,
    {
        let sealed = Sealed {
            client: self.client.clone(),
            key: self.key.clone(),
            expires: self.expires,
        };
        let Ok(plain) = serde_json::to_vec(&sealed) else {
            return Ok(None);
        };
        let Some(text) = seal::seal(core.sealer(), &plain, &bound(core, principal)) else {
            return Ok(None);
        };
        if text.len() <= LONGEST {
            return Ok(Some(text));
        }
        let Some(short) = seal::random() else {
            return Ok(None);
        };
        let key = Key::new(GROUP, &short);
        let put = core
            .store()
            .put(&key, text.into(), self.left(), Condition::Absent)
            .await?;
        Ok(put.map(|_| format!("{STORED}{short}")))
    }

    pub(super) async fn open<S>(
        core: &Core<S>,
        principal: &Principal,
        id: &str,
    ) -> Result<Option<Self>, StoreError>
    where
        S: Send + Sync + 'static,
    {
        let text = match id.strip_prefix(STORED) {
            None if id.len() <= LONGEST => id.as_bytes().to_vec().into(),
            Some(short) if seal::is_random(short) => {
                match core.store().get(&Key::new(GROUP, short), None).await? {
                    Some(record) => record.value,
                    None => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        let opened = seal::open(core.sealer(), &text, &bound(core, principal));
        let sealed = opened.and_then(|plain| serde_json::from_slice::<Sealed>(&plain).ok());
        let live = sealed.filter(|sealed| sealed.expires > now());
        Ok(live.map(|sealed| Self {
            client: sealed.client,
            key: sealed.key,
            expires: sealed.expires,
            place: Residence::Store,
        }))
    }
}

/// Returns the values that the id is bound to: several servers may share keys, and a known caller
/// without a name is not the same as an anonymous one.
fn bound<'a, S>(core: &'a Core<S>, principal: &'a Principal) -> [&'a [u8]; 4]
where
    S: Send + Sync + 'static,
{
    let known: &[u8] = if principal.is_anonymous() { b"" } else { b"1" };
    let id = principal.id().unwrap_or_default();
    [
        PURPOSE,
        core.definition().name.as_bytes(),
        known,
        id.as_bytes(),
    ]
}

/// Begins a session that any instance knows: the id that its client carries, or `None` where none
/// can be made now.
pub(crate) async fn begin<S>(
    core: &Core<S>,
    principal: &Principal,
    client: Client,
) -> Option<String>
where
    S: Send + Sync + 'static,
{
    let session = Session::shared(client, core.settings().legacy_session_ttl)?;
    session.id(core, principal).await.unwrap_or_else(|e| {
        tracing::error!("a session can't be kept: {e}");
        None
    })
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(u64::MAX, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}
