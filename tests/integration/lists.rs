//! `server/discover` and `tools/list`: fixed bytes, in pages where asked for.

use std::time::Duration;

use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use mcp_tests::client::Ask;

mod many {
    use mcp_runtime::prelude::*;

    macro_rules! tools {
        ($($name:ident)*) => {
            $(
                /// One of many.
                #[mcp_tool]
                pub(super) fn $name() {}
            )*
            mcp_tools! { pub(super) Many: [$($name),*] }
        };
    }
    tools!(t0 t1 t2 t3 t4 t5 t6);
}

/// Look something up.
#[mcp_tool(
    title = "Look-up",
    read_only,
    idempotent,
    destructive = false,
    open_world,
    icons = ["https://example.com/i.png", icon(src = "data:image/png;base64,AA==", mime_type = "image/png", sizes = ["48x48"], theme = "dark")],
    meta({ "com.example/tier": "gold", "n": [1, 2] })
)]
fn lookup(
    /// What to look up
    #[mcp(name = "q", length = 1..=80, pattern = "^[a-z ]+$", example = "a", example = "b c")]
    query: String,
    #[mcp(range = 1..=20, default = 5)] limit: u8,
    #[mcp(range = 0.0..1.0)] threshold: Option<f64>,
    #[mcp(format = "date-time")] since: Option<String>,
    #[mcp(header = "Region")] region: Option<String>,
    cx: Context,
) -> Json<Vec<String>> {
    let _ = (limit, threshold, since, region, cx);
    Json(vec![query])
}

mcp_server! {
    /// Looks things up.
    ///
    /// And more.
    Library { name: "library", version: "2.1.0", title: "The library", tools: [lookup, ..many::Many as "many"] }
}

async fn all(router: &axum::Router, method: &str) -> Value {
    Ask::new(method, json!({})).send(router).await.result()
}

#[tokio::test]
async fn discovery_says_what_is_served() {
    let result = all(&Library::new().into_router(), "server/discover").await;
    let expected = json!({
        "resultType": "complete",
        "supportedVersions": ["2026-07-28"],
        "capabilities": { "tools": {}, "logging": {} },
        "instructions": "Looks things up.\n\nAnd more.",
        "ttlMs": 300_000,
        "cacheScope": "public",
        "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "library", "title": "The library", "version": "2.1.0" } },
    });
    assert_eq!(result, expected);
}

#[tokio::test]
async fn a_tool_is_listed_with_all_that_was_said_of_it() {
    let result = all(&Library::new().into_router(), "tools/list").await;
    let expected = json!({
        "name": "lookup",
        "title": "Look-up",
        "description": "Look something up.",
        "icons": [{ "src": "https://example.com/i.png" }, { "src": "data:image/png;base64,AA==", "mimeType": "image/png", "sizes": ["48x48"], "theme": "dark" }],
        "inputSchema": {
            "type": "object",
            "properties": {
                "q": { "type": "string", "description": "What to look up", "minLength": 1, "maxLength": 80, "pattern": "^[a-z ]+$", "examples": ["a", "b c"] },
                "limit": { "type": "integer", "minimum": 1, "maximum": 20, "default": 5 },
                "threshold": { "type": "number", "minimum": 0.0, "exclusiveMaximum": 1.0 },
                "since": { "type": "string", "format": "date-time" },
                "region": { "type": "string", "x-mcp-header": "Region" },
            },
            "required": ["q"],
            "additionalProperties": false,
        },
        "outputSchema": { "type": "array", "items": { "type": "string" } },
        "annotations": { "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": true },
        "_meta": { "com.example/tier": "gold", "n": [1, 2] },
    });
    assert_eq!(result["tools"][0], expected);
    let properties: Vec<&String> = result["tools"][0]["inputSchema"]["properties"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(
        properties,
        ["q", "limit", "threshold", "since", "region"],
        "in the function's order"
    );
    assert_eq!(
        result["tools"][1],
        json!({ "name": "many_t0", "description": "One of many.", "inputSchema": { "type": "object", "properties": {}, "additionalProperties": false } })
    );
}

#[tokio::test]
async fn the_order_is_that_of_the_list_and_the_bytes_are_the_same() {
    let router = Library::new().into_router();
    let ask = Ask::new("tools/list", json!({}));
    let (first, second) = (
        ask.send(&router).await,
        ask.send(&Library::new().into_router()).await,
    );
    assert_eq!(first.body, second.body);
    let names: Vec<Value> = first.result()["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["name"].clone())
        .collect();
    assert_eq!(
        names,
        [
            "lookup", "many_t0", "many_t1", "many_t2", "many_t3", "many_t4", "many_t5", "many_t6"
        ]
    );
}

#[tokio::test]
async fn pages_make_up_the_list() {
    let router = Library::new()
        .page_size(3)
        .list_ttl(Duration::from_secs(7))
        .into_router();
    let (mut names, mut cursor, mut pages) = (Vec::new(), None::<String>, 0);
    while pages < 10 {
        let params = cursor
            .as_ref()
            .map_or(json!({}), |cursor| json!({ "cursor": cursor }));
        let result = Ask::new("tools/list", params).send(&router).await.result();
        pages += 1;
        assert_eq!(
            (&result["ttlMs"], &result["cacheScope"]),
            (&json!(7000), &json!("public")),
            "on every page"
        );
        names.extend(
            result["tools"]
                .as_array()
                .unwrap()
                .iter()
                .map(|t| t["name"].as_str().unwrap().to_owned()),
        );
        cursor = result
            .get("nextCursor")
            .map(|c| c.as_str().unwrap().to_owned());
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!((pages, names.len()), (3, 8));
    assert_eq!(names.last().unwrap(), "many_t6");
    let other = Library::new().page_size(5).into_router();
    for bad in ["", "0", "1", "9.x", "1.0000000000000000"] {
        assert_eq!(
            Ask::new("tools/list", json!({ "cursor": bad }))
                .send(&other)
                .await
                .refusal()
                .1,
            -32602,
            "{bad:?}"
        );
    }
}

#[tokio::test]
async fn tools_of_a_group_are_called_by_their_full_names() {
    let router = Library::new().into_router();
    assert_eq!(
        Ask::tool("many_t3", json!({})).send(&router).await.result()["content"],
        json!([])
    );
    assert_eq!(
        Ask::tool("t3", json!({})).send(&router).await.refusal().1,
        -32602
    );
}

#[test]
fn a_server_that_no_client_could_use_says_why_it_does_not_start() {
    #[mcp_type]
    #[serde(tag = "kind")]
    enum Shape {
        Circle { radius: f64 },
        Square { side: f64 },
    }

    /// Draw a shape.
    #[mcp_tool]
    fn draw(Args(shape): Args<Shape>) -> String {
        match shape {
            Shape::Circle { radius } => format!("circle {radius}"),
            Shape::Square { side } => format!("square {side}"),
        }
    }

    /// Take anything.
    #[mcp_tool(
        input_schema = r#"{ "type": "object", "properties": { "region": { "type": "string", "x-mcp-header": "Region" } } }"#
    )]
    fn anything(Args(map): Args<serde_json::Map<String, Value>>) -> String {
        format!("{map:?}")
    }

    /// Take what the schema doesn't know.
    #[mcp_tool(
        input_schema = r#"{ "type": "object", "properties": { "b": { "type": "string" } } }"#
    )]
    fn other(a: String) -> String {
        a
    }

    mcp_server! { Broken { name: "broken", version: "1.0.0", tools: [draw, anything, other] } }
    let error = Broken::new().try_into_router().unwrap_err();
    let reasons: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
    assert_eq!(reasons.len(), 3, "{error}");
    assert!(reasons[2].contains("no property `a`"), "{error}");
    for path in ["mcp", "/{x", "/:x", "/*"] {
        assert!(Library::new().path(path).check().is_err(), "{path}");
    }
    assert!(
        reasons[0].contains("`draw`") && reasons[0].contains("field of its own"),
        "{error}"
    );
    assert!(reasons[1].contains("routing table"), "{error}");
}
