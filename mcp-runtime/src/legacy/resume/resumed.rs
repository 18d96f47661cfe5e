//! A stream that its client has come back to, on whichever instance.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::time::{Duration, Instant, timeout};

use super::cursor::Cursor;
use super::event::Event;
use super::record::Record;
use super::stream::ended;
use super::{LOOK, is_question, wanted, written};
use crate::call::{Access, Caller};
use crate::legacy::fields::Fields;
use crate::legacy::pending;
use crate::legacy::session::Session;
use crate::legacy::translate::failed;
use crate::protocol::ErrorCode;
use crate::server::{Core, Share};
use crate::subscription::Waiter;

/// How long the instance that has the call may take to write what it keeps.
const PATIENCE: Duration = Duration::from_secs(15);

/// A stream that its client has come back to.
pub(crate) struct Resumed<S: 'static> {
    core: Arc<Core<S>>,
    session: Session,
    access: Access,
    cursor: Cursor,
    /// Hears that more was written.
    waiter: Waiter,
    /// The stream's share of the server's room for listeners.
    _share: Share,
    /// Messages that were read, with their numbers.
    messages: VecDeque<(u64, String)>,
    begun: bool,
    /// Whether a record was there.
    found: bool,
    /// Until when one is waited for.
    patience: Instant,
    was_away: bool,
    /// Nothing comes after the messages.
    over: bool,
    until: Option<Instant>,
}

/// Why a stream isn't resumed.
#[derive(Debug)]
pub(crate) enum NotResumed {
    /// The id is of no event of this session.
    Unknown,
    /// The server has as many listeners as it takes.
    Full,
}

/// Goes on with the stream of the event that has this id, behind that event.
pub(crate) fn resume<S>(
    core: Arc<Core<S>>,
    session: Session,
    access: Access,
    id: &str,
    listener: &Caller,
) -> Result<Resumed<S>, NotResumed>
where
    S: Send + Sync + 'static,
{
    let cursor = Cursor::read(core.sealer(), &session, id).ok_or(NotResumed::Unknown)?;
    let mut share = core.limits().streams().none(listener);
    if !share.resize(1) {
        return Err(NotResumed::Full);
    }
    let limit = core.settings().legacy_connection_limit;
    Ok(Resumed {
        waiter: core.hub().signals().wait(written(&cursor.stream)),
        session,
        access,
        cursor,
        _share: share,
        messages: VecDeque::new(),
        begun: false,
        found: false,
        patience: Instant::now() + PATIENCE,
        was_away: false,
        over: false,
        until: limit.map(|limit| Instant::now() + limit),
        core,
    })
}

impl<S: Send + Sync + 'static> Resumed<S> {
    /// The next event; `None` at the end, and where the client is to come back for the rest.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        if !std::mem::replace(&mut self.begun, true) {
            return Some(Event::first(self.id()));
        }
        loop {
            while let Some((number, message)) = self.messages.pop_front() {
                self.cursor.after = number;
                if self.still_counts(&message).await {
                    return Some(Event::message(self.id(), message));
                }
            }
            if self.over {
                return None;
            }
            self.read().await;
            if !self.messages.is_empty() || self.over {
                continue;
            }
            tokio::select! {
                _ = timeout(LOOK, self.waiter.woken()) => {}
                () = self.core.closing().cancelled() => return None,
                () = ended(self.until) => return None,
            }
        }
    }

    fn id(&self) -> Option<String> {
        self.cursor.id(self.core.sealer(), &self.session)
    }

    /// Reads what was written since.
    async fn read(&mut self) {
        match Record::read(&self.core, &self.cursor.stream).await {
            Ok(Some(record)) => {
                self.was_away = false;
                self.take(record);
            }
            // The instance with the call writes its record again and again while it lives.
            Ok(None) if self.found || Instant::now() >= self.patience => self.end_with(
                "The connection ended, and nothing of this request is kept any more: it may have \
                 been done; find out what it did before you send it again",
            ),
            Ok(None) => {
                self.was_away = false;
                let signal = wanted(&self.cursor.stream);
                if !self.core.hub().signals().wake(&signal) {
                    self.core.notify().signal(signal);
                }
            }
            Err(e) => {
                if !std::mem::replace(&mut self.was_away, true) {
                    tracing::warn!("a stream can't be resumed now: {e}");
                }
            }
        }
    }

    fn take(&mut self, record: Record) {
        self.found = true;
        let needs: Vec<&str> = record.needs.iter().map(String::as_str).collect();
        if self.core.permit_scopes(&needs, &self.access).is_err() {
            self.end_with("The caller may no longer see the answer to this request");
            return;
        }
        self.over = record.ended;
        let new = record.messages.into_iter();
        self.messages
            .extend(new.filter(|(number, _)| *number > self.cursor.after));
    }

    /// Answers the request, so that its client doesn't come back again and again.
    fn end_with(&mut self, why: &str) {
        let Cursor {
            method, request, ..
        } = &self.cursor;
        let answer = failed(method, request, ErrorCode::InternalError, why);
        let answer = String::from_utf8(answer).unwrap_or_default();
        self.messages.push_back((self.cursor.after, answer));
        self.over = true;
    }

    /// Whether a message is still to be sent: a question that has been answered isn't.
    async fn still_counts(&self, message: &str) -> bool {
        if !is_question(message) {
            return true;
        }
        let id = Fields::read(message).and_then(|message| message.text("id"));
        match id {
            Some(id) => pending::is_open(&self.core, &id).await,
            None => true,
        }
    }
}
