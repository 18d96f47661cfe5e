//! Resources and templates of a lister: listed and read after the table's.

use mcp_runtime::Call;
use mcp_runtime::dynamic::{DynamicResources, Page, ResourceItem, ResourceTemplateItem};
use mcp_runtime::prelude::*;
use mcp_runtime::protocol::Annotations;
use mcp_runtime::response::ReadResult;
use serde_json::json;

use super::{Mixed, names, pages, read};

/// The rows of a table.
pub(super) struct Rows;

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
    ) -> Result<Page<ResourceTemplateItem>, ToolError> {
        let rows = ResourceTemplateItem::new("rows:///{id}", "row").description("A row");
        Ok(Page::new([
            rows,
            ResourceTemplateItem::new("notes:///{name}", "Not the table's"),
        ]))
    }

    async fn read(&self, _: &Call<S>, uri: &str) -> Result<Option<ReadResult>, ToolError> {
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
