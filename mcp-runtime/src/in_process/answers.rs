//! The answers of a user.

use serde_json::{Value, json};

/// The answer to a question: what a user would have filled in.
///
/// ```
/// use mcp_runtime::serde_json::json;
/// use mcp_runtime::testing::accept;
///
/// assert_eq!(accept(json!({ "name": "Ada" })), json!({ "action": "accept", "content": { "name": "Ada" } }));
/// ```
pub fn accept(content: Value) -> Value {
    json!({ "action": "accept", "content": content })
}

/// The answer of a user who says no.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::serde_json::json;
/// use mcp_runtime::testing::{Client, decline};
///
/// /// Empty the bin.
/// #[mcp_tool(destructive, confirm = "Delete everything in the bin?")]
/// fn empty_bin() -> &'static str {
///     "empty"
/// }
///
/// mcp_server! { Bin { name: "bin", version: "1.0.0", tools: [empty_bin] } }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let client = Client::new(Bin::new()).with_answer("confirm", decline());
/// let reply = client.call_tool::<empty_bin>(json!({})).await;
/// assert!(reply.is_error() && reply.text().contains("declined"));
/// # }
/// ```
pub fn decline() -> Value {
    json!({ "action": "decline" })
}

/// The answer of a user who dismisses the question.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::serde_json::json;
/// use mcp_runtime::testing::{Client, cancel};
///
/// /// Order a pizza.
/// #[mcp_tool]
/// fn order(#[mcp(ask = "Shall we deliver it?")] deliver: Answer<Confirm>) -> &'static str {
///     match deliver {
///         Answer::Accepted(Confirm) => "It is on its way",
///         Answer::Declined | Answer::Cancelled => "You can pick it up in 20 minutes",
///     }
/// }
///
/// mcp_server! { Pizzeria { name: "pizzeria", version: "1.0.0", tools: [order] } }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let client = Client::new(Pizzeria::new()).with_answer("deliver", cancel());
/// assert_eq!(client.call_tool::<order>(json!({})).await.text(), "You can pick it up in 20 minutes");
/// # }
/// ```
pub fn cancel() -> Value {
    json!({ "action": "cancel" })
}
