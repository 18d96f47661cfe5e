//! The record of a task: the truth about it, on which every instance acts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::input::{CallerTag, Digest};
use crate::params::Principal;

/// How long after its end, or after its `ttl`, a task can still be looked at, in milliseconds.
pub(crate) const GRACE: u64 = 10 * 60 * 1000;

/// A task as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The work to do, which never changes until it is done.
    pub(crate) order: Order,
    /// When it was made and last changed, in milliseconds since 1970.
    pub(crate) created: u64,
    pub(crate) updated: u64,
    /// How long it is to be there since it was made, in milliseconds.
    pub(crate) ttl: u64,
    pub(crate) phase: Phase,
    /// Which delivery of it is the valid one: whatever an older one writes is refused.
    pub(crate) fence: u64,
    /// Attempts that were begun, but for those that were given back.
    pub(crate) attempts: u32,
    /// For people and models.
    pub(crate) message: Option<String>,
    /// Where the next attempt is to go on.
    pub(crate) checkpoint: Option<Box<RawValue>>,
    /// All that were ever asked.
    pub(crate) questions: Vec<Question>,
    /// The job of a task that was ended without it, until the job was told to stop.
    #[serde(default)]
    pub(crate) unstopped: Option<Box<RawValue>>,
    /// The instance whose queue it is in, where that is lost with the instance.
    #[serde(default)]
    pub(crate) home: Option<String>,
}

/// The work to do, and how. Never headers or tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    /// The tool's full name.
    pub(crate) tool: String,
    /// Says which input schema the arguments were read by.
    pub(crate) schema: String,
    pub(crate) owner: Owner,
    #[serde(default)]
    pub(crate) authority: Authority,
    /// Whose quota it is of.
    pub(crate) caller: CallerTag,
    /// The request, with what of its `_meta` the work needs.
    pub(crate) request: Box<RawValue>,
    /// The answers from before the task was made, each with the digest of its question.
    pub(crate) answers: Answers,
    /// The greatest number of attempts.
    pub(crate) max_attempts: u32,
    /// How often a client is to look, in milliseconds.
    pub(crate) poll: u64,
    /// Whether the work runs elsewhere. Then the checkpoint is the job.
    #[serde(default)]
    pub(crate) external: bool,
}

/// Answers by the keys of their questions, each with the digest of what was asked.
pub(crate) type Answers = BTreeMap<String, (Digest, Box<RawValue>)>;

/// A principal as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Owner {
    Anonymous,
    Named(String),
    Issued { issuer: String, subject: String },
}

impl From<&Principal> for Owner {
    fn from(principal: &Principal) -> Self {
        match (principal.issuer(), principal.subject(), principal.id()) {
            (Some(issuer), Some(subject), _) => Self::Issued {
                issuer: issuer.to_owned(),
                subject: subject.to_owned(),
            },
            (_, _, Some(id)) => Self::Named(id.to_owned()),
            (_, _, None) => Self::Anonymous,
        }
    }
}

impl From<&Owner> for Principal {
    fn from(owner: &Owner) -> Self {
        match owner {
            Owner::Anonymous => Self::anonymous(),
            // An id that begins like an issued one has one such character more, as it did before.
            Owner::Named(id) => Self::new(id.strip_prefix('\u{1}').unwrap_or(id)),
            Owner::Issued { issuer, subject } => Self::issued(issuer, subject),
        }
    }
}

/// The scopes and claims that the caller was granted when the task was made. They hold until it
/// ends; the token itself isn't kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Authority {
    /// Everything: nobody was asked for credentials.
    Full,
    /// Nothing beyond what is public.
    #[default]
    Anonymous,
    Granted {
        scopes: Vec<String>,
        /// Empty, unless the tool takes them.
        claims: Map<String, Value>,
        client: Option<String>,
    },
}

/// Where a task stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Phase {
    /// It waits for a worker.
    Queued,
    /// A worker has it, and is to say again that it has by then (milliseconds since 1970).
    Running {
        worker: String,
        lease: u64,
    },
    /// It waits for answers.
    Waiting,
    /// A job elsewhere has it, which is asked again from then on (milliseconds since 1970).
    Elsewhere {
        next: u64,
    },
    /// It has a result, as the call would have given it.
    Completed {
        result: Box<RawValue>,
    },
    /// It has none, but a JSON-RPC error.
    Failed {
        error: Box<RawValue>,
    },
    Cancelled,
}

/// A question that a task has asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Question {
    /// As the client knows it: no two of a task are the same.
    pub(crate) id: String,
    /// As the tool's function knows it.
    pub(crate) key: String,
    /// Of what is asked.
    pub(crate) digest: Digest,
    /// As it is shown.
    pub(crate) request: Box<RawValue>,
    pub(crate) answer: Option<Box<RawValue>>,
}

impl Record {
    pub(crate) fn new(order: Order, ttl: u64, now: u64) -> Self {
        Self {
            order,
            created: now,
            updated: now,
            ttl,
            phase: Phase::Queued,
            fence: 0,
            attempts: 0,
            message: None,
            checkpoint: None,
            questions: Vec::new(),
            unstopped: None,
            home: None,
        }
    }

    /// Whether it has ended, for good.
    pub(crate) fn is_over(&self) -> bool {
        matches!(
            self.phase,
            Phase::Completed { .. } | Phase::Failed { .. } | Phase::Cancelled
        )
    }

    /// Whether what has ended can still be fetched.
    pub(crate) fn is_kept(&self, now: u64) -> bool {
        now < self.end()
    }

    /// The end of its time, in milliseconds since 1970.
    pub(crate) fn end(&self) -> u64 {
        self.created.saturating_add(self.ttl)
    }

    /// How long its record is to be kept from now on, in milliseconds: of one that lives, longer
    /// than its time, so that whoever asks hears that it ran out.
    pub(super) fn kept_for(&self, now: u64) -> u64 {
        let grace = if self.is_over() { 0 } else { GRACE };
        self.end().saturating_add(grace).saturating_sub(now).max(1)
    }

    /// The job that does the work elsewhere, once there is one.
    pub(crate) fn job(&self) -> Option<&RawValue> {
        self.checkpoint.as_deref().filter(|_| self.order.external)
    }

    /// The questions that wait for an answer.
    pub(crate) fn pending(&self) -> impl Iterator<Item = &Question> {
        let waits = matches!(self.phase, Phase::Waiting);
        self.questions
            .iter()
            .filter(move |question| waits && question.answer.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_the_same_principal_when_it_is_read_again() {
        for principal in [
            Principal::anonymous(),
            Principal::new(""),
            Principal::new("ada"),
            Principal::new("\u{1}3:adab"),
            Principal::issued("https://login.example.com", "ada"),
            Principal::issued("", ""),
        ] {
            let json = serde_json::to_string(&Owner::from(&principal)).expect("it is data");
            let owner: Owner = serde_json::from_str(&json).expect("it was written");
            assert_eq!(Principal::from(&owner), principal, "{json}");
        }
    }
}
