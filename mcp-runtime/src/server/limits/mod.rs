//! How many calls a server takes on at a time, and how many of each caller. What is beyond that is
//! refused at once, with the time after which it may be tried again: nothing waits in a queue.

#[cfg_attr(not(feature = "http"), path = "no_answers.rs")]
mod answers;
mod declared;
#[cfg_attr(not(feature = "rate-limit"), path = "no_limiter.rs")]
mod limiter;
#[cfg(feature = "http")]
mod log_throttle;
#[cfg(feature = "legacy")]
mod per_caller;
mod rate;
mod shares;
mod view;

use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "http")]
use self::answers::AnswerSizes;
use self::limiter::Limiter;
use super::{ServerDefinition, Settings};
use crate::call::{Caller, Identity, Permit, Semaphore, Slot};
use crate::protocol::{ErrorCode, Refusal};

pub(crate) use answers::ExpectedAnswer;
pub(crate) use declared::DeclaredLimits;
#[cfg(feature = "http")]
pub(crate) use log_throttle::LogThrottle;
#[cfg(feature = "legacy")]
pub(crate) use per_caller::PerCaller;
pub use rate::{InvalidRate, Rate};
#[cfg(feature = "http")]
pub(crate) use shares::LEAST;
pub(crate) use shares::{Share, Shares};
pub use view::ServerLimits;

/// Why nothing more is taken while there are as many bytes in flight as there may be.
#[cfg(feature = "http")]
pub(crate) const NO_BYTES_LEFT: &str = "This server holds as many bytes of requests and of unread answers as it may, or as it may for \
     one caller: read the answers that are waiting, send less at a time";

/// When a call that runs will end, nobody knows. This is soon enough, and no flood.
const SOON: Duration = Duration::from_secs(1);

/// The bytes of messages that are kept for clients of earlier revisions, in the process while they
/// read, and in the store once their connections have ended.
#[cfg(all(feature = "http", feature = "legacy"))]
const MOST_KEPT: usize = 32 << 20;

/// The limits of a server that runs, and how much of them is used up.
pub(crate) struct Limits {
    calls: Arc<Semaphore>,
    rate: Option<Limiter>,
    /// In the order of the table.
    tools: Vec<ToolLimits>,
    /// Streams of changes, by their [weight](crate::subscription::Filter::weight).
    streams: Arc<Shares>,
    /// Bytes of requests and of answers, from their first one until nobody needs them any more.
    #[cfg(feature = "http")]
    bytes: Arc<Shares>,
    /// Bytes of messages that are kept for clients that may come back for them.
    #[cfg(all(feature = "http", feature = "legacy"))]
    kept: Arc<Shares>,
    #[cfg(feature = "http")]
    answers: AnswerSizes,
}

/// There is no room for a further one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Full;

/// The limits that one tool declares.
struct ToolLimits {
    calls: Option<Arc<Semaphore>>,
    rate: Option<Limiter>,
}

impl Limits {
    pub(super) fn new<S: Send + Sync + 'static>(
        definition: &ServerDefinition<S>,
        settings: &Settings,
    ) -> Self {
        let tools = definition.tools().map(|tool| ToolLimits {
            calls: tool
                .meta
                .concurrency
                .map(|calls| Semaphore::new(calls as usize)),
            rate: Limiter::of(tool.meta.rate),
        });
        let tools: Vec<ToolLimits> = tools.collect();
        Self {
            calls: Semaphore::new(settings.max_calls),
            rate: Limiter::of(settings.rate_limit),
            #[cfg(feature = "http")]
            answers: AnswerSizes::new(tools.len()),
            tools,
            streams: Shares::new(settings.max_subscriptions),
            #[cfg(feature = "http")]
            bytes: Shares::new(settings.bytes_in_flight()),
            #[cfg(all(feature = "http", feature = "legacy"))]
            kept: Shares::new(MOST_KEPT),
        }
    }

    pub(crate) fn streams(&self) -> &Arc<Shares> {
        &self.streams
    }

    #[cfg(feature = "http")]
    pub(crate) fn bytes(&self) -> &Arc<Shares> {
        &self.bytes
    }

    #[cfg(all(feature = "http", feature = "legacy"))]
    pub(crate) fn kept(&self) -> &Arc<Shares> {
        &self.kept
    }

    /// A slot for a leg of a task of the tool at this position, if it has one to spare.
    pub(super) fn slot_of_tool(&self, position: usize) -> Result<Option<Slot>, Full> {
        match &self.tools[position].calls {
            None => Ok(None),
            Some(calls) => calls.enter().map(Some).ok_or(Full),
        }
    }

    /// Whether something works for a call that can't be stopped with it. `permit` is the number of
    /// its permit.
    pub(super) fn has_work(&self, permit: u64) -> bool {
        self.calls.has_work(permit)
    }
}

/// The limits that a call has to pass before it begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Admission {
    /// Whether it takes room of the server's.
    takes_room: bool,
    /// Whether the server's rate counts it.
    is_counted: bool,
    /// The position of a tool that may have limits of its own.
    tool: Option<usize>,
}

impl Admission {
    /// Nothing: there is a budget of its own.
    pub(super) const FREE: Self = Self {
        takes_room: false,
        is_counted: false,
        tool: None,
    };

    /// Room.
    pub(super) const UNCOUNTED: Self = Self {
        takes_room: true,
        ..Self::FREE
    };

    /// Room, and one of the calls that its caller may make.
    pub(super) const COUNTED: Self = Self {
        is_counted: true,
        ..Self::UNCOUNTED
    };

    /// The same, and what the tool at a position has limits for.
    pub(super) const fn of_tool(position: usize) -> Self {
        Self {
            tool: Some(position),
            ..Self::COUNTED
        }
    }
}

impl Limits {
    /// Lets a call begin, or says when to try again. Room is looked for first: a call that finds
    /// none uses up nothing of what its caller may do. `name`: of the tool.
    pub(super) fn admit(
        &self,
        admission: Admission,
        name: &str,
        identity: &Identity,
    ) -> Result<Option<Permit>, Refusal> {
        let Admission {
            takes_room,
            is_counted,
            tool,
        } = admission;
        if !takes_room {
            return Ok(None);
        }
        let own = tool.map(|position| &self.tools[position]);
        let whole = self
            .calls
            .enter()
            .ok_or_else(|| full("This server", self.calls.most()))?;
        let room = match own.and_then(|own| own.calls.as_ref()) {
            Some(calls) => Some(
                calls
                    .enter()
                    .ok_or_else(|| full(&format!("`{name}`"), calls.most()))?,
            ),
            None => None,
        };
        if let Some(limiter) = self.rate.as_ref().filter(|_| is_counted) {
            limiter
                .check(&Caller::of(identity))
                .map_err(|wait| often("This server", limiter.rate(), wait))?;
        }
        if let Some(limiter) = own.and_then(|own| own.rate.as_ref()) {
            limiter
                .check(&Caller::of(identity))
                .map_err(|wait| often(&format!("`{name}`"), limiter.rate(), wait))?;
        }
        Ok(Some(Permit::new(whole, room)))
    }
}

fn full(what: &str, most: usize) -> Refusal {
    let calls = if most == 1 { "call" } else { "calls" };
    Refusal::for_now(ErrorCode::Overloaded, SOON, |wait| {
        format!("{what} runs no more than {most} {calls} at a time; try again in {wait}")
    })
}

fn often(what: &str, rate: Rate, wait: Duration) -> Refusal {
    Refusal::for_now(ErrorCode::RateLimited, wait, |wait| {
        format!("{what} takes {rate} from each caller; try again in {wait}")
    })
}
