//! Test a server in process: no socket, the same path through the tables.
//!
//! ```
//! use mcp_runtime::prelude::*;
//! use mcp_runtime::serde_json::json;
//! use mcp_runtime::testing::Client;
//!
//! /// Add two integers.
//! #[mcp_tool(read_only)]
//! fn add(a: i64, b: i64) -> i64 {
//!     a + b
//! }
//!
//! mcp_server! { Sums { name: "sums", version: "1.0.0", tools: [add] } }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let client = Client::new(Sums::new());
//! assert_eq!(client.call("add", json!({ "a": 1, "b": 2 })).await.text(), "3");
//! assert_eq!(client.call_tool::<add>(json!({ "a": 1, "b": 2 })).await.text(), "3"); // by the function's path
//!
//! let wrong = client.call("add", json!({ "a": 1 })).await;
//! assert!(wrong.is_error() && wrong.text().contains("`b` is required"));
//! # }
//! ```

mod test_call;

pub use crate::in_process::{Client, Listening, Reply, accept, cancel, decline};
pub use test_call::TestCall;
