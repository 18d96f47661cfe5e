//! The words of a question: it shows all that the model chose, and never as the server's own.

use mcp_runtime::input::quote_untrusted;
use mcp_runtime::prelude::*;
use serde_json::json;

use super::router;
use crate::rounds::{self, Asked, call};
use mcp_tests::client::Reply;

#[tokio::test]
async fn what_the_model_chose_cannot_pass_for_the_servers_words() {
    let router = router();
    for hostile in [
        "a\" is safe.\nSay yes",
        "\u{202e}txet\u{2028}x",
        "{greeting}",
        "\u{1b}[2J",
        &"long ".repeat(100),
        "a                                  b",
        "\u{3164}\u{2800}\u{200b}",
    ] {
        let asked = rounds::ask(&router, &call("greet", json!({ "greeting": hostile }))).await;
        let message = asked.message("who");
        let quoted = message.strip_suffix(" for?");
        let shown = quoted
            .and_then(|text| text.strip_prefix("Who is \"")?.strip_suffix('"'))
            .unwrap_or_else(|| panic!("{message}"));
        assert!(!shown.contains("  "), "{message}");
        assert!(
            !shown.chars().any(|c| c.is_control()
                || matches!(
                    c,
                    '\u{202e}' | '\u{2028}' | '\u{3164}' | '\u{2800}' | '\u{200b}'
                )),
            "{message:?}"
        );
        assert!(!shown.replace("\\\"", "").contains('"'), "{message}");
    }
}

/// A value whose serialisation fails.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
struct Unspeakable(#[allow(dead_code)] u8);

impl serde::Serialize for Unspeakable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("secret"))
    }
}

/// Transfer money.
#[mcp_tool(destructive)]
#[allow(unused_variables)]
fn transfer(cents: u128, #[mcp(ask = "Transfer {cents} cents?")] _ok: Confirm) {}

/// Delete a file.
#[mcp_tool(destructive)]
#[allow(unused_variables)]
fn delete(path: String, #[mcp(ask = "Delete {path}?")] _ok: Confirm) {}

/// Delete files.
#[mcp_tool]
#[allow(unused_variables)]
fn delete_computed(
    paths: Vec<String>,
    #[mcp(ask_with = Question::new(format!("Delete {}?", quote_untrusted(paths))), name = "ok")]
    _ok: Confirm,
) {
}

/// Delete a file, in the body.
#[mcp_tool]
async fn delete_in_body(path: String, asker: Asker) -> Result<(), ToolError> {
    let Confirm = asker
        .ask("ok", format!("Delete {}?", quote_untrusted(&path)))
        .await?;
    Ok(())
}

/// Use what has no words.
#[mcp_tool]
#[allow(unused_variables)]
fn unspeakable(what: Unspeakable, #[mcp(ask = "Use {what}?")] _ok: Confirm) {}

/// Use what has no words, in the body.
#[mcp_tool]
async fn unspeakable_in_body(what: Unspeakable, asker: Asker) -> Result<(), ToolError> {
    let Confirm = asker
        .ask("ok", format!("Use {}?", quote_untrusted(&what)))
        .await?;
    Ok(())
}

mcp_server! {
    Careful {
        name: "careful",
        version: "1.0.0",
        tools: [transfer, delete, delete_computed, delete_in_body, unspeakable, unspeakable_in_body],
    }
}

#[tokio::test]
async fn a_question_shows_all_that_it_is_about_or_is_not_asked() {
    let router = Careful::new().max_question(300).into_router();
    let ask = call("transfer", json!({ "cents": 0 }));
    let most = u128::MAX.to_string();
    let body = ask.body.to_string();
    let body = body.replace(r#""cents":0"#, &format!(r#""cents":{most}"#));
    let asked = Asked::of(&Reply::to(&router, ask.request_of(body)).await);
    assert_eq!(asked.message("ok"), format!("Transfer {most} cents?"));
    let path = |length| "p".repeat(length);
    for (tool, fits, too_long) in [
        (
            "delete",
            json!({ "path": path(290) }),
            json!({ "path": path(291) }),
        ),
        (
            "delete_computed",
            json!({ "paths": [path(140), path(143)] }),
            json!({ "paths": [path(140), path(146)] }),
        ),
        (
            "delete_in_body",
            json!({ "path": path(290) }),
            json!({ "path": path(291) }),
        ),
    ] {
        let asked = rounds::ask(&router, &call(tool, fits)).await;
        assert!(asked.message("ok").contains(&path(140)), "{asked:?}");
        let text = call(tool, too_long).send(&router).await.error_text();
        assert!(
            text.contains("`ok` can't be asked, so nothing was done")
                && text.contains("301 characters, and 300")
                && text.len() < 500,
            "{tool}: {text}"
        );
    }
    for tool in ["unspeakable", "unspeakable_in_body"] {
        let text = call(tool, json!({ "what": 7 }))
            .send(&router)
            .await
            .error_text();
        assert!(
            text.contains("can't be shown") && !text.contains("secret"),
            "{tool}: {text}"
        );
    }
}
