//! Room: how many calls run at a time, and when one that ends makes room for another.

use std::time::Duration;

use axum::Router;
use mcp_runtime::Rate;
use serde_json::json;

use super::{Gate, Limited, completion, prompt, refused, tool};
use mcp_tests::client::{Ask, Reply};

/// Sends it in the background, and waits until its call has begun.
async fn begin(router: &Router, gate: &Gate, ask: Ask) -> tokio::task::JoinHandle<Reply> {
    let router = router.clone();
    let call = tokio::spawn(async move { ask.send(&router).await });
    gate.begun().await;
    call
}

/// Waits until there is room again.
async fn recovers(router: &Router, ask: Ask) {
    let good = async {
        while ask.clone().send(router).await.status == 503 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), good)
        .await
        .expect("there is room again");
}

#[tokio::test]
async fn no_more_calls_run_than_the_server_takes() {
    for name in ["wait", "stream"] {
        let gate = Gate::new();
        let router = Limited::new(gate.clone()).max_calls(2).into_router();
        let calls = [
            begin(&router, &gate, tool(name)).await,
            begin(&router, &gate, tool(name)).await,
        ];
        for ask in [tool("quick"), prompt(), completion()] {
            let error = refused(&ask.send(&router).await, 503);
            assert_eq!(
                error["message"],
                "This server runs no more than 2 calls at a time; try again in 1 s"
            );
        }
        assert_eq!(
            Ask::new("tools/list", json!({})).send(&router).await.status,
            200,
            "a list is no call"
        );
        gate.open();
        for call in calls {
            assert_eq!(call.await.unwrap().ok_text(), "done");
        }
        recovers(&router, tool("quick")).await;
    }
}

#[tokio::test]
async fn a_call_that_finds_no_room_uses_up_nothing() {
    let gate = Gate::new();
    let router = Limited::new(gate.clone())
        .max_calls(1)
        .rate_limit(Rate::per_hour(2))
        .into_router();
    let call = begin(&router, &gate, tool("wait")).await;
    for _ in 0..5 {
        refused(&tool("quick").send(&router).await, 503);
    }
    gate.open();
    assert_eq!(call.await.unwrap().ok_text(), "done");
    recovers(&router, prompt()).await;
    assert_eq!(tool("quick").send(&router).await.ok_text(), "done");
    refused(&tool("quick").send(&router).await, 429);
}

#[tokio::test]
async fn a_tool_has_room_of_its_own() {
    let gate = Gate::new();
    let router = Limited::new(gate.clone()).into_router();
    let call = begin(&router, &gate, tool("alone")).await;
    let error = refused(&tool("alone").send(&router).await, 503);
    assert_eq!(
        error["message"],
        "`alone` runs no more than 1 call at a time; try again in 1 s"
    );
    assert_eq!(tool("quick").send(&router).await.ok_text(), "done");
    gate.open();
    assert_eq!(call.await.unwrap().ok_text(), "done");
    recovers(&router, tool("alone")).await;
}

#[tokio::test]
async fn however_a_call_ends_it_makes_room() {
    let router = Limited::new(Gate::new()).max_calls(1).into_router();
    for _ in 0..3 {
        assert_eq!(tool("quick").send(&router).await.ok_text(), "done");
        Ask::tool("quick", json!({ "panic": 1 }))
            .send(&router)
            .await
            .error_text();
        Ask::tool("quick", json!({ "panic": true }))
            .send(&router)
            .await
            .error_text();
        assert_eq!(prompt().send(&router).await.status, 200);
        assert_eq!(completion().send(&router).await.status, 200);
    }
}

#[tokio::test]
async fn a_call_whose_client_goes_away_makes_room() {
    let gate = Gate::new();
    let router = Limited::new(gate.clone()).max_calls(1).into_router();
    let call = begin(&router, &gate, tool("wait")).await;
    call.abort();
    recovers(&router, tool("quick")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_outlives_its_call_keeps_its_room() {
    for name in ["stuck", "stuck_unnamed", "careful"] {
        for client_leaves in [false, true] {
            let gate = Gate::new();
            let router = Limited::new(gate.clone()).max_calls(1).into_router();
            let call = begin(&router, &gate, tool(name)).await;
            if client_leaves {
                call.abort();
                assert!(call.await.is_err());
            } else {
                let text = call.await.unwrap().error_text();
                assert!(
                    text.contains("took longer than 20ms") && text.contains("may go on"),
                    "{text}"
                );
                assert!(!text.contains("was stopped"), "{text}");
            }
            for _ in 0..3 {
                refused(&tool("quick").send(&router).await, 503);
                refused(&tool(name).send(&router).await, 503);
            }
            gate.open();
            recovers(&router, tool("quick")).await;
        }
    }
}
