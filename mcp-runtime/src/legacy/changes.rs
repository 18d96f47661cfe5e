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
use crate::server::Core;
use crate::store::StoreError;
use crate::subscription::{Filter, Subscription, Waiter};

/// How often the session's state is looked at, should a signal be lost.
const LOOK: Duration = Duration::from_secs(15);

/// A stream of changes.
pub(crate) struct Changes<S: 'static> {
    core: Arc<Core<S>>,
    session: Session,
    /// Ends once another stream has taken its place.
    name: String,
    state: State,
    waiter: Waiter,
    subscription: Subscription,
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
) -> Result<Changes<S>, NoStream>
where
    S: Send + Sync + 'static,
{
    let waiter = core.hub().signals().wait(state::signal(&session));
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
    let subscription = subscribe(&core, &state).ok_or(NoStream::Full)?;
    Ok(Changes {
        core,
        session,
        name,
        state,
        waiter,
        subscription,
    })
}

fn subscribe<S>(core: &Core<S>, state: &State) -> Option<Subscription>
where
    S: Send + Sync + 'static,
{
    let filter = Filter {
        tools_list_changed: true,
        prompts_list_changed: true,
        resources_list_changed: true,
        resource_subscriptions: state.uris.clone(),
        ..Filter::default()
    };
    core.hub()
        .subscribe("0", filter, core.settings().max_subscriptions)
}

impl<S: Send + Sync + 'static> Changes<S> {
    /// The next message; `None` once the stream is over: the session has ended, another stream
    /// was opened, or the server shuts down.
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
            // Messages that the old one still holds are kept; changes in between may be sent twice.
            let subscription = subscribe(&self.core, &state)?;
            while let Some(message) = self.subscription.emitter.pop() {
                subscription.emitter.resend(message);
            }
            self.subscription = subscription;
        }
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
