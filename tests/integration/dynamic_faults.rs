//! Listers that go wrong: one request's trouble, and the table goes on.

use std::time::Duration;

use mcp_runtime::dynamic::{DynamicResources, DynamicTools, Page, ResourceItem, ToolItem};
use mcp_runtime::prelude::*;
use mcp_runtime::response::ReadResult;
use mcp_runtime::testing::{Client, accept};
use mcp_runtime::{Call, FromCall};
use serde_json::{Map, Value, json};

use crate::dynamic::{Bare, Mixed, Shelf, page, pages, read};
use mcp_tests::client::Ask;

/// How a lister goes wrong.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    Errs,
    Panics,
    PanicsAtOnce,
    Hangs,
    Asks,
}

struct Faulty(Fault);

impl Faulty {
    fn go<S: Send + Sync + 'static, T: Send>(
        &self,
        call: &Call<S>,
    ) -> impl Future<Output = Result<T, ToolError>> + Send {
        assert!(self.0 != Fault::PanicsAtOnce, "a secret");
        async move {
            match self.0 {
                Fault::Errs => Err(std::io::Error::other("a secret").into()),
                Fault::Hangs => std::future::pending().await,
                Fault::Asks => {
                    let sure: Confirm = Asker::from_call(call).await?.ask("sure", "Sure?").await?;
                    panic!("it was asked: {sure:?}")
                }
                _ => panic!("a secret"),
            }
        }
    }
}

impl<S: Send + Sync + 'static> DynamicTools<S> for Faulty {
    fn list(
        &self,
        call: &Call<S>,
        _: Option<&str>,
    ) -> impl Future<Output = Result<Page<ToolItem>, ToolError>> + Send {
        self.go(call)
    }

    fn find(
        &self,
        call: &Call<S>,
        name: &str,
    ) -> impl Future<Output = Result<Option<ToolItem>, ToolError>> + Send {
        let found = name == "found";
        async move {
            if found {
                Ok(Some(ToolItem::new(
                    "found",
                    "",
                    json!({ "type": "object" }),
                )))
            } else {
                self.go(call).await
            }
        }
    }

    fn call(
        &self,
        call: &Call<S>,
        _: ToolItem,
        _: Map<String, Value>,
    ) -> impl Future<Output = Result<ToolResult, ToolError>> + Send {
        self.go(call)
    }
}

impl<S: Send + Sync + 'static> DynamicResources<S> for Faulty {
    fn list(
        &self,
        call: &Call<S>,
        _: Option<&str>,
    ) -> impl Future<Output = Result<Page<ResourceItem>, ToolError>> + Send {
        self.go(call)
    }

    fn read(
        &self,
        call: &Call<S>,
        _: &str,
    ) -> impl Future<Output = Result<Option<ReadResult>, ToolError>> + Send {
        self.go(call)
    }
}

#[tokio::test]
async fn a_lister_that_goes_wrong_is_a_masked_error_of_that_request_only() {
    for fault in [
        Fault::Errs,
        Fault::Panics,
        Fault::PanicsAtOnce,
        Fault::Hangs,
    ] {
        let router = Mixed::new()
            .call_timeout(Duration::from_millis(30))
            .dynamic_tools(Faulty(fault))
            .dynamic_resources(Faulty(fault));
        let router = router.into_router();
        let first = page(&router, "tools/list", None).await.result();
        assert_eq!(
            first["tools"].as_array().unwrap().len(),
            2,
            "the table's page is there"
        );
        let listed = page(&router, "tools/list", Some(&first["nextCursor"])).await;
        let [found, unknown] = [
            Ask::tool("found", json!({})).send(&router).await,
            Ask::tool("x", json!({})).send(&router).await,
        ];
        let contents = read("rows:///1").send(&router).await;
        assert_eq!(
            (listed.refusal(), contents.refusal()),
            ((200, -32603), (200, -32603))
        );
        assert!(found.text().1 && unknown.text().1);
        for reply in [listed, found, unknown, contents] {
            let told = if fault == Fault::Hangs {
                "took longer than"
            } else {
                "error id"
            };
            assert!(
                reply.body.contains(told) && !reply.body.contains("secret"),
                "{}",
                reply.body
            );
        }
        assert_eq!(
            Ask::tool("first", json!({})).send(&router).await.ok_text(),
            "of the table"
        );
    }
}

#[tokio::test]
async fn a_dynamic_tool_can_ask_and_a_list_can_not() {
    let client =
        Client::new(Mixed::new().dynamic_tools(Shelf)).with_answer("sure", accept(json!({})));
    assert!(!client.call("ask", json!({})).await.is_error());
    let able = Client::new(Bare::new().dynamic_tools(Faulty(Fault::Asks))).that_can_be_asked();
    assert_eq!(
        able.request("tools/list", json!({}))
            .await
            .refusal()
            .unwrap()
            .0,
        -32603
    );
    assert_eq!(able.call("found", json!({})).await.questions().len(), 1);
}

/// A list that goes in a circle.
struct Circle;

impl<S: Send + Sync + 'static> DynamicResources<S> for Circle {
    async fn list(&self, _: &Call<S>, _: Option<&str>) -> Result<Page<ResourceItem>, ToolError> {
        Ok(Page::new([ResourceItem::new("rows:///1", "row")]).next("again"))
    }
}

#[tokio::test]
async fn a_page_that_is_followed_by_itself_is_the_last_one() {
    assert_eq!(
        pages(
            &Bare::new().dynamic_resources(Circle).into_router(),
            "resources/list"
        )
        .await
        .len(),
        2
    );
    let client = Client::new(Bare::new().dynamic_resources(Circle));
    assert_eq!(
        (
            client.resources().await.len(),
            client.resource_templates().await.len()
        ),
        (2, 0)
    );
}
