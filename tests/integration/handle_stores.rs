//! A store that fails, or hangs, or holds what nobody put there: nothing of it reaches a client,
//! and nothing of a handle a log.

use std::time::Duration;

use bytes::Bytes;
use serde_json::json;
use tokio::time::timeout;

use crate::handle_shop::{UNKNOWN, basket, keys, minted, router_on, send_as, server, show};
use crate::log::logging;
use crate::rounds::SOON;
use crate::shelf::{Mood, SECRET, Shelf};
use mcp_tests::client::Ask;

#[tokio::test]
async fn a_store_that_fails_is_an_error_that_only_the_log_explains() {
    let (log, _guard) = logging();
    let shelf = Shelf::default();
    let router = router_on(&shelf, [1]);
    let create = Ask::tool("create_basket", json!({}));
    let id = minted(&send_as(&router, "ada", &create).await, "basket");
    let of = |tool: &str| Ask::tool(tool, json!({ "basket": id }));
    let add = Ask::tool("add_item", json!({ "basket": id, "item": "tea" }));
    let list = Ask::tool("my_baskets", json!({}));
    shelf.set(Mood::Fails);
    for ask in [
        &create,
        &of("show_basket"),
        &of("close_basket"),
        &add,
        &list,
    ] {
        let reply = send_as(&router, "ada", ask).await;
        let text = reply.error_text();
        assert!(
            !reply.body.contains("hunter2")
                && !reply.body.contains("shelf")
                && !text.contains("No such"),
            "{text}"
        );
    }
    assert_eq!(log.text().matches(SECRET).count(), 5, "{}", log.text());
    shelf.set(Mood::Works);
    assert!(
        send_as(&router, "ada", &of("show_basket"))
            .await
            .body
            .contains(r#""items":[]"#),
        "and nothing was changed"
    );
}

#[tokio::test]
async fn a_store_that_hangs_holds_no_call_for_longer_than_it_may_take() {
    let shelf = Shelf::default();
    let router = server()
        .store(shelf.clone())
        .sealing_keys(keys([1]))
        .call_timeout(Duration::from_millis(50))
        .into_router();
    let id = basket(&router, &[]).await;
    shelf.set(Mood::Hangs);
    for ask in [
        Ask::tool("create_basket", json!({})),
        Ask::tool("show_basket", json!({ "basket": id })),
    ] {
        let reply = timeout(SOON, ask.send(&router))
            .await
            .expect("within the call's time");
        reply.error_text();
    }
    shelf.set(Mood::Works);
    show(&router, &id).await.result();
}

#[tokio::test]
async fn what_a_store_should_not_hold_is_an_error_and_no_panic() {
    let (log, _guard) = logging();
    let shelf = Shelf::default();
    let router = router_on(&shelf, [1]);
    let id = basket(&router, &["secret tea"]).await;
    for bytes in [
        &b""[..],
        b"1234567",
        b"12345678",
        b"12345678{}",
        b"12345678{\"items\":5}",
        b"\xff\xff\xff\xff\xff\xff\xff\xff{\"items\":",
    ] {
        for (record, _) in shelf.inner().records.values_mut() {
            record.value = Bytes::copy_from_slice(bytes);
        }
        let text = show(&router, &id).await.error_text();
        assert!(
            !text.contains("items") && !text.contains("line 1"),
            "{text}"
        );
    }
    assert!(!log.text().contains("panicked"), "{}", log.text());
}

#[tokio::test]
async fn no_log_shows_a_handle_or_what_is_behind_it() {
    let (log, _guard) = logging();
    let shelf = Shelf::default();
    let router = router_on(&shelf, [1]);
    let create = Ask::tool("create_basket", json!({}));
    let id = minted(&send_as(&router, "ada", &create).await, "basket");
    let offer = minted(
        &Ask::tool("create_offer", json!({ "what": "half price" }))
            .send(&router)
            .await,
        "offer",
    );
    let add = Ask::tool("add_item", json!({ "basket": id, "item": "cranberries" }));
    let take = Ask::tool("take_offer", json!({ "offer": offer }));
    for mood in [Mood::Works, Mood::Fails] {
        shelf.set(mood);
        send_as(&router, "ada", &add).await.result();
        send_as(&router, "bob", &add).await.result();
        add.send(&router).await.result();
        take.send(&router).await.ok_text();
        send_as(&router, "bob", &take).await.error_text();
        let panics = Ask::tool("fail_to_add", json!({ "basket": id, "panics": true }));
        send_as(&router, "ada", &panics).await.error_text();
        let wrong = Ask::tool("add_item", json!({ "basket": id, "item": 5 }));
        wrong.send(&router).await.error_text();
    }
    let log = log.text();
    assert!(
        log.contains("add_item") && log.contains(SECRET),
        "everything is logged: {log}"
    );
    for secret in [
        &id[4..],
        &id[4..26],
        &id[26..],
        &offer[6..],
        "cranberries",
        "half price",
    ] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
}

#[tokio::test]
async fn one_closer_of_many_is_told_that_it_was_the_one() {
    let shelf = Shelf::default();
    let router = router_on(&shelf, [1]);
    let id = basket(&router, &[]).await;
    let close = || Ask::tool("close_basket", json!({ "basket": id }));
    let replies = futures_util::future::join_all((0..16).map(|_| {
        let (router, ask) = (router.clone(), close());
        async move { ask.send(&router).await.text() }
    }))
    .await;
    let closed = replies
        .iter()
        .filter(|(text, is_error)| !is_error && text == "true")
        .count();
    assert_eq!(closed, 1, "{replies:?}");
    for (text, is_error) in &replies {
        assert!(
            if *is_error {
                text == UNKNOWN
            } else {
                text == "true" || text == "false"
            },
            "{text}"
        );
    }
}
