//! Keeps a call's stream from its first message until nobody is expected to come back.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::time::{Duration, Instant, sleep, sleep_until};

use super::cursor::Cursor;
use super::record::Writer;
use super::stream::{Live, Standing, Stream};
use super::{ANSWER_LIFE, CALL_LIFE, HEARTBEAT, PAUSE, wanted, written};
use crate::call::Caller as Whose;
use crate::legacy::fields::Fields;
use crate::legacy::incoming::Message;
use crate::legacy::run::{Caller, needs};
use crate::legacy::seal;
use crate::legacy::session::Session;
use crate::legacy::translate::failed;
use crate::protocol::{ErrorCode, Refusal};
use crate::server::Core;
use crate::subscription::Waiter;

/// How long messages are kept in memory that were sent on a connection which seemed to work.
const LINGER: Duration = Duration::from_secs(60);

/// A request whose stream is kept.
pub(crate) struct Kept {
    session: Session,
    /// JSON text.
    id: Box<str>,
    method: String,
    /// The scopes that the call needs.
    needs: Vec<String>,
    whose: Whose,
}

impl Kept {
    /// `None` where the client's revision has no such streams.
    pub(crate) fn of<S>(
        core: &Core<S>,
        caller: &Caller,
        whose: &Whose,
        message: &Message,
    ) -> Option<Self>
    where
        S: Send + Sync + 'static,
    {
        let Message::Request { id, method, params } = message else {
            return None;
        };
        let no_params = Fields::default();
        let params = params.as_ref().unwrap_or(&no_params);
        caller
            .session
            .client
            .revision
            .has_resumption()
            .then(|| Self {
                session: caller.session.clone(),
                id: id.clone(),
                method: method.clone(),
                needs: needs(core, method, params),
                whose: whose.clone(),
            })
    }
}

/// Keeps the stream of a call: what it says from now on, and in the end its answer, if it isn't
/// cancelled. Returns the connection that reads it; `None` where the operating system gives no
/// randomness.
pub(crate) fn keep<S, A>(
    core: &Arc<Core<S>>,
    kept: Kept,
    first: Option<Vec<u8>>,
    messages: mpsc::Receiver<Vec<u8>>,
    answer: A,
) -> Option<Live<S>>
where
    S: Send + Sync + 'static,
    A: Future<Output = Option<Vec<u8>>> + Send + 'static,
{
    let name = seal::random()?;
    let too_much = failed(
        &kept.method,
        &kept.id,
        ErrorCode::InternalError,
        "The connection ended before the answer, which is too large to be kept: it was done; find \
         out what it did before you call it again",
    );
    let share = core.limits().kept().none(&kept.whose);
    let stream = Stream::new(share, text(too_much).into());
    if let Some(first) = first {
        stream.push(text(first));
    }
    let keeper = Keeper {
        waiter: core.hub().signals().wait(wanted(&name)),
        core: core.clone(),
        stream: stream.clone(),
        writer: Writer {
            name: name.clone(),
            needs: kept.needs,
            revision: None,
        },
        next_write: Instant::now(),
        was_away: false,
    };
    let (id, whose) = (kept.id.clone(), kept.whose);
    core.tasks().spawn(keeper.keep(messages, answer, id, whose));
    let cursor = Cursor {
        stream: name,
        after: 0,
        method: kept.method,
        request: kept.id,
    };
    Some(Live::new(core.clone(), kept.session, stream, cursor))
}

struct Keeper<S: 'static> {
    core: Arc<Core<S>>,
    stream: Arc<Stream>,
    writer: Writer,
    /// Hears that the client has come back, to any instance.
    waiter: Waiter,
    /// When something that isn't urgent may be written.
    next_write: Instant,
    /// Whether the last attempt to write failed.
    was_away: bool,
}

impl<S: Send + Sync + 'static> Keeper<S> {
    async fn keep(
        mut self,
        messages: mpsc::Receiver<Vec<u8>>,
        answer: impl Future<Output = Option<Vec<u8>>>,
        id: Box<str>,
        whose: Whose,
    ) {
        self.listen(messages).await;
        // A client would come back again and again for the answer to what it has cancelled.
        let answer = answer.await.unwrap_or_else(|| {
            Refusal::new(ErrorCode::InternalError, "The request was cancelled").to_json(Some(&id))
        });
        let waiting = self.core.limits().bytes().of(&whose, answer.len());
        self.stream.end(text(answer), waiting);
        if self.hand_over().await {
            self.stream.clear();
            // It counts as long as it is in the store.
            tokio::select! {
                () = sleep(ANSWER_LIFE) => {}
                () = self.core.closing().cancelled() => {}
            }
        }
    }

    /// Takes in what the call says until it has ended, and writes it if the client has gone.
    async fn listen(&mut self, mut messages: mpsc::Receiver<Vec<u8>>) {
        loop {
            let write = match self.stream.standing() {
                Standing::Adrift(Some(true)) if !self.was_away => Some(Instant::now()),
                Standing::Adrift(Some(_)) => Some(self.next_write),
                Standing::Adrift(None) => Some(self.next_write + HEARTBEAT - PAUSE),
                Standing::Connected | Standing::Read => None,
            };
            tokio::select! {
                message = messages.recv(), if self.stream.has_room() => match message {
                    Some(message) => self.stream.push(text(message)),
                    None => return,
                },
                () = self.stream.read.notified() => {}
                certain = self.waiter.woken() => if certain { self.stream.cast_off() },
                () = sleep_until(write.unwrap_or_else(Instant::now)), if write.is_some() => {
                    self.write(CALL_LIFE).await;
                }
            }
        }
    }

    /// Waits until the client has everything, or will not come back; true where it is in the store.
    async fn hand_over(&mut self) -> bool {
        let mut until = None;
        loop {
            match self.stream.standing() {
                Standing::Adrift(_) => {
                    if self.write(ANSWER_LIFE).await {
                        return true;
                    }
                }
                Standing::Connected => {}
                Standing::Read => {
                    until.get_or_insert_with(|| Instant::now() + LINGER);
                }
            }
            // What can't be written now is tried again as long.
            let is_adrift = matches!(self.stream.standing(), Standing::Adrift(_));
            if is_adrift {
                until.get_or_insert_with(|| Instant::now() + LINGER);
            }
            let pause = if is_adrift { PAUSE } else { LINGER };
            tokio::select! {
                () = self.stream.read.notified() => {}
                certain = self.waiter.woken() => if certain { self.stream.cast_off() },
                () = sleep(pause) => {}
                () = self.core.closing().cancelled() => return false,
            }
            if until.is_some_and(|until| Instant::now() >= until) {
                return false;
            }
        }
    }

    /// Writes what was said, and tells those who read it elsewhere.
    async fn write(&mut self, life: Duration) -> bool {
        let done = self.writer.write(&self.core, &self.stream, life).await;
        self.next_write = Instant::now() + PAUSE;
        match &done {
            Ok(()) => {
                let signal = written(&self.writer.name);
                self.core.hub().signals().wake(&signal);
                self.core.notify().signal(signal);
            }
            Err(e) => {
                self.stream.is_unwritten();
                if !self.was_away {
                    tracing::warn!("a stream can't be kept for its client now: {e}");
                }
            }
        }
        self.was_away = done.is_err();
        done.is_ok()
    }
}

/// A message is JSON that this crate wrote.
fn text(message: Vec<u8>) -> String {
    String::from_utf8(message).unwrap_or_default()
}
