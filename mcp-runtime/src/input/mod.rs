//! Questions to the client: asked in one round trip, answered in the next, without a session
//! between.
//!
//! A question is a parameter of a function, marked `#[mcp(ask = "…")]`, or asked inside its body by
//! an [`Asker`]. The server answers the request with the question and a sealed state; the client
//! sends the request again, with the answer and that state, to any instance.
//!
//! ```
//! use mcp_runtime::prelude::*;
//! use mcp_runtime::serde_json::json;
//! use mcp_runtime::testing::{Client, accept};
//!
//! /// Who comes, and with how many.
//! #[derive(Form)]
//! struct Guests { name: String, #[form(range = 1..=8)] people: u8 }
//!
//! /// Book a table for tonight.
//! #[mcp_tool]
//! fn book(#[mcp(ask = "For whom, and how many?")] guests: Guests) -> String {
//!     format!("A table for {}, {} people", guests.name, guests.people)
//! }
//!
//! mcp_server! { Restaurant { name: "restaurant", version: "1.0.0", tools: [book] } }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let client = Client::new(Restaurant::new()).with_answer("guests", accept(json!({ "name": "Ada", "people": 2 })));
//! assert_eq!(client.call_tool::<book>(json!({})).await.text(), "A table for Ada, 2 people");
//! # }
//! ```
//!
//! Source: the specification's page *Multi Round-Trip Requests*.

mod asker;
mod client;
mod conversation;
mod elicit;
pub(crate) mod form;
mod question;
mod questions;
mod seal;
mod wording;

pub use asker::Asker;
#[allow(deprecated)]
pub use client::{CreateMessageRequest, CreateMessageResult, Root, Roots};
pub use elicit::{Confirm, Visited};
pub use form::{Form, FormChoice, FormErrors, FormField};
pub use question::{Answer, Question};
#[doc(hidden)]
pub use question::{Asked, Inquiry, Unworded, Worded, marker};
pub use seal::{SealingKeys, SealingKeysError};
pub use wording::quote_untrusted;

pub(crate) use conversation::{Conversation, Retry, SettledAnswer, Topic, responses};
pub(crate) use seal::{CallerTag, Digest, Sealer, TagKeys};

/// For macro expansions, which ask by it, through `__private`.
pub(crate) mod expansion {
    pub use super::questions::{
        AskedFor, Computed, Linked, Questions, ask, asked_for, computed, fallback, linked,
        unworded, worded,
    };
    pub use super::wording::Wording;

    pub(crate) use super::wording::Quotable;
}
