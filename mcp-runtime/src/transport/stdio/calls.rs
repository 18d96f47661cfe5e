//! The calls of one client that are in flight.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use tokio::sync::mpsc;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};
use tokio_util::task::AbortOnDropHandle;

use crate::response::Finished;
use crate::server::CallInFlight;

/// Messages of running calls that wait to be taken.
const QUEUE: usize = 256;

/// A JSON-RPC id: `1` and `"1"` are two, `"a"` and `"\u0061"` are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RequestId {
    Integer(i64),
    /// An integer of more digits, as it was written.
    Long(String),
    Text(String),
    /// An id of our own, for work that no client has asked for with an id.
    #[cfg(feature = "legacy")]
    Own(u64),
}

impl RequestId {
    /// Of an id's JSON text.
    pub(super) fn of(json: &str) -> Self {
        if let Ok(integer) = json.parse() {
            return Self::Integer(integer);
        }
        serde_json::from_str(json).map_or_else(|_| Self::Long(json.to_owned()), Self::Text)
    }
}

/// A message of a call; the last one is its answer.
struct Sent {
    id: RequestId,
    /// Which of several calls that have used this id.
    serial: u64,
    message: Vec<u8>,
    last: bool,
}

/// Calls that run, each a task.
pub(super) struct Calls {
    running: BTreeMap<RequestId, (u64, AbortOnDropHandle<()>)>,
    sender: mpsc::Sender<Sent>,
    receiver: mpsc::Receiver<Sent>,
    next_serial: u64,
}

impl Default for Calls {
    fn default() -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        Self {
            running: BTreeMap::new(),
            sender,
            receiver,
            next_serial: 0,
        }
    }
}

impl Calls {
    /// Whether a call with this id runs.
    #[cfg(feature = "legacy")]
    pub(super) fn holds(&self, id: &RequestId) -> bool {
        self.running.contains_key(id)
    }

    /// Lets a call begin, as a task: whoever reads what the client sends waits for no tool. False
    /// if a call with this id runs already; then `begin` isn't asked for another.
    pub(super) fn start<S: Send + Sync + 'static>(
        &mut self,
        id: RequestId,
        begin: impl FnOnce() -> CallInFlight<S>,
    ) -> bool {
        let Entry::Vacant(place) = self.running.entry(id) else {
            return false;
        };
        let (serial, sender) = (self.next_serial, self.sender.clone());
        self.next_serial += 1;
        let task = tokio::spawn(run(place.key().clone(), serial, begin(), sender));
        place.insert((serial, AbortOnDropHandle::new(task)));
        true
    }

    /// Lets something else run under an id, with messages of its own; `None` is no answer.
    #[cfg(feature = "legacy")]
    pub(super) fn spawn<F>(&mut self, id: RequestId, run: impl FnOnce(mpsc::Sender<Vec<u8>>) -> F)
    where
        F: Future<Output = Option<Vec<u8>>> + Send + 'static,
    {
        let (serial, sender) = (self.next_serial, self.sender.clone());
        self.next_serial += 1;
        let (own, messages) = mpsc::channel(QUEUE);
        let task = tokio::spawn(pass_on(id.clone(), serial, run(own), messages, sender));
        self.running
            .insert(id, (serial, AbortOnDropHandle::new(task)));
    }

    /// Stops a call. Nothing more is sent for it.
    pub(super) fn cancel(&mut self, id: &RequestId) {
        self.running.remove(id);
    }

    /// The next message of any call; `None` once none is running.
    pub(super) async fn next(&mut self) -> Option<Vec<u8>> {
        while !self.running.is_empty() {
            let sent = self.receiver.recv().await?;
            if let Some(message) = self.of_running(sent) {
                return Some(message);
            }
        }
        None
    }

    /// The next message, if one is there already.
    pub(super) fn try_next(&mut self) -> Option<Vec<u8>> {
        while let Ok(sent) = self.receiver.try_recv() {
            if let Some(message) = self.of_running(sent) {
                return Some(message);
            }
        }
        None
    }

    /// A cancelled call may have sent something before it was stopped.
    fn of_running(&mut self, sent: Sent) -> Option<Vec<u8>> {
        let Entry::Occupied(running) = self.running.entry(sent.id) else {
            return None;
        };
        if running.get().0 != sent.serial {
            return None;
        }
        if sent.last {
            drop(running.remove());
        }
        // Work that ends without an answer sends an empty message.
        Some(sent.message).filter(|message| !message.is_empty())
    }
}

/// Sends what something says, and then its answer.
#[cfg(feature = "legacy")]
async fn pass_on(
    id: RequestId,
    serial: u64,
    run: impl Future<Output = Option<Vec<u8>>>,
    mut messages: mpsc::Receiver<Vec<u8>>,
    sender: mpsc::Sender<Sent>,
) {
    let send = |message: Vec<u8>, last: bool| {
        sender.send(Sent {
            id: id.clone(),
            serial,
            message,
            last,
        })
    };
    let mut run = std::pin::pin!(run);
    let answer = loop {
        tokio::select! {
            biased;
            // Nobody listens once the connection is gone.
            Some(message) = messages.recv() => drop(send(message, false).await),
            answer = &mut run => break answer,
        }
    };
    while let Ok(message) = messages.try_recv() {
        let _ = send(message, false).await;
    }
    let _ = send(answer.unwrap_or_default(), true).await;
}

/// Sends what a call emits, and then its answer.
async fn run<S: Send + Sync + 'static>(
    id: RequestId,
    serial: u64,
    mut call: CallInFlight<S>,
    sender: mpsc::Sender<Sent>,
) {
    let deadline = Instant::now() + call.timeout;
    let send = |message: Vec<u8>, last: bool| {
        sender.send(Sent {
            id: id.clone(),
            serial,
            message,
            last,
        })
    };
    let (farewell, answer) = match call.emitter.clone() {
        None => {
            let outcome = timeout_at(deadline, &mut call.future).await;
            ended(&mut call, outcome)
        }
        Some(emitter) => loop {
            while let Some(message) = emitter.pop() {
                // Nobody listens once the connection is gone.
                let _ = send(message.into_bytes(), false).await;
            }
            tokio::select! {
                biased;
                outcome = timeout_at(deadline, &mut call.future) => {
                    emitter.close();
                    let ended = ended(&mut call, outcome);
                    while let Some(message) = emitter.pop() {
                        if !is_progress(&message) {
                            let _ = send(message.into_bytes(), false).await;
                        }
                    }
                    break ended;
                }
                () = emitter.ready() => {}
            }
        },
    };
    if let Some(farewell) = farewell {
        let _ = send(farewell.into_bytes(), false).await;
    }
    let _ = send(answer, true).await;
}

/// The messages that end a call: the one that ends its subscription, if it had one, and its answer.
fn ended<S>(
    call: &mut CallInFlight<S>,
    outcome: Result<Finished, Elapsed>,
) -> (Option<String>, Vec<u8>) {
    let outcome = outcome.unwrap_or_else(|_| call.timed_out());
    let farewell = call.farewell(&outcome);
    (farewell, call.answer(outcome).into_message())
}

/// Of a call that has its answer, progress is no news. Some clients read the lines of one write out
/// of order, and take progress behind its answer for a breach of the protocol, so it isn't sent any
/// more.
fn is_progress(message: &str) -> bool {
    message.starts_with(r#"{"jsonrpc":"2.0","method":"notifications/progress""#)
}
