//! Storage of session state, for the few sessions that have any.

use std::sync::PoisonError;

use super::seal;
use super::session::{Residence, Session};
use super::session_state::State;
use crate::server::Core;
use crate::store::{Condition, Key, Revision, StoreError};

const GROUP: &str = "mcp:legacy:sessions";

/// How often a change is tried that others are faster with.
const TRIES: usize = 32;

impl State {
    /// That of a session now.
    pub(crate) async fn load<S>(core: &Core<S>, session: &Session) -> Result<Self, StoreError>
    where
        S: Send + Sync + 'static,
    {
        match &session.place {
            Residence::Here(state) => {
                Ok(state.lock().unwrap_or_else(PoisonError::into_inner).clone())
            }
            Residence::Store => Ok(stored(core, session).await?.0),
        }
    }
}

/// The name of the signal that a session's state has changed.
pub(super) fn signal(session: &Session) -> String {
    format!("session:{}", session.key)
}

async fn stored<S>(
    core: &Core<S>,
    session: &Session,
) -> Result<(State, Option<Revision>), StoreError>
where
    S: Send + Sync + 'static,
{
    let Some(record) = core
        .store()
        .get(&Key::new(GROUP, &session.key), None)
        .await?
    else {
        return Ok((State::default(), None));
    };
    let opened = seal::open(core.sealer(), &record.value, &bound(session));
    let state = opened.and_then(|plain| serde_json::from_slice(&plain).ok());
    let state =
        state.ok_or_else(|| StoreError::new("reading a session", "its record can't be opened"))?;
    Ok((state, Some(record.revision)))
}

fn bound(session: &Session) -> [&[u8]; 2] {
    [b"state", session.key.as_bytes()]
}

/// Changes a session's state, and tells those who wait for it, on any instance. `change` may run
/// several times.
pub(super) async fn change<S, T>(
    core: &Core<S>,
    session: &Session,
    change: impl Fn(&mut State) -> T,
) -> Result<T, StoreError>
where
    S: Send + Sync + 'static,
{
    if let Residence::Here(state) = &session.place {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let done = change(&mut state);
        core.hub().signals().wake(&signal(session));
        return Ok(done);
    }
    for _ in 0..TRIES {
        let (before, revision) = stored(core, session).await?;
        let mut after = before.clone();
        let done = change(&mut after);
        if after == before {
            return Ok(done);
        }
        let text = serde_json::to_vec(&after)
            .ok()
            .and_then(|plain| seal::seal(core.sealer(), &plain, &bound(session)));
        let text =
            text.ok_or_else(|| StoreError::new("changing a session", "its state can't be sealed"))?;
        let on = revision.map_or(Condition::Absent, Condition::Unchanged);
        let key = Key::new(GROUP, &session.key);
        if core
            .store()
            .put(&key, text.into(), session.left(), on)
            .await?
            .is_some()
        {
            // Here at once, and on other instances by the bus.
            core.hub().signals().wake(&signal(session));
            core.notify().signal(signal(session));
            return Ok(done);
        }
    }
    Err(StoreError::new(
        "changing a session",
        "too many requests change it at once",
    ))
}

/// Ends a session, on every instance.
pub(crate) async fn end<S>(core: &Core<S>, session: &Session) -> Result<(), StoreError>
where
    S: Send + Sync + 'static,
{
    change(core, session, |state| {
        *state = State {
            ended: true,
            ..State::default()
        };
    })
    .await
}
