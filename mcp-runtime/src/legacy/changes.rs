//! Changes, told on the stream that a client opens for them.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::time::timeout;

use super::fields::Fields;
use super::seal;
use super::session::Session;
use super::session_state::State;
use super::state;
use crate::call::{Access, Caller, Identity};
use crate::server::{Core, Share};
use crate::store::StoreError;
use crate::subscription::{Filter, Recorder, Subscription, Waiter};

/// How often the session's state is looked at, should a signal be lost.
const LOOK: Duration = Duration::from_secs(15);

/// A stream of changes.
pub(crate) struct Changes<S: 'static> {
    core: Arc<Core<S>>,
    session: Session,
    /// Ends once another stream has taken its place.
    name: String,
    /// Of the token by which it was opened.
    access: Access,
    state: State,
    waiter: Waiter,
    subscription: Subscription,
    /// The stream's share of the server's room for listeners.
    share: Share,
    recorder: Recorder,
    /// The moment before the session was last looked up.
    looked: u64,
}

/// Why there is no stream.
#[derive(Debug)]
pub(crate) enum NoStream {
    /// The server has as many listeners as it takes.
    Full,
    /// The session has ended meanwhile, or has become another caller's.
    Ended,
    Unavailable(StoreError),
}

/// Opens the stream of a session's changes. One that is open already ends, on any instance, so
/// that nothing is told twice. `found` is the state in which the session was found to be the
/// caller's.
pub(crate) async fn listen<S>(
    core: Arc<Core<S>>,
    session: Session,
    found: &State,
    listener: Identity,
) -> Result<Changes<S>, NoStream>
where
    S: Send + Sync + 'static,
{
    let waiter = core.hub().signals().wait(state::signal(&session));
    // Before the state is read, so that no change after that is lost.
    let recorder = core.hub().record();
    let looked = recorder.now();
    let name = seal::random().ok_or(NoStream::Full)?;
    let opened = state::change(&core, &session, |state| {
        if state.ended || state.owner != found.owner {
            return None;
        }
        state.stream = Some(name.clone());
        Some(state.clone())
    });
    let state = opened.await.map_err(NoStream::Unavailable)?;
    let state = state.ok_or(NoStream::Ended)?;
    let caller = Caller::of(&listener);
    let wanted = filter(&core, &state, &listener.access);
    let mut share = core.limits().streams().none(&caller);
    if !share.resize(wanted.weight()) {
        return Err(NoStream::Full);
    }
    let lists = filter(&core, &State::default(), &listener.access);
    let most = core.settings().max_subscriptions;
    let subscription = core
        .hub()
        .subscribe_growing(&listener.principal, lists, most);
    let subscription = subscription.ok_or(NoStream::Full)?;
    subscription.refilter(wanted, looked);
    Ok(Changes {
        core,
        session,
        name,
        access: listener.access,
        state,
        waiter,
        subscription,
        share,
        recorder,
        looked,
    })
}

/// All lists, and the resources that the session has subscribed to. The token by which it did so
/// may have granted more than that of the stream.
fn filter<S>(core: &Core<S>, state: &State, access: &Access) -> Filter
where
    S: Send + Sync + 'static,
{
    let is_granted = |uri: &&String| core.permit_uris([*uri], access).is_ok();
    Filter {
        tools_list_changed: true,
        prompts_list_changed: true,
        resources_list_changed: true,
        resource_subscriptions: state.uris.iter().filter(is_granted).cloned().collect(),
        ..Filter::default()
    }
}

impl<S: Send + Sync + 'static> Changes<S> {
    /// The next message; `None` once the stream is over: the session has ended, another stream
    /// was opened, the server has no room for what it subscribes to, or it shuts down.
    pub(crate) async fn next(&mut self) -> Option<String> {
        loop {
            // First, so that no flood of messages keeps it from being seen.
            if self.waiter.woken().now_or_never().is_some() {
                self.look().await?;
            }
            if let Some(message) = self.subscription.emitter.pop() {
                match told(&message) {
                    Some(message) => return Some(message),
                    None => continue,
                }
            }
            let closing = self.core.closing().clone();
            tokio::select! {
                () = self.subscription.emitter.ready() => {}
                _ = timeout(LOOK, self.waiter.woken()) => self.look().await?,
                () = closing.cancelled() => return None,
            }
        }
    }

    /// Takes up what has become of the session.
    async fn look(&mut self) -> Option<()> {
        let now = self.recorder.now();
        let state = match State::load(&self.core, &self.session).await {
            Ok(state) => state,
            Err(e) => {
                tracing::warn!("a session can't be looked up now: {e}");
                return Some(());
            }
        };
        if state.ended || state.stream.as_ref() != Some(&self.name) {
            return None;
        }
        if state.uris != self.state.uris {
            // A resource may have changed after the client subscribed to it and before this look.
            let filter = filter(&self.core, &state, &self.access);
            if !self.share.resize(filter.weight()) {
                return None;
            }
            self.subscription.refilter(filter, self.looked);
        }
        self.looked = now;
        self.state = state;
        Some(())
    }
}

/// A message as earlier revisions have it: without the subscription's id. They have no
/// acknowledgement.
fn told(message: &str) -> Option<String> {
    let mut message = Fields::read(message)?;
    let method = message.text("method")?;
    if method == "notifications/subscriptions/acknowledged" {
        return None;
    }
    let mut params = message.object("params").unwrap_or_default();
    params.remove("_meta");
    if params.is_empty() {
        message.remove("params");
    } else {
        message.set("params", &params);
    }
    serde_json::to_string(&message).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_lose_what_is_new() {
        let tag = r#""_meta":{"io.modelcontextprotocol/subscriptionId":0}"#;
        let message = |method: &str, more: &str| {
            format!(
                r#"{{"jsonrpc":"2.0","method":"notifications/{method}","params":{{{tag}{more}}}}}"#
            )
        };
        assert_eq!(told(&message("subscriptions/acknowledged", "")), None);
        assert_eq!(
            told(&message("tools/list_changed", "")).as_deref(),
            Some(r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#)
        );
        assert_eq!(
            told(&message("resources/updated", r#","uri":"x:y""#)).as_deref(),
            Some(
                r#"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"x:y"}}"#
            )
        );
    }
}
