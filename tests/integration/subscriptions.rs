//! Streams of changes: what is asked for, tagged, and never in the way of whoever publishes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http_body_util::BodyExt;
use mcp_runtime::prelude::*;
use mcp_runtime::subscription::{Bus, Change, Deliver};
use serde_json::{Value, json};
use tokio::time::timeout;
use tower::ServiceExt;

use crate::rounds::SOON;
use mcp_tests::client::Ask;

pub(crate) const ID: &str = "io.modelcontextprotocol/subscriptionId";

/// Tell of all kinds of changes.
#[mcp_tool]
fn change(uri: String, notify: Notify, _visibility: Visibility) -> &'static str {
    notify.tools_changed();
    notify.prompts_changed();
    notify.resources_changed();
    notify.resource_updated(uri);
    "told"
}

/// Do nothing.
#[mcp_tool]
fn nothing() {}

/// A prompt.
#[mcp_prompt]
fn prompt() -> &'static str {
    "prompt"
}

/// A resource.
#[mcp_resource("x://y")]
fn resource() -> &'static str {
    "resource"
}

mcp_server! { pub(crate) Full { name: "full", version: "1.0.0", tools: [change], prompts: [prompt], resources: [resource] } }
mcp_server! { Tools { name: "tools", version: "1.0.0", tools: [nothing] } }

pub(crate) fn listen(id: Value, notifications: Value) -> Ask {
    let mut ask = Ask::new(
        "subscriptions/listen",
        json!({ "notifications": notifications }),
    );
    ask.body["id"] = id;
    ask
}

pub(crate) fn everything(uris: &[&str]) -> Value {
    json!({ "toolsListChanged": true, "promptsListChanged": true, "resourcesListChanged": true, "resourceSubscriptions": uris })
}

pub(crate) fn changing(uri: &str) -> Ask {
    Ask::tool("change", json!({ "uri": uri }))
}

/// A stream that is read as far as a test wants.
pub(crate) struct Stream {
    body: Body,
    text: String,
}

impl Stream {
    pub(crate) async fn open(router: &Router, ask: Ask) -> Self {
        let response = timeout(SOON, router.clone().oneshot(ask.request()))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (
                response.status().as_u16(),
                &response.headers()["content-type"]
            ),
            (200, &"text/event-stream".parse().unwrap())
        );
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        Self {
            body: response.into_body(),
            text: String::new(),
        }
    }

    /// The next line; `None` at the end.
    async fn line(&mut self) -> Option<String> {
        loop {
            if let Some((line, rest)) = self.text.split_once('\n') {
                let (line, rest) = (line.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(line);
            }
            let frame = timeout(SOON, self.body.frame())
                .await
                .expect("something in time")?
                .unwrap();
            self.text
                .push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        }
    }

    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(json) = self.line().await?.strip_prefix("data: ") {
                return Some(serde_json::from_str(json).unwrap());
            }
        }
    }

    /// The filter that was acknowledged, which is the first message.
    pub(crate) async fn acknowledged(&mut self, id: Value) -> Value {
        acknowledged(&self.next().await.unwrap(), &id)
    }

    /// The methods of the next messages, all of them tagged.
    async fn methods(&mut self, id: Value, count: usize) -> Vec<String> {
        let mut methods = Vec::new();
        for _ in 0..count {
            let message = self.next().await.unwrap();
            assert_eq!(message["params"]["_meta"][ID], id, "{message}");
            methods.push(
                message["method"]
                    .as_str()
                    .unwrap()
                    .trim_start_matches("notifications/")
                    .to_owned(),
            );
        }
        methods
    }
}

pub(crate) fn acknowledged(message: &Value, id: &Value) -> Value {
    assert_eq!(
        message["method"], "notifications/subscriptions/acknowledged",
        "{message}"
    );
    assert_eq!(
        (message.get("id"), &message["params"]["_meta"]),
        (None, &json!({ ID: id }))
    );
    message["params"]["notifications"].clone()
}

const ALL: [&str; 4] = [
    "tools/list_changed",
    "prompts/list_changed",
    "resources/list_changed",
    "resources/updated",
];

#[tokio::test]
async fn a_stream_begins_with_what_will_be_told_and_tells_it_under_its_id() {
    let router = Full::new().into_router();
    for id in [
        json!(7),
        json!("7"),
        json!("a\"\u{e9}\n"),
        json!(-1),
        json!(""),
    ] {
        let mut stream = Stream::open(&router, listen(id.clone(), everything(&["x://y"]))).await;
        assert_eq!(
            stream.acknowledged(id.clone()).await,
            everything(&["x://y"])
        );
        assert_eq!(changing("x://y").send(&router).await.ok_text(), "told");
        assert_eq!(stream.methods(id, 4).await, ALL);
    }
}

#[tokio::test]
async fn nothing_is_told_that_was_not_asked_for() {
    let router = Full::new().into_router();
    for (filter, expected) in [
        (
            json!({ "toolsListChanged": true, "promptsListChanged": false }),
            vec![ALL[0]],
        ),
        (json!({ "promptsListChanged": true }), vec![ALL[1]]),
        (
            json!({ "resourcesListChanged": true, "resourceSubscriptions": [] }),
            vec![ALL[2]],
        ),
        (
            json!({ "resourceSubscriptions": ["x://y", "x://other", "x://y"] }),
            vec![ALL[3]],
        ),
    ] {
        let mut stream = Stream::open(&router, listen(json!(1), filter.clone())).await;
        stream.acknowledged(json!(1)).await;
        // `X://y` and `x://y/` are not `x://y`. The last change tells where the others would have
        // come.
        for uri in ["X://y", "x://y/", "x://y"] {
            changing(uri).send(&router).await.ok_text();
        }
        assert_eq!(
            stream.methods(json!(1), expected.len()).await,
            expected,
            "{filter}"
        );
        drop(stream);
    }
    let mut silent =
        Stream::open(&router, listen(json!(1), json!({ "somethingElse": true }))).await;
    assert_eq!(silent.acknowledged(json!(1)).await, json!({}));
}

#[tokio::test]
async fn an_update_names_its_resource() {
    let router = Full::new().into_router();
    let mut stream = Stream::open(
        &router,
        listen(
            json!(1),
            json!({ "resourceSubscriptions": ["b://", "a://"] }),
        ),
    )
    .await;
    let mut filter = stream.acknowledged(json!(1)).await;
    filter["resourceSubscriptions"]
        .as_array_mut()
        .unwrap()
        .sort_by_key(|uri| uri.as_str().unwrap().to_owned());
    assert_eq!(filter, json!({ "resourceSubscriptions": ["a://", "b://"] }));
    for uri in ["b://", "c://", "a://"] {
        changing(uri).send(&router).await.ok_text();
    }
    for uri in ["b://", "a://"] {
        assert_eq!(
            stream.next().await.unwrap()["params"],
            json!({ "_meta": { ID: 1 }, "uri": uri })
        );
    }
}

#[tokio::test]
async fn only_what_the_server_has_is_promised() {
    let capabilities = |router: Router| async move {
        Ask::new("server/discover", json!({}))
            .send(&router)
            .await
            .result()["capabilities"]
            .clone()
    };
    let mute = Tools::new().into_router();
    let mut stream = Stream::open(&mute, listen(json!(1), everything(&["x://y"]))).await;
    assert_eq!(
        stream.acknowledged(json!(1)).await,
        json!({}),
        "nobody could tell of anything"
    );
    assert_eq!(capabilities(mute).await, json!({ "tools": {} }));

    let mut server = Tools::new();
    let (notify, _visibility) = (server.notify(), server.visibility());
    let router = server.into_router();
    let mut stream = Stream::open(&router, listen(json!(1), everything(&["x://y"]))).await;
    assert_eq!(
        stream.acknowledged(json!(1)).await,
        json!({ "toolsListChanged": true })
    );
    notify.prompts_changed();
    notify.resource_updated("x://y");
    notify.tools_changed();
    assert_eq!(stream.methods(json!(1), 1).await, [ALL[0]]);
    assert_eq!(
        capabilities(router).await,
        json!({ "tools": { "listChanged": true } })
    );
}

#[tokio::test]
async fn malformed_filters_are_refused() {
    let router = Full::new().into_router();
    for filter in [
        json!(null),
        json!([]),
        json!([true]),
        json!("all"),
        json!({ "toolsListChanged": 1 }),
        json!({ "toolsListChanged": "true" }),
        json!({ "toolsListChanged": null }),
        json!({ "resourceSubscriptions": "x://y" }),
        json!({ "resourceSubscriptions": [1] }),
        json!({ "resourceSubscriptions": { "x://y": true } }),
    ] {
        assert_eq!(
            listen(json!(1), filter.clone())
                .send(&router)
                .await
                .refusal(),
            (200, -32602),
            "{filter}"
        );
    }
    assert_eq!(
        Ask::new("subscriptions/listen", json!({}))
            .send(&router)
            .await
            .refusal(),
        (200, -32602)
    );
    let uris = |count: usize| json!({ "resourceSubscriptions": (0..count).map(|i| format!("x://{i}")).collect::<Vec<_>>() });
    let refused = listen(json!(1), uris(1001)).send(&router).await;
    assert_eq!(refused.refusal(), (200, -32602));
    assert!(refused.error_message().contains("1000"), "{}", refused.body);
    let filter = Stream::open(&router, listen(json!(1), uris(1000)))
        .await
        .acknowledged(json!(1))
        .await;
    assert_eq!(
        filter["resourceSubscriptions"].as_array().unwrap().len(),
        1000
    );
}

#[tokio::test]
async fn hundreds_who_never_read_hold_up_nobody_and_miss_nothing() {
    let mut server = Full::new();
    let notify = server.notify();
    let router = server.into_router();
    let uris: Vec<String> = (0..20).map(|i| format!("x://{i}")).collect();
    let filter = everything(&uris.iter().map(String::as_str).collect::<Vec<_>>());
    let mut streams = Vec::new();
    for id in 0..300 {
        streams.push(Stream::open(&router, listen(json!(id), filter.clone())).await);
    }
    // The runtime has one thread, and it is this one: if publishing waited for anybody, it would
    // wait forever.
    let published = uris.clone();
    let publishing = std::thread::spawn(move || {
        for _ in 0..50 {
            notify.tools_changed();
            for uri in &published {
                notify.resource_updated(uri.as_str());
            }
        }
        notify.resource_updated("x://0");
    });
    let ended = timeout(SOON, tokio::task::spawn_blocking(move || publishing.join()))
        .await
        .expect("nobody is waited for");
    ended.unwrap().unwrap();
    for (id, mut stream) in streams.into_iter().enumerate().step_by(3) {
        stream.acknowledged(json!(id)).await;
        let mut told = Vec::new();
        for _ in 0..=uris.len() {
            let message = stream.next().await.unwrap();
            assert_eq!(message["params"]["_meta"][ID], json!(id));
            told.push(
                message["params"]["uri"]
                    .as_str()
                    .unwrap_or("tools")
                    .to_owned(),
            );
        }
        told.sort_unstable();
        let mut expected = [uris.clone(), vec!["tools".into()]].concat();
        expected.sort_unstable();
        assert_eq!(
            told, expected,
            "each change waits once, whatever came of it"
        );
    }
}

#[tokio::test]
async fn what_was_taken_is_told_again_when_it_changes_again() {
    let router = Full::new().into_router();
    let mut stream = Stream::open(
        &router,
        listen(json!(1), json!({ "toolsListChanged": true })),
    )
    .await;
    stream.acknowledged(json!(1)).await;
    for _ in 0..50 {
        changing("x://y").send(&router).await.ok_text();
        assert_eq!(stream.methods(json!(1), 1).await, [ALL[0]]);
    }
}

#[tokio::test]
async fn a_silent_stream_is_kept_alive_by_comments() {
    let router = Full::new()
        .keep_alive(Duration::from_millis(10))
        .into_router();
    let mut stream = Stream::open(&router, listen(json!(1), everything(&[]))).await;
    stream.acknowledged(json!(1)).await;
    let mut comments = 0;
    while comments < 3 {
        let line = stream.line().await.expect("the stream goes on");
        assert!(line.is_empty() || line.starts_with(':'), "{line}");
        comments += usize::from(line.starts_with(':'));
    }
}

/// The bus that carries changes between the instances of a test.
#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<Vec<Deliver>>>);

impl Bus for Shared {
    fn publish(&self, change: Change) {
        self.0
            .lock()
            .unwrap()
            .iter()
            .for_each(|deliver| deliver(&change));
    }

    fn attach(&self, deliver: Deliver) {
        self.0.lock().unwrap().push(deliver);
    }
}

#[tokio::test]
async fn a_shared_bus_makes_one_server_of_two() {
    let bus = Shared::default();
    let (one, other) = (
        Full::new().bus(bus.clone()).into_router(),
        Full::new().bus(bus).into_router(),
    );
    let mut stream = Stream::open(&one, listen(json!(1), everything(&["x://y"]))).await;
    stream.acknowledged(json!(1)).await;
    changing("x://y").send(&other).await.ok_text();
    assert_eq!(stream.methods(json!(1), 4).await, ALL);
}
