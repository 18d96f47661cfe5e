//! Quotas of each caller in a store, which don't affect other callers.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::ConnectInfo;
use mcp_runtime::store::{MemoryStore, Store};
use serde_json::json;

use crate::handle_shop::{basket, keys, minted, send_as, server};
use mcp_tests::client::{Ask, Reply};

fn create() -> Ask {
    Ask::tool("create_basket", json!({}))
}

fn add(basket: &str, item: &str) -> Ask {
    Ask::tool("add_item", json!({ "basket": basket, "item": item }))
}

fn show(basket: &str) -> Ask {
    Ask::tool("show_basket", json!({ "basket": basket }))
}

fn close(basket: &str) -> Ask {
    Ask::tool("close_basket", json!({ "basket": basket }))
}

async fn from(router: &Router, address: [u8; 4], ask: &Ask) -> Reply {
    let mut request = ask.request();
    let address = SocketAddr::from((address, 1234));
    request.extensions_mut().insert(ConnectInfo(address));
    Reply::to(router, request).await
}

#[tokio::test]
async fn a_caller_has_so_many_and_takes_nothing_from_others() {
    let router = server().max_handles(3).into_router();
    let bobs = minted(&send_as(&router, "bob", &create()).await, "basket");
    let mut adas = Vec::new();
    for _ in 0..3 {
        adas.push(minted(&send_as(&router, "ada", &create()).await, "basket"));
    }
    for _ in 0..5 {
        let text = send_as(&router, "ada", &create()).await.error_text();
        assert!(
            text.contains("3 basket handles") && text.contains("no more was made"),
            "{text}"
        );
    }
    for basket in &adas {
        assert!(!send_as(&router, "ada", &show(basket)).await.text().1);
    }
    assert!(!send_as(&router, "bob", &show(&bobs)).await.text().1);
    minted(&send_as(&router, "bob", &create()).await, "basket");
    // Another kind has a quota of its own, and what is closed makes room.
    let cup = Ask::tool("create_cup", json!({}));
    minted(&send_as(&router, "ada", &cup).await, "cup");
    assert!(!send_as(&router, "ada", &close(&adas[0])).await.text().1);
    minted(&send_as(&router, "ada", &create()).await, "basket");
    send_as(&router, "ada", &create()).await.error_text();
}

#[tokio::test]
async fn the_anonymous_have_so_many_for_each_address() {
    // From elsewhere, nobody may ask for `localhost`.
    let router = server().max_handles(2).allow_any_host().into_router();
    let (one, other) = ([192, 0, 2, 1], [192, 0, 2, 2]);
    let first = minted(&from(&router, one, &create()).await, "basket");
    minted(&from(&router, one, &create()).await, "basket");
    from(&router, one, &create()).await.error_text();
    minted(&from(&router, other, &create()).await, "basket");
    basket(&router, &[]).await;
    // Whoever has the text may use it, wherever they are.
    assert!(!from(&router, other, &add(&first, "tea")).await.text().1);
    assert!(from(&router, one, &show(&first)).await.body.contains("tea"));
    assert!(!from(&router, other, &close(&first)).await.text().1);
    minted(&from(&router, one, &create()).await, "basket");
}

#[tokio::test]
async fn what_one_caller_keeps_leaves_room_for_others() {
    let store = MemoryStore::new().max_bytes(1 << 20);
    let router = server().store(store).into_router();
    let bobs = minted(&send_as(&router, "bob", &create()).await, "basket");
    let large = "x".repeat(30_000);
    let mut refusal = None;
    for _ in 0..20 {
        let id = minted(&send_as(&router, "ada", &create()).await, "basket");
        let (text, is_error) = send_as(&router, "ada", &add(&id, &large)).await.text();
        if is_error {
            let shown = send_as(&router, "ada", &show(&id)).await;
            assert!(shown.body.contains(r#""items":[]"#), "{}", shown.body);
            refusal = Some(text);
            break;
        }
    }
    let text = refusal.expect("it is bounded");
    assert!(text.contains("hold as much as they may together"), "{text}");
    assert!(!send_as(&router, "bob", &add(&bobs, &large)).await.text().1);
}

#[tokio::test]
async fn a_store_that_is_full_refuses_what_is_new() {
    let store = MemoryStore::new().max_records(2);
    let router = server().store(store).into_router();
    let bobs = minted(&send_as(&router, "bob", &create()).await, "basket");
    minted(&send_as(&router, "ada", &create()).await, "basket");
    let text = send_as(&router, "eve", &create()).await.error_text();
    assert!(
        text.contains("can't keep any more basket") && !text.contains("records"),
        "{text}"
    );
    assert!(!send_as(&router, "bob", &show(&bobs)).await.text().1);
}

#[tokio::test]
async fn a_state_is_as_large_as_it_may_be_and_no_larger() {
    let router = server().max_handle_size(1000).into_router();
    let id = basket(&router, &["tea"]).await;
    let text = add(&id, &"x".repeat(1000)).send(&router).await.error_text();
    assert!(
        text.contains("1000 are the most") && text.contains("nothing was changed"),
        "{text}"
    );
    let shown = show(&id).send(&router).await;
    assert!(shown.body.contains(r#"["tea"]"#), "{}", shown.body);
    assert!(!add(&id, &"x".repeat(900)).send(&router).await.text().1);
}

/// Any store that has the contract's `Condition::Room` counts for all instances.
#[tokio::test]
async fn instances_that_share_a_store_count_together() {
    let store = std::sync::Arc::new(MemoryStore::new());
    assert!(!store.is_persistent());
    let instance = || {
        server()
            .store(store.clone())
            .sealing_keys(keys([1]))
            .max_handles(2)
            .into_router()
    };
    let (one, other) = (instance(), instance());
    minted(&send_as(&one, "ada", &create()).await, "basket");
    minted(&send_as(&other, "ada", &create()).await, "basket");
    send_as(&one, "ada", &create()).await.error_text();
    send_as(&other, "ada", &create()).await.error_text();
}
