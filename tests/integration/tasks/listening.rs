//! Tasks that a client listens to.

use axum::Router;
use http_body_util::BodyExt as _;
use mcp_tests::client::Ask;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{SOON, able, call, made, once, router};

fn listening(ids: &[&str]) -> Ask {
    let filter = json!({ "notifications": { "taskIds": ids } });
    able(Ask::new("subscriptions/listen", filter))
}

/// Messages of a stream, one after the other.
struct Stream {
    body: axum::body::Body,
    text: String,
}

impl Stream {
    async fn open(router: &Router, ask: &Ask) -> Self {
        let response = router.clone().oneshot(ask.request()).await.unwrap();
        assert_eq!(response.status(), 200);
        Self {
            body: response.into_body(),
            text: String::new(),
        }
    }

    async fn next(&mut self) -> Value {
        loop {
            while let Some((line, rest)) = self.text.split_once('\n') {
                let (line, rest) = (line.to_owned(), rest.to_owned());
                self.text = rest;
                if let Some(data) = line.strip_prefix("data:") {
                    return serde_json::from_str(data).unwrap();
                }
            }
            let frame = tokio::time::timeout(SOON, self.body.frame()).await;
            let frame = frame
                .expect("something comes")
                .expect("it goes on")
                .unwrap();
            self.text
                .push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        }
    }
}

#[tokio::test]
async fn the_present_state_comes_first_and_then_each_change() {
    let (router, gate) = router();
    let id = made(&router, call("count", json!({ "text": "a b" }))).await;
    let mut stream = Stream::open(&router, &listening(&[&id, "unknown"])).await;
    let acknowledged = stream.next().await;
    assert_eq!(
        acknowledged["method"],
        "notifications/subscriptions/acknowledged"
    );
    assert_eq!(
        acknowledged["params"]["notifications"]["taskIds"],
        json!([id])
    );

    let present = stream.next().await;
    assert_eq!(present["method"], "notifications/tasks");
    assert_eq!(present["params"]["taskId"], json!(id));
    assert_eq!(present["params"]["status"], "working");
    assert_eq!(
        present["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"],
        1
    );
    assert!(present["params"].get("resultType").is_none());

    gate.open(1);
    let done = stream.next().await;
    assert_eq!(done["params"]["status"], "completed");
    let mut seen = once(&router, &id, "completed").await;
    let mut told = done["params"].clone();
    for of in [&mut seen, &mut told] {
        let fields = of.as_object_mut().unwrap();
        fields.remove("_meta");
        fields.remove("resultType");
    }
    assert_eq!(told, seen, "what `tasks/get` says");
}

#[tokio::test]
async fn who_has_no_tasks_listens_to_none() {
    let (router, _) = router();
    let ask = listening(&["x"]).meta("io.modelcontextprotocol/clientCapabilities", json!({}));
    assert_eq!(ask.send(&router).await.refusal(), (400, -32021));
}

#[tokio::test]
async fn tasks_of_others_are_not_acknowledged() {
    let (router, _) = router();
    let made = super::sent_by(&router, "ada", &call("count", json!({ "text": "a" }))).await;
    let id = made.result()["taskId"].as_str().unwrap().to_owned();
    let mut stream = Stream::open(&router, &listening(&[&id])).await;
    let acknowledged = stream.next().await;
    assert_eq!(acknowledged["params"]["notifications"], json!({}));
}
