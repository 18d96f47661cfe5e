//! Changes that meet, fail, or come too late.

use std::sync::Arc;

use axum::Router;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::handle_shop::{Gate, Shop, UNKNOWN, basket, items, router, router_on, show};
use crate::rounds::SOON;
use crate::shelf::Shelf;
use mcp_tests::client::{Ask, Reply};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn changes_that_meet_are_all_done() {
    for router in [router(), router_on(&Shelf::default(), [1])] {
        let id = basket(&router, &[]).await;
        let start = Arc::new(tokio::sync::Barrier::new(64));
        let tasks: Vec<_> = (0..64)
            .map(|n| {
                let (router, start, id) = (router.clone(), start.clone(), id.clone());
                tokio::spawn(async move {
                    start.wait().await;
                    for part in ["a", "b"] {
                        let ask = Ask::tool(
                            "add_item",
                            json!({ "basket": id, "item": format!("{part}{n}") }),
                        );
                        ask.send(&router).await.ok_text();
                    }
                })
            })
            .collect();
        for task in tasks {
            timeout(SOON, task).await.expect("in time").unwrap();
        }
        let items = items(&router, &id).await;
        let mut items: Vec<&str> = items
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        items.sort_unstable();
        let mut expected: Vec<String> = (0..64)
            .flat_map(|n| [format!("a{n}"), format!("b{n}")])
            .collect();
        expected.sort_unstable();
        assert_eq!(items, expected);
    }
}

#[tokio::test]
async fn a_change_that_fails_changes_nothing() {
    let router = router();
    let id = basket(&router, &["tea"]).await;
    let fail = |panics: bool| Ask::tool("fail_to_add", json!({ "basket": id, "panics": panics }));
    assert_eq!(
        fail(false).send(&router).await.error_text(),
        "the basket is full"
    );
    let text = fail(true).send(&router).await.error_text();
    assert!(!text.contains("over it falls"), "{text}");
    assert_eq!(items(&router, &id).await, json!(["tea"]));
}

/// Starts `add_later`, does something once it is under way, and gives its reply.
async fn meanwhile(server: Gated, id: &str, act: impl AsyncFnOnce(&Router)) -> Reply {
    let Gated { router, gate } = server;
    let ask = Ask::tool("add_later", json!({ "basket": id }));
    let running = {
        let router = router.clone();
        tokio::spawn(async move { ask.send(&router).await })
    };
    timeout(SOON, gate.reached.acquire())
        .await
        .expect("in time")
        .unwrap()
        .forget();
    act(&router).await;
    gate.open.add_permits(1);
    timeout(SOON, running).await.expect("in time").unwrap()
}

/// A server, and what holds its calls.
struct Gated {
    router: Router,
    gate: Gate,
}

impl Gated {
    fn new() -> Self {
        let gate = Gate::new();
        Self {
            router: Shop::new(gate.clone()).into_router(),
            gate,
        }
    }
}

#[tokio::test]
async fn a_change_is_made_to_what_is_there_by_then() {
    let server = Gated::new();
    let router = server.router.clone();
    let id = basket(&router, &[]).await;
    let reply = meanwhile(server, &id, async |router| {
        Ask::tool("add_item", json!({ "basket": id, "item": "early" }))
            .send(router)
            .await
            .ok_text();
    })
    .await;
    reply.ok_text();
    assert_eq!(items(&router, &id).await, json!(["early", "late"]));
}

#[tokio::test]
async fn what_is_closed_meanwhile_is_not_brought_back() {
    let server = Gated::new();
    let router = server.router.clone();
    let id = basket(&router, &[]).await;
    let reply = meanwhile(server, &id, async |router| {
        Ask::tool("close_basket", json!({ "basket": id }))
            .send(router)
            .await
            .ok_text();
    })
    .await;
    assert_eq!(reply.error_text(), UNKNOWN);
    assert_eq!(show(&router, &id).await.error_text(), UNKNOWN);
}
