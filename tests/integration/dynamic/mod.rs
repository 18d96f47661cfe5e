//! Items that are not known at compile time, listed after those that are: listed in pages, called,
//! given and read, for each caller their own.

mod calls;
mod prompts;
mod resources;

use std::time::Duration;

use axum::{Extension, Router};
use mcp_runtime::dynamic::{DynamicTools, Page, ToolItem};
use mcp_runtime::prelude::*;
use mcp_runtime::server::ToolAnnotations;
use mcp_runtime::{Call, FromCall};
use serde_json::{Map, Value, json};

use mcp_tests::client::{Ask, Reply};
use prompts::{Saved, prompt};
use resources::Rows;

/// In the table.
#[mcp_tool]
fn first() -> &'static str {
    "of the table"
}

/// In the table, too.
#[mcp_tool]
fn second() {}

/// In the table.
#[mcp_prompt]
fn opening() -> &'static str {
    "of the table"
}

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> String {
    format!("the note {name}")
}

/// In the table.
#[mcp_resource("docs:///manual")]
fn manual() -> &'static str {
    "of the table"
}

mcp_server! { pub(crate) Mixed { name: "mixed", version: "1.0.0", tools: [first, second], prompts: [opening], resources: [note, manual] } }
mcp_server! { pub(crate) Bare { name: "bare", version: "1.0.0" } }

/// The tools on a shelf, two on a page; Ada sees one more.
pub(crate) struct Shelf;

fn on_the_shelf<S>(call: &Call<S>) -> Vec<ToolItem> {
    let counted = json!({
        "type": "object",
        "properties": {
            "count": { "type": "integer", "minimum": 1, "description": "How many", "x-mcp-header": "Count" },
            "colour": { "enum": ["red", "blue"] },
        },
        "required": ["count"],
        "additionalProperties": false,
    });
    let open = || json!({ "type": "object" });
    let mut items = vec![
        ToolItem::new("paint", "Paint something.", counted)
            .title("Paint")
            .annotations(ToolAnnotations {
                idempotent: Some(true),
                ..ToolAnnotations::default()
            }),
        ToolItem::new("first", "Not the table's.", open()),
        ToolItem::new(
            "broken",
            "No client could call this.",
            json!({ "type": "string" }),
        ),
        ToolItem::new("ask", "Ask back.", open()),
    ];
    if call.principal().id() == Some("ada") {
        items.push(
            ToolItem::new("safe", "Open the safe.", open())
                .icon("https://example.com/i.png")
                .with_meta("com.example/n", 1),
        );
    }
    items
}

impl<S: Send + Sync + 'static> DynamicTools<S> for Shelf {
    async fn list(
        &self,
        call: &Call<S>,
        cursor: Option<&str>,
    ) -> Result<Page<ToolItem>, ToolError> {
        let start: usize = cursor
            .map_or(Ok(0), str::parse)
            .map_err(|_| ToolError::new("no such page"))?;
        let all = on_the_shelf(call);
        let page: Page<ToolItem> = all.iter().skip(start).take(2).cloned().collect();
        Ok(if start + 2 < all.len() {
            page.next((start + 2).to_string())
        } else {
            page.ttl(Duration::from_secs(5))
        })
    }

    async fn find(&self, call: &Call<S>, name: &str) -> Result<Option<ToolItem>, ToolError> {
        Ok(on_the_shelf(call)
            .into_iter()
            .find(|tool| tool.name() == name))
    }

    async fn call(
        &self,
        call: &Call<S>,
        tool: ToolItem,
        arguments: Map<String, Value>,
    ) -> Result<ToolResult, ToolError> {
        if tool.name() == "ask" {
            let asker = Asker::from_call(call).await?;
            let sure: Confirm = asker.ask("sure", "Sure?").await?;
            return Ok(ToolResult::new([format!("{sure:?}").into()]));
        }
        call.context().progress((1, 2));
        let text = format!(
            "{} {} for {:?}",
            tool.name(),
            Value::from(arguments),
            call.principal().id()
        );
        ToolResult::new([text.into()]).with_structured(json!({ "done": true }))
    }
}

fn ada(router: Router) -> Router {
    router.layer(Extension(Principal::new("ada")))
}

pub(crate) async fn page(router: &Router, method: &str, cursor: Option<&Value>) -> Reply {
    Ask::new(
        method,
        cursor.map_or(json!({}), |cursor| json!({ "cursor": cursor })),
    )
    .send(router)
    .await
}

/// The pages of a list, from its beginning to its end.
pub(crate) async fn pages(router: &Router, method: &str) -> Vec<Value> {
    let mut pages: Vec<Value> = Vec::new();
    while pages.len() < 20 {
        let result = page(router, method, pages.last().map(|page| &page["nextCursor"]))
            .await
            .result();
        let more = result.get("nextCursor").is_some();
        pages.push(result);
        if !more {
            return pages;
        }
    }
    panic!("the list has no end");
}

fn names(pages: &[Value], key: &str) -> Vec<Vec<String>> {
    let name = |item: &Value| {
        item["uri"]
            .as_str()
            .or(item["uriTemplate"].as_str())
            .or(item["name"].as_str())
            .unwrap()
            .to_owned()
    };
    pages
        .iter()
        .map(|page| page[key].as_array().unwrap().iter().map(name).collect())
        .collect()
}

pub(crate) fn read(uri: &str) -> Ask {
    Ask::new("resources/read", json!({ "uri": uri })).header("mcp-name", uri)
}

#[tokio::test]
async fn the_tables_pages_come_first_and_all_pages_are_private() {
    let server = || {
        Mixed::new()
            .page_size(1)
            .list_ttl(Duration::from_secs(7))
            .dynamic_tools(Shelf)
    };
    let anybody = pages(&server().into_router(), "tools/list").await;
    assert_eq!(
        names(&anybody, "tools"),
        [vec!["first"], vec!["second"], vec!["paint"], vec!["ask"]],
        "what the table has, or nobody could call, is left out"
    );
    let ada = pages(&ada(server().into_router()), "tools/list").await;
    assert_eq!(names(&ada, "tools").last().unwrap(), &["safe"]);
    assert!(
        ada.iter()
            .all(|page| page["cacheScope"] == "private" && page["resultType"] == "complete"),
        "{ada:?}"
    );
    let ttls: Vec<&Value> = ada.iter().map(|page| &page["ttlMs"]).collect();
    assert_eq!(ttls, [7000, 7000, 0, 0, 5000]);
    assert!(
        ada.iter()
            .all(|page| page["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "mixed")
    );
    let expected = json!({
        "name": "safe", "description": "Open the safe.", "icons": [{ "src": "https://example.com/i.png" }],
        "inputSchema": { "type": "object" }, "_meta": { "com.example/n": 1 },
    });
    assert_eq!(ada[4]["tools"][0], expected);
    assert_eq!(
        (
            &ada[2]["tools"][0]["title"],
            &ada[2]["tools"][0]["annotations"]
        ),
        (&json!("Paint"), &json!({ "idempotentHint": true }))
    );
    assert_eq!(
        pages(&Mixed::new().into_router(), "tools/list").await[0]["cacheScope"],
        "public",
        "without a lister"
    );
}

#[tokio::test]
async fn cursors_lead_to_the_page_that_gave_them_and_to_no_other() {
    let (mut server, plain) = (
        Mixed::new()
            .dynamic_tools(Shelf)
            .dynamic_prompts(Saved)
            .page_size(1),
        Mixed::new().page_size(1).into_router(),
    );
    let visibility = server.visibility();
    let router = server.into_router();
    let tools = pages(&router, "tools/list").await;
    let prompts = pages(&router, "prompts/list").await;
    let [of_the_table, of_the_lister] = [&tools[0]["nextCursor"], &tools[2]["nextCursor"]];
    assert_eq!(
        page(&router, "tools/list", Some(of_the_lister))
            .await
            .result()["tools"][0]["name"],
        "ask"
    );
    let others = [
        &prompts[0]["nextCursor"],
        &json!("~"),
        &json!("~."),
        &json!("~0.2"),
        &json!("2"),
        &json!("~~2"),
    ];
    for cursor in others {
        assert_eq!(
            page(&router, "tools/list", Some(cursor)).await.refusal(),
            (200, -32602),
            "{cursor}"
        );
    }
    assert_eq!(
        page(&plain, "tools/list", Some(of_the_lister))
            .await
            .refusal(),
        (200, -32602),
        "there is no lister"
    );
    // The rest of the cursor is for the lister to refuse.
    let made_up = format!("{}x", of_the_lister.as_str().unwrap());
    assert_eq!(
        page(&router, "tools/list", Some(&json!(made_up)))
            .await
            .error_message(),
        "no such page"
    );
    visibility.hide_tool("first").unwrap();
    for cursor in [of_the_table, of_the_lister] {
        assert_eq!(
            page(&router, "tools/list", Some(cursor)).await.refusal(),
            (200, -32602),
            "the table's part has changed"
        );
    }
    assert_eq!(
        names(&pages(&router, "tools/list").await, "tools")[1],
        ["paint"],
        "its name stays the table's"
    );
    assert_eq!(
        Ask::tool("first", json!({})).send(&router).await.refusal(),
        (200, -32602),
        "the lister isn't asked for it either"
    );
}

#[tokio::test]
async fn what_nobody_knows_is_unknown() {
    let router = Mixed::new()
        .dynamic_tools(Shelf)
        .dynamic_prompts(Saved)
        .dynamic_resources(Rows)
        .into_router();
    let unknown = Ask::tool("frist", json!({})).send(&router).await;
    assert_eq!(
        (unknown.refusal(), unknown.error_message()),
        (
            (200, -32602),
            "Unknown tool: `frist`; did you mean `first`?".to_owned()
        )
    );
    assert_eq!(
        prompt("openin", json!({}))
            .send(&router)
            .await
            .error_message(),
        "Unknown prompt: `openin`; did you mean `opening`?"
    );
    let missing = read("rows:///9").send(&router).await;
    assert_eq!(
        (missing.refusal(), missing.error_message()),
        ((200, -32602), "Resource not found".to_owned())
    );
    assert_eq!(
        missing.messages()[0]["error"]["data"],
        json!({ "uri": "rows:///9" })
    );
    assert!(
        Ask::tool("broken", json!({})).send(&router).await.text().1,
        "it can't be called, as it can't be listed"
    );
}

#[tokio::test]
async fn a_kind_with_a_lister_is_offered_even_if_the_table_has_none() {
    let capabilities = async |router: Router| {
        Ask::new("server/discover", json!({}))
            .send(&router)
            .await
            .result()["capabilities"]
            .clone()
    };
    assert_eq!(capabilities(Bare::new().into_router()).await, json!({}));
    let all = Bare::new()
        .dynamic_tools(Shelf)
        .dynamic_prompts(Saved)
        .dynamic_resources(Rows);
    assert_eq!(
        capabilities(all.into_router()).await,
        json!({ "tools": {}, "prompts": {}, "resources": {}, "logging": {} })
    );
    let mut tools = Bare::new().dynamic_tools(Shelf);
    let _ = tools.notify();
    let tools = tools.into_router();
    assert_eq!(
        capabilities(tools.clone()).await,
        json!({ "tools": { "listChanged": true }, "logging": {} })
    );
    assert_eq!(
        names(&pages(&tools, "tools/list").await, "tools"),
        [vec!["paint", "first"], vec!["ask"]]
    );
    assert_eq!(
        page(&tools, "prompts/list", None).await.refusal(),
        (404, -32601)
    );
}
