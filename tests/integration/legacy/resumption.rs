//! Streams of calls that their clients come back to.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Response;
use http_body_util::BodyExt;
use mcp_runtime::prelude::*;
use mcp_runtime::store::MemoryStore;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::{Client, LATEST, text};
use crate::rounds::{SOON, accept};
use crate::subscriptions::Shared;

/// The test says when a call goes on, and reads how many have been done.
#[derive(Clone)]
struct Test {
    go_on: Arc<Semaphore>,
    done: Arc<AtomicUsize>,
}

impl Test {
    async fn step(&self) {
        self.go_on.acquire().await.unwrap().forget();
    }

    fn done(&self) -> usize {
        self.done.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// Log three times, and be done.
#[mcp_tool]
async fn steps(State(test): State<Test>, cx: Context) -> usize {
    for step in 1..=3 {
        test.step().await;
        cx.log(LogLevel::Info, step);
    }
    test.step().await;
    test.done()
}

/// Log at once, and much once its client has gone.
#[mcp_tool]
async fn talk(State(test): State<Test>, cx: Context, length: usize) -> String {
    cx.log(LogLevel::Info, "begun");
    test.step().await;
    for number in 0..200 {
        cx.log(LogLevel::Info, number);
        tokio::task::yield_now().await;
    }
    "x".repeat(length)
}

/// A name.
#[derive(Form)]
struct Name {
    name: String,
}

/// Greet somebody.
#[mcp_tool]
async fn greet(#[mcp(ask = "Who?")] who: Name, State(test): State<Test>, cx: Context) -> String {
    cx.log(LogLevel::Info, "asked");
    test.step().await;
    format!("Hello, {} ({})", who.name, test.done())
}

mcp_server! {
    Resumed { name: "resumed", version: "1.0.0", state: Test, tools: [steps, talk, greet] }
}

/// The instances of one server.
struct Fleet {
    store: Arc<MemoryStore>,
    bus: Shared,
    test: Test,
}

impl Fleet {
    fn new() -> Self {
        let test = Test {
            go_on: Arc::new(Semaphore::new(0)),
            done: Arc::default(),
        };
        Self {
            store: Arc::new(MemoryStore::new()),
            bus: Shared::default(),
            test,
        }
    }

    fn server(&self) -> Resumed {
        let keys = mcp_runtime::SealingKeys::new([[1; 32]]).unwrap();
        Resumed::new(self.test.clone())
            .sealing_keys(keys)
            .store(self.store.clone())
            .bus(self.bus.clone())
    }

    fn instance(&self) -> Router {
        self.server().into_router()
    }

    fn go_on(&self, steps: usize) {
        self.test.go_on.add_permits(steps);
    }
}

/// An event as it was read.
#[derive(Clone, Debug, PartialEq)]
struct Event {
    id: Option<String>,
    retry: Option<u64>,
    /// Null in an event without a message.
    message: Value,
}

impl Event {
    fn id(&self) -> &str {
        self.id.as_deref().expect("an id")
    }

    /// The text of a log message, or of the answer.
    fn said(&self) -> String {
        match self.message.get("result") {
            Some(result) => text(result).to_owned(),
            None => self.message["params"]["data"].to_string(),
        }
    }
}

/// A stream, read event by event. Dropping it ends the connection.
struct Events {
    body: Body,
    unread: String,
}

impl Events {
    fn of(response: Response<Body>) -> Self {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            body: response.into_body(),
            unread: String::new(),
        }
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.unread.split_once("\n\n") {
                let (event, rest) = (read(event), rest.to_owned());
                self.unread = rest;
                if event.is_some() {
                    return event;
                }
                continue;
            }
            let frame = timeout(SOON, self.body.frame()).await.expect("in time")?;
            let data = frame.unwrap().into_data().unwrap();
            self.unread += std::str::from_utf8(&data).unwrap();
        }
    }

    async fn all(mut self) -> Vec<Event> {
        let mut all = Vec::new();
        while let Some(event) = self.next().await {
            all.push(event);
        }
        all
    }
}

/// An event; `None` for a comment.
fn read(event: &str) -> Option<Event> {
    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
    let data = field("data: ")?;
    Some(Event {
        id: field("id: ").map(str::to_owned),
        retry: field("retry: ").map(|millis| millis.parse().unwrap()),
        message: if data.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(data).unwrap()
        },
    })
}

fn said(events: &[Event]) -> Vec<String> {
    events.iter().map(Event::said).collect()
}

async fn call(client: &Client, tool: &str, arguments: Value) -> Events {
    let params = json!({ "name": tool, "arguments": arguments });
    let request = json!({ "jsonrpc": "2.0", "id": "c", "method": "tools/call", "params": params });
    Events::of(client.send(&request).await)
}

async fn resume(client: &Client, id: &str) -> Events {
    Events::of(client.other_with("GET", &[("last-event-id", id)]).await)
}

/// The messages that come after the event with this id.
async fn rest(client: &Client, id: &str) -> Vec<Event> {
    let mut all = resume(client, id).await.all().await;
    let first = all.remove(0);
    assert_eq!((first.message, first.retry), (Value::Null, Some(1000)));
    all
}

async fn open(router: &Router) -> Client {
    Client::open(router, LATEST, json!({ "elicitation": { "form": {} } })).await
}

#[tokio::test]
async fn a_stream_begins_with_an_id_and_a_pause_and_each_event_has_an_id() {
    let fleet = Fleet::new();
    let router = fleet.instance();
    fleet.go_on(8);
    let all = call(&open(&router).await, "steps", json!({}))
        .await
        .all()
        .await;
    assert_eq!((&all[0].message, all[0].retry), (&Value::Null, Some(1000)));
    assert_eq!(said(&all[1..]), ["1", "2", "3", "1"]);
    let ids: HashSet<&str> = all.iter().map(Event::id).collect();
    assert_eq!(ids.len(), all.len());

    let before = Client::open(&router, "2025-06-18", json!({})).await;
    let all = call(&before, "steps", json!({})).await.all().await;
    assert_eq!(said(&all), ["1", "2", "3", "2"]);
    assert!(all.iter().all(|event| event.id.is_none()));
}

#[tokio::test]
async fn wherever_a_stream_breaks_any_instance_goes_on_with_it() {
    for read in 1..=4 {
        for elsewhere in [false, true] {
            let fleet = Fleet::new();
            let here = open(&fleet.instance()).await;
            let there = if elsewhere {
                here.at(&fleet.instance())
            } else {
                here.clone()
            };
            fleet.go_on(read.max(2) - 1);
            let mut events = call(&here, "steps", json!({})).await;
            let mut last = None;
            for _ in 0..read {
                last = events.next().await;
            }
            drop(events);
            let last = last.unwrap();
            let mut resumed = resume(&there, last.id()).await;
            fleet.go_on(5 - read.max(2));
            let first = resumed.next().await.unwrap();
            assert_eq!(first.message, Value::Null);
            let all = resumed.all().await;
            let expected = &["1", "2", "3", "1"][read - 1..];
            assert_eq!(said(&all), expected, "after {read}, elsewhere: {elsewhere}");
            assert_eq!(all.last().unwrap().message["id"], "c");
            assert_eq!(fleet.test.done.load(Ordering::Relaxed), 1);
            // Once more, from the very same place.
            assert_eq!(said(&rest(&here, last.id()).await), expected);
        }
    }
}

#[tokio::test]
async fn what_was_sent_and_not_received_is_sent_again() {
    let fleet = Fleet::new();
    let here = open(&fleet.instance()).await;
    fleet.go_on(4);
    let all = call(&here, "steps", json!({})).await.all().await;
    let there = here.at(&fleet.instance());
    for (at, event) in all.iter().enumerate().rev() {
        let expected = &["1", "2", "3", "1"][at..];
        assert_eq!(
            said(&rest(&there, event.id()).await),
            expected,
            "after {at}"
        );
    }
    // Nobody has noticed that this one is broken: its client comes back before.
    let mut events = call(&here, "steps", json!({})).await;
    fleet.go_on(1);
    let (_first, second) = (events.next().await.unwrap(), events.next().await.unwrap());
    let mut resumed = resume(&there, second.id()).await;
    resumed.next().await.unwrap();
    fleet.go_on(3);
    assert_eq!(said(&resumed.all().await), ["2", "3", "2"]);
    assert_eq!(events.next().await, None, "the broken one gets nothing");
}

#[tokio::test]
async fn an_id_counts_in_its_session_alone() {
    let fleet = Fleet::new();
    let router = fleet.instance();
    let client = open(&router).await;
    fleet.go_on(4);
    let all = call(&client, "steps", json!({})).await.all().await;
    let id = all[0].id();
    let forged = format!(
        "{}{}",
        if id.starts_with('A') { 'B' } else { 'A' },
        &id[1..]
    );
    let other = open(&router).await;
    for (client, id) in [
        (&client, &*forged),
        (&client, "7"),
        (&client, ""),
        (&other, id),
    ] {
        let refused = client.other_with("GET", &[("last-event-id", id)]).await;
        assert_eq!(refused.status(), 400, "{id}");
        let body = refused.into_body().collect().await.unwrap().to_bytes();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["error"]["code"], -32600);
    }
    let mut foreign = client.clone();
    foreign.session = format!("A{}", &foreign.session[1..]);
    let refused = foreign.other_with("GET", &[("last-event-id", id)]).await;
    assert_eq!(refused.status(), 404, "there is no such session");
    assert_eq!(said(&rest(&client, id).await).len(), 4);
}

/// Time passes by itself.
#[tokio::test(start_paused = true)]
async fn a_request_is_answered_of_which_nothing_is_kept() {
    let (fleet, other) = (Fleet::new(), Fleet::new());
    let here = open(&fleet.instance()).await;
    fleet.go_on(1);
    let first = call(&here, "steps", json!({})).await.next().await.unwrap();
    // Its instance, and its store, are gone.
    let there = here.at(&other.instance());
    let headers = [("last-event-id", first.id())];
    let mut body = there.other_with("GET", &headers).await.into_body();
    let mut text = String::new();
    while let Some(frame) = body.frame().await {
        let data = frame.unwrap().into_data().unwrap();
        text += std::str::from_utf8(&data).unwrap();
    }
    let answer = read(text.trim_end().rsplit("\n\n").next().unwrap()).unwrap();
    assert_eq!(answer.message["id"], "c");
    assert_eq!(answer.message["result"]["isError"], true);
    assert!(answer.said().contains("find out what it did"), "{answer:?}");
}

#[tokio::test]
async fn a_question_is_asked_again_until_it_is_answered() {
    let fleet = Fleet::new();
    let here = open(&fleet.instance()).await;
    let there = here.at(&fleet.instance());
    let mut events = call(&here, "greet", json!({})).await;
    let first = events.next().await.unwrap();
    let asked = events.next().await.unwrap();
    drop(events);
    // As if the question had been lost on its way.
    let mut resumed = resume(&there, first.id()).await;
    resumed.next().await.unwrap();
    let again = resumed.next().await.unwrap();
    assert_eq!(again.message, asked.message);
    let answered = there
        .answer(&again.message, accept(json!({ "name": "Ada" })))
        .await;
    assert_eq!(answered, 202);
    let log = resumed.next().await.unwrap();
    assert_eq!(log.said(), r#""asked""#);
    drop(resumed);
    fleet.go_on(1);
    assert_eq!(said(&rest(&here, log.id()).await), ["Hello, Ada (1)"]);
    let all = said(&rest(&here, first.id()).await);
    assert_eq!(
        all,
        [r#""asked""#, "Hello, Ada (1)"],
        "nobody is asked again"
    );
}

#[tokio::test]
async fn the_last_messages_are_kept_and_always_an_answer() {
    let fleet = Fleet::new();
    let here = open(&fleet.instance()).await;
    for (length, is_error) in [(7, false), (2 << 20, true)] {
        let mut events = call(&here, "talk", json!({ "length": length })).await;
        let first = events.next().await.unwrap();
        drop(events);
        let mut resumed = resume(&here, first.id()).await;
        fleet.go_on(1);
        resumed.next().await.unwrap();
        let all = resumed.all().await;
        let answer = all.last().unwrap();
        assert_eq!(answer.message["result"]["isError"] == true, is_error);
        // Whoever comes back later misses the oldest ones.
        let late = rest(&here, first.id()).await;
        assert!((2..=65).contains(&late.len()), "{}", late.len());
        assert_eq!(late.last().unwrap().message, answer.message);
    }
    // A client that stays gets all of it.
    fleet.go_on(1);
    let all = call(&here, "talk", json!({ "length": 2 << 20 }))
        .await
        .all()
        .await;
    assert_eq!(all.last().unwrap().said().len(), 2 << 20);
}

#[tokio::test]
async fn a_connection_ends_after_its_time_and_the_call_goes_on() {
    let fleet = Fleet::new();
    let limit = Duration::from_millis(20);
    let router = fleet.server().legacy_connection_limit(limit).into_router();
    let client = open(&router).await;
    fleet.go_on(1);
    let mut all = call(&client, "steps", json!({})).await.all().await;
    let mut connections = 1;
    while all.last().unwrap().message.get("result").is_none() {
        assert!(connections < 100);
        fleet.go_on(1);
        connections += 1;
        let last = all.last().unwrap().id().to_owned();
        all.extend(resume(&client, &last).await.all().await);
    }
    all.retain(|event| event.message != Value::Null);
    assert_eq!(said(&all), ["1", "2", "3", "1"]);
    assert!(connections > 1);
}
