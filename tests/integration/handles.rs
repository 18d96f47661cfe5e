//! The life of handles from call to call: minted, taken, changed, closed, listed, and expired.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures_util::future::join_all;
use mcp_runtime::Handles;
use mcp_runtime::store::MemoryStore;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::handle_shop::{
    Basket, Gate, Shop, UNKNOWN, basket, items, minted, router, router_on, send_as, server, show,
};
use crate::rounds::{self, Asked, SOON, call, retry};
use crate::shelf::Shelf;
use mcp_tests::client::{Ask, Reply};

#[tokio::test]
async fn a_handle_is_minted_taken_changed_and_closed() {
    let router = router();
    let reply = Ask::tool("create_basket", json!({})).send(&router).await;
    let id = minted(&reply, "basket");
    assert_eq!(
        reply.ok_text(),
        format!("basket: {id} (valid for 1 hour after its last use)")
    );
    for item in ["tea", "honey"] {
        Ask::tool("add_item", json!({ "basket": id, "item": item }))
            .send(&router)
            .await
            .ok_text();
    }
    assert_eq!(items(&router, &id).await, json!(["tea", "honey"]));
    assert_eq!(
        Ask::tool("show_slowly", json!({ "basket": id }))
            .send(&router)
            .await
            .ok_text(),
        "a basket of tea and honey"
    );
    assert_eq!(
        Ask::tool("show_slowly", json!({ "basket": null }))
            .send(&router)
            .await
            .ok_text(),
        "no basket"
    );
    Ask::tool("close_basket", json!({ "basket": id }))
        .send(&router)
        .await
        .ok_text();
    for tool in ["show_basket", "close_basket", "show_slowly"] {
        assert_eq!(
            Ask::tool(tool, json!({ "basket": id }))
                .send(&router)
                .await
                .error_text(),
            UNKNOWN,
            "{tool}"
        );
    }
}

#[tokio::test]
async fn what_is_taken_is_what_was_seen() {
    let baskets = Handles::<Basket>::for_tests();
    let minted = baskets.mint(Basket::default()).await.unwrap();
    let open = async || baskets.open(minted.id()).await;
    let seen_before = open().await.unwrap();
    open()
        .await
        .unwrap()
        .update(|basket| basket.items.push("tea".into()))
        .await
        .unwrap();
    let too_late = seen_before.take().await.err().map(|e| e.to_string());
    assert_eq!(
        too_late.as_deref(),
        Some("This basket was changed by another call just now; look at it and try again")
    );
    let (one, mut other) = (open().await.unwrap(), open().await.unwrap());
    assert_eq!(one.take().await.unwrap().items, ["tea"]);
    assert!(open().await.is_err(), "it is gone");
    assert!(
        other.update(|basket| basket.items.clear()).await.is_err(),
        "nothing brings it back"
    );
    assert!(other.take().await.is_err(), "it is taken once");
}

#[tokio::test]
async fn of_many_who_take_one_gets_it() {
    let baskets = Handles::<Basket>::for_tests();
    let minted = baskets.mint(Basket::default()).await.unwrap();
    let seen = join_all((0..16).map(|_| baskets.open(minted.id()))).await;
    let taken = join_all(seen.into_iter().map(|basket| basket.unwrap().take())).await;
    assert_eq!(taken.iter().filter(|taken| taken.is_ok()).count(), 1);
}

#[tokio::test]
async fn handles_are_found_wherever_they_stand_in_the_arguments() {
    let router = router();
    let (one, two) = (
        basket(&router, &["a"]).await,
        basket(&router, &["b", "c"]).await,
    );
    let compare = |arguments: Value| Ask::tool("compare", arguments);
    let all = json!({ "left": one, "right": two, "inner": { "basket": two } });
    assert_eq!(compare(all).send(&router).await.ok_text(), "5");
    assert_eq!(
        compare(json!({ "left": one }))
            .send(&router)
            .await
            .ok_text(),
        "1"
    );
    for wrong in [
        json!({ "left": "x" }),
        json!({ "left": one, "right": "x" }),
        json!({ "left": one, "inner": { "basket": "x" } }),
    ] {
        assert_eq!(compare(wrong).send(&router).await.error_text(), UNKNOWN);
    }
}

#[tokio::test]
async fn prompts_and_resources_take_handles_too() {
    let router = router();
    let id = basket(&router, &["tea"]).await;
    let prompt = |id: &str| {
        Ask::new(
            "prompts/get",
            json!({ "name": "suggest", "arguments": { "basket": id } }),
        )
        .header("mcp-name", "suggest")
    };
    let result = prompt(&id).send(&router).await.result();
    assert_eq!(
        result["messages"][0]["content"]["text"],
        "Suggest a meal made of a basket of tea"
    );
    let read = |id: &str| {
        let uri = format!("baskets:///{id}");
        Ask::new("resources/read", json!({ "uri": uri })).header("mcp-name", &uri)
    };
    assert_eq!(
        read(&id).send(&router).await.result()["contents"][0]["text"],
        "a basket of tea"
    );
    for wrong in [prompt("bsk_x"), read("bsk_x")] {
        let reply = wrong.send(&router).await;
        assert_eq!(reply.error_message(), UNKNOWN, "{}", reply.body);
    }
}

#[tokio::test]
async fn mistakes_in_arguments_are_told_before_handles_are_looked_at() {
    let router = router();
    let id = basket(&router, &[]).await;
    for (arguments, said) in [
        (json!({ "basket": 5, "item": "a" }), "`basket`"),
        (json!({ "item": "a" }), "`basket` is required"),
        (json!({ "basket": { "id": id }, "item": "a" }), "`basket`"),
        (json!({ "basket": "bsk_wrong", "item": 5 }), "`item`"),
        (json!({ "basket": "bsk_wrong" }), "`item` is required"),
    ] {
        let text = Ask::tool("add_item", arguments.clone())
            .send(&router)
            .await
            .error_text();
        assert!(
            text.contains(said) && !text.contains("No such"),
            "{arguments}: {text}"
        );
    }
    let both = Ask::tool("add_item", json!({ "basket": 5 }))
        .send(&router)
        .await
        .error_text();
    assert!(
        both.contains("`basket`") && both.contains("`item`"),
        "{both}"
    );
    assert_eq!(items(&router, &id).await, json!([]));
}

#[tokio::test]
async fn a_call_takes_so_many_handles_and_no_more() {
    let router = router();
    let id = basket(&router, &[]).await;
    let all = |count: usize, times: Value| {
        let ask = Ask::tool(
            "add_to_all",
            json!({ "baskets": vec![&id; count], "item": "a", "times": times }),
        );
        let router = &router;
        async move { ask.send(router).await }
    };
    assert_eq!(all(256, json!(0)).await.ok_text(), "256");
    assert_eq!(
        all(256, json!(0.0)).await.ok_text(),
        "256",
        "what is read twice is counted once"
    );
    let text = all(257, json!(0)).await.error_text();
    assert!(text.contains("256 handles"), "{text}");
    assert_eq!(
        all(3, json!(2)).await.ok_text(),
        "3",
        "and one may come several times"
    );
    assert_eq!(items(&router, &id).await, json!(vec!["a"; 6]));
}

#[tokio::test]
async fn one_handle_named_over_and_over_does_not_fill_the_memory() {
    let store = MemoryStore::new()
        .max_bytes(256 << 20)
        .max_group_bytes(128 << 20);
    let router = server()
        .store(store)
        .max_handle_size(64 << 20)
        .into_router();
    let large = "a".repeat(3 << 20);
    let id = basket(&router, &[&large, &large]).await;
    let all = async |count: usize| {
        let ask = Ask::tool(
            "add_to_all",
            json!({ "baskets": vec![&id; count], "item": "a", "times": 0 }),
        );
        ask.send(&router).await.text()
    };
    assert_eq!(all(2).await, ("2".to_owned(), false));
    let (text, is_error) = all(3).await;
    assert!(
        is_error && text.contains("name fewer of them at once"),
        "{text}"
    );
    for _ in 0..4 {
        Ask::tool("add_item", json!({ "basket": id, "item": large }))
            .send(&router)
            .await
            .result();
    }
    assert_eq!(
        all(1).await,
        ("1".to_owned(), false),
        "one alone is as large as it is"
    );
}

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

#[tokio::test]
async fn a_question_shows_the_state_and_the_answer_finds_it_again() {
    let shelf = Shelf::default();
    let router = router_on(&shelf, [1]);
    let id = basket(&router, &["tea", "x\"\nIgnore this"]).await;
    let ask = call("throw_away", json!({ "basket": id }));
    let asked = rounds::ask(&router, &ask).await;
    // Text that a model has put into it can't pass for the server's words.
    assert_eq!(
        asked.message("confirm"),
        r#"Throw away "a basket of tea and x\"\nIgnore this"?"#
    );
    let yes = json!({ "confirm": rounds::accept(json!({})) });
    // Who agreed to this did not agree to more.
    Ask::tool("add_item", json!({ "basket": id, "item": "honey" }))
        .send(&router)
        .await
        .ok_text();
    let again = Asked::of(&retry(&ask, &asked, yes.clone()).send(&router).await);
    assert!(again.message("confirm").contains("and honey"), "{again:?}");
    // One that is over by the time of the answer is as unknown as any.
    let other = basket(&router, &[]).await;
    let of_other = call("throw_away", json!({ "basket": other }));
    let late = rounds::ask(&router, &of_other).await;
    let reply = retry(&ask, &again, yes.clone()).send(&router).await;
    assert!(reply.ok_text().contains("and honey"));
    assert_eq!(show(&router, &id).await.error_text(), UNKNOWN);
    shelf.pass(Duration::from_secs(3601));
    assert_eq!(
        retry(&of_other, &late, yes)
            .send(&router)
            .await
            .error_text(),
        UNKNOWN
    );
}

#[tokio::test]
async fn somebodys_handles_are_listed_and_nobodys_are_not() {
    let router = router();
    let listed = async |who: Option<&str>, most: usize| -> Vec<String> {
        let ask = Ask::tool("my_baskets", json!({ "most": most }));
        let reply = match who {
            Some(who) => send_as(&router, who, &ask).await,
            None => ask.send(&router).await,
        };
        let mut ids: Vec<String> =
            serde_json::from_value(reply.result()["structuredContent"].clone()).unwrap();
        ids.sort_unstable();
        ids
    };
    let create = Ask::tool("create_basket", json!({}));
    let mut of_ada = Vec::new();
    for _ in 0..3 {
        of_ada.push(minted(&send_as(&router, "ada", &create).await, "basket"));
    }
    of_ada.sort_unstable();
    let of_bob = minted(&send_as(&router, "bob", &create).await, "basket");
    create.send(&router).await.ok_text();
    assert_eq!(listed(Some("ada"), 100).await, of_ada);
    assert_eq!(listed(Some("ada"), 2).await.len(), 2);
    assert_eq!(listed(Some("bob"), 100).await, [of_bob]);
    assert!(listed(None, 100).await.is_empty() && listed(Some(""), 100).await.is_empty());
    let close = Ask::tool("close_basket", json!({ "basket": of_ada[0] }));
    send_as(&router, "ada", &close).await.ok_text();
    assert_eq!(listed(Some("ada"), 100).await, of_ada[1..]);
}

#[tokio::test]
async fn a_use_lets_a_handle_live_longer_and_being_listed_does_not() {
    const HOUR: Duration = Duration::from_secs(3600);
    let shelf = Shelf::default();
    let router = router_on(&shelf, [1]);
    let create = Ask::tool("create_basket", json!({}));
    let id = minted(&send_as(&router, "ada", &create).await, "basket");
    let take = Ask::tool("show_basket", json!({ "basket": id }));
    let change = Ask::tool("add_item", json!({ "basket": id, "item": "a" }));
    for ask in [&take, &change, &take, &change] {
        shelf.pass(HOUR * 3 / 4);
        send_as(&router, "ada", ask).await.ok_text();
    }
    assert!(shelf.inner().put.iter().all(|ttl| *ttl == HOUR));
    shelf.inner().extended.clear();
    shelf.pass(HOUR * 3 / 4);
    send_as(&router, "ada", &Ask::tool("my_baskets", json!({})))
        .await
        .ok_text();
    assert_eq!(shelf.inner().extended, [None]);
    shelf.pass(HOUR / 4);
    assert_eq!(send_as(&router, "ada", &take).await.error_text(), UNKNOWN);
}

#[tokio::test]
async fn no_use_lets_a_fixed_handle_live_longer() {
    const HOUR: Duration = Duration::from_secs(3600);
    let shelf = Shelf::default();
    let router = router_on(&shelf, [1]);
    let id = minted(
        &Ask::tool("create_cup", json!({})).send(&router).await,
        "cup",
    );
    tokio::time::sleep(Duration::from_millis(5)).await;
    for sips in ["1", "2"] {
        assert_eq!(
            Ask::tool("sip", json!({ "cup": id }))
                .send(&router)
                .await
                .ok_text(),
            sips
        );
    }
    let inner = shelf.inner();
    assert_eq!((inner.put[0], inner.put.len()), (HOUR, 3));
    assert!(
        inner.put[1..]
            .iter()
            .all(|ttl| *ttl + Duration::from_millis(5) <= HOUR),
        "{:?}",
        inner.put
    );
    assert!(inner.extended.iter().all(Option::is_none));
}

#[tokio::test]
async fn a_fixed_handle_ends_however_often_it_is_used() {
    let router = server().store(MemoryStore::new()).into_router();
    let id = minted(
        &Ask::tool("create_bubble", json!({})).send(&router).await,
        "bubble",
    );
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < SOON, "it never ends");
        let (text, is_error) = Ask::tool("look", json!({ "bubble": id }))
            .send(&router)
            .await
            .text();
        if is_error {
            assert_eq!(
                text,
                "No such bubble, or it expired; make one with `create_bubble`"
            );
            break;
        }
    }
}
