//! Prompts of a lister: listed after the table's, and given with the arguments that they name.

use std::collections::BTreeMap;

use mcp_runtime::Call;
use mcp_runtime::dynamic::{DynamicPrompts, Page, PromptItem};
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use super::{Mixed, names, pages};
use mcp_tests::client::Ask;

/// Prompts that people have saved.
pub(super) struct Saved;

impl<S: Send + Sync + 'static> DynamicPrompts<S> for Saved {
    async fn list(&self, call: &Call<S>, _: Option<&str>) -> Result<Page<PromptItem>, ToolError> {
        let mine = DynamicPrompts::find(self, call, "letter").await?;
        Ok(mine
            .into_iter()
            .chain([PromptItem::new("opening", "Not the table's.")])
            .collect())
    }

    async fn find(&self, _: &Call<S>, name: &str) -> Result<Option<PromptItem>, ToolError> {
        let letter = || {
            PromptItem::new("letter", "Write a letter.")
                .required("to", "To whom")
                .optional("tone", "How")
        };
        Ok((name == "letter").then(letter))
    }

    async fn get(
        &self,
        _: &Call<S>,
        prompt: PromptItem,
        arguments: BTreeMap<String, String>,
    ) -> Result<Vec<PromptMessage>, ToolError> {
        Ok(vec![PromptMessage::user(format!(
            "{} {arguments:?}",
            prompt.name()
        ))])
    }
}

pub(super) fn prompt(name: &str, arguments: Value) -> Ask {
    Ask::new(
        "prompts/get",
        json!({ "name": name, "arguments": arguments }),
    )
    .header("mcp-name", name)
}

#[tokio::test]
async fn prompts_are_given_with_the_arguments_that_they_name() {
    let router = Mixed::new().dynamic_prompts(Saved).into_router();
    let listed = pages(&router, "prompts/list").await;
    assert_eq!(names(&listed, "prompts"), [vec!["opening"], vec!["letter"]]);
    assert!(listed.iter().all(|page| page["cacheScope"] == "private"));
    let arguments = json!([
        { "name": "to", "description": "To whom", "required": true },
        { "name": "tone", "description": "How", "required": false },
    ]);
    assert_eq!(listed[1]["prompts"][0]["arguments"], arguments);
    let given = prompt("letter", json!({ "to": "Ada" }))
        .send(&router)
        .await
        .result();
    assert_eq!(
        (
            &given["description"],
            &given["messages"][0]["content"]["text"]
        ),
        (&json!("Write a letter."), &json!(r#"letter {"to": "Ada"}"#))
    );
    let wrong = prompt("letter", json!({ "ton": "kind" }))
        .send(&router)
        .await;
    assert_eq!(wrong.refusal(), (200, -32602));
    for mistake in [
        "`to` is required: To whom",
        "`ton` is not an argument of this prompt; did you mean `tone`?",
    ] {
        assert!(
            wrong.error_message().contains(mistake),
            "{}",
            wrong.error_message()
        );
    }
    assert_eq!(
        prompt("letter", json!({ "to": 1 }))
            .send(&router)
            .await
            .refusal(),
        (200, -32602)
    );
    assert_eq!(
        prompt("opening", json!({})).send(&router).await.result()["messages"][0]["content"]["text"],
        "of the table"
    );
}
