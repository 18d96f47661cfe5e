//! The calls of one client that are in flight.

use std::collections::HashMap;

use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};
use tokio_util::task::AbortOnDropHandle;

use crate::server::CallInFlight;

/// Messages of running calls that wait to be taken.
const QUEUE: usize = 256;

/// A JSON-RPC id: `1` and `"1"` are two, `"a"` and `"\u0061"` are one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum RequestId {
    Number(String),
    Text(String),
    /// An id of our own, for work that no client has asked for with an id.
    #[cfg(feature = "legacy")]
    Own(u64),
}

impl RequestId {
    /// Of an id's JSON text.
    pub(super) fn of(json: &str) -> Self {
        serde_json::from_str(json).map_or_else(|_| Self::Number(json.to_owned()), Self::Text)
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
    running: HashMap<RequestId, (u64, AbortOnDropHandle<()>)>,
    sender: mpsc::Sender<Sent>,
    receiver: mpsc::Receiver<Sent>,
    next_serial: u64,
}

impl Default for Calls {
    fn default() -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        Self {
            running: HashMap::new(),
            sender,
            receiver,
            next_serial: 0,
        }
    }
}

impl Calls {
    pub(super) fn holds(&self, id: &RequestId) -> bool {
        self.running.contains_key(id)
    }

    /// Lets a call begin, as a task: whoever reads what the client sends waits for no tool.
    pub(super) fn start<S: Send + Sync + 'static>(&mut self, id: RequestId, call: CallInFlight<S>) {
        let (serial, sender) = (self.next_serial, self.sender.clone());
        self.next_serial += 1;
        let task = tokio::spawn(run(id.clone(), serial, call, sender));
        self.running
            .insert(id, (serial, AbortOnDropHandle::new(task)));
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
            let Sent {
                id,
                serial,
                message,
                last,
            } = self.receiver.recv().await?;
            // A cancelled call may have sent something before it was stopped.
            if self
                .running
                .get(&id)
                .is_some_and(|(running, _)| *running == serial)
            {
                if last {
                    self.running.remove(&id);
                }
                // Work that ends without an answer sends an empty message.
                if !message.is_empty() {
                    return Some(message);
                }
            }
        }
        None
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
    let emitter = call.emitter.clone().unwrap_or_default();
    let send = |message: Vec<u8>, last: bool| {
        sender.send(Sent {
            id: id.clone(),
            serial,
            message,
            last,
        })
    };
    let mut answer = None;
    loop {
        while let Some(message) = emitter.pop() {
            if answer.is_some() && is_progress(&message) {
                continue;
            }
            // Nobody listens once the connection is gone.
            let _ = send(message.into_bytes(), false).await;
        }
        if let Some((farewell, answer)) = answer {
            if let Some(farewell) = farewell {
                let _ = send(String::into_bytes(farewell), false).await;
            }
            let _ = send(answer, true).await;
            return;
        }
        tokio::select! {
            biased;
            outcome = timeout_at(deadline, &mut call.future) => {
                let outcome = outcome.unwrap_or_else(|_| call.timed_out());
                emitter.close();
                let farewell = call.farewell(&outcome);
                answer = Some((farewell, call.answer(outcome).into_message()));
            }
            () = emitter.ready() => {}
        }
    }
}

/// Of a call that has its answer, progress is no news. Some clients read the lines of one write out
/// of order, and take progress behind its answer for a breach of the protocol, so it isn't sent any
/// more.
fn is_progress(message: &str) -> bool {
    message.starts_with(r#"{"jsonrpc":"2.0","method":"notifications/progress""#)
}
