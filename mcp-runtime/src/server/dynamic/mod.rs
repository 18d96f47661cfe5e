//! Items that are not known at compile time: tools, prompts and resources of your own lister, which
//! also calls, gets and reads them.
//!
//! The table comes first: its pages precede the lister's, and its items take precedence over the
//! lister's items of the same name, whether they are switched off or not. Such an item of the
//! lister is left out of the list, and the log says so.
//!
//! A lister gets the [`Call`], and so the [`Principal`](crate::Principal): its list may depend on
//! the caller. All pages of such a list are `private`, including those of the table, and the
//! lister's pages are stale at once unless [`Page::ttl`] says otherwise.
//!
//! Everything that applies to calls applies here: middleware (except for lists), spans, the [call
//! timeout](crate::Server::call_timeout), `Mcp-Name`. An error or a panic affects one request only,
//! and is masked.
//!
//! See the guide on [dynamic lists](crate::guide::dynamic_lists).

mod items;
mod page;
mod run;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

use crate::call::Call;
use crate::response::{PromptMessage, ReadResult, ToolError, ToolResult};

pub use items::{PromptItem, ResourceItem, ResourceTemplateItem, ToolItem};
pub use page::Page;

pub(super) use run::{page, prompt, resource, tool};

/// Tools that are not known at compile time. Pass one to
/// [`Server::dynamic_tools`](crate::Server::dynamic_tools).
///
/// ```
/// use mcp_runtime::Call;
/// use mcp_runtime::dynamic::{DynamicTools, Page, ToolItem};
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::serde_json::{Map, Value, json};
/// use mcp_runtime::testing::Client;
///
/// /// A tool for each report that is stored.
/// struct Reports(Vec<(&'static str, &'static str)>);
///
/// fn item((name, title): &(&str, &str)) -> ToolItem {
///     let years = json!({ "type": "object", "properties": { "year": { "type": "integer" } }, "required": ["year"] });
///     ToolItem::new(*name, format!("The report “{title}”."), years)
/// }
///
/// impl DynamicTools<()> for Reports {
///     async fn list(&self, _: &Call<()>, _: Option<&str>) -> Result<Page<ToolItem>, ToolError> {
///         Ok(self.0.iter().map(item).collect())
///     }
///
///     async fn find(&self, _: &Call<()>, name: &str) -> Result<Option<ToolItem>, ToolError> {
///         Ok(self.0.iter().find(|report| report.0 == name).map(item))
///     }
///
///     async fn call(&self, _: &Call<()>, tool: ToolItem, arguments: Map<String, Value>) -> Result<ToolResult, ToolError> {
///         Ok(ToolResult::new([format!("{} of {}", tool.name(), arguments["year"]).into()]))
///     }
/// }
///
/// mcp_server! { Office { name: "office", version: "1.0.0" } }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let client = Client::new(Office::new().dynamic_tools(Reports(vec![("sales", "Sales")])));
/// assert_eq!(client.tools().await[0]["name"], "sales");
/// assert_eq!(client.call("sales", json!({ "year": 2026 })).await.text(), "sales of 2026");
/// assert!(client.call("sales", json!({})).await.text().contains("`year` is required"));
/// # }
/// ```
pub trait DynamicTools<S: 'static>: Send + Sync + 'static {
    /// One page of the tools that this caller may know; without a cursor, the first page. A cursor
    /// is one that an earlier page returned, or anything else that a client sends.
    fn list(
        &self,
        call: &Call<S>,
        cursor: Option<&str>,
    ) -> impl Future<Output = Result<Page<ToolItem>, ToolError>> + Send;

    /// The tool of this name; `None` if this caller has no such tool. The runtime asks before every
    /// call: a tool that isn't found can't be called.
    fn find(
        &self,
        call: &Call<S>,
        name: &str,
    ) -> impl Future<Output = Result<Option<ToolItem>, ToolError>> + Send;

    /// Calls a tool that was found. The arguments match its input schema as far as the schema
    /// states types, required and unknown properties, choices, bounds, lengths and patterns. The
    /// tool must enforce other keywords (`format`, `not`, `allOf`, `if`, references to other
    /// documents). An integer may arrive as `42.0`, and an optional argument as `null`.
    fn call(
        &self,
        call: &Call<S>,
        tool: ToolItem,
        arguments: Map<String, Value>,
    ) -> impl Future<Output = Result<ToolResult, ToolError>> + Send;
}

/// Prompts that are not known at compile time. Pass one to
/// [`Server::dynamic_prompts`](crate::Server::dynamic_prompts).
///
/// ```
/// use std::collections::BTreeMap;
///
/// use mcp_runtime::Call;
/// use mcp_runtime::dynamic::{DynamicPrompts, Page, PromptItem};
/// use mcp_runtime::prelude::*;
///
/// /// Prompts that people have saved.
/// struct Saved;
///
/// fn greet() -> PromptItem {
///     PromptItem::new("greet", "Greet somebody.").required("name", "Whom")
/// }
///
/// impl DynamicPrompts<()> for Saved {
///     async fn list(&self, _: &Call<()>, _: Option<&str>) -> Result<Page<PromptItem>, ToolError> {
///         Ok(Page::new([greet()]))
///     }
///
///     async fn find(&self, _: &Call<()>, name: &str) -> Result<Option<PromptItem>, ToolError> {
///         Ok((name == "greet").then(greet))
///     }
///
///     async fn get(&self, _: &Call<()>, _: PromptItem, arguments: BTreeMap<String, String>) -> Result<Vec<PromptMessage>, ToolError> {
///         Ok(vec![PromptMessage::user(format!("Greet {}.", arguments["name"]))])
///     }
/// }
/// ```
pub trait DynamicPrompts<S: 'static>: Send + Sync + 'static {
    /// One page of the prompts that this caller may know; see [`DynamicTools::list`].
    fn list(
        &self,
        call: &Call<S>,
        cursor: Option<&str>,
    ) -> impl Future<Output = Result<Page<PromptItem>, ToolError>> + Send;

    /// The prompt of this name; `None` if this caller has no such prompt.
    fn find(
        &self,
        call: &Call<S>,
        name: &str,
    ) -> impl Future<Output = Result<Option<PromptItem>, ToolError>> + Send;

    /// The messages of a prompt that was found. All required arguments are present, and no argument
    /// that the prompt doesn't declare.
    fn get(
        &self,
        call: &Call<S>,
        prompt: PromptItem,
        arguments: BTreeMap<String, String>,
    ) -> impl Future<Output = Result<Vec<PromptMessage>, ToolError>> + Send;
}

/// Resources that are not known at compile time. Pass one to
/// [`Server::dynamic_resources`](crate::Server::dynamic_resources).
///
/// If a template of the table reads them, only `list` is needed:
///
/// ```
/// use mcp_runtime::Call;
/// use mcp_runtime::dynamic::{DynamicResources, Page, ResourceItem};
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::testing::Client;
///
/// /// A note.
/// #[mcp_resource("notes:///{name}", mime_type = "text/markdown")]
/// fn note(name: String) -> String {
///     format!("# {name}")
/// }
///
/// /// The notes that there are.
/// struct Notes;
///
/// impl DynamicResources<()> for Notes {
///     async fn list(&self, _: &Call<()>, _: Option<&str>) -> Result<Page<ResourceItem>, ToolError> {
///         Ok(Page::new([ResourceItem::new("notes:///todo", "todo")]))
///     }
/// }
///
/// mcp_server! { Notebook { name: "notebook", version: "1.0.0", resources: [note] } }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let client = Client::new(Notebook::new().dynamic_resources(Notes));
/// assert_eq!(client.resources().await[0]["uri"], "notes:///todo");
/// assert_eq!(client.read("notes:///todo").await.contents()[0]["text"], "# todo");
/// # }
/// ```
pub trait DynamicResources<S: 'static>: Send + Sync + 'static {
    /// One page of the resources that this caller may know; see [`DynamicTools::list`].
    fn list(
        &self,
        call: &Call<S>,
        cursor: Option<&str>,
    ) -> impl Future<Output = Result<Page<ResourceItem>, ToolError>> + Send;

    /// One page of the templates that this caller may know; none by default. [`read`](Self::read)
    /// reads the URIs that they match.
    fn templates(
        &self,
        call: &Call<S>,
        cursor: Option<&str>,
    ) -> impl Future<Output = Result<Page<ResourceTemplateItem>, ToolError>> + Send {
        let _ = (call, cursor);
        std::future::ready(Ok(Page::default()))
    }

    /// Reads a resource that is not in the table and matches no template of the table; `None` if
    /// this caller has no such resource, which is the default.
    ///
    /// The URI comes from the client. One that leads out of its directory (`..`, also encoded) has
    /// already been refused. Still, look the URI up rather than join it to a path. The result is
    /// `private`, and stale at once.
    ///
    /// ```
    /// # use mcp_runtime::Call;
    /// # use mcp_runtime::dynamic::{DynamicResources, Page, ResourceItem};
    /// # use mcp_runtime::prelude::*;
    /// # struct Rows;
    /// # impl DynamicResources<()> for Rows {
    /// # async fn list(&self, _: &Call<()>, _: Option<&str>) -> Result<Page<ResourceItem>, ToolError> { Ok(Page::default()) }
    /// async fn read(&self, _: &Call<()>, uri: &str) -> Result<Option<ReadResult>, ToolError> {
    ///     let Some(id) = uri.strip_prefix("rows:///") else { return Ok(None) };
    ///     Ok(Some(format!("The row {id}").into())) // or bytes, or `ResourceContents` with a MIME type
    /// }
    /// # }
    /// # use mcp_runtime::response::ReadResult;
    /// ```
    fn read(
        &self,
        call: &Call<S>,
        uri: &str,
    ) -> impl Future<Output = Result<Option<ReadResult>, ToolError>> + Send {
        let _ = (call, uri);
        std::future::ready(Ok(None))
    }

    /// Whether this caller may read a resource, and so be told that it has changed. By default, it
    /// is [read](Self::read) to find out; write this where there is a cheaper way.
    ///
    /// ```
    /// # use std::collections::BTreeSet;
    /// # use mcp_runtime::Call;
    /// # use mcp_runtime::dynamic::{DynamicResources, Page, ResourceItem};
    /// # use mcp_runtime::prelude::*;
    /// # struct Films(BTreeSet<(String, String)>);
    /// # impl DynamicResources<()> for Films {
    /// # async fn list(&self, _: &Call<()>, _: Option<&str>) -> Result<Page<ResourceItem>, ToolError> { Ok(Page::default()) }
    /// async fn may_read(&self, call: &Call<()>, uri: &str) -> Result<bool, ToolError> {
    ///     let owner = call.principal().id().unwrap_or_default();
    ///     Ok(self.0.contains(&(owner.to_owned(), uri.to_owned()))) // and no film is loaded
    /// }
    /// # }
    /// ```
    fn may_read(
        &self,
        call: &Call<S>,
        uri: &str,
    ) -> impl Future<Output = Result<bool, ToolError>> + Send
    where
        S: Send + Sync,
    {
        async move { Ok(self.read(call, uri).await?.is_some()) }
    }
}

/// The listers of a server, one of each kind at most.
pub(super) struct Listers<S: 'static> {
    pub(super) tools: Option<Arc<dyn AnyTools<S>>>,
    pub(super) prompts: Option<Arc<dyn AnyPrompts<S>>>,
    pub(super) resources: Option<Arc<dyn AnyResources<S>>>,
}

// Derived, it would ask for `S: Default`.
impl<S> Default for Listers<S> {
    fn default() -> Self {
        Self {
            tools: None,
            prompts: None,
            resources: None,
        }
    }
}

impl<S> Listers<S> {
    pub(super) fn any(&self) -> bool {
        self.tools.is_some() || self.prompts.is_some() || self.resources.is_some()
    }
}

type Answer<'a, T> = BoxFuture<'a, Result<T, ToolError>>;

/// A [`DynamicTools`] of any type.
pub(super) trait AnyTools<S: 'static>: Send + Sync {
    fn list<'a>(&'a self, call: &'a Call<S>, cursor: Option<&'a str>)
    -> Answer<'a, Page<ToolItem>>;
    fn find<'a>(&'a self, call: &'a Call<S>, name: &'a str) -> Answer<'a, Option<ToolItem>>;
    fn call<'a>(
        &'a self,
        call: &'a Call<S>,
        tool: ToolItem,
        arguments: Map<String, Value>,
    ) -> Answer<'a, ToolResult>;
}

impl<S: 'static, T: DynamicTools<S>> AnyTools<S> for T {
    fn list<'a>(
        &'a self,
        call: &'a Call<S>,
        cursor: Option<&'a str>,
    ) -> Answer<'a, Page<ToolItem>> {
        Box::pin(DynamicTools::list(self, call, cursor))
    }

    fn find<'a>(&'a self, call: &'a Call<S>, name: &'a str) -> Answer<'a, Option<ToolItem>> {
        Box::pin(DynamicTools::find(self, call, name))
    }

    fn call<'a>(
        &'a self,
        call: &'a Call<S>,
        tool: ToolItem,
        arguments: Map<String, Value>,
    ) -> Answer<'a, ToolResult> {
        Box::pin(DynamicTools::call(self, call, tool, arguments))
    }
}

/// A [`DynamicPrompts`] of any type.
pub(super) trait AnyPrompts<S: 'static>: Send + Sync {
    fn list<'a>(
        &'a self,
        call: &'a Call<S>,
        cursor: Option<&'a str>,
    ) -> Answer<'a, Page<PromptItem>>;
    fn find<'a>(&'a self, call: &'a Call<S>, name: &'a str) -> Answer<'a, Option<PromptItem>>;
    fn get<'a>(
        &'a self,
        call: &'a Call<S>,
        prompt: PromptItem,
        arguments: BTreeMap<String, String>,
    ) -> Answer<'a, Vec<PromptMessage>>;
}

impl<S: 'static, T: DynamicPrompts<S>> AnyPrompts<S> for T {
    fn list<'a>(
        &'a self,
        call: &'a Call<S>,
        cursor: Option<&'a str>,
    ) -> Answer<'a, Page<PromptItem>> {
        Box::pin(DynamicPrompts::list(self, call, cursor))
    }

    fn find<'a>(&'a self, call: &'a Call<S>, name: &'a str) -> Answer<'a, Option<PromptItem>> {
        Box::pin(DynamicPrompts::find(self, call, name))
    }

    fn get<'a>(
        &'a self,
        call: &'a Call<S>,
        prompt: PromptItem,
        arguments: BTreeMap<String, String>,
    ) -> Answer<'a, Vec<PromptMessage>> {
        Box::pin(DynamicPrompts::get(self, call, prompt, arguments))
    }
}

/// A [`DynamicResources`] of any type.
pub(super) trait AnyResources<S: 'static>: Send + Sync {
    fn list<'a>(
        &'a self,
        call: &'a Call<S>,
        cursor: Option<&'a str>,
    ) -> Answer<'a, Page<ResourceItem>>;
    fn templates<'a>(
        &'a self,
        call: &'a Call<S>,
        cursor: Option<&'a str>,
    ) -> Answer<'a, Page<ResourceTemplateItem>>;
    fn read<'a>(&'a self, call: &'a Call<S>, uri: &'a str) -> Answer<'a, Option<ReadResult>>;
    fn may_read<'a>(&'a self, call: &'a Call<S>, uri: &'a str) -> Answer<'a, bool>;
}

impl<S: Send + Sync + 'static, T: DynamicResources<S>> AnyResources<S> for T {
    fn list<'a>(
        &'a self,
        call: &'a Call<S>,
        cursor: Option<&'a str>,
    ) -> Answer<'a, Page<ResourceItem>> {
        Box::pin(DynamicResources::list(self, call, cursor))
    }

    fn templates<'a>(
        &'a self,
        call: &'a Call<S>,
        cursor: Option<&'a str>,
    ) -> Answer<'a, Page<ResourceTemplateItem>> {
        Box::pin(DynamicResources::templates(self, call, cursor))
    }

    fn read<'a>(&'a self, call: &'a Call<S>, uri: &'a str) -> Answer<'a, Option<ReadResult>> {
        Box::pin(DynamicResources::read(self, call, uri))
    }

    fn may_read<'a>(&'a self, call: &'a Call<S>, uri: &'a str) -> Answer<'a, bool> {
        Box::pin(DynamicResources::may_read(self, call, uri))
    }
}
