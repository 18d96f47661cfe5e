//! State that was changed, or is for another request or caller.

use mcp_runtime::prelude::*;
use serde_json::json;

use super::{refused, router, wiping, with_state, yes};
use crate::rounds::{self, Asked, call, retry};
use mcp_tests::client::{Ask, Reply};

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
