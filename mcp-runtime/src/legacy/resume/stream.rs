//! A call's stream on the instance that has the call, and the connection that reads it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::cursor::Cursor;
use super::event::Event;
use super::ring::Ring;
use crate::legacy::session::Session;
use crate::server::{Core, Share};

/// A call's stream.
#[derive(Debug)]
pub(super) struct Stream {
    state: Mutex<State>,
    /// Wakes the connection.
    said: Notify,
    /// Wakes whoever keeps the stream.
    pub(super) read: Notify,
}

#[derive(Debug)]
struct State {
    ring: Ring,
    /// The messages' share of the room for those that are kept.
    share: Share,
    /// An answer's share of the bytes in flight while its client doesn't read it.
    waiting: Option<Share>,
    /// Something was said that isn't written, and whether it is urgent.
    unwritten: Option<bool>,
    /// Stands for an answer that there is no room for.
    too_much: Box<str>,
}

/// How a stream stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// A client reads it.
    Connected,
    /// A client has read it to its end.
    Read,
    /// Its connection has ended before; whether something is to be written, and is urgent.
    Adrift(Option<bool>),
}

impl Stream {
    /// `too_much`: the answer where there is no room for the answer.
    pub(super) fn new(share: Share, too_much: Box<str>) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(State {
                ring: Ring::default(),
                share,
                waiting: None,
                unwritten: None,
                too_much,
            }),
            said: Notify::new(),
            read: Notify::new(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push(&self, message: String) {
        let mut state = self.state();
        let urgent = state.ring.push(message);
        state.unwritten = Some(urgent || state.unwritten.unwrap_or_default());
        state.count();
        self.said.notify_one();
    }

    /// Takes in the answer. `waiting` counts it as long as its client doesn't read it.
    pub(super) fn end(&self, answer: String, waiting: Share) {
        let mut state = self.state();
        state.ring.end(answer);
        state.unwritten = Some(true);
        state.waiting = Some(waiting).filter(|_| !state.ring.is_adrift());
        state.count();
        self.said.notify_one();
    }

    pub(super) fn has_room(&self) -> bool {
        self.state().ring.has_room()
    }

    pub(super) fn standing(&self) -> Standing {
        let state = self.state();
        if state.ring.is_adrift() {
            Standing::Adrift(state.unwritten)
        } else if state.ring.is_read() {
            Standing::Read
        } else {
            Standing::Connected
        }
    }

    /// The client has gone, or has come back elsewhere.
    pub(super) fn cast_off(&self) {
        let mut state = self.state();
        state.ring.cast_off();
        state.unwritten = Some(true);
        state.waiting = None;
        state.count();
        self.said.notify_one();
        self.read.notify_one();
    }

    /// All messages, for a record of them, and whether the answer is among them.
    pub(super) fn recorded<T>(&self, record: impl FnOnce(Vec<(u64, &str)>, bool) -> T) -> T {
        let mut state = self.state();
        state.unwritten = None;
        record(state.ring.messages(), state.ring.has_ended())
    }

    /// Writing has failed.
    pub(super) fn is_unwritten(&self) {
        self.state().unwritten.get_or_insert(false);
    }

    /// The messages are in the store, where they go on counting.
    pub(super) fn clear(&self) {
        self.state().ring.clear();
    }

    /// The next message for the connection, which may have to wait for it; `None` at the end.
    async fn next(&self) -> Option<(u64, String)> {
        loop {
            {
                let mut state = self.state();
                if state.ring.is_adrift() {
                    return None;
                }
                if let Some(next) = state.ring.take() {
                    if state.ring.is_read() {
                        state.waiting = None;
                    }
                    state.count();
                    self.read.notify_one();
                    return Some(next);
                }
                if state.ring.has_ended() {
                    return None;
                }
            }
            self.said.notified().await;
        }
    }

    /// The connection has ended.
    fn leave(&self) {
        if self.standing() == Standing::Connected {
            self.cast_off();
        } else {
            self.read.notify_one();
        }
    }
}

impl State {
    /// Counts what is kept, and keeps no more than there is room for.
    fn count(&mut self) {
        if self.ring.is_too_long() {
            self.ring.forget_answer();
        }
        while !self.share.resize(self.ring.bytes()) && self.ring.forget_one() {}
        let Self { ring, too_much, .. } = self;
        if ring.is_adrift() && ring.answer_instead(|| (**too_much).to_owned()) {
            self.share.resize(self.ring.bytes());
        }
    }
}

/// The connection on which a call was begun.
pub(crate) struct Live<S: 'static> {
    core: Arc<Core<S>>,
    session: Session,
    stream: Arc<Stream>,
    cursor: Cursor,
    /// When it ends, for its client to come back.
    until: Option<Instant>,
    begun: bool,
}

impl<S: Send + Sync + 'static> Live<S> {
    pub(super) fn new(
        core: Arc<Core<S>>,
        session: Session,
        stream: Arc<Stream>,
        cursor: Cursor,
    ) -> Self {
        let limit = core.settings().legacy_connection_limit;
        Self {
            core,
            session,
            stream,
            cursor,
            until: limit.map(|limit| Instant::now() + limit),
            begun: false,
        }
    }

    /// The next event; `None` at the end, and where the client is to come back for the rest.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        if !std::mem::replace(&mut self.begun, true) {
            return Some(Event::first(self.id()));
        }
        let next = tokio::select! {
            biased;
            next = self.stream.next() => next?,
            () = ended(self.until) => return None,
        };
        self.cursor.after = next.0;
        Some(Event::message(self.id(), next.1))
    }

    fn id(&self) -> Option<String> {
        self.cursor.id(self.core.sealer(), &self.session)
    }
}

impl<S: 'static> Drop for Live<S> {
    fn drop(&mut self) {
        self.stream.leave();
    }
}

/// Resolves when a connection is to end that lasts no longer than that.
pub(super) async fn ended(until: Option<Instant>) {
    match until {
        Some(until) => sleep_until(until).await,
        None => std::future::pending().await,
    }
}
