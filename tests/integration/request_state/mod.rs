//! The state that a client carries from a question to its answer: worth nothing to anybody else,
//! elsewhere, later or twice.

mod forgeries;
mod keys;
mod once;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use crate::rounds::{self, Asked, call, retry};
use mcp_tests::client::{Ask, Reply};

/// How often a body ran, and which revision of a question is asked.
#[derive(Clone, Default)]
struct Counts {
    ran: Arc<AtomicUsize>,
    revision: Arc<AtomicUsize>,
}

impl Counts {
    fn ran(&self) -> usize {
        self.ran.load(Ordering::SeqCst)
    }
}

/// Wipe something.
#[mcp_tool(destructive, confirm = "Wipe it?")]
async fn wipe(what: Option<String>, count: Option<f64>, State(counts): State<Counts>) -> String {
    tokio::task::yield_now().await;
    counts.ran.fetch_add(1, Ordering::SeqCst);
    format!("{what:?} {count:?}")
}

/// Wipe something else.
#[mcp_tool(destructive, confirm = "Wipe it?")]
fn wipe_other(what: Option<String>) -> String {
    format!("{what:?}")
}

/// Wipe, once two questions are answered.
#[mcp_tool(destructive)]
fn wipe_twice(
    #[mcp(ask = "One?")] one: Answer<Confirm>,
    #[mcp(ask = "Two?")] two: Answer<Confirm>,
    State(counts): State<Counts>,
) -> bool {
    counts.ran.fetch_add(1, Ordering::SeqCst);
    one.accepted().is_some() && two.accepted().is_some()
}

/// Change nothing more when it is done again.
#[mcp_tool(idempotent)]
fn harmless(
    #[mcp(ask_with = revised(counts), name = "confirm")] _ok: Confirm,
    State(counts): State<Counts>,
) -> usize {
    counts.ran.fetch_add(1, Ordering::SeqCst)
}

fn revised(counts: &Counts) -> Question<Confirm> {
    Question::new(format!(
        "Revision {}?",
        counts.revision.load(Ordering::SeqCst)
    ))
}

/// Pay.
#[mcp_tool]
#[allow(unused_variables)]
fn pay(
    cents: u128,
    #[mcp(ask = "Pay {cents} cents?", name = "confirm")] _ok: Confirm,
    State(counts): State<Counts>,
) -> usize {
    counts.ran.fetch_add(1, Ordering::SeqCst) + 1
}

/// Pay, once the body has asked.
#[mcp_tool]
async fn pay_in_body(asker: Asker, State(counts): State<Counts>) -> Result<usize, ToolError> {
    let Confirm = asker.ask("confirm", "Pay?").await?;
    Ok(counts.ran.fetch_add(1, Ordering::SeqCst) + 1)
}

/// Pay, if two questions of the body are answered, one of which doesn't matter.
#[mcp_tool]
async fn pay_in_rounds(
    #[mcp(ask = "How much?")] amount: Answer<Confirm>,
    asker: Asker,
    State(counts): State<Counts>,
) -> Result<usize, ToolError> {
    let question = Question::<Confirm>::new("Now?");
    let _ = (amount, asker.question("now", question).await?);
    let Confirm = asker.ask("confirm", "Pay?").await?;
    Ok(counts.ran.fetch_add(1, Ordering::SeqCst) + 1)
}

/// Look.
#[mcp_tool(read_only, confirm = "Look?")]
fn look(State(counts): State<Counts>) -> usize {
    counts.ran.fetch_add(1, Ordering::SeqCst) + 1
}

/// Delete, which does nothing more when it is done again.
#[mcp_tool(destructive, idempotent, confirm = "Delete?")]
fn delete(State(counts): State<Counts>) -> usize {
    counts.ran.fetch_add(1, Ordering::SeqCst) + 1
}

/// A prompt with a tool's name and question.
#[mcp_prompt(name = "wipe")]
fn wipe_prompt(
    what: Option<String>,
    #[mcp(ask = "Wipe it?", name = "confirm")] _ok: Confirm,
) -> String {
    format!("{what:?}")
}

mcp_server! {
    States { name: "states", version: "1.0.0", state: Counts, tools: [wipe, wipe_other, wipe_twice, harmless, pay, pay_in_body, pay_in_rounds, look, delete], prompts: [wipe_prompt] }
}

fn router() -> (Router, Counts) {
    let counts = Counts::default();
    (States::new(counts.clone()).into_router(), counts)
}

fn wiping() -> Ask {
    call("wipe", json!({ "what": "all" }))
}

fn yes() -> Value {
    json!({ "confirm": { "action": "accept" } })
}

/// The key under which `confirm = "…"` asks.
#[tokio::test]
async fn a_confirmation_is_asked_under_the_name_confirm() {
    let asked = rounds::ask(&router().0, &wiping()).await;
    assert_eq!(
        (asked.keys(), asked.message("confirm")),
        (vec!["confirm"], "Wipe it?")
    );
}

/// Returns the answer to a request whose state is not right.
fn refused(reply: &Reply) -> &str {
    assert_eq!(reply.refusal(), (200, -32602), "{}", reply.body);
    assert!(
        reply.messages()[0]["error"].get("data").is_none(),
        "{}",
        reply.body
    );
    assert_eq!(reply.headers["content-type"], "application/json");
    &reply.body
}

async fn with_state(router: &Router, asked: &Asked, state: &str) -> Reply {
    retry(
        &wiping(),
        &Asked {
            state: state.to_owned(),
            ..asked.clone()
        },
        yes(),
    )
    .send(router)
    .await
}

#[tokio::test]
async fn arguments_may_be_written_anew() {
    let (router, _) = router();
    let original = call("wipe", json!({ "what": "é/", "count": 10 }));
    for anew in [
        r#"{"count":10,"what":"é/"}"#,
        r#"{ "what" : "\u00e9\/" , "count" : 10 }"#,
        r#"{"what":"é/","count":10.0}"#,
        r#"{"what":"é/","count":1e1}"#,
        r#"{"wh\u0061t":"\u00E9/","count":100E-1}"#,
    ] {
        let asked = rounds::ask(&router, &original).await;
        let again = retry(&original, &asked, yes());
        let body = again
            .body
            .to_string()
            .replace(r#"{"count":10,"what":"é/"}"#, anew)
            .replace(r#"{"what":"é/","count":10}"#, anew);
        assert!(body.contains(anew), "{body}");
        assert_eq!(
            Reply::to(&router, again.request_of(body)).await.ok_text(),
            "Some(\"é/\") Some(10.0)",
            "{anew}"
        );
    }
    let asked = rounds::ask(&router, &call("wipe", json!({}))).await;
    let mut without = retry(&call("wipe", json!({})), &asked, yes());
    without.body["params"]
        .as_object_mut()
        .unwrap()
        .remove("arguments");
    assert_eq!(
        without.send(&router).await.ok_text(),
        "None None",
        "absent is the same as empty"
    );
}

#[tokio::test]
async fn an_answer_to_a_question_that_reads_otherwise_now_is_asked_again() {
    let (router, counts) = router();
    let ask = call("harmless", json!({}));
    let first = rounds::ask(&router, &ask).await;
    counts.revision.store(1, Ordering::SeqCst);
    let second = rounds::ask(&router, &retry(&ask, &first, yes())).await;
    assert_eq!(second.message("confirm"), "Revision 1?");
    assert_eq!(counts.ran(), 0);
    assert_eq!(
        retry(&ask, &second, yes()).send(&router).await.ok_text(),
        "0"
    );
    // Nothing is lost by sending it twice where nothing more is done.
    assert_eq!(
        retry(&ask, &second, yes()).send(&router).await.ok_text(),
        "1"
    );
    rounds::ask(&router, &retry(&ask, &first, yes())).await;
}

#[tokio::test]
async fn what_is_destructive_never_runs_unasked() {
    let (router, counts) = router();
    let mut unasked = wiping();
    unasked.body["params"]["inputResponses"] = yes();
    rounds::ask(&router, &unasked).await;
    assert_eq!(
        Ask::tool("wipe", json!({})).send(&router).await.refusal(),
        (400, -32021)
    );
    let asked = rounds::ask(&router, &wiping()).await;
    // Whoever reads two answers to one question may believe either.
    let both = retry(&wiping(), &asked, json!("ANSWERS"));
    let both = both.body.to_string().replace(
        "\"ANSWERS\"",
        r#"{"confirm":{"action":"decline"},"confirm":{"action":"accept"}}"#,
    );
    let request = wiping().request_of(both);
    assert_eq!(Reply::to(&router, request).await.refusal(), (200, -32602));
    for answers in [
        json!({}),
        json!({ "confirm": true }),
        json!({ "confirm": { "action": "yes" } }),
        json!({ "other": { "action": "accept" } }),
    ] {
        rounds::ask(&router, &retry(&wiping(), &asked, answers)).await;
    }
    let declined = retry(
        &wiping(),
        &asked,
        json!({ "confirm": { "action": "decline" } }),
    )
    .send(&router)
    .await;
    assert!(declined.error_text().contains("declined"));
    assert_eq!(counts.ran(), 0);
    // Nothing was done for that answer, so nothing is remembered of it.
    assert!(
        with_state(&router, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all")
    );
    refused(&with_state(&router, &asked, &asked.state).await);
    assert_eq!(counts.ran(), 1);
}
