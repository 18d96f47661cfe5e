//! Subscriptions, up to the server's end; and clients that can do less, which need them.

use rmcp::model::{ClientCapabilities, SubscriptionFilter};
use rmcp::service::SubscriptionEnd;
use serde_json::Value;
use tokio::time::timeout;

use super::connection::connect;
use super::user::User;
// The function and the macro.
use super::json;
use super::{Answered, Client, LIMIT, call, locked, modern, outcome};
use crate::Server;
use crate::seen::Seen;

pub(super) async fn changes(client: &Client, server: &Server, seen: &mut Seen) {
    const TOUCHED: &str = "test://static-text";
    let filter = SubscriptionFilter::builder()
        .tools_list_changed()
        .resource_subscription(TOUCHED)
        .build();
    let mut first = client.listen(filter).await.expect("it listens");
    let touch = |uri: &str| call("touch_resource", json!({ "uri": uri }));
    let changes = [
        call("test_trigger_prompt_change", json!({})),
        touch("test://static-binary"),
        call("test_trigger_tool_change", json!({})),
        touch(TOUCHED),
    ];
    for change in changes {
        client.call_tool(change).await.expect("it is told");
    }
    let told = [told(&mut first).await, told(&mut first).await];
    let honored = json(first.acknowledged());
    first.cancel().await.expect("it unsubscribes");

    let filter = SubscriptionFilter::builder().tools_list_changed().build();
    let mut second = client.listen(filter).await.expect("it listens again");
    client
        .call_tool(call("test_trigger_tool_change", json!({})))
        .await
        .expect("it is told");
    let later = [self::told(&mut second).await];
    client
        .call_tool(call("test_simple_text", json!({})))
        .await
        .expect("it is answered");
    let strays = locked(&client.service().strays).clone();
    seen.add(
        "listening",
        json!({ "honored": honored, "told": told, "told later": later, "strays": strays }),
    );

    if let Server::Http(example) = server {
        // Others need the server, too: they come before its end.
        others(server, seen).await;
        example.stop();
        assert_eq!(self::told(&mut second).await, Value::Null);
        let graceful = matches!(second.end(), Some(SubscriptionEnd::Graceful(_)));
        seen.add(
            "server ended",
            json!(if graceful {
                "graceful".to_owned()
            } else {
                format!("{:?}", second.end())
            }),
        );
    } else {
        second.cancel().await.expect("it unsubscribes");
        others(server, seen).await;
    }
}

/// The next thing that a subscription tells; null at its end.
async fn told(subscription: &mut rmcp::service::Subscription) -> Value {
    let next = timeout(LIMIT, subscription.next())
        .await
        .expect("something is told in time");
    json(&next.expect("it can be read"))
}

/// Clients that can do less.
async fn others(server: &Server, seen: &mut Seen) {
    let (user, _heard) = User::new(ClientCapabilities::default());
    let plain = connect(server, user, modern(), &Answered::default())
        .await
        .expect("it connects");
    seen.add(
        "no capability",
        outcome(
            plain
                .call_tool(call("order", json!({ "sku": "tea" })))
                .await,
        ),
    );
    plain.cancel().await.expect("it ends");
}
