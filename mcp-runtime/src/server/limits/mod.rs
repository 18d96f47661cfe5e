//! How many calls a server takes on at a time, and how many of each caller. What is beyond that is
//! refused at once, with the time after which it may be tried again: nothing waits in a queue.

mod caller;
mod declared;
#[cfg_attr(not(feature = "rate-limit"), path = "no_limiter.rs")]
mod limiter;
#[cfg(feature = "legacy")]
mod per_caller;
mod permit;
mod rate;
mod room;
mod view;

use std::sync::Arc;
use std::time::Duration;

use http::request::Parts;

use self::caller::Caller;
use self::limiter::Limiter;
use self::room::Room;
use super::dispatch::Target;
use super::dynamic::Wanted;
use super::{Core, ServerDefinition, Settings};
use crate::input::CallerTag;
use crate::params::Principal;
use crate::protocol::{ErrorCode, Refusal};

#[cfg(feature = "http")]
pub(crate) use caller::Peer;
pub(crate) use declared::DeclaredLimits;
#[cfg(feature = "legacy")]
pub(crate) use per_caller::PerCaller;
pub use permit::Held;
pub(crate) use permit::{Kept, Permit, Promised};
pub use rate::{InvalidRate, Rate};
pub use view::ServerLimits;

/// When a call that runs will end, nobody knows. This is soon enough, and no flood.
const SOON: Duration = Duration::from_secs(1);

/// The limits of a server that runs, and how much of them is used up.
pub(crate) struct Limits {
    calls: Arc<Room>,
    rate: Option<Limiter>,
    /// In the order of the table.
    tools: Vec<ToolLimits>,
    /// Whether a store counts what each caller has in it.
    counts_shares: bool,
}

/// What one tool declares.
struct ToolLimits {
    calls: Option<Arc<Room>>,
    rate: Option<Limiter>,
}

impl Limits {
    pub(super) fn new<S: Send + Sync + 'static>(
        definition: &ServerDefinition<S>,
        settings: &Settings,
    ) -> Self {
        let tools = definition.tools().map(|tool| ToolLimits {
            calls: tool.meta.concurrency.map(|calls| Room::new(calls as usize)),
            rate: Limiter::of(tool.meta.rate),
        });
        Self {
            calls: Room::new(settings.max_calls),
            rate: Limiter::of(settings.rate_limit),
            tools: tools.collect(),
            counts_shares: definition.asks() || definition.mints(),
        }
    }

    /// Whether something works for a call that can't be stopped with it. `permit` is the number of
    /// its permit.
    pub(super) fn has_work(&self, permit: u64) -> bool {
        self.calls.has_work(permit)
    }

    /// Whether it matters where a call comes from.
    #[cfg(feature = "http")]
    pub(crate) fn tell_callers_apart(&self) -> bool {
        self.rate.is_some()
            || self.counts_shares
            || self.tools.iter().any(|tool| tool.rate.is_some())
    }
}

impl<S: 'static> Core<S> {
    /// Whose share in a store is taken from.
    pub(super) fn tag_of(&self, principal: &Principal, http: Option<&Parts>) -> CallerTag {
        Caller::of(principal, http).tag(self.sealer())
    }

    /// Lets a call begin, or says when to try again. Room is looked for first: a call that finds
    /// none uses up nothing of what its caller may do.
    pub(super) fn admit(
        &self,
        target: &Target<S>,
        principal: &Principal,
        http: Option<&Parts>,
    ) -> Result<Option<Permit>, Refusal> {
        let limits = self.limits();
        let tool = match target {
            // They have a budget of their own.
            Target::Subscription(_) => return Ok(None),
            Target::Tool(position, _) => {
                Some((&limits.tools[*position], &self.tool(*position).name))
            }
            Target::Prompt(..)
            | Target::Resource(..)
            | Target::View(..)
            | Target::Completion(..)
            | Target::Dynamic(_) => None,
        };
        let whole = limits
            .calls
            .enter()
            .ok_or_else(|| full("This server", limits.calls.most()))?;
        let own = match tool {
            Some((
                ToolLimits {
                    calls: Some(calls), ..
                },
                name,
            )) => Some(
                calls
                    .enter()
                    .ok_or_else(|| full(&format!("`{name}`"), calls.most()))?,
            ),
            _ => None,
        };
        let is_counted = match target {
            Target::Tool(..) | Target::Completion(..) => true,
            Target::Dynamic(wanted) => matches!(**wanted, Wanted::Tool { .. }),
            _ => false,
        };
        if let Some(limiter) = limits.rate.as_ref().filter(|_| is_counted) {
            limiter
                .check(&Caller::of(principal, http))
                .map_err(|wait| often("This server", limiter.rate(), wait))?;
        }
        if let Some((
            ToolLimits {
                rate: Some(limiter),
                ..
            },
            name,
        )) = tool
        {
            limiter
                .check(&Caller::of(principal, http))
                .map_err(|wait| often(&format!("`{name}`"), limiter.rate(), wait))?;
        }
        Ok(Some(Permit::new(whole, own)))
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
