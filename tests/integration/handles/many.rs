//! Many handles in one call.

use mcp_runtime::store::MemoryStore;
use serde_json::{Value, json};

use crate::handle_shop::{basket, items, router, server};
use mcp_tests::client::Ask;

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
