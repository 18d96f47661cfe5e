//! `subscriptions/listen`

use std::time::Duration;

use super::prepared::{Asked, Begin, Emits, Found, Prepared, Run};
use crate::call::{ItemName, Method, Subject};
use crate::protocol::{ErrorCode, Refusal};
use crate::response::{Finished, Outcome};
use crate::server::core::Core;
use crate::server::limits::Admission;
use crate::server::lists::Offers;
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
    let subscription =
        core.hub()
            .subscribe(asked.request.id, filter, core.settings().max_subscriptions);
    let message =
        |wait: &str| format!("The server has as many subscribers as it takes; try again in {wait}");
    let full = || Refusal::for_now(ErrorCode::Overloaded, Duration::from_secs(1), message);
    let subscription = subscription.ok_or_else(full)?;
    Ok(Found::Call(Prepared {
        subject: Subject::new(&LISTEN, ItemName::Static("")),
        admission: Admission::FREE,
        emits: Emits::From(subscription.emitter.clone()),
        timeout: Some(Duration::MAX),
        run: Run::other(move |begin| {
            let Begin { core, id, .. } = begin;
            let (core, id) = (core.clone(), id.to_owned());
            Box::pin(async move { listen(&core, subscription, &id).await })
        }),
    }))
}

/// Lasts until the server shuts down, or the client goes away.
async fn listen<S: Send + Sync + 'static>(
    core: &Core<S>,
    subscription: Subscription,
    id: &str,
) -> Finished {
    let _listening = subscription;
    core.closing().cancelled().await;
    // Subscribers still hear of changes that the last calls made.
    core.hub().settle().await;
    Finished::Response {
        body: ended(id, core.server_info()),
        outcome: Outcome::Done,
    }
}
