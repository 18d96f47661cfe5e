//! The requests of a client, and how they are sent.

use std::sync::atomic::Ordering;

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::client::Watcher;
use super::{Client, Listening, Reply, read};
use crate::server::{Answer, Arrival, CallInFlight, Prompt, Routed, Tool, route, start};

/// Rounds of questions that a client answers for one request.
const ROUNDS: usize = 16;

impl<S: Send + Sync + 'static> Client<S> {
    /// Calls a tool by its name.
    ///
    /// ```
    /// mod billing {
    ///     use mcp_runtime::prelude::*;
    ///
    ///     /// Write an invoice.
    ///     #[mcp_tool]
    ///     pub fn invoice(to: String) -> String {
    ///         format!("An invoice to {to}")
    ///     }
    ///
    ///     mcp_tools! { pub Billing: [invoice] }
    /// }
    ///
    /// # use mcp_runtime::prelude::*;
    /// # use mcp_runtime::serde_json::json;
    /// # use mcp_runtime::testing::Client;
    /// mcp_server! { Shop { name: "shop", version: "1.0.0", tools: [..billing::Billing as "billing"] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Shop::new());
    /// assert_eq!(client.call("billing_invoice", json!({ "to": "Ada" })).await.text(), "An invoice to Ada");
    ///
    /// assert!(client.call("invoice", json!({ "to": "Ada" })).await.refusal().is_some()); // its whole name, or none
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When `arguments` can't be serialised.
    pub async fn call(&self, tool: &str, arguments: impl Serialize) -> Reply {
        let arguments = serde_json::to_value(arguments)
            .unwrap_or_else(|e| panic!("the arguments are no JSON: {e}"));
        self.request(
            "tools/call",
            json!({ "name": tool, "arguments": arguments }),
        )
        .await
    }

    /// Calls a tool by its function's path: `client.call_tool::<module::tool>(…)`. In a group with
    /// a prefix, a tool goes by its full name only; see [`call`](Self::call).
    pub async fn call_tool<T: Tool>(&self, arguments: impl Serialize) -> Reply {
        self.call(T::META.name(), arguments).await
    }

    /// Gets a prompt by its name. Its arguments are texts.
    ///
    /// # Panics
    ///
    /// When `arguments` can't be serialised.
    pub async fn prompt(&self, name: &str, arguments: impl Serialize) -> Reply {
        let arguments = serde_json::to_value(arguments)
            .unwrap_or_else(|e| panic!("the arguments are no JSON: {e}"));
        self.request(
            "prompts/get",
            json!({ "name": name, "arguments": arguments }),
        )
        .await
    }

    /// Gets a prompt by its function's path: `client.get_prompt::<module::prompt>(…)`.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Ask for a review.
    /// #[mcp_prompt]
    /// fn review(code: String) -> String {
    ///     format!("Please review: {code}")
    /// }
    ///
    /// mcp_server! { Reviews { name: "reviews", version: "1.0.0", prompts: [review] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Reviews::new());
    /// let reply = client.get_prompt::<review>(json!({ "code": "1 + 1" })).await;
    /// assert_eq!(reply.messages()[0]["role"], "user");
    /// assert_eq!(reply.messages()[0]["content"]["text"], "Please review: 1 + 1");
    /// // The same by its name, and without the argument that it needs.
    /// assert!(client.prompt("review", json!({})).await.refusal().is_some());
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When `arguments` can't be serialised.
    pub async fn get_prompt<P: Prompt>(&self, arguments: impl Serialize) -> Reply {
        self.prompt(P::META.name(), arguments).await
    }

    /// Reads a resource.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// A note.
    /// #[mcp_resource("notes:///{name}", mime_type = "text/markdown")]
    /// fn note(name: String) -> Option<String> {
    ///     (name == "hello").then(|| "# Hello".to_owned())
    /// }
    ///
    /// mcp_server! { Notes { name: "notes", version: "1.0.0", resources: [note] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Notes::new());
    /// assert_eq!(client.read("notes:///hello").await.contents()[0]["text"], "# Hello");
    /// assert!(client.read("notes:///missing").await.refusal().is_some());
    /// # }
    /// ```
    pub async fn read(&self, uri: &str) -> Reply {
        self.request("resources/read", json!({ "uri": uri })).await
    }

    /// Listens for changes, as `subscriptions/listen` does with this filter.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Touch a note.
    /// #[mcp_tool]
    /// fn touch(name: String, notify: Notify) {
    ///     notify.resource_updated(format!("notes:///{name}"));
    /// }
    ///
    /// /// A note.
    /// #[mcp_resource("notes:///{name}")]
    /// fn note(name: String) -> String { name }
    ///
    /// mcp_server! { Notes { name: "notes", version: "1.0.0", tools: [touch], resources: [note] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Notes::new());
    /// let mut listening = client.listen(json!({ "resourceSubscriptions": ["notes:///a"] }));
    /// client.call_tool::<touch>(json!({ "name": "a" })).await;
    /// assert_eq!(listening.next().await.unwrap()["method"], "notifications/subscriptions/acknowledged");
    /// assert_eq!(listening.next().await.unwrap()["params"]["uri"], "notes:///a");
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When the request is refused.
    pub fn listen(&self, filter: Value) -> Listening<S> {
        let body = self.body("subscriptions/listen", json!({ "notifications": filter }));
        match self.start(&body) {
            Ok(call) => Listening::new(call),
            Err(answer) => panic!(
                "the request was refused: {}",
                String::from_utf8_lossy(&answer.into_message())
            ),
        }
    }

    /// Lets the server shut down, as far as its subscribers see it.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # use mcp_runtime::serde_json::json;
    /// # use mcp_runtime::testing::Client;
    /// # /// A note.
    /// # #[mcp_resource("notes:///{name}")]
    /// # fn note(name: String) -> String { name }
    /// # /// Touch a note.
    /// # #[mcp_tool]
    /// # fn touch(name: String, notify: Notify) { notify.resource_updated(format!("notes:///{name}")); }
    /// # mcp_server! { Notes { name: "notes", version: "1.0.0", tools: [touch], resources: [note] } }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Notes::new());
    /// let mut listening = client.listen(json!({ "resourceSubscriptions": ["notes:///a"] }));
    /// listening.next().await; // the acknowledgement
    ///
    /// client.close();
    /// assert!(listening.next().await.unwrap().get("result").is_some());
    /// assert_eq!(listening.next().await, None);
    /// # }
    /// ```
    pub fn close(&self) {
        self.core.closing().cancel();
    }

    /// Waits for what calls left behind, as a server does that ends.
    #[cfg(feature = "cli")]
    pub(crate) async fn settle(&self) {
        // Work that isn't done by then is cut off, as the process ends.
        let _ =
            tokio::time::timeout(self.core.settings().shutdown_timeout, self.core.settle()).await;
    }

    /// Sends any request; `_meta` is added to its parameters. Questions that the client [has
    /// answers to](Self::with_answer) are answered.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # use mcp_runtime::serde_json::json;
    /// # use mcp_runtime::testing::Client;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Hello::new());
    /// let discovered = client.request("server/discover", json!({})).await;
    /// assert!(discovered.result()["capabilities"].get("tools").is_some());
    /// assert_eq!(client.request("tools/undo", json!({})).await.refusal().unwrap().0, -32601);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When `params` is no object.
    pub async fn request(&self, method: &str, params: Value) -> Reply {
        let mut reply = self.send(self.body(method, params.clone())).await;
        let (mut given, mut asked_so_far) = (Vec::new(), reply.open());
        for _ in 0..ROUNDS {
            let questions = reply.answer["result"]["inputRequests"].as_object();
            let asked =
                |key: &String| questions.is_some_and(|questions| questions.contains_key(key));
            let answers: Map<String, Value> = self
                .answers
                .clone()
                .into_iter()
                .filter(|(key, _)| asked(key))
                .collect();
            // A question that is asked again was not answered correctly.
            if answers.is_empty() || answers.keys().any(|key| given.contains(key)) {
                break;
            }
            given.extend(answers.keys().cloned());
            let mut params = params.clone();
            params["inputResponses"] = answers.into();
            params["requestState"] = reply.answer["result"]["requestState"].clone();
            let before = std::mem::take(&mut reply.notifications);
            reply = self.send(self.body(method, params)).await;
            reply.notifications.splice(0..0, before);
            asked_so_far.extend(reply.open());
        }
        reply.asked = asked_so_far;
        reply
    }

    fn body(&self, method: &str, params: Value) -> Bytes {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let Value::Object(mut params) = params else {
            panic!("`params` must be an object")
        };
        let mut meta = self.meta.clone();
        meta.entry("progressToken").or_insert_with(|| id.into());
        params.insert("_meta".into(), meta.into());
        json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
            .to_string()
            .into()
    }

    /// Starts what a message asks for; the error is the answer of one that needs no call.
    fn start(&self, body: &Bytes) -> Result<CallInFlight<S>, Answer> {
        let mut seen = (self.core.observer()).begin(|| Arrival::in_process(body.len()));
        match route(
            &self.core,
            body,
            None,
            &self.identity.access,
            seen.as_deref_mut(),
        ) {
            Routed::Notified(_) => Err(Answer::Fixed(Bytes::new(), Bytes::new())),
            Routed::Unread(answer) => {
                if let Some(seen) = &mut seen {
                    seen.unread(&answer);
                }
                Err(answer)
            }
            Routed::Answered(answer) => {
                if let Some(seen) = &mut seen {
                    seen.answered(&answer);
                }
                Err(answer)
            }
            Routed::Call(route) => Ok(start(
                self.core.clone(),
                body,
                route,
                self.identity.clone(),
                self.http.clone(),
                None,
                seen,
            )),
        }
    }

    /// Sends a message as it is.
    async fn send(&self, body: Bytes) -> Reply {
        let mut call = match self.start(&body) {
            Ok(call) => call,
            Err(answer) => {
                return Reply::of(answer, Vec::new());
            }
        };
        let emitter = call.emitter.clone().unwrap_or_default();
        let mut sent = Vec::new();
        let mut take = || {
            while let Some(message) = emitter.pop() {
                let notification = read(message.as_bytes());
                if let Some(Watcher(see)) = &self.watcher {
                    see(&notification);
                }
                sent.push(notification);
            }
        };
        let timeout = tokio::time::sleep(call.timeout);
        tokio::pin!(timeout);
        let outcome = loop {
            tokio::select! {
                biased;
                outcome = &mut call.future => break outcome,
                () = emitter.ready() => take(),
                () = &mut timeout => break call.timed_out(),
            }
        };
        emitter.close();
        take();
        Reply::of(call.answer(outcome), sent)
    }
}

impl Reply {
    fn of(answer: Answer, notifications: Vec<Value>) -> Self {
        let challenge = match &answer {
            Answer::Whole(response) => response.challenge.clone(),
            Answer::Fixed(..) => None,
        };
        Self {
            answer: read(&answer.into_message()),
            notifications,
            asked: Vec::new(),
            challenge,
        }
    }
}
