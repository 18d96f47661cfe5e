//! The state that a client carries from a question to its answer: worth nothing to anybody else,
//! elsewhere, later or twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use mcp_runtime::input::StateKeys;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use crate::rounds::{self, Asked, SOON, accept, call, retry};
use crate::shelf::Shelf;
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

fn keyed(keys: impl IntoIterator<Item = u8>) -> Router {
    let keys = StateKeys::new(keys.into_iter().map(|key| [key; 32])).unwrap();
    States::new(Counts::default())
        .state_keys(keys)
        .store(Shelf::shared())
        .into_router()
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
async fn no_character_of_it_can_be_changed_and_every_failure_looks_the_same() {
    let (router, counts) = router();
    let asked = rounds::ask(&router, &wiping()).await;
    let expected = with_state(&router, &asked, "AAAA").await;
    let expected = refused(&expected);
    for at in 0..asked.state.len() {
        let mut changed = asked.state.clone().into_bytes();
        // The next letter changes a low bit, `_` nearly all of them.
        for letter in [
            if changed[at] == b'A' { b'B' } else { b'A' },
            if changed[at] == b'_' { b'-' } else { b'_' },
        ] {
            changed[at] = letter;
            let reply = with_state(&router, &asked, std::str::from_utf8(&changed).unwrap()).await;
            assert_eq!(refused(&reply), expected, "at {at}");
        }
    }
    assert_eq!(counts.ran(), 0);
    assert!(
        with_state(&router, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all"),
        "and untouched it is taken"
    );
}

#[tokio::test]
async fn no_part_of_it_and_nothing_beside_it_will_do() {
    let (router, counts) = router();
    let asked = rounds::ask(&router, &wiping()).await;
    let expected = with_state(&router, &asked, "AAAA").await;
    let state = &asked.state;
    let mut wrong: Vec<String> = (0..state.len())
        .map(|end| state[..end].to_owned())
        .collect();
    wrong.extend((1..state.len()).map(|start| state[start..].to_owned()));
    for ends in ["=", "==", "A", "AAAA", " ", "\n", "\u{0}", "é", "."] {
        wrong.extend([format!("{state}{ends}"), format!("{ends}{state}")]);
    }
    wrong.extend([
        state.repeat(2),
        state.to_uppercase(),
        "A".repeat(70_000),
        "é".repeat(1000),
        "{}".into(),
    ]);
    for wrong in wrong {
        let reply = with_state(&router, &asked, &wrong).await;
        assert_eq!(refused(&reply), refused(&expected), "{wrong:?}");
    }
    assert_eq!(counts.ran(), 0);
}

#[tokio::test]
async fn it_opens_for_this_request_of_this_caller_alone() {
    let (router, counts) = router();
    let ada = |ask: Ask| {
        let mut request = ask.request();
        request.extensions_mut().insert(Principal::new("ada"));
        request
    };
    let asked = Asked::of(&Reply::to(&router, ada(wiping())).await);
    let again = |ask: Ask| retry(&ask, &asked, yes());
    let expected = with_state(&router, &asked, "AAAA").await;
    let expected = refused(&expected).to_owned();
    let mut bob = again(wiping()).request();
    bob.extensions_mut().insert(Principal::new("bob"));
    let mut nobody = again(wiping()).request();
    nobody.extensions_mut().insert(Principal::new(""));
    let prompt = Ask::new(
        "prompts/get",
        json!({ "name": "wipe", "arguments": { "what": "all" } }),
    )
    .header("mcp-name", "wipe");
    let foreign = [
        again(wiping()).request(),
        bob,
        nobody,
        ada(again(call("wipe_other", json!({ "what": "all" })))),
        ada(again(call("wipe", json!({ "what": "All" })))),
        ada(again(call("wipe", json!({ "what": "all", "count": null })))),
        ada(again(call("wipe", json!({ "what": "all", "count": 1 })))),
        ada(again(call("wipe", json!({})))),
        ada(again(call("harmless", json!({})))),
        ada(again(rounds::able(prompt, rounds::all()))),
    ];
    for (i, request) in foreign.into_iter().enumerate() {
        let reply = Reply::to(&router, request).await;
        assert_eq!(refused(&reply), expected, "{i}");
    }
    assert_eq!(counts.ran(), 0);
    assert!(
        Reply::to(&router, ada(again(wiping())))
            .await
            .ok_text()
            .contains("all")
    );
}

#[tokio::test]
async fn it_does_not_outlive_its_time_or_its_process() {
    let expected = with_state(
        &router().0,
        &rounds::ask(&router().0, &wiping()).await,
        "AAAA",
    )
    .await;
    let late = States::new(Counts::default())
        .question_lifetime(Duration::ZERO)
        .into_router();
    let asked = rounds::ask(&late, &wiping()).await;
    assert_eq!(
        refused(&with_state(&late, &asked, &asked.state).await),
        refused(&expected),
        "expired"
    );
    let asked = rounds::ask(&router().0, &wiping()).await;
    assert_eq!(
        refused(&with_state(&router().0, &asked, &asked.state).await),
        refused(&expected),
        "another process"
    );
    let forever = States::new(Counts::default())
        .question_lifetime(Duration::MAX)
        .into_router();
    let asked = rounds::ask(&forever, &wiping()).await;
    assert!(
        with_state(&forever, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all")
    );
}

#[tokio::test]
async fn keys_can_be_rotated_without_losing_a_question() {
    let (old, both, new_first, new) = (keyed([1]), keyed([1, 2]), keyed([2, 1]), keyed([2]));
    for (mints, opens) in [
        (&old, &both),
        (&both, &old),
        (&both, &new_first),
        (&new_first, &both),
        (&new_first, &new),
        (&old, &new_first),
    ] {
        let asked = rounds::ask(mints, &wiping()).await;
        assert!(
            with_state(opens, &asked, &asked.state)
                .await
                .ok_text()
                .contains("all")
        );
    }
    for (mints, opens) in [(&new_first, &old), (&old, &new), (&both, &new)] {
        let asked = rounds::ask(mints, &wiping()).await;
        refused(&with_state(opens, &asked, &asked.state).await);
    }
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

#[tokio::test]
async fn an_answer_counts_once_unless_it_changes_nothing_more() {
    for (tool, arguments, counts_once) in [
        ("pay", json!({ "cents": u64::MAX }), true),
        ("pay_in_body", json!({}), true),
        ("delete", json!({}), true),
        ("look", json!({}), false),
        ("harmless", json!({}), false),
    ] {
        let (router, counts) = router();
        let ask = call(tool, arguments);
        let asked = rounds::ask(&router, &ask).await;
        assert!(
            !retry(&ask, &asked, yes()).send(&router).await.text().1,
            "{tool}"
        );
        for _ in 0..4 {
            let reply = retry(&ask, &asked, yes()).send(&router).await;
            if counts_once {
                refused(&reply);
            }
        }
        assert_eq!(counts.ran(), if counts_once { 1 } else { 5 }, "{tool}");
        // Whoever is asked again may answer again.
        let asked = rounds::ask(&router, &ask).await;
        assert!(
            !retry(&ask, &asked, yes()).send(&router).await.text().1,
            "{tool}"
        );
    }
}

#[tokio::test]
async fn each_round_of_a_body_counts_once_and_leads_on() {
    let (router, counts) = router();
    let ask = call("pay_in_rounds", json!({}));
    let how_much = rounds::ask(&router, &ask).await;
    let said = |key: &str| json!({ key: accept(json!({})) });
    let now = rounds::ask(&router, &retry(&ask, &how_much, said("amount"))).await;
    assert_eq!(now.keys(), ["now"]);
    refused(&retry(&ask, &how_much, said("amount")).send(&router).await);
    let pay = rounds::ask(&router, &retry(&ask, &now, said("now"))).await;
    assert_eq!(pay.keys(), ["confirm"]);
    refused(&retry(&ask, &now, said("now")).send(&router).await);
    assert_eq!(retry(&ask, &pay, yes()).send(&router).await.ok_text(), "1");
    refused(&retry(&ask, &pay, yes()).send(&router).await);
    assert_eq!(counts.ran(), 1);
}

/// Where the store is in memory, only the process that asked knows whether it was answered.
#[tokio::test]
async fn a_restart_and_another_instance_take_no_answer_twice() {
    let keys = || StateKeys::new([[1; 32]]).unwrap();
    let started = |counts: &Counts| States::new(counts.clone()).state_keys(keys()).into_router();
    let counts = Counts::default();
    let (before, after) = (started(&counts), started(&counts));
    let asked = rounds::ask(&before, &wiping()).await;
    for _ in 0..2 {
        let reply = with_state(&after, &asked, &asked.state).await;
        assert_eq!(reply.refusal(), (200, -32602));
        assert!(reply.body.contains("another process"), "{}", reply.body);
    }
    assert_eq!(counts.ran(), 0);
    assert!(
        with_state(&before, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all")
    );
    with_state(&after, &asked, &asked.state).await.refusal();
    assert_eq!(counts.ran(), 1);
    // A tool that changes nothing is answered by any of them.
    let look = call("look", json!({}));
    let asked = rounds::ask(&before, &look).await;
    assert_eq!(
        retry(&look, &asked, yes()).send(&after).await.ok_text(),
        "2"
    );
    // In a shared store, any of them knows.
    let shelf = Shelf::shared();
    let shared = |counts: &Counts| {
        States::new(counts.clone())
            .state_keys(keys())
            .store(shelf.clone())
            .into_router()
    };
    let counts = Counts::default();
    let (one, other) = (shared(&counts), shared(&counts));
    let asked = rounds::ask(&one, &wiping()).await;
    assert!(
        with_state(&other, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all")
    );
    refused(&with_state(&one, &asked, &asked.state).await);
    refused(&with_state(&shared(&counts), &asked, &asked.state).await);
    assert_eq!(counts.ran(), 1);
}

#[tokio::test]
async fn who_has_answered_too_often_is_told_so_and_harms_nobody() {
    let (counts, shelf) = (Counts::default(), Shelf::shared());
    let router = States::new(counts.clone())
        .state_keys(StateKeys::new([[1; 32]]).unwrap())
        .store(shelf.clone())
        .max_answers(2)
        .into_router();
    let by = async |who: &str, answers: Value| {
        let send = async |ask: &Ask| {
            let mut request = ask.request();
            request.extensions_mut().insert(Principal::new(who));
            Reply::to(&router, request).await
        };
        let asked = Asked::of(&send(&wiping()).await);
        send(&retry(&wiping(), &asked, answers)).await
    };
    let no = json!({ "confirm": { "action": "decline" } });
    for _ in 0..5 {
        by("ada", no.clone()).await.error_text();
    }
    by("ada", yes()).await.ok_text();
    by("ada", yes()).await.ok_text();
    let text = by("ada", yes()).await.error_text();
    assert!(
        text.contains("nothing was done") && text.contains("caller's answers"),
        "{text}"
    );
    assert_eq!(counts.ran(), 2);
    by("bob", yes()).await.ok_text();
    // Questions that can no longer be answered take up no place.
    shelf.pass(Duration::from_secs(20 * 60));
    by("ada", yes()).await.ok_text();
}

#[tokio::test]
async fn what_is_destructive_runs_once_for_one_answer() {
    let (router, counts) = router();
    let asked = rounds::ask(&router, &wiping()).await;
    assert!(
        with_state(&router, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all")
    );
    for _ in 0..3 {
        refused(&with_state(&router, &asked, &asked.state).await);
    }
    assert_eq!(counts.ran(), 1);
    let asked = rounds::ask(&router, &wiping()).await;
    assert!(
        with_state(&router, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all"),
        "who is asked again may answer again"
    );
    assert_eq!(counts.ran(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_retries_that_race_one_runs() {
    let (router, counts) = router();
    for round in 1..=20 {
        let asked = rounds::ask(&router, &wiping()).await;
        let start = Arc::new(tokio::sync::Barrier::new(8));
        let racing: Vec<_> = (0..8)
            .map(|_| {
                let (router, asked, start) = (router.clone(), asked.clone(), start.clone());
                tokio::spawn(async move {
                    start.wait().await;
                    with_state(&router, &asked, &asked.state).await
                })
            })
            .collect();
        let mut won = 0;
        for racer in racing {
            let reply = tokio::time::timeout(SOON, racer).await.unwrap().unwrap();
            match reply.messages()[0].get("result") {
                Some(_) => won += 1,
                None => drop(refused(&reply).to_owned()),
            }
        }
        assert_eq!((won, counts.ran()), (1, round));
    }
}

#[tokio::test]
async fn all_that_follows_from_one_question_is_used_up_together() {
    let (router, counts) = router();
    let ask = call("wipe_twice", json!({}));
    let asked = rounds::ask(&router, &ask).await;
    let accept = json!({ "action": "accept" });
    // Both go on from the same state, and each could be completed.
    let one = rounds::ask(&router, &retry(&ask, &asked, json!({ "one": accept }))).await;
    let two = rounds::ask(&router, &retry(&ask, &asked, json!({ "two": accept }))).await;
    assert_eq!((one.keys(), two.keys()), (vec!["two"], vec!["one"]));
    assert_eq!(
        retry(&ask, &one, json!({ "two": accept }))
            .send(&router)
            .await
            .ok_text(),
        "true"
    );
    refused(
        &retry(&ask, &two, json!({ "one": accept }))
            .send(&router)
            .await,
    );
    refused(
        &retry(&ask, &asked, json!({ "one": accept, "two": accept }))
            .send(&router)
            .await,
    );
    assert_eq!(counts.ran(), 1);
}
