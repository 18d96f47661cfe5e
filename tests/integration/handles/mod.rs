//! The life of handles from call to call: minted, taken, changed, closed, listed, and expired.

mod changes;
mod lifetimes;
mod many;

use std::time::Duration;

use futures_util::future::join_all;
use mcp_runtime::Handles;
use serde_json::{Value, json};

use crate::handle_shop::{
    Basket, UNKNOWN, basket, items, minted, router, router_on, send_as, show,
};
use crate::rounds::{self, Asked, call, retry};
use crate::shelf::Shelf;
use mcp_tests::client::Ask;

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
