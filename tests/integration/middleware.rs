//! Middleware around calls.

use std::sync::{Arc, Mutex};

use mcp_runtime::prelude::*;
use mcp_runtime::protocol::ErrorCode;
use mcp_runtime::server::{CallInfo, CallResponse, Middleware, Next, Outcome};
use mcp_runtime::testing::Client;
use serde_json::json;

/// Divide one number by another.
#[mcp_tool(read_only)]
async fn divide(a: i32, b: i32) -> Result<i32, ToolError> {
    tokio::task::yield_now().await;
    a.checked_div(b)
        .ok_or_else(|| ToolError::new("there is no such number"))
}

/// Fall over.
#[mcp_tool]
fn panics() {
    panic!("oh no");
}

/// Empty the bin.
#[mcp_tool(destructive, confirm = "Empty it?")]
fn empty_bin() -> &'static str {
    "empty"
}

/// Say hello.
#[mcp_prompt]
fn hello(name: String) -> String {
    format!("Say hello to {name}")
}

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> Option<String> {
    (name == "a").then_some(name)
}

mcp_server! { Watched { name: "watched", version: "1.0.0", tools: [divide, panics, empty_bin], prompts: [hello], resources: [note] } }

/// The calls that were seen, in order.
type Seen = Arc<Mutex<Vec<String>>>;

/// Notes when a call goes in and when it comes out.
struct Note(&'static str, Seen);

impl Middleware for Note {
    async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
        let note = |text: String| self.1.lock().unwrap().push(text);
        note(format!(
            "{} in: {} {} ({} bytes)",
            self.0,
            call.method(),
            call.name(),
            call.arguments_size()
        ));
        let answered = next.run().await;
        note(format!("{} out: {:?}", self.0, answered.outcome()));
        answered
    }
}

#[tokio::test]
async fn the_first_one_is_the_outermost_and_sees_what_comes_and_goes() {
    let seen = Seen::default();
    let client = Client::new(
        Watched::new()
            .middleware(Note("outer", seen.clone()))
            .middleware(Note("inner", seen.clone())),
    );
    assert_eq!(
        client
            .call_tool::<divide>(json!({ "a": 6, "b": 3 }))
            .await
            .text(),
        "2"
    );
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "outer in: tools/call divide (13 bytes)",
            "inner in: tools/call divide (13 bytes)",
            "inner out: Done",
            "outer out: Done"
        ]
    );
}

#[tokio::test]
async fn every_ending_is_told_from_the_others() {
    /// Notes how calls end.
    struct Endings(Arc<Mutex<Vec<Outcome>>>);
    impl Middleware for Endings {
        async fn around(&self, _: &CallInfo, next: Next<'_>) -> CallResponse {
            let answered = next.run().await;
            self.0.lock().unwrap().push(answered.outcome());
            answered
        }
    }
    let seen = Arc::new(Mutex::new(Vec::new()));
    let client = Client::new(Watched::new().middleware(Endings(seen.clone()))).that_can_be_asked();
    client.call_tool::<divide>(json!({ "a": 1, "b": 1 })).await;
    client.call_tool::<divide>(json!({ "a": 1, "b": 0 })).await;
    client.call_tool::<divide>(json!({ "a": "one" })).await;
    client.call_tool::<panics>(json!({})).await;
    client.call_tool::<empty_bin>(json!({})).await;
    client.get_prompt::<hello>(json!({})).await;
    client.read("notes:///b").await;
    let invalid = Outcome::Refused(ErrorCode::InvalidParams);
    assert_eq!(
        *seen.lock().unwrap(),
        [
            Outcome::Done,
            Outcome::Failed,
            Outcome::Failed,
            Outcome::Failed,
            Outcome::Asked,
            invalid,
            invalid
        ]
    );
}

#[tokio::test]
async fn one_can_answer_in_place_of_the_call() {
    /// Lets nobody in but Ada.
    struct Doorkeeper;
    impl Middleware for Doorkeeper {
        async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
            match call.principal().id() {
                Some("ada") => next.run().await,
                _ => call.fail("Only Ada may do that"),
            }
        }
    }
    let server = || Watched::new().middleware(Doorkeeper);
    let ada = Client::new(server()).with_principal(Principal::new("ada"));
    assert_eq!(
        ada.call_tool::<divide>(json!({ "a": 6, "b": 3 }))
            .await
            .text(),
        "2"
    );
    let somebody = Client::new(server());
    let reply = somebody
        .call_tool::<divide>(json!({ "a": 6, "b": 3 }))
        .await;
    assert!(
        reply.is_error() && reply.text() == "Only Ada may do that",
        "{reply:?}"
    );
    assert_eq!(
        somebody.read("notes:///a").await.refusal(),
        Some((-32602, "Only Ada may do that"))
    );
}

/// Falls over itself, at once or later.
struct Clumsy {
    later: bool,
}

impl Middleware for Clumsy {
    async fn around(&self, _: &CallInfo, _: Next<'_>) -> CallResponse {
        if self.later {
            tokio::task::yield_now().await;
        }
        panic!("a middleware fell over")
    }
}

#[tokio::test]
async fn a_panic_in_one_is_an_error_to_its_caller() {
    for later in [false, true] {
        let client = Client::new(Watched::new().middleware(Clumsy { later }));
        let reply = client.call_tool::<divide>(json!({ "a": 6, "b": 3 })).await;
        assert!(
            reply.is_error()
                && reply.text().contains("error id")
                && !reply.text().contains("fell over"),
            "{reply:?}"
        );
        assert_eq!(
            client
                .read("notes:///a")
                .await
                .refusal()
                .map(|(code, _)| code),
            Some(-32603)
        );
    }
}
