//! Items that are switched off while a server runs are not there, for anybody.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::Router;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};
use tokio::sync::Notify as Signal;

use crate::rounds::SOON;
use crate::subscriptions::{Stream, everything, listen};
use mcp_tests::client::Ask;

/// Say hello.
#[mcp_tool]
fn hello() -> &'static str {
    "hello"
}

/// Say hullo.
#[mcp_tool]
fn hullo() -> &'static str {
    "hullo"
}

/// Say good-bye.
#[mcp_tool]
fn goodbye() -> &'static str {
    "goodbye"
}

/// Unlock another tool.
#[mcp_tool]
fn unlock(name: String, visibility: Visibility) -> Result<&'static str, ToolError> {
    visibility
        .show_tool(&name)
        .map_err(|e| ToolError::new(e.to_string()))?;
    Ok("unlocked")
}

#[mcp_type]
enum Tone {
    Kind,
    Stern,
}

/// Greet somebody.
#[mcp_prompt]
fn greet(tone: Tone) -> &'static str {
    match tone {
        Tone::Kind => "dear",
        Tone::Stern => "you there",
    }
}

/// The manual.
#[mcp_resource("docs:///manual")]
fn manual() -> &'static str {
    "the manual"
}

/// A page.
#[mcp_resource("docs:///pages/{page}")]
fn page(page: Tone) -> &'static str {
    match page {
        Tone::Kind => "a page",
        Tone::Stern => "a stern page",
    }
}

/// Anything.
#[mcp_resource("docs:///{+path}")]
fn anything(path: String) -> String {
    format!("anything: {path}")
}

mcp_server! {
    House {
        name: "house", version: "1.0.0",
        tools: [hello, hullo, goodbye], prompts: [greet], resources: [manual, page, anything],
    }
}
mcp_server! { Smaller { name: "house", version: "1.0.0", tools: [hello, goodbye] } }
mcp_server! { Locked { name: "locked", version: "1.0.0", tools: [unlock, hello] } }

async fn ask(router: &Router, method: &str, params: Value) -> mcp_tests::client::Reply {
    Ask::new(method, params).send(router).await
}

async fn names(router: &Router, method: &str, key: &str) -> Vec<String> {
    let result = ask(router, method, json!({})).await.result();
    let name = |item: &Value| {
        item["uri"]
            .as_str()
            .or(item["uriTemplate"].as_str())
            .or(item["name"].as_str())
            .unwrap()
            .to_owned()
    };
    result[key].as_array().unwrap().iter().map(name).collect()
}

fn read(uri: &str) -> Ask {
    Ask::new("resources/read", json!({ "uri": uri })).header("mcp-name", uri)
}

#[tokio::test]
async fn a_hidden_tool_is_as_if_it_had_never_been_declared() {
    let mut server = House::new();
    let visibility = server.visibility();
    let (router, smaller) = (server.into_router(), Smaller::new().into_router());
    let whole = ask(&router, "tools/list", json!({})).await.body;

    visibility.hide_tool("hullo").unwrap();
    assert_eq!(
        ask(&router, "tools/list", json!({})).await.body,
        ask(&smaller, "tools/list", json!({})).await.body
    );
    for name in ["hullo", "hulo", "xyz"] {
        let answers = [
            Ask::tool(name, json!({})).send(&router).await,
            Ask::tool(name, json!({})).send(&smaller).await,
        ];
        assert_eq!(answers[0].refusal(), (200, -32602));
        assert_eq!(
            answers[0].body, answers[1].body,
            "nothing gives away that it is there"
        );
    }
    assert_eq!(
        Ask::tool("hello", json!({})).send(&router).await.ok_text(),
        "hello"
    );

    visibility.show_tool("hullo").unwrap();
    assert_eq!(
        Ask::tool("hullo", json!({})).send(&router).await.ok_text(),
        "hullo"
    );
    assert_eq!(
        ask(&router, "tools/list", json!({})).await.body,
        whole,
        "the same bytes as before"
    );
}

#[tokio::test]
async fn what_is_hidden_before_the_start_is_hidden_from_the_start() {
    let mut server = House::new();
    for tool in ["hello", "hullo", "goodbye"] {
        server.visibility().hide_tool(tool).unwrap();
    }
    let visibility = server.visibility();
    let router = server.into_router();
    assert_eq!(
        names(&router, "tools/list", "tools").await,
        [] as [&str; 0],
        "the list is empty, and still a list"
    );
    visibility.show_tool("goodbye").unwrap();
    assert_eq!(names(&router, "tools/list", "tools").await, ["goodbye"]);
}

#[tokio::test]
async fn prompts_resources_and_templates_go_with_their_completions() {
    let mut server = House::new();
    let visibility = server.visibility();
    let router = server.into_router();
    let complete = |reference: Value, name: &str| {
        Ask::new(
            "completion/complete",
            json!({ "ref": reference, "argument": { "name": name, "value": "" } }),
        )
    };
    let prompt = Ask::new(
        "prompts/get",
        json!({ "name": "greet", "arguments": { "tone": "Kind" } }),
    )
    .header("mcp-name", "greet");
    let tone = complete(json!({ "type": "ref/prompt", "name": "greet" }), "tone");
    let pages = complete(
        json!({ "type": "ref/resource", "uri": "docs:///pages/{page}" }),
        "page",
    );
    assert_eq!(
        tone.send(&router).await.result()["completion"]["values"],
        json!(["Kind", "Stern"])
    );
    assert_eq!(
        pages.send(&router).await.result()["completion"]["values"],
        json!(["Kind", "Stern"])
    );
    assert_eq!(
        read("docs:///pages/Kind").send(&router).await.result()["contents"][0]["text"],
        "a page"
    );

    visibility.hide_prompt("greet").unwrap();
    visibility.hide_resource("docs:///manual").unwrap();
    visibility.hide_resource("docs:///pages/{page}").unwrap();
    assert_eq!(
        names(&router, "prompts/list", "prompts").await,
        [] as [&str; 0]
    );
    assert_eq!(
        names(&router, "resources/list", "resources").await,
        [] as [&str; 0]
    );
    assert_eq!(
        names(&router, "resources/templates/list", "resourceTemplates").await,
        ["docs:///{+path}"]
    );
    for ask in [prompt.clone(), tone, pages] {
        assert_eq!(
            ask.send(&router).await.refusal(),
            (200, -32602),
            "{}",
            ask.body
        );
    }
    for (uri, text) in [
        ("docs:///pages/Kind", "anything: pages/Kind"),
        ("docs:///manual", "anything: manual"),
    ] {
        assert_eq!(
            read(uri).send(&router).await.result()["contents"][0]["text"],
            text,
            "the other template matches it"
        );
    }
    visibility.hide_resource("docs:///{+path}").unwrap();
    let missing = read("docs:///manual").send(&router).await;
    assert_eq!(
        (missing.refusal(), &missing.messages()[0]["error"]["data"]),
        ((200, -32602), &json!({ "uri": "docs:///manual" }))
    );
    visibility.show_prompt("greet").unwrap();
    assert_eq!(
        prompt.send(&router).await.result()["messages"][0]["content"]["text"],
        "dear"
    );
}

#[tokio::test]
async fn subscribers_are_told_of_each_change_and_of_nothing_else() {
    let mut server = House::new();
    let visibility = server.visibility();
    let router = server.into_router();
    let capabilities =
        ask(&router, "server/discover", json!({})).await.result()["capabilities"].clone();
    assert_eq!(
        (&capabilities["tools"], &capabilities["prompts"]),
        (
            &json!({ "listChanged": true }),
            &json!({ "listChanged": true })
        )
    );
    let mut stream = Stream::open(&router, listen(json!(7), everything(&[]))).await;
    stream.acknowledged(json!(7)).await;
    visibility.show_tool("hullo").unwrap();
    visibility.hide_prompt("greet").unwrap();
    visibility.hide_prompt("greet").unwrap();
    assert_eq!(
        stream.next().await.unwrap()["method"],
        "notifications/prompts/list_changed"
    );
    visibility.hide_tool("hullo").unwrap();
    assert_eq!(
        stream.next().await.unwrap()["method"],
        "notifications/tools/list_changed",
        "what changed nothing wasn't told"
    );
    visibility.hide_resource("docs:///manual").unwrap();
    assert_eq!(
        stream.next().await.unwrap()["method"],
        "notifications/resources/list_changed"
    );
    visibility.hide_resource("docs:///pages/{page}").unwrap();
    assert_eq!(
        stream.next().await.unwrap()["method"],
        "notifications/resources/list_changed"
    );
}

#[tokio::test]
async fn a_cursor_of_the_list_before_is_refused() {
    let mut server = House::new().page_size(1);
    let visibility = server.visibility();
    let router = server.into_router();
    let first = ask(&router, "tools/list", json!({})).await.result();
    let next = json!({ "cursor": first["nextCursor"] });
    assert_eq!(
        ask(&router, "tools/list", next.clone()).await.result()["tools"][0]["name"],
        "hullo"
    );
    visibility.hide_tool("hello").unwrap();
    assert_eq!(
        ask(&router, "tools/list", next.clone()).await.refusal(),
        (200, -32602)
    );
    visibility.show_tool("hello").unwrap();
    assert_eq!(
        ask(&router, "tools/list", next).await.result()["tools"][0]["name"],
        "hullo",
        "it is the same list again"
    );
}

#[tokio::test]
async fn a_tool_unlocks_another_one() {
    let mut server = Locked::new();
    server.visibility().hide_tool("hello").unwrap();
    let router = server.into_router();
    assert_eq!(
        Ask::tool("hello", json!({})).send(&router).await.refusal(),
        (200, -32602)
    );
    let mistake = Ask::tool("unlock", json!({ "name": "helo" }))
        .send(&router)
        .await
        .error_text();
    assert_eq!(
        mistake,
        "the server has no tool `helo`; did you mean `hello`?"
    );
    Ask::tool("unlock", json!({ "name": "hello" }))
        .send(&router)
        .await
        .ok_text();
    assert_eq!(
        Ask::tool("hello", json!({})).send(&router).await.ok_text(),
        "hello"
    );
    let discovered = ask(&Locked::new().into_router(), "server/discover", json!({}))
        .await
        .result();
    assert_eq!(
        discovered["capabilities"]["tools"]["listChanged"], true,
        "by the parameter alone"
    );
}

#[test]
fn an_unknown_name_is_an_error_that_lists_the_closest() {
    let mut server = House::new();
    let visibility = server.visibility();
    let told = |error: Result<(), mcp_runtime::server::UnknownItem>| error.unwrap_err().to_string();
    assert_eq!(
        told(visibility.hide_tool("goodby")),
        "the server has no tool `goodby`; did you mean `goodbye`?"
    );
    assert_eq!(
        told(visibility.show_prompt("x")),
        "the server has no prompt `x`; it has: greet"
    );
    assert_eq!(
        told(visibility.hide_resource("docs:///manuel")),
        "the server has no resource `docs:///manuel`; did you mean `docs:///manual`?"
    );
    assert_eq!(
        told(Smaller::new().visibility().hide_prompt("x")),
        "the server has no prompt `x`; it has none"
    );
}

/// Wait for a signal.
#[mcp_tool]
async fn wait(State(signals): State<Arc<[Signal; 2]>>) -> &'static str {
    signals[0].notify_one();
    signals[1].notified().await;
    "waited"
}

mcp_server! { Waiting { name: "waiting", version: "1.0.0", state: Arc<[Signal; 2]>, tools: [wait] } }

#[tokio::test]
async fn a_call_that_has_begun_goes_on() {
    let signals = Arc::new([Signal::new(), Signal::new()]);
    let mut server = Waiting::new(signals.clone());
    let visibility = server.visibility();
    let router = server.into_router();
    let calling = router.clone();
    let call =
        tokio::spawn(async move { Ask::tool("wait", json!({})).send(&calling).await.ok_text() });
    tokio::time::timeout(SOON, signals[0].notified())
        .await
        .unwrap();
    visibility.hide_tool("wait").unwrap();
    assert_eq!(
        Ask::tool("wait", json!({})).send(&router).await.refusal(),
        (200, -32602)
    );
    signals[1].notify_one();
    assert_eq!(
        tokio::time::timeout(SOON, call).await.unwrap().unwrap(),
        "waited"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_and_lists_at_the_same_time_see_one_state_or_the_other() {
    let mut server = House::new();
    let visibility = server.visibility();
    let router = server.into_router();
    let whole = ask(&router, "tools/list", json!({})).await.body;
    visibility.hide_tool("hullo").unwrap();
    let part = ask(&router, "tools/list", json!({})).await.body;
    let (done, both) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]),
    );
    let callers = (0..3).map(|_| {
        let (router, done, both, lists) = (
            router.clone(),
            done.clone(),
            both.clone(),
            [whole.clone(), part.clone()],
        );
        tokio::spawn(async move {
            while !done.load(Ordering::Relaxed) {
                let reply = Ask::tool("hullo", json!({})).send(&router).await;
                let is_there = reply.messages()[0].get("result").is_some();
                assert!(
                    is_there || reply.refusal() == (200, -32602),
                    "{}",
                    reply.body
                );
                both[usize::from(is_there)].fetch_add(1, Ordering::Relaxed);
                assert_eq!(
                    Ask::tool("hello", json!({})).send(&router).await.ok_text(),
                    "hello"
                );
                assert!(
                    lists.contains(&ask(&router, "tools/list", json!({})).await.body),
                    "a list is whole"
                );
                tokio::task::yield_now().await;
            }
        })
    });
    let callers: Vec<_> = callers.collect();
    let switching = async {
        for turn in 0_u64.. {
            visibility.show_tool("hullo").unwrap();
            tokio::task::yield_now().await;
            visibility.hide_tool("hullo").unwrap();
            tokio::task::yield_now().await;
            if turn > 500 && both.iter().all(|seen| seen.load(Ordering::Relaxed) > 0) {
                break;
            }
        }
    };
    tokio::time::timeout(SOON, switching)
        .await
        .expect("callers see both states");
    done.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.unwrap();
    }
    assert_eq!(ask(&router, "tools/list", json!({})).await.body, part);
}
