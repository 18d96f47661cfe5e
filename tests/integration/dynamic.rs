//! Items that are not known at compile time, listed after those that are: listed in pages, called,
//! given and read, for each caller their own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::{Extension, Router};
use mcp_runtime::dynamic::{
    DynamicPrompts, DynamicResources, DynamicTools, Page, PromptItem, ResourceItem, TemplateItem,
    ToolItem,
};
use mcp_runtime::prelude::*;
use mcp_runtime::protocol::Annotations;
use mcp_runtime::response::Contents;
use mcp_runtime::server::{Annotated, Answered, CallInfo, Middleware, Next};
use mcp_runtime::testing::Client;
use mcp_runtime::{Call, FromCall};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use mcp_tests::client::{Ask, Reply};

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
            .annotations(Annotated {
                idempotent: Some(true),
                ..Annotated::default()
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
async fn a_tool_is_called_as_its_caller_with_arguments_that_its_schema_allows() {
    let router = Mixed::new().dynamic_tools(Shelf).into_router();
    let paint = |arguments: Value, count: &str| {
        Ask::tool("paint", arguments).header("mcp-param-count", count)
    };
    let painted = paint(json!({ "count": 2 }), "2")
        .meta("progressToken", json!(1))
        .send(&router)
        .await;
    assert_eq!(
        painted.messages()[0]["params"]["progress"],
        1.0,
        "progress comes first"
    );
    assert_eq!(painted.ok_text(), r#"paint {"count":2} for None"#);
    assert_eq!(
        painted.result()["structuredContent"],
        json!({ "done": true })
    );
    let wrong = paint(json!({ "count": 0, "colour": "rde", "size": 1 }), "0")
        .send(&router)
        .await
        .error_text();
    for mistake in [
        "`count` must be an integer of 1 or more, got 0",
        "did you mean \"red\"?",
        "`size` is unknown",
    ] {
        assert!(wrong.contains(mistake), "{wrong}");
    }
    assert!(
        Ask::tool("paint", json!({}))
            .send(&router)
            .await
            .error_text()
            .contains("`count` is required: How many")
    );
    for arguments in [json!([]), json!("count")] {
        assert_eq!(
            Ask::tool("paint", arguments).send(&router).await.refusal(),
            (200, -32602)
        );
    }
    let twice = paint(json!({}), "1");
    let body = twice
        .body
        .to_string()
        .replace(r#""arguments":{}"#, r#""arguments":{"count":1,"count":1}"#);
    assert_eq!(
        Reply::to(&router, twice.request_of(body)).await.refusal(),
        (200, -32602),
        "two readers might differ"
    );
    assert_eq!(
        Ask::tool("first", json!({})).send(&router).await.ok_text(),
        "of the table"
    );
    assert_eq!(
        Ask::tool("safe", json!({})).send(&router).await.refusal(),
        (200, -32602),
        "not for everybody"
    );
    assert_eq!(
        Ask::tool("safe", json!({}))
            .send(&ada(router))
            .await
            .ok_text(),
        r#"safe {} for Some("ada")"#
    );
}

#[tokio::test]
async fn headers_are_compared_as_with_tools_of_the_table() {
    let router = Mixed::new().dynamic_tools(Shelf).into_router();
    let ask = Ask::tool("paint", json!({ "count": 2 }));
    for wrong in [
        ask.clone(),
        ask.clone().header("mcp-param-count", "3"),
        ask.clone()
            .header("mcp-param-count", "2")
            .with("mcp-name", "safe"),
        ask.clone()
            .header("mcp-param-count", "2")
            .without("mcp-name"),
        Ask::tool("paint", json!({})).header("mcp-param-count", "2"),
    ] {
        assert_eq!(
            wrong.send(&router).await.refusal(),
            (400, -32020),
            "{:?}",
            wrong.headers
        );
    }
    assert!(
        !ask.header("mcp-param-count", "2")
            .send(&router)
            .await
            .text()
            .1
    );
    assert_eq!(
        Ask::tool("nothing", json!({}))
            .header("mcp-param-count", "2")
            .send(&router)
            .await
            .refusal(),
        (200, -32602),
        "names come first"
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

/// Prompts that people have saved.
struct Saved;

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

fn prompt(name: &str, arguments: Value) -> Ask {
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

/// The rows of a table.
struct Rows;

impl<S: Send + Sync + 'static> DynamicResources<S> for Rows {
    async fn list(&self, _: &Call<S>, _: Option<&str>) -> Result<Page<ResourceItem>, ToolError> {
        let row = ResourceItem::new("rows:///1", "row 1")
            .size(5)
            .mime_type("text/csv")
            .annotations(Annotations::new().priority(1.0));
        Ok(Page::new([
            row,
            ResourceItem::new("notes:///todo", "todo"),
            ResourceItem::new("docs:///manual", "Not the table's"),
        ]))
    }

    async fn templates(
        &self,
        _: &Call<S>,
        _: Option<&str>,
    ) -> Result<Page<TemplateItem>, ToolError> {
        let rows = TemplateItem::new("rows:///{id}", "row").description("A row");
        Ok(Page::new([
            rows,
            TemplateItem::new("notes:///{name}", "Not the table's"),
        ]))
    }

    async fn read(&self, _: &Call<S>, uri: &str) -> Result<Option<Contents>, ToolError> {
        Ok(match uri.strip_prefix("rows:///") {
            Some("1") => Some("a,b,c".into()),
            Some("2") => Some(
                ResourceContents::blob(uri, [1, 2])
                    .mime_type("image/png")
                    .into(),
            ),
            Some(path) if path.contains("etc") => {
                return Err(ToolError::new("this must never be reached"));
            }
            _ => None,
        })
    }
}

pub(crate) fn read(uri: &str) -> Ask {
    Ask::new("resources/read", json!({ "uri": uri })).header("mcp-name", uri)
}

#[tokio::test]
async fn resources_are_listed_and_read_by_the_table_or_by_the_lister() {
    let router = Mixed::new().dynamic_resources(Rows).into_router();
    let listed = pages(&router, "resources/list").await;
    assert_eq!(
        names(&listed, "resources"),
        [vec!["docs:///manual"], vec!["rows:///1", "notes:///todo"]]
    );
    let row = json!({ "uri": "rows:///1", "name": "row 1", "mimeType": "text/csv", "annotations": { "priority": 1.0 }, "size": 5 });
    assert_eq!(listed[1]["resources"][0], row);
    let templates = pages(&router, "resources/templates/list").await;
    assert_eq!(
        names(&templates, "resourceTemplates"),
        [["notes:///{name}"], ["rows:///{id}"]]
    );
    assert!(
        listed
            .iter()
            .chain(&templates)
            .all(|page| page["cacheScope"] == "private")
    );

    let first = read("rows:///1").send(&router).await.result();
    assert_eq!(
        first["contents"],
        json!([{ "uri": "rows:///1", "mimeType": "text/plain", "text": "a,b,c" }])
    );
    assert_eq!(
        (&first["cacheScope"], &first["ttlMs"]),
        (&json!("private"), &json!(0))
    );
    let second = read("rows:///2").send(&router).await.result();
    assert_eq!(
        second["contents"],
        json!([{ "uri": "rows:///2", "mimeType": "image/png", "blob": "AQI=" }])
    );
    assert_eq!(
        read("notes:///todo").send(&router).await.result()["contents"][0]["text"],
        "the note todo",
        "by the table's template"
    );
    assert_eq!(
        read("docs:///manual").send(&router).await.result()["contents"][0]["text"],
        "of the table"
    );
    for out in [
        "rows:///../etc",
        "rows:///a/%2e%2e/etc",
        "rows:///a/%252e%252e/etc",
        "rows:///..\\etc",
    ] {
        let refused = read(out).send(&router).await;
        assert_eq!(
            (
                refused.refusal(),
                refused.error_message().contains("lead out")
            ),
            ((200, -32602), true),
            "{out}"
        );
    }
    assert_eq!(
        read("rows:///{id}").send(&router).await.refusal(),
        (200, -32602),
        "a template is no resource"
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

#[tokio::test]
async fn middleware_sees_calls_but_no_lists() {
    /// Notes what it sees.
    struct Note(Arc<Mutex<Vec<String>>>);
    impl Middleware for Note {
        async fn around(&self, call: &CallInfo, next: Next<'_>) -> Answered {
            self.0
                .lock()
                .unwrap()
                .push(format!("{} {}", call.method(), call.name()));
            if call.name() == "letter" {
                call.fail("not now")
            } else {
                next.run().await
            }
        }
    }
    let seen = Arc::new(Mutex::new(Vec::new()));
    let server = Mixed::new()
        .middleware(Note(seen.clone()))
        .dynamic_tools(Shelf)
        .dynamic_prompts(Saved)
        .dynamic_resources(Rows);
    let client = Client::new(server).with_principal(Principal::new("ada"));
    assert_eq!(client.tools().await.len(), 5);
    assert_eq!(
        client.call("safe", json!({})).await.text(),
        r#"safe {} for Some("ada")"#
    );
    assert_eq!(
        client
            .prompt("letter", json!({ "to": "Ada" }))
            .await
            .refusal(),
        Some((-32602, "not now"))
    );
    assert_eq!(
        client.read("rows:///1").await.contents()[0]["text"],
        "a,b,c"
    );
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "tools/call safe",
            "prompts/get letter",
            "resources/read rows:///1"
        ]
    );
}

#[tokio::test]
async fn it_is_the_same_over_stdio() {
    let (client, server) = tokio::io::duplex(1 << 20);
    let (input, output) = tokio::io::split(server);
    let server = tokio::spawn(Bare::new().dynamic_tools(Shelf).serve_stream(input, output));
    let (output, mut input) = tokio::io::split(client);
    let mut lines = BufReader::new(output).lines();
    let mut exchange = async |ask: Ask| {
        input
            .write_all(format!("{}\n", ask.body).as_bytes())
            .await
            .unwrap();
        let line = tokio::time::timeout(crate::rounds::SOON, lines.next_line())
            .await
            .expect("an answer in time");
        serde_json::from_str::<Value>(&line.unwrap().unwrap()).unwrap()
    };
    let first = exchange(Ask::new("tools/list", json!({}))).await;
    assert_eq!(first["result"]["tools"][0]["name"], "paint");
    let second = exchange(Ask::new(
        "tools/list",
        json!({ "cursor": first["result"]["nextCursor"] }),
    ))
    .await;
    assert_eq!(
        (
            &second["result"]["tools"][0]["name"],
            &second["result"]["cacheScope"]
        ),
        (&json!("ask"), &json!("private"))
    );
    let called = exchange(Ask::tool("paint", json!({ "count": 1 }))).await;
    assert_eq!(
        called["result"]["content"][0]["text"], r#"paint {"count":1} for None"#,
        "without headers to compare"
    );
    assert_eq!(
        exchange(Ask::tool("x", json!({}))).await["error"]["code"],
        -32602
    );
    input.shutdown().await.unwrap();
    server.await.unwrap().unwrap();
}
