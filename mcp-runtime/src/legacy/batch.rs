//! Several messages in one body, and messages that get no answer.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

use super::incoming::{Message, Params};
use super::patience::Patience;
use super::pending::{self, Response};
use super::run::{Caller, Outlet, cancellation, respond};
use super::session::Session;
use crate::call::Access;
use crate::protocol::{ErrorCode, Refusal};
use crate::server::Core;

/// The most messages in one body.
const MOST_MESSAGES: usize = 50;

/// Why messages can't come in one body, if they can't.
pub(crate) fn check_batch(messages: &[Option<Message>]) -> Result<(), Refusal> {
    let refuse = |message: String| Err(Refusal::new(ErrorCode::InvalidRequest, message));
    if messages.is_empty() || messages.len() > MOST_MESSAGES {
        return refuse(format!("A batch has from 1 to {MOST_MESSAGES} messages"));
    }
    let initializes = |message: &Message| message.method() == Some("initialize");
    if messages.iter().flatten().any(initializes) {
        return refuse("`initialize` comes alone".to_owned());
    }
    Ok(())
}

/// Whether any of them gets an answer.
pub(crate) fn asks(messages: &[Option<Message>]) -> bool {
    messages
        .iter()
        .any(|message| matches!(message, None | Some(Message::Request { .. })))
}

/// Takes in messages that get no answer. Of several, nothing is said of those that can't be taken.
pub(crate) async fn note_all<S>(
    core: &Core<S>,
    session: &Session,
    access: &Access,
    messages: Vec<Option<Message>>,
) where
    S: Send + Sync + 'static,
{
    for message in messages.into_iter().flatten() {
        let _ = note(core, session, access, message).await;
    }
}

/// Answers the messages of one body, all at once: a JSON array of the responses; `None` where there
/// is nothing to say.
pub(crate) async fn respond_all<S>(
    core: &Arc<Core<S>>,
    caller: &Caller,
    messages: Vec<Option<Message>>,
    outlet: &Outlet,
) -> Option<Vec<u8>>
where
    S: Send + Sync + 'static,
{
    let responses = messages.into_iter().map(|message| async {
        match message {
            None => {
                let message = "It is no JSON-RPC message";
                Some(Refusal::new(ErrorCode::InvalidRequest, message).to_json(None))
            }
            Some(message @ Message::Request { .. }) => {
                // What one of several lacks is told in its own answer alone.
                let outlet = Outlet::new(outlet.sender.clone(), outlet.late_progress);
                respond(core, caller, message, &outlet).await
            }
            Some(other) => {
                let _ = note(core, &caller.session, &caller.identity.access, other).await;
                None
            }
        }
    });
    let responses: Vec<Vec<u8>> = join_all(responses).await.into_iter().flatten().collect();
    (!responses.is_empty()).then(|| [b"[", &*responses.join(&b","[..]), b"]"].concat())
}

/// Takes in a message that gets no answer. False where it is an answer to no question of this
/// session's; refused where its sender lacks what the call needs that asks.
pub(crate) async fn note<S>(
    core: &Core<S>,
    session: &Session,
    access: &Access,
    message: Message,
) -> Result<bool, Refusal>
where
    S: Send + Sync + 'static,
{
    match message {
        Message::Notification { method, params } if method == "notifications/cancelled" => {
            cancel(core, session, &params);
            Ok(true)
        }
        Message::Response { id, result } => take_in(core, session, access, &id, &result).await,
        _ => Ok(true),
    }
}

/// Takes in an answer, and waits for a store that is away.
async fn take_in<S>(
    core: &Core<S>,
    session: &Session,
    access: &Access,
    id: &str,
    response: &Response,
) -> Result<bool, Refusal>
where
    S: Send + Sync + 'static,
{
    let patience = Patience::begin();
    let mut again = false;
    loop {
        let error = match pending::answered(core, session, access, id, response, again).await {
            Ok(taken) => return taken,
            Err(error) => error,
        };
        if !patience.lasts(core).await {
            tracing::error!("an answer can't be taken in: {error}");
            let message = |wait: &str| format!("No answer is taken for now; send it in {wait}");
            let wait = Duration::from_secs(1);
            return Err(Refusal::for_now(ErrorCode::Overloaded, wait, message));
        }
        again = true;
    }
}

/// Cancels a request of this session, on whichever instance it runs. Ids of requests that have
/// ended, or never were, are passed over.
fn cancel<S>(core: &Core<S>, session: &Session, params: &Params)
where
    S: Send + Sync + 'static,
{
    let Some(id) = params.as_ref().and_then(|params| params.get("requestId")) else {
        return;
    };
    let signal = cancellation(session, id);
    // Longer than any id that is taken.
    if signal.len() <= 1024 && !core.hub().signals().wake(&signal) {
        core.notify().signal(signal);
    }
}
