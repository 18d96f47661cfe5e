//! A stream of changes, as axum's `Sse` makes one, and a tool that publishes one.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::sync::broadcast;

/// The one resource that changes.
pub const URI: &str = "bench://counter";

#[derive(Serialize)]
struct Notification<'a> {
    jsonrpc: &'a str,
    method: &'a str,
    params: Updated<'a>,
}

#[derive(Serialize)]
struct Updated<'a> {
    #[serde(rename = "_meta")]
    meta: Meta<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'a str>,
}

#[derive(Serialize)]
struct Meta<'a> {
    #[serde(rename = "io.modelcontextprotocol/subscriptionId")]
    subscription: &'a RawValue,
}

/// Who listens.
#[derive(Clone)]
pub struct Listeners(broadcast::Sender<&'static str>);

impl Listeners {
    pub fn new() -> Self {
        Self(broadcast::channel(16).0)
    }

    /// Tells all of them that a resource has changed.
    pub fn tell(&self) {
        let _ = self.0.send(URI);
    }

    /// The stream of one of them.
    pub fn listen(&self, id: &RawValue) -> Response {
        let (changes, id) = (self.0.subscribe(), id.to_owned());
        let acknowledged = event("notifications/subscriptions/acknowledged", &id, None);
        let events = stream::unfold(
            (changes, id, Some(acknowledged)),
            |(mut changes, id, first)| async {
                let event = match first {
                    Some(event) => event,
                    None => event(
                        "notifications/resources/updated",
                        &id,
                        Some(changes.recv().await.ok()?),
                    ),
                };
                Some((Ok::<_, Infallible>(event), (changes, id, None)))
            },
        );
        Sse::new(events)
            .keep_alive(KeepAlive::default())
            .into_response()
    }
}

fn event(method: &str, subscription: &RawValue, uri: Option<&str>) -> Event {
    let params = Updated {
        meta: Meta { subscription },
        uri,
    };
    let message = Notification {
        jsonrpc: "2.0",
        method,
        params,
    };
    Event::default().data(serde_json::to_string(&message).expect("it can be written"))
}
