use std::fmt;

use serde_json::Value;

use super::read;
use crate::server::CallInFlight;

/// A stream of changes, opened by [`Client::listen`](super::Client::listen). Dropping it ends the
/// subscription.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::serde_json::json;
/// use mcp_runtime::testing::Client;
///
/// /// Paint the house.
/// #[mcp_tool]
/// fn paint(notify: Notify) {
///     notify.resource_updated("house:///");
/// }
///
/// mcp_server! { House { name: "house", version: "1.0.0", tools: [paint], resources: [house] } }
///
/// /// The house.
/// #[mcp_resource("house:///")]
/// fn house() -> &'static str {
///     "red"
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let client = Client::new(House::new());
/// let mut listening = client.listen(json!({ "resourceSubscriptions": ["house:///"] }));
/// assert_eq!(listening.next().await.unwrap()["method"], "notifications/subscriptions/acknowledged");
/// client.call_tool::<paint>(json!({})).await;
/// assert_eq!(listening.next().await.unwrap()["params"]["uri"], "house:///");
/// # }
/// ```
pub struct Listening<S: 'static> {
    /// Until it has ended.
    call: Option<CallInFlight<S>>,
}

impl<S: 'static> Listening<S> {
    pub(super) fn new(call: CallInFlight<S>) -> Self {
        Self { call: Some(call) }
    }

    /// The next message: first the acknowledgement, then changes, and last the result, once the
    /// server shuts down. `None` after that.
    pub async fn next(&mut self) -> Option<Value> {
        let call = self.call.as_mut()?;
        let emitter = call.emitter.clone().unwrap_or_default();
        loop {
            if let Some(message) = emitter.pop() {
                return Some(read(message.as_bytes()));
            }
            tokio::select! {
                biased;
                () = emitter.ready() => {}
                outcome = &mut call.future => {
                    let answer = call.answer(outcome).into_message();
                    self.call = None;
                    return Some(read(&answer));
                }
            }
        }
    }
}

impl<S> fmt::Debug for Listening<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listening")
            .field("ended", &self.call.is_none())
            .finish()
    }
}
