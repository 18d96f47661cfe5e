//! Clients of earlier revisions over stdio: the connection is the session.

use std::sync::Arc;

use bytes::Bytes;

use super::Connection;
use super::calls::RequestId;
use crate::call::{Access, Identity};
use crate::legacy::{
    self, Caller, Era, Headers, Incoming, Message, Outlet, Session, State, listen,
};
use crate::params::Principal;
use crate::protocol::{ErrorCode, Refusal};
use crate::server::{Answer, Arrival, Core, Observation};

/// The session of this connection, if its client has begun one, and the tasks that go with it.
#[derive(Debug, Default)]
pub(super) struct Legacy {
    session: Option<Session>,
    /// How many ids of our own there have been.
    ids: u64,
    /// The id of the task that reports changes.
    changes: Option<RequestId>,
}

impl Legacy {
    fn next_id(&mut self) -> RequestId {
        self.ids += 1;
        RequestId::Own(self.ids)
    }
}

impl<S: Send + Sync + 'static> Connection<S> {
    /// Takes a line that today's revision can't read. `refused` says why it can't.
    pub(super) fn take_legacy(
        &mut self,
        body: &Bytes,
        refused: Answer,
        mut seen: Option<Box<Observation>>,
    ) {
        let headers = Headers {
            version: None,
            session: self.legacy.session.is_some(),
        };
        match (legacy::era(body, headers), self.legacy.session.clone()) {
            (Era::Initialize(Message::Request { id, params, .. }), _) => {
                match legacy::initialize(&self.core, &id, &params, seen.as_deref_mut()) {
                    Ok(opened) => {
                        self.legacy.session = Session::of_connection(opened.client);
                        self.push(&opened.message);
                    }
                    Err(response) => self.push(&response),
                }
            }
            (Era::Session(incoming), Some(session)) => {
                let arrival = seen.map(|seen| seen.arrival().clone());
                self.take_in(session, incoming, arrival);
            }
            (Era::Untold(id), _) => self.push(&legacy::untold().to_json(id.as_deref())),
            _ => {
                if let Some(seen) = &mut seen {
                    seen.unread(&refused);
                }
                self.push(&refused.into_message());
            }
        }
    }

    fn take_in(&mut self, session: Session, incoming: Incoming, arrival: Option<Arrival>) {
        match incoming {
            Incoming::One(message @ Message::Request { .. }) => {
                let Message::Request { id, .. } = &message else {
                    return;
                };
                let key = RequestId::of(id);
                if self.calls.holds(&key) {
                    let refusal = Refusal::new(
                        ErrorCode::InvalidRequest,
                        "This `id` belongs to a call that is still running",
                    );
                    return self.push(&refusal.to_json(Some(id)));
                }
                self.answer_in(key, session, arrival, |core, caller, outlet| async move {
                    legacy::respond(&core, &caller, message, &outlet).await
                });
            }
            Incoming::One(message) => self.note(session, vec![Some(message)]),
            Incoming::Batch(messages) => {
                let checked = if session.client.revision.has_batches() {
                    legacy::check_batch(&messages)
                } else {
                    let revision = session.client.revision.name();
                    let message = format!("{revision} has no batches: send each message by itself");
                    Err(Refusal::new(ErrorCode::InvalidRequest, message))
                };
                match checked {
                    Err(refusal) => self.push(&refusal.to_json(None)),
                    Ok(()) if legacy::asks(&messages) => {
                        let id = self.legacy.next_id();
                        self.answer_in(id, session, arrival, |core, caller, outlet| async move {
                            legacy::respond_all(&core, &caller, messages, &outlet).await
                        });
                    }
                    Ok(()) => self.note(session, messages),
                }
            }
        }
    }

    /// Takes in messages that get no answer.
    fn note(&mut self, session: Session, messages: Vec<Option<Message>>) {
        let core = self.core.clone();
        let id = self.legacy.next_id();
        self.calls.spawn(id, |_| async move {
            legacy::note_all(&core, &session, &Access::Full, messages).await;
            None
        });
    }

    fn answer_in<F>(
        &mut self,
        id: RequestId,
        session: Session,
        arrival: Option<Arrival>,
        respond: impl FnOnce(Arc<Core<S>>, Caller, Outlet) -> F + Send + 'static,
    ) where
        F: Future<Output = Option<Vec<u8>>> + Send + 'static,
    {
        let core = self.core.clone();
        self.calls.spawn(id, |sender| async move {
            let state = State::load(&core, &session).await.unwrap_or_default();
            let caller = Caller {
                session,
                state,
                identity: Identity::unrestricted(Principal::anonymous()),
                http: None,
                arrival,
            };
            let outlet = Outlet::new(sender, false);
            respond(core, caller, outlet).await
        });
    }

    /// Tells a client of changes from now on, once it is ready to hear of them.
    pub(super) fn tell_of_changes(&mut self) {
        let Some(session) = self.legacy.session.clone() else {
            return;
        };
        if let Some(before) = self.legacy.changes.take() {
            self.calls.cancel(&before);
        }
        let id = self.legacy.next_id();
        self.legacy.changes = Some(id.clone());
        let core = self.core.clone();
        self.calls.spawn(id, |sender| async move {
            let whose = Identity::unrestricted(Principal::anonymous());
            let mut changes = listen(core, session, &State::default(), whose).await.ok()?;
            while let Some(message) = changes.next().await {
                sender.send(message.into_bytes()).await.ok()?;
            }
            None
        });
    }
}
