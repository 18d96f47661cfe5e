//! Requests of a client for what it shows: lists, and completions of values as they are typed.

use serde::Serialize;
use serde_json::{Value, json};

use super::Client;
use crate::protocol::ErrorCode;

/// Pages of a list that a client fetches.
const PAGES: usize = 10_000;

impl<S: Send + Sync + 'static> Client<S> {
    /// The values that are suggested for a prompt's argument of which `typed` is there.
    ///
    /// # Panics
    ///
    /// When the request is refused.
    pub async fn complete_prompt(&self, prompt: &str, argument: &str, typed: &str) -> Vec<String> {
        self.complete_prompt_with(prompt, argument, typed, json!({}))
            .await
    }

    /// The same, with other arguments filled in: a map of texts.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// #[mcp_completion]
    /// fn cities(typed: CompletionContext) -> Vec<&'static str> {
    ///     let cities: &[&str] = match typed.argument("country") {
    ///         Some("CH") => &["Bern", "Basel"],
    ///         _ => &["Berlin", "Bern", "Basel"],
    ///     };
    ///     cities.iter().copied().filter(|city| city.starts_with(typed.value())).collect()
    /// }
    ///
    /// /// Plan a day out.
    /// #[mcp_prompt]
    /// fn day_out(country: String, #[mcp(complete = cities)] city: String) -> String {
    ///     format!("Plan a day in {city}, {country}")
    /// }
    ///
    /// mcp_server! { Trips { name: "trips", version: "1.0.0", prompts: [day_out] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Trips::new());
    /// assert_eq!(client.complete_prompt("day_out", "city", "Ber").await, ["Berlin", "Bern"]);
    /// assert_eq!(client.complete_prompt_with("day_out", "city", "Ber", json!({ "country": "CH" })).await, ["Bern"]);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When the request is refused.
    pub async fn complete_prompt_with(
        &self,
        prompt: &str,
        argument: &str,
        typed: &str,
        others: impl Serialize,
    ) -> Vec<String> {
        self.complete(
            json!({ "type": "ref/prompt", "name": prompt }),
            argument,
            typed,
            others,
        )
        .await
    }

    /// The values that are suggested for a variable of the template `uri`, of which `typed` is
    /// there.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::testing::Client;
    ///
    /// #[mcp_completion]
    /// fn names(typed: CompletionContext) -> Vec<&'static str> {
    ///     ["shopping", "sewing"].into_iter().filter(|name| name.starts_with(typed.value())).collect()
    /// }
    ///
    /// /// A note.
    /// #[mcp_resource("notes:///{name}")]
    /// fn note(#[mcp(complete = names)] name: String) -> String {
    ///     name
    /// }
    ///
    /// mcp_server! { Notes { name: "notes", version: "1.0.0", resources: [note] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Notes::new());
    /// assert_eq!(client.complete_resource("notes:///{name}", "name", "sh").await, ["shopping"]);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When the request is refused.
    pub async fn complete_resource(&self, uri: &str, variable: &str, typed: &str) -> Vec<String> {
        self.complete_resource_with(uri, variable, typed, json!({}))
            .await
    }

    /// The same, with other variables filled in: a map of texts.
    ///
    /// # Panics
    ///
    /// When the request is refused.
    pub async fn complete_resource_with(
        &self,
        uri: &str,
        variable: &str,
        typed: &str,
        others: impl Serialize,
    ) -> Vec<String> {
        self.complete(
            json!({ "type": "ref/resource", "uri": uri }),
            variable,
            typed,
            others,
        )
        .await
    }

    async fn complete(
        &self,
        reference: Value,
        argument: &str,
        typed: &str,
        others: impl Serialize,
    ) -> Vec<String> {
        let others = serde_json::to_value(others)
            .unwrap_or_else(|e| panic!("the arguments are no JSON: {e}"));
        let params = json!({ "ref": reference, "argument": { "name": argument, "value": typed }, "context": { "arguments": others } });
        let reply = self.request("completion/complete", params).await;
        let values = reply.result()["completion"]["values"]
            .as_array()
            .into_iter()
            .flatten();
        values
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    /// The tools as they are listed, from all pages.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # use mcp_runtime::testing::Client;
    /// /// Add two integers.
    /// #[mcp_tool(read_only)]
    /// fn add(a: i64, b: i64) -> i64 {
    ///     a + b
    /// }
    ///
    /// mcp_server! { Sums { name: "sums", version: "1.0.0", tools: [add] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let tools = Client::new(Sums::new()).tools().await;
    /// assert_eq!(tools[0]["name"], "add");
    /// assert_eq!(tools[0]["inputSchema"]["required"][1], "b");
    /// assert_eq!(tools[0]["annotations"]["readOnlyHint"], true);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When a page is refused, other than on a server without tools.
    pub async fn tools(&self) -> Vec<Value> {
        self.list("tools/list", "tools").await
    }

    /// The prompts as they are listed, from all pages.
    ///
    /// # Panics
    ///
    /// When a page is refused, other than on a server without prompts.
    pub async fn prompts(&self) -> Vec<Value> {
        self.list("prompts/list", "prompts").await
    }

    /// The resources as they are listed, from all pages.
    ///
    /// # Panics
    ///
    /// When a page is refused, other than on a server without resources.
    pub async fn resources(&self) -> Vec<Value> {
        self.list("resources/list", "resources").await
    }

    /// The templates of resources as they are listed, from all pages.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # use mcp_runtime::testing::Client;
    /// /// The table of contents.
    /// #[mcp_resource("notes:///")]
    /// fn contents() -> &'static str { "…" }
    ///
    /// /// A note.
    /// #[mcp_resource("notes:///{name}")]
    /// fn note(name: String) -> String { name }
    ///
    /// mcp_server! { Notes { name: "notes", version: "1.0.0", resources: [contents, note] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Notes::new());
    /// assert_eq!(client.resources().await[0]["uri"], "notes:///");
    /// assert_eq!(client.resource_templates().await[0]["uriTemplate"], "notes:///{name}");
    /// assert!(client.prompts().await.is_empty()); // such a server has no `prompts/list` at all
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When a page is refused, other than on a server without resources.
    pub async fn resource_templates(&self) -> Vec<Value> {
        self.list("resources/templates/list", "resourceTemplates")
            .await
    }

    async fn list(&self, method: &str, key: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut params = json!({});
        for _ in 0..PAGES {
            let page = self.request(method, params).await;
            if matches!(page.refusal(), Some((code, _)) if code == i64::from(ErrorCode::MethodNotFound.number()))
            {
                return items;
            }
            items.extend(page.result()[key].as_array().into_iter().flatten().cloned());
            match page.result().get("nextCursor") {
                Some(cursor) => params = json!({ "cursor": cursor }),
                None => return items,
            }
        }
        panic!("`{method}` has no end")
    }
}
