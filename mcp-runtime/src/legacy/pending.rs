//! Questions that wait for their answers, which may come to any instance.
//!
//! A question has a random id and a record in the store, under which its session stands. The
//! instance that an answer comes to puts it into that record, once, and signals so; the one that
//! has the call hears it, or finds it by looking once a second, and takes the record away.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::time::{Instant, sleep_until, timeout};

use super::seal;
use super::session::Session;
use crate::call::Access;
use crate::protocol::Refusal;
use crate::server::Core;
use crate::store::{Condition, Key, Revision, StoreError};
use crate::subscription::Waiter;

const GROUP: &str = "mcp:legacy:questions";

/// How often the store is looked at, should a signal be lost.
const LOOK: Duration = Duration::from_secs(1);

/// A question that was asked.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) id: String,
    waiter: Waiter,
}

/// A client's response to a question: JSON text, or why it has no answer.
pub(super) type Response = Result<Box<RawValue>, String>;

#[derive(Serialize, Deserialize)]
struct Record {
    session: String,
    /// The scopes that the call needs which asks: of whoever brings the answer, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    needs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Record {
    fn is_answered(&self) -> bool {
        self.result.is_some() || self.error.is_some()
    }

    fn has(&self, response: &Response) -> bool {
        match response {
            Ok(result) => self.result.as_ref().map(|own| own.get()) == Some(result.get()),
            Err(message) => self.error.as_ref() == Some(message),
        }
    }

    fn seal<S: Send + Sync + 'static>(
        &self,
        core: &Core<S>,
        id: &str,
    ) -> Result<String, StoreError> {
        let plain =
            serde_json::to_vec(self).map_err(|e| StoreError::new("writing an answer", e))?;
        seal::seal(core.sealer(), &plain, &bound(id))
            .ok_or_else(|| StoreError::new("writing an answer", "it can't be sealed"))
    }
}

fn bound(id: &str) -> [&[u8]; 2] {
    [b"question", id.as_bytes()]
}

fn signal(id: &str) -> String {
    format!("answered:{id}")
}

/// Notes a question, which waits for its answer so long.
pub(super) async fn ask<S>(
    core: &Core<S>,
    session: &Session,
    needs: Vec<String>,
    life: Duration,
) -> Result<Pending, StoreError>
where
    S: Send + Sync + 'static,
{
    let id = seal::random()
        .ok_or_else(|| StoreError::new("noting a question", "there is no randomness"))?;
    let waiter = core.hub().signals().wait(signal(&id));
    let record = Record {
        session: session.key.clone(),
        needs,
        result: None,
        error: None,
    };
    let text = record.seal(core, &id)?;
    let put = core
        .store()
        .put(&Key::new(GROUP, &id), text.into(), life, Condition::Absent)
        .await?;
    match put {
        Some(_) => Ok(Pending { id, waiter }),
        None => Err(StoreError::new("noting a question", "its id is taken")),
    }
}

async fn read<S>(core: &Core<S>, id: &str) -> Result<Option<(Record, Revision)>, StoreError>
where
    S: Send + Sync + 'static,
{
    let Some(found) = core.store().get(&Key::new(GROUP, id), None).await? else {
        return Ok(None);
    };
    let opened = seal::open(core.sealer(), &found.value, &bound(id));
    let record = opened.and_then(|plain| serde_json::from_slice(&plain).ok());
    Ok(record.map(|record| (record, found.revision)))
}

/// Whether a question still waits for its answer, as far as can be told.
#[cfg(feature = "http")]
pub(super) async fn is_open<S>(core: &Core<S>, id: &str) -> bool
where
    S: Send + Sync + 'static,
{
    match read(core, id).await {
        Ok(found) => found.is_some_and(|(record, _)| !record.is_answered()),
        Err(_) => true,
    }
}

/// Takes in an answer, whichever instance has the call. False where this session has no such
/// question, or it has been answered: then nothing is done. So it is, with a refusal, where whoever
/// brings it lacks what the call needs. `again`: it is another attempt, after one that may have
/// succeeded.
pub(super) async fn answered<S>(
    core: &Core<S>,
    session: &Session,
    access: &Access,
    id: &str,
    response: &Response,
    again: bool,
) -> Result<Result<bool, Refusal>, StoreError>
where
    S: Send + Sync + 'static,
{
    // Ids that were never given are not looked for.
    let Some(id) = serde_json::from_str::<String>(id)
        .ok()
        .filter(|id| seal::is_random(id))
    else {
        return Ok(Ok(false));
    };
    let Some((mut record, revision)) = read(core, &id).await? else {
        return Ok(Ok(false));
    };
    if record.session != session.key {
        return Ok(Ok(false));
    }
    if record.is_answered() {
        return Ok(Ok(again && record.has(response)));
    }
    let needs: Vec<&str> = record.needs.iter().map(String::as_str).collect();
    if let Err(refusal) = core.permit_scopes(&needs, access) {
        return Ok(Err(refusal));
    }
    match response {
        Ok(result) => record.result = Some(result.clone()),
        Err(message) => record.error = Some(message.clone()),
    }
    let text = record.seal(core, &id)?;
    let on = Condition::Unchanged(revision);
    let life = core.settings().question_ttl;
    if core
        .store()
        .put(&Key::new(GROUP, &id), text.into(), life, on)
        .await?
        .is_none()
    {
        return Ok(Ok(false));
    }
    // Here at once, and on other instances by the bus.
    if !core.hub().signals().wake(&signal(&id)) {
        core.notify().signal(signal(&id));
    }
    Ok(Ok(true))
}

/// Waits for the answer; `None` where none has come until then.
pub(super) async fn wait<S>(core: &Core<S>, pending: &Pending, until: Instant) -> Option<Response>
where
    S: Send + Sync + 'static,
{
    let mut was_away = false;
    loop {
        let found = read(core, &pending.id).await;
        let is_away = found.is_err();
        match found {
            Ok(Some((record, _))) => {
                let response = record.result.map(Ok).or(record.error.map(Err));
                if response.is_some() {
                    return response;
                }
            }
            Ok(None) => return None,
            // A store that is away may come back while the client thinks.
            Err(e) if !was_away => {
                tracing::warn!("a question's answer can't be looked for now: {e}");
            }
            Err(_) => {}
        }
        was_away = is_away;
        if Instant::now() >= until {
            return None;
        }
        tokio::select! {
            _ = timeout(LOOK, pending.waiter.woken()) => {}
            () = sleep_until(until) => {}
        }
    }
}

/// Takes away a question that nobody waits for any more: an answer to it is refused from now on.
pub(super) async fn forget<S>(core: &Core<S>, pending: &Pending)
where
    S: Send + Sync + 'static,
{
    let removed = core.store().remove(&Key::new(GROUP, &pending.id)).await;
    if let Err(e) = removed {
        tracing::warn!("a question that was answered is forgotten only later: {e}");
    }
}
