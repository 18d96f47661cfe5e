//! How many calls a server takes on at a time, and how many of each caller. What is beyond that is refused at once, with the
//! time after which it may be tried again: nothing waits in a queue.

mod caller;
#[cfg_attr(not(feature = "rate-limit"), path = "no_limiter.rs")]
mod limiter;
mod permit;
mod rate;

use std::sync::Arc;
use std::time::Duration;

use http::request::Parts;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::caller::Caller;
use self::limiter::Limiter;
use super::dispatch::Target;
use super::dynamic::Wanted;
use super::{Core, ServerDefinition, Settings};
use crate::params::Principal;
use crate::protocol::{ErrorCode, Refusal};

pub(crate) use caller::Peer;
pub use permit::Held;
pub(crate) use permit::{Kept, Permit, Promised};
pub use rate::{InvalidRate, Rate};

/// When a call that runs will end, nobody knows. This is soon enough, and no flood.
const SOON: Duration = Duration::from_secs(1);

/// The limits of a server that runs, and how much of them is used up.
pub(crate) struct Limits {
    /// A permit for each call that may still begin.
    calls: Arc<Semaphore>,
    rate: Option<Limiter>,
    /// In the order of the table.
    tools: Vec<ToolLimits>,
}

/// What one tool declares.
struct ToolLimits {
    calls: Option<Arc<Semaphore>>,
    rate: Option<Limiter>,
}

impl Limits {
    pub(super) fn new<S: Send + Sync + 'static>(definition: &ServerDefinition<S>, settings: &Settings) -> Self {
        let room = |calls: usize| Arc::new(Semaphore::new(calls.min(Semaphore::MAX_PERMITS)));
        let tools = definition
            .tools()
            .map(|tool| ToolLimits { calls: tool.meta.concurrency.map(|calls| room(calls as usize)), rate: Limiter::of(tool.meta.rate) });
        Self { calls: room(settings.max_calls), rate: Limiter::of(settings.rate_limit), tools: tools.collect() }
    }

    /// Whether it matters where a call comes from.
    #[cfg(feature = "http")]
    pub(crate) fn tell_callers_apart(&self) -> bool {
        self.rate.is_some() || self.tools.iter().any(|tool| tool.rate.is_some())
    }
}

impl<S: 'static> Core<S> {
    /// Lets a call begin, or says when to try again. Room is looked for first: a call that finds none uses up nothing of what its
    /// caller may do.
    pub(super) fn admit(&self, target: &Target<S>, principal: &Principal, http: Option<&Parts>) -> Result<Permit, Refusal> {
        let limits = self.limits();
        let tool = match target {
            // They have a budget of their own.
            Target::Subscription(_) => return Ok(Permit::default()),
            Target::Tool(position, entry) => Some((&limits.tools[*position], entry, &self.tool(*position).name)),
            Target::Prompt(..) | Target::Resource(..) | Target::Completion(..) | Target::Dynamic(_) => None,
        };
        let whole = enter(&limits.calls).ok_or_else(|| full("This server", self.settings().max_calls))?;
        let own = match tool {
            Some((ToolLimits { calls: Some(calls), .. }, entry, name)) => {
                let most = entry.meta.concurrency.unwrap_or_default() as usize;
                Some(enter(calls).ok_or_else(|| full(&format!("`{name}`"), most))?)
            }
            _ => None,
        };
        let is_counted = matches!(target, Target::Tool(..) | Target::Completion(..) | Target::Dynamic(Wanted::Tool { .. }));
        if let Some(limiter) = limits.rate.as_ref().filter(|_| is_counted) {
            limiter.check(&Caller::of(principal, http)).map_err(|wait| often("This server", limiter.rate(), wait))?;
        }
        if let Some((ToolLimits { rate: Some(limiter), .. }, _, name)) = tool {
            limiter.check(&Caller::of(principal, http)).map_err(|wait| often(&format!("`{name}`"), limiter.rate(), wait))?;
        }
        Ok(Permit::new(whole, own))
    }
}

fn enter(room: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    room.clone().try_acquire_owned().ok()
}

fn full(what: &str, most: usize) -> Refusal {
    let calls = if most == 1 { "call" } else { "calls" };
    Refusal::for_now(ErrorCode::Overloaded, SOON, |wait| format!("{what} runs no more than {most} {calls} at a time; try again in {wait}"))
}

fn often(what: &str, rate: Rate, wait: Duration) -> Refusal {
    Refusal::for_now(ErrorCode::RateLimited, wait, |wait| format!("{what} takes {rate} from each caller; try again in {wait}"))
}
