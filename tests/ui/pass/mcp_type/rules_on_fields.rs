//! `#[mcp(…)]` says on a field what it says on a parameter.

#![deny(warnings)]

use mcp_runtime::prelude::*;
use mcp_runtime::serde_json::json;
use mcp_runtime::testing::Client;

/// What to order
#[mcp_type]
struct Order {
    /// Its number
    #[mcp(pattern = "^[A-Z]-[0-9]+$", example = "T-42")]
    sku: String,
    #[mcp(range = 1..13, default = 2)]
    amount: u8,
    #[mcp(range = 0.0..1.0)]
    discount: Option<f64>,
    #[mcp(length = 1..=80, name = "deliverTo", default = "the shop")]
    deliver_to: String,
}

#[mcp_type]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Payment {
    Cash,
    Card {
        #[mcp(length = 4, default = "0000")]
        digits: String,
    },
}

/// Order something.
#[mcp_tool]
fn order(order: Order, payment: Payment) -> String {
    let Order { sku, amount, discount, deliver_to } = order;
    let paid = match payment {
        Payment::Cash => "cash".to_owned(),
        Payment::Card { digits } => digits,
    };
    format!("{amount} {sku} {discount:?} {deliver_to} {paid}")
}

mcp_server! { Shop { name: "shop", version: "1.0.0", tools: [order] } }

#[tokio::main]
pub(crate) async fn main() {
    let client = Client::new(Shop::new());
    let schema = client.tools().await[0]["inputSchema"]["properties"]["order"].clone();
    let fields = &schema["properties"];
    assert_eq!(fields["sku"]["pattern"], "^[A-Z]-[0-9]+$");
    assert_eq!(fields["sku"]["examples"], json!(["T-42"]));
    assert_eq!([&fields["amount"]["minimum"], &fields["amount"]["maximum"]], [1, 12]);
    assert_eq!(fields["amount"]["default"], 2);
    assert_eq!(fields["discount"]["exclusiveMaximum"], 1.0);
    assert_eq!(fields["deliverTo"]["maxLength"], 80);
    assert_eq!(schema["required"], json!(["sku"]));

    let good = json!({ "order": { "sku": "T-1" }, "payment": { "kind": "card" } });
    let reply = client.call_tool::<order>(good).await;
    assert_eq!(reply.text(), "2 T-1 None the shop 0000");
    let bad = json!({
        "order": { "sku": "t1", "amount": 13, "discount": 1.0, "deliverTo": "" },
        "payment": { "kind": "card", "digits": "12345" },
    });
    let reply = client.call_tool::<order>(bad).await;
    assert!(reply.is_error());
    for path in ["order.sku", "order.amount", "order.discount", "order.deliverTo"] {
        assert!(reply.text().contains(path), "{path}: {}", reply.text());
    }
}
