//! An answer counts once: in one process, after a restart, in a race, and by each of its ways.

use std::sync::Arc;
use std::time::Duration;

use mcp_runtime::input::SealingKeys;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use super::{Counts, States, refused, router, wiping, with_state, yes};
use crate::rounds::{self, Asked, SOON, accept, call, retry};
use crate::shelf::Shelf;
use mcp_tests::client::{Ask, Reply};

#[tokio::test]
async fn an_answer_counts_once_unless_it_changes_nothing_more() {
    for (tool, arguments, counts_once) in [
        ("pay", json!({ "cents": u64::MAX }), true),
        ("pay_in_body", json!({}), true),
        ("delete", json!({}), true),
        ("look", json!({}), false),
        ("harmless", json!({}), false),
    ] {
        let (router, counts) = router();
        let ask = call(tool, arguments);
        let asked = rounds::ask(&router, &ask).await;
        assert!(
            !retry(&ask, &asked, yes()).send(&router).await.text().1,
            "{tool}"
        );
        for _ in 0..4 {
            let reply = retry(&ask, &asked, yes()).send(&router).await;
            if counts_once {
                refused(&reply);
            }
        }
        assert_eq!(counts.ran(), if counts_once { 1 } else { 5 }, "{tool}");
        // Whoever is asked again may answer again.
        let asked = rounds::ask(&router, &ask).await;
        assert!(
            !retry(&ask, &asked, yes()).send(&router).await.text().1,
            "{tool}"
        );
    }
}

#[tokio::test]
async fn each_round_of_a_body_counts_once_and_leads_on() {
    let (router, counts) = router();
    let ask = call("pay_in_rounds", json!({}));
    let how_much = rounds::ask(&router, &ask).await;
    let said = |key: &str| json!({ key: accept(json!({})) });
    let now = rounds::ask(&router, &retry(&ask, &how_much, said("amount"))).await;
    assert_eq!(now.keys(), ["now"]);
    refused(&retry(&ask, &how_much, said("amount")).send(&router).await);
    let pay = rounds::ask(&router, &retry(&ask, &now, said("now"))).await;
    assert_eq!(pay.keys(), ["confirm"]);
    refused(&retry(&ask, &now, said("now")).send(&router).await);
    assert_eq!(retry(&ask, &pay, yes()).send(&router).await.ok_text(), "1");
    refused(&retry(&ask, &pay, yes()).send(&router).await);
    assert_eq!(counts.ran(), 1);
}

/// Where the store is in memory, only the process that asked knows whether it was answered.
#[tokio::test]
async fn a_restart_and_another_instance_take_no_answer_twice() {
    let keys = || SealingKeys::new([[1; 32]]).unwrap();
    let started = |counts: &Counts| {
        States::new(counts.clone())
            .sealing_keys(keys())
            .into_router()
    };
    let counts = Counts::default();
    let (before, after) = (started(&counts), started(&counts));
    let asked = rounds::ask(&before, &wiping()).await;
    for _ in 0..2 {
        let reply = with_state(&after, &asked, &asked.state).await;
        assert_eq!(reply.refusal(), (200, -32602));
        assert!(reply.body.contains("another process"), "{}", reply.body);
    }
    assert_eq!(counts.ran(), 0);
    assert!(
        with_state(&before, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all")
    );
    with_state(&after, &asked, &asked.state).await.refusal();
    assert_eq!(counts.ran(), 1);
    // A tool that changes nothing is answered by any of them.
    let look = call("look", json!({}));
    let asked = rounds::ask(&before, &look).await;
    assert_eq!(
        retry(&look, &asked, yes()).send(&after).await.ok_text(),
        "2"
    );
    // In a shared store, any of them knows.
    let shelf = Shelf::shared();
    let shared = |counts: &Counts| {
        States::new(counts.clone())
            .sealing_keys(keys())
            .store(shelf.clone())
            .into_router()
    };
    let counts = Counts::default();
    let (one, other) = (shared(&counts), shared(&counts));
    let asked = rounds::ask(&one, &wiping()).await;
    assert!(
        with_state(&other, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all")
    );
    refused(&with_state(&one, &asked, &asked.state).await);
    refused(&with_state(&shared(&counts), &asked, &asked.state).await);
    assert_eq!(counts.ran(), 1);
}

#[tokio::test]
async fn who_has_answered_too_often_is_told_so_and_harms_nobody() {
    let (counts, shelf) = (Counts::default(), Shelf::shared());
    let router = States::new(counts.clone())
        .sealing_keys(SealingKeys::new([[1; 32]]).unwrap())
        .store(shelf.clone())
        .max_answers(2)
        .into_router();
    let by = async |who: &str, answers: Value| {
        let send = async |ask: &Ask| {
            let mut request = ask.request();
            request.extensions_mut().insert(Principal::new(who));
            Reply::to(&router, request).await
        };
        let asked = Asked::of(&send(&wiping()).await);
        send(&retry(&wiping(), &asked, answers)).await
    };
    let no = json!({ "confirm": { "action": "decline" } });
    for _ in 0..5 {
        by("ada", no.clone()).await.error_text();
    }
    by("ada", yes()).await.ok_text();
    by("ada", yes()).await.ok_text();
    let text = by("ada", yes()).await.error_text();
    assert!(
        text.contains("nothing was done") && text.contains("caller's answers"),
        "{text}"
    );
    assert_eq!(counts.ran(), 2);
    by("bob", yes()).await.ok_text();
    // Questions that can no longer be answered take up no place.
    shelf.pass(Duration::from_secs(20 * 60));
    by("ada", yes()).await.ok_text();
}

#[tokio::test]
async fn what_is_destructive_runs_once_for_one_answer() {
    let (router, counts) = router();
    let asked = rounds::ask(&router, &wiping()).await;
    assert!(
        with_state(&router, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all")
    );
    for _ in 0..3 {
        refused(&with_state(&router, &asked, &asked.state).await);
    }
    assert_eq!(counts.ran(), 1);
    let asked = rounds::ask(&router, &wiping()).await;
    assert!(
        with_state(&router, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all"),
        "who is asked again may answer again"
    );
    assert_eq!(counts.ran(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_retries_that_race_one_runs() {
    let (router, counts) = router();
    for round in 1..=20 {
        let asked = rounds::ask(&router, &wiping()).await;
        let start = Arc::new(tokio::sync::Barrier::new(8));
        let racing: Vec<_> = (0..8)
            .map(|_| {
                let (router, asked, start) = (router.clone(), asked.clone(), start.clone());
                tokio::spawn(async move {
                    start.wait().await;
                    with_state(&router, &asked, &asked.state).await
                })
            })
            .collect();
        let mut won = 0;
        for racer in racing {
            let reply = tokio::time::timeout(SOON, racer).await.unwrap().unwrap();
            match reply.messages()[0].get("result") {
                Some(_) => won += 1,
                None => drop(refused(&reply).to_owned()),
            }
        }
        assert_eq!((won, counts.ran()), (1, round));
    }
}

#[tokio::test]
async fn all_that_follows_from_one_question_is_used_up_together() {
    let (router, counts) = router();
    let ask = call("wipe_twice", json!({}));
    let asked = rounds::ask(&router, &ask).await;
    let accept = json!({ "action": "accept" });
    // Both go on from the same state, and each could be completed.
    let one = rounds::ask(&router, &retry(&ask, &asked, json!({ "one": accept }))).await;
    let two = rounds::ask(&router, &retry(&ask, &asked, json!({ "two": accept }))).await;
    assert_eq!((one.keys(), two.keys()), (vec!["two"], vec!["one"]));
    assert_eq!(
        retry(&ask, &one, json!({ "two": accept }))
            .send(&router)
            .await
            .ok_text(),
        "true"
    );
    refused(
        &retry(&ask, &two, json!({ "one": accept }))
            .send(&router)
            .await,
    );
    refused(
        &retry(&ask, &asked, json!({ "one": accept, "two": accept }))
            .send(&router)
            .await,
    );
    assert_eq!(counts.ran(), 1);
}
