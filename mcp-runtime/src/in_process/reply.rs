use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The server's reply to a request.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::serde_json::json;
/// use mcp_runtime::testing::Client;
///
/// #[mcp_type]
/// struct Size { bytes: usize }
///
/// /// Measure a text.
/// #[mcp_tool(read_only)]
/// fn measure(text: String) -> Json<Size> {
///     Json(Size { bytes: text.len() })
/// }
///
/// mcp_server! { Texts { name: "texts", version: "1.0.0", tools: [measure] } }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let reply = Client::new(Texts::new()).call_tool::<measure>(json!({ "text": "four" })).await;
/// assert!(!reply.is_error());
/// assert_eq!(reply.json::<Size>().bytes, 4);
/// assert_eq!(reply.text(), r#"{"bytes":4}"#);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub(super) answer: Value,
    pub(super) notifications: Vec<Value>,
    /// The keys of all that was asked.
    pub(super) asked: Vec<String>,
    pub(super) challenge: Option<Box<str>>,
}

impl Reply {
    /// The result of the request.
    ///
    /// # Panics
    ///
    /// When the request was refused.
    #[track_caller]
    pub fn result(&self) -> &Value {
        let Some(result) = self.answer.get("result") else {
            panic!("the request was refused: {}", self.answer)
        };
        result
    }

    /// The result of a request that is done.
    #[track_caller]
    fn done(&self) -> &Value {
        let questions = self.questions();
        assert!(
            questions.is_empty(),
            "a question comes first; give the client an answer, by `with_answer`: {questions:#?}"
        );
        self.result()
    }

    /// The keys of the questions that the server has asked for this reply, answered or not.
    #[cfg(feature = "cli")]
    pub(crate) fn asked(&self) -> &[String] {
        &self.asked
    }

    /// The answer to a request that was refused, as JSON-RPC has it.
    #[cfg(feature = "cli")]
    pub(crate) fn refused(&self) -> Value {
        serde_json::json!({ "error": self.answer["error"] })
    }

    /// The keys of the questions that are open.
    pub(super) fn open(&self) -> Vec<String> {
        let questions = self.answer["result"]["inputRequests"].as_object();
        questions.into_iter().flat_map(Map::keys).cloned().collect()
    }

    /// The JSON-RPC error code and message of a request that was refused.
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
    /// let reply = client.call("hallo", json!({})).await;
    /// let (code, message) = reply.refusal().expect("there is no such tool");
    /// assert_eq!(code, -32602);
    /// assert!(message.contains("did you mean `hello`?"));
    ///
    /// // What a tool itself says is wrong is a result, and no refusal.
    /// assert_eq!(client.call("hello", json!({ "loudly": true })).await.refusal(), None);
    /// # }
    /// ```
    pub fn refusal(&self) -> Option<(i64, &str)> {
        let error = self.answer.get("error")?;
        Some((error["code"].as_i64()?, error["message"].as_str()?))
    }

    /// The challenge to a refused caller, as `WWW-Authenticate` says it over HTTP; see
    /// [`Client::with_scopes`](super::Client::with_scopes).
    pub fn challenge(&self) -> Option<&str> {
        self.challenge.as_deref()
    }

    /// Whether the tool failed.
    ///
    /// # Panics
    ///
    /// When the request was refused, or a question comes first.
    #[track_caller]
    pub fn is_error(&self) -> bool {
        self.done()["isError"] == true
    }

    /// The blocks of content.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # use mcp_runtime::serde_json::json;
    /// # use mcp_runtime::testing::Client;
    /// /// Draw a chart.
    /// #[mcp_tool(read_only)]
    /// fn chart() -> [Content; 2] {
    ///     [Content::text("A chart of the week:"), Content::image(b"PNG", "image/png")]
    /// }
    ///
    /// mcp_server! { Charts { name: "charts", version: "1.0.0", tools: [chart] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let reply = Client::new(Charts::new()).call_tool::<chart>(json!({})).await;
    /// assert_eq!(reply.content()[1], json!({ "type": "image", "data": "UE5H", "mimeType": "image/png" }));
    /// assert_eq!(reply.text(), "A chart of the week:"); // of all that is text
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When the request was refused, or a question comes first.
    #[track_caller]
    pub fn content(&self) -> &[Value] {
        self.done()["content"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The text of the blocks that are text, line after line.
    ///
    /// # Panics
    ///
    /// When the request was refused, or a question comes first.
    #[track_caller]
    pub fn text(&self) -> String {
        let blocks = self
            .content()
            .iter()
            .filter_map(|block| block["text"].as_str());
        blocks.collect::<Vec<_>>().join("\n")
    }

    /// The structured content, as a type.
    ///
    /// # Panics
    ///
    /// When there is none, or it is of another type.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        let Some(content) = self.result().get("structuredContent") else {
            panic!("no structured content: {}", self.answer)
        };
        match serde_json::from_value(content.clone()) {
            Ok(data) => data,
            Err(e) => panic!("{e}: {content}"),
        }
    }

    /// The messages of a prompt.
    ///
    /// # Panics
    ///
    /// When the request was refused, or a question comes first.
    #[track_caller]
    pub fn messages(&self) -> &[Value] {
        self.done()["messages"]
            .as_array()
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the contents of a resource.
    ///
    /// # Panics
    ///
    /// When the request was refused, or a question comes first.
    #[track_caller]
    pub fn contents(&self) -> &[Value] {
        self.done()["contents"]
            .as_array()
            .map_or(&[], Vec::as_slice)
    }

    /// The questions that the server asks before it goes on, by their keys; none of a request that
    /// is answered.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # use mcp_runtime::serde_json::json;
    /// # use mcp_runtime::testing::Client;
    /// #[derive(Form)]
    /// struct Address { street: String }
    ///
    /// /// Order a pizza.
    /// #[mcp_tool]
    /// fn order(#[mcp(ask = "Where shall we deliver to?")] address: Address) -> String {
    ///     format!("It is on its way to {}", address.street)
    /// }
    ///
    /// mcp_server! { Pizzeria { name: "pizzeria", version: "1.0.0", tools: [order] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let reply = Client::new(Pizzeria::new()).that_can_be_asked().call_tool::<order>(json!({})).await;
    /// let question = &reply.questions()["address"];
    /// assert_eq!(question["method"], "elicitation/create");
    /// assert_eq!(question["params"]["requestedSchema"]["required"], json!(["street"]));
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When the request was refused.
    #[track_caller]
    pub fn questions(&self) -> Map<String, Value> {
        self.result()["inputRequests"]
            .as_object()
            .cloned()
            .unwrap_or_default()
    }

    /// Returns the notifications sent before the answer: progress, and logs if they were asked for.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # use mcp_runtime::serde_json::json;
    /// # use mcp_runtime::testing::Client;
    /// /// Count to three.
    /// #[mcp_tool]
    /// fn count(cx: Context) {
    ///     (1..=3).for_each(|n| cx.progress((n, 3)));
    /// }
    ///
    /// mcp_server! { Counter { name: "counter", version: "1.0.0", tools: [count] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let reply = Client::new(Counter::new()).call_tool::<count>(json!({})).await;
    /// assert_eq!(reply.notifications()[0]["method"], "notifications/progress");
    /// assert_eq!(reply.notifications()[2]["params"]["progress"], 3.0);
    /// # }
    /// ```
    pub fn notifications(&self) -> &[Value] {
        &self.notifications
    }
}
