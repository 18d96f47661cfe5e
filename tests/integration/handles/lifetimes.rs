//! How long a handle lives, and what lets it live longer.

use std::time::Duration;

use mcp_runtime::store::MemoryStore;
use serde_json::json;
use tokio::time::Instant;

use crate::handle_shop::{UNKNOWN, minted, router_on, send_as, server};
use crate::rounds::SOON;
use crate::shelf::Shelf;
use mcp_tests::client::Ask;

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
