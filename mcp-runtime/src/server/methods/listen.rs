//! `subscriptions/listen`

use std::future::ready;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::prepared::{Asked, Begin, Emits, Found, Prepared, Run};
use super::tasks::{has_tasks, without_tasks};
use crate::call::{Caller, ItemName, Method, Subject, expired};
use crate::protocol::{ErrorCode, Refusal};
use crate::response::{Emitter, Finished, Outcome};
use crate::server::core::Core;
use crate::server::limits::{Admission, Share};
use crate::server::lists::Offers;
use crate::server::tasks::Followed;
use crate::subscription::{Filter, Subscription, ended};

pub(super) static LISTEN: Method = Method {
    is_endless: true,
    ..Method::new("subscriptions/listen")
};

pub(super) fn find<S: Send + Sync + 'static>(
    core: &Core<S>,
    asked: Asked<'_>,
) -> Result<Found<S>, Refusal> {
    let Offers {
        tools,
        prompts,
        resources,
        tool_changes,
        prompt_changes,
        resource_changes,
        updates,
        tasks,
        ..
    } = core.offers();
    let filter = Filter::read(asked.text())?;
    let filter = filter.limited(
        [
            tools && tool_changes,
            prompts && prompt_changes,
            resources && resource_changes,
        ],
        resources && updates,
    );
    core.permit_uris(&filter.resource_subscriptions, asked.access)?;
    let filter = if tasks {
        filter
    } else {
        filter.without_tasks()
    };
    if !filter.task_ids.is_empty() {
        return listen_to_tasks(asked, filter);
    }
    let emitter = Arc::new(Emitter::with_capacity(filter.most_waiting()));
    Ok(Found::Call(prepared(
        emitter.clone(),
        Run::other(move |begin| {
            let Begin { core, call, id, .. } = begin;
            let Some(listening) = Listening::begin(core, &call.caller(), emitter, id, filter)
            else {
                return Box::pin(ready(Finished::Refused(full())));
            };
            let (core, id) = (core.clone(), id.to_owned());
            let expires = call.access().expires();
            Box::pin(async move { listen(&core, listening, expires, &id).await })
        }),
    )))
}

fn prepared<S: Send + Sync + 'static>(emitter: Arc<Emitter>, run: Run<S>) -> Prepared<S> {
    Prepared {
        subject: Subject::new(&LISTEN, ItemName::Static("")),
        admission: Admission::FREE,
        emits: Emits::From(emitter),
        timeout: Some(Duration::MAX),
        run,
    }
}

fn full() -> Refusal {
    Refusal::for_now(ErrorCode::Overloaded, Duration::from_secs(1), |wait| {
        format!(
            "The server has as many subscribers as it takes, or as it takes from one caller; \
             listen for fewer URIs, close a stream, or try again in {wait}"
        )
    })
}

/// A subscription, and its share of all that the server takes.
struct Listening {
    _subscription: Subscription,
    _share: Share,
}

impl Listening {
    /// `None` if there are too many.
    fn begin<S: Send + Sync + 'static>(
        core: &Core<S>,
        caller: &Caller,
        emitter: Arc<Emitter>,
        id: &str,
        filter: Filter,
    ) -> Option<Self> {
        let mut share = core.limits().streams().none(caller);
        if !share.resize(filter.weight()) {
            return None;
        }
        let most = core.settings().max_subscriptions;
        let subscription = core.hub().subscribe_by(emitter, id, filter, most)?;
        Some(Self {
            _subscription: subscription,
            _share: share,
        })
    }
}

/// With tasks, of which it must be known first whether they are the caller's.
fn listen_to_tasks<S: Send + Sync + 'static>(
    asked: Asked<'_>,
    filter: Filter,
) -> Result<Found<S>, Refusal> {
    if !has_tasks(asked.request.meta.capabilities) {
        return Err(without_tasks());
    }
    let emitter = Arc::new(Emitter::with_capacity(filter.most_waiting()));
    Ok(Found::Call(prepared(
        emitter.clone(),
        Run::other(move |begin| {
            let (principal, caller) = (begin.call.principal().clone(), begin.call.caller());
            let expires = begin.call.access().expires();
            let (core, id) = (begin.core.clone(), begin.id.to_owned());
            Box::pin(async move {
                let followed = Followed::of(&core, &principal, filter).await;
                let (told, filter) = (emitter.clone(), followed.filter.clone());
                let Some(listening) = Listening::begin(&core, &caller, told, &id, filter) else {
                    return Finished::Refused(full());
                };
                tokio::select! {
                    finished = listen(&core, listening, expires, &id) => finished,
                    () = followed.follow(&core, &emitter, &id) => {
                        unreachable!("it follows for ever")
                    }
                }
            })
        }),
    )))
}

/// Lasts until the server shuts down, the client goes away, or its token ends.
async fn listen<S: Send + Sync + 'static>(
    core: &Core<S>,
    _listening: Listening,
    expires: Option<SystemTime>,
    id: &str,
) -> Finished {
    tokio::select! {
        () = core.closing().cancelled() => {}
        () = expired(expires) => {}
    }
    // Subscribers still hear of changes that the last calls made.
    core.hub().settle().await;
    Finished::Response {
        body: ended(id, core.server_info()),
        outcome: Outcome::Done,
    }
}
