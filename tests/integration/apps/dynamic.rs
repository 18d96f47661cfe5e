//! Tools that are known only at run time, with views that the compiler knows.

use mcp_runtime::Call;
use mcp_runtime::app::ToolVisibility;
use mcp_runtime::dynamic::{DynamicTools, Page, ToolItem};
use mcp_runtime::gateway::{Format, Gateway};
use mcp_runtime::prelude::*;
use mcp_runtime::testing::Client;
use serde_json::{Map, Value, json};

use super::{Chart, draw, refresh};

/// Days on a map
#[mcp_type]
#[mcp_app(html = "integration/apps/chart.html", name = "chart")]
struct Atlas {
    days: u8,
}

mcp_server! { Bare { name: "bare", version: "1.0.0" } }

mcp_server! { Charts { name: "charts", version: "1.0.0", tools: [draw, refresh] } }

/// Some tools with views, and one without.
struct Drawn;

fn items() -> [ToolItem; 4] {
    let item = |name: &str| ToolItem::new(name, "Draw.", json!({ "type": "object" }));
    [
        item("week").with_meta("ui", "nothing").app::<Chart>(),
        item("month").app::<Chart>().visibility(ToolVisibility::App).with_meta("com.example/tier", 1),
        item("hidden").visibility(ToolVisibility::Model),
        // As another server lists it, which has the view.
        serde_json::from_value(json!({
            "name": "foreign", "inputSchema": { "type": "object" }, "_meta": { "ui": { "resourceUri": "ui://elsewhere/view.html" } }
        }))
        .unwrap(),
    ]
}

impl<S: Send + Sync + 'static> DynamicTools<S> for Drawn {
    async fn list(&self, _: &Call<S>, _: Option<&str>) -> Result<Page<ToolItem>, ToolError> {
        Ok(Page::new(items()))
    }

    async fn find(&self, _: &Call<S>, name: &str) -> Result<Option<ToolItem>, ToolError> {
        Ok(items().into_iter().find(|item| item.name() == name))
    }

    async fn call(
        &self,
        _: &Call<S>,
        _: ToolItem,
        _: Map<String, Value>,
    ) -> Result<ToolResult, ToolError> {
        Ui::new("a chart", Chart { days: 7 })
            .with_meta("com.example/zoom", 2)
            .into_result()
    }
}

/// The names of the tools that are listed.
async fn names<S: Send + Sync + 'static>(client: &Client<S>) -> Vec<String> {
    client
        .tools()
        .await
        .iter()
        .map(|tool| tool["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_tool_of_a_lister_is_linked_as_one_of_the_table_is() {
    for client in [
        Client::new(Charts::new().dynamic_tools(Drawn)),
        Client::new(Bare::new().dynamic_tools(Drawn).app::<Chart>()),
    ] {
        let tools = client.tools().await;
        let tool = |name: &str| tools.iter().find(|tool| tool["name"] == name).unwrap();
        let uri = super::uri().await;
        assert_eq!(
            tool("week")["_meta"],
            json!({ "ui": { "resourceUri": uri, "visibility": ["model", "app"] } })
        );
        assert_eq!(
            tool("month")["_meta"],
            json!({ "com.example/tier": 1, "ui": { "resourceUri": uri, "visibility": ["app"] } })
        );
        assert_eq!(
            tool("hidden")["_meta"],
            json!({ "ui": { "visibility": ["model"] } })
        );
        assert_eq!(
            tool("foreign")["_meta"]["ui"]["resourceUri"],
            "ui://elsewhere/view.html"
        );
        assert_eq!(
            tool("week")["outputSchema"],
            super::tool("draw").await["outputSchema"]
        );

        let result = client.call("week", json!({})).await;
        assert_eq!(
            (result.text(), result.json::<Value>()),
            ("a chart".to_owned(), json!({ "days": 7 }))
        );
        assert_eq!(result.result()["_meta"]["com.example/zoom"], 2);
        assert_eq!(client.read(&uri).await.contents()[0]["uri"], json!(uri));
        assert_eq!(client.resources().await.len(), 1, "the view is there once");
    }
}

#[tokio::test]
async fn a_tool_with_a_view_that_the_server_lacks_is_left_out() {
    let client = Client::new(Bare::new().dynamic_tools(Drawn));
    assert_eq!(names(&client).await, ["hidden", "foreign"]);
    assert!(client.call("week", json!({})).await.is_error());
    assert_eq!(client.call("hidden", json!({})).await.text(), "a chart");
}

#[test]
fn a_view_that_was_added_is_one_of_the_servers() {
    let twice = || Charts::new().app::<Chart>().app::<Chart>();
    twice().check().unwrap();
    let table = |gateway: Gateway| gateway.config(Format::Json).unwrap();
    assert_eq!(
        table(Gateway::of(&twice())),
        table(Gateway::of(&Charts::new())),
        "it is there once"
    );
    assert!(
        table(Gateway::of(&Bare::new().app::<Chart>()))
            .contains("ui://mcp-tests/chart.{hash}.html")
    );

    let error = Charts::new()
        .app::<Atlas>()
        .check()
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("two views are called `chart`: one at ")
            && error.contains("#[mcp_app(name = "),
        "{error}"
    );
}
