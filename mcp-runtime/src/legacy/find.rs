//! The session that a request belongs to, and whose it is.

use super::patience::Patience;
use super::session::{NoSession, Session};
use super::session_state::State;
use super::state;
use crate::params::Principal;
use crate::server::Core;

/// The session with this id, if it is one of this caller's that hasn't ended, and its state.
pub(crate) async fn find<S>(
    core: &Core<S>,
    principal: &Principal,
    id: &str,
) -> Result<(Session, State), NoSession>
where
    S: Send + Sync + 'static,
{
    let Some(session) = Session::open(core, principal, id).await? else {
        return take_over(core, principal, id).await;
    };
    let state = State::load(core, &session).await?;
    // Once its client has signed in, it is nobody's who has not.
    if state.ended || state.owner.is_some() {
        return Err(NoSession::Unknown);
    }
    Ok((session, state))
}

/// The same for who brings an answer: a store that is away is waited for.
pub(crate) async fn find_patiently<S>(
    core: &Core<S>,
    principal: &Principal,
    id: &str,
) -> Result<(Session, State), NoSession>
where
    S: Send + Sync + 'static,
{
    let patience = Patience::begin();
    loop {
        let found = find(core, principal, id).await;
        let is_away = matches!(found, Err(NoSession::Unavailable(_)));
        if !is_away || !patience.lasts(core).await {
            return found;
        }
    }
}

/// A session that its client began before it signed in, as it does when it calls something public
/// first: whoever signs in within it owns it from then on.
async fn take_over<S>(
    core: &Core<S>,
    principal: &Principal,
    id: &str,
) -> Result<(Session, State), NoSession>
where
    S: Send + Sync + 'static,
{
    if principal.is_anonymous() {
        return Err(NoSession::Unknown);
    }
    let session = Session::open(core, &Principal::anonymous(), id)
        .await?
        .ok_or(NoSession::Unknown)?;
    let owner = principal.id().unwrap_or_default();
    let taken = state::change(core, &session, |state| {
        if state.ended || state.owner.as_ref().is_some_and(|other| other != owner) {
            return None;
        }
        if state.owner.is_none() {
            state.owner = Some(owner.to_owned());
            // Whoever listens without credentials doesn't hear what the owner hears.
            state.stream = None;
        }
        Some(state.clone())
    });
    let state = taken.await?.ok_or(NoSession::Unknown)?;
    Ok((session, state))
}
