//! `subscriptions/listen`

use std::future::ready;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::future::BoxFuture;

use super::prepared::{Asked, Begin, Emits, Found, Prepared, Run};
use super::tasks::{has_tasks, without_tasks};
use crate::call::{ItemName, Method, Subject, expired};
use crate::params::Principal;
use crate::protocol::{ErrorCode, Refusal};
use crate::response::{Emitter, Finished, Outcome};
use crate::server::core::Core;
use crate::server::limits::{Admission, Share};
use crate::server::lists::Offers;
use crate::server::tasks::Followed;
use crate::server::updates::Reader;
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
    let uris = &filter.resource_subscriptions;
    if !filter.task_ids.is_empty() && !has_tasks(asked.request.meta.capabilities) {
        return Err(without_tasks());
    }
    let has_owner = uris.iter().any(|uri| core.has_owner(uri, asked.access));
    let emitter = Arc::new(Emitter::with_capacity(filter.most_waiting()));
    Ok(Found::Call(if has_owner || !filter.task_ids.is_empty() {
        prepared(
            emitter.clone(),
            Run::other(|begin| listen_to_own(begin, emitter, filter)),
        )
    } else {
        prepared(
            emitter.clone(),
            Run::other(|begin| listen_to_all(begin, emitter, filter)),
        )
    }))
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
        mut share: Share,
        listener: &Principal,
        emitter: Arc<Emitter>,
        id: &str,
        filter: Filter,
    ) -> Option<Self> {
        if !share.resize(filter.weight()) {
            return None;
        }
        let most = core.settings().max_subscriptions;
        let subscription = core
            .hub()
            .subscribe_by(emitter, id, listener, filter, most)?;
        Some(Self {
            _subscription: subscription,
            _share: share,
        })
    }
}

/// To what every caller may hear of.
fn listen_to_all<S: Send + Sync + 'static>(
    begin: Begin<'_, S>,
    emitter: Arc<Emitter>,
    filter: Filter,
) -> BoxFuture<'static, Finished> {
    let Begin { core, call, id, .. } = begin;
    let share = core.limits().streams().none(&call.caller());
    let listening = Listening::begin(core, share, call.principal(), emitter, id, filter);
    let Some(listening) = listening else {
        return Box::pin(ready(Finished::Refused(full())));
    };
    let (core, id) = (core.clone(), id.to_owned());
    let expires = call.access().expires();
    Box::pin(async move { listen(&core, listening, expires, &id).await })
}

/// To tasks and resources of which it must be known first whether they are the caller's.
fn listen_to_own<S: Send + Sync + 'static>(
    begin: Begin<'_, S>,
    emitter: Arc<Emitter>,
    mut filter: Filter,
) -> BoxFuture<'static, Finished> {
    let Begin { core, call, id, .. } = begin;
    // Taken first, so that one caller can't have any number of them looked up.
    let mut share = core.limits().streams().none(&call.caller());
    if !share.resize(filter.weight()) {
        return Box::pin(ready(Finished::Refused(full())));
    }
    let (principal, expires) = (call.principal().clone(), call.access().expires());
    let (core, id, reader) = (core.clone(), id.to_owned(), Reader::of(&call));
    Box::pin(async move {
        let uris = std::mem::take(&mut filter.resource_subscriptions);
        filter.resource_subscriptions = core.readable(uris, reader).await;
        let followed = Followed::of(&core, &principal, filter).await;
        let (told, filter) = (emitter.clone(), followed.filter.clone());
        let listening = Listening::begin(&core, share, &principal, told, &id, filter);
        let Some(listening) = listening else {
            return Finished::Refused(full());
        };
        tokio::select! {
            finished = listen(&core, listening, expires, &id) => finished,
            () = followed.follow(&core, &emitter, &id) => unreachable!("it follows for ever"),
        }
    })
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
