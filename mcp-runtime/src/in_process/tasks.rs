//! Tasks, as a client drives them.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Client, Reply};
use crate::server::Tool;
use crate::task::EXTENSION;

/// How often a task is looked at: a test has no patience.
const PAUSE: Duration = Duration::from_millis(5);

impl<S: Send + Sync + 'static> Client<S> {
    /// Declares that the client has tasks. A call of a tool with `task` is then answered with one.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Count the words of a text.
    /// #[mcp_tool(read_only, task)]
    /// async fn count_words(text: String) -> usize {
    ///     text.split_whitespace().count()
    /// }
    ///
    /// mcp_server! { Words { name: "words", version: "1.0.0", tools: [count_words] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Words::new()).with_tasks();
    ///
    /// // As a whole, …
    /// let reply = client.finish_tool::<count_words>(json!({ "text": "to be or not" })).await;
    /// assert_eq!(reply.text(), "4");
    ///
    /// // … or step by step.
    /// let made = client.call_tool::<count_words>(json!({ "text": "to be or not" })).await;
    /// let id = made.task_id().unwrap();
    /// assert_eq!(made.result()["status"], "working");
    /// client.cancel_task(id).await;
    /// let status = client.task(id).await.result()["status"].clone();
    /// assert!(status == "cancelled" || status == "completed");
    /// # }
    /// ```
    #[must_use]
    pub fn with_tasks(mut self) -> Self {
        let capabilities = &mut self.meta["io.modelcontextprotocol/clientCapabilities"];
        capabilities["extensions"][EXTENSION] = json!({});
        self
    }

    /// Looks how a task stands: `tasks/get`.
    pub async fn task(&self, id: &str) -> Reply {
        self.request("tasks/get", json!({ "taskId": id })).await
    }

    /// Gives answers to what a task asks, by the keys of its `inputRequests`: `tasks/update`.
    pub async fn answer_task(&self, id: &str, answers: Map<String, Value>) -> Reply {
        let params = json!({ "taskId": id, "inputResponses": answers });
        self.request("tasks/update", params).await
    }

    /// Cancels a task: `tasks/cancel`.
    pub async fn cancel_task(&self, id: &str) -> Reply {
        self.request("tasks/cancel", json!({ "taskId": id })).await
    }

    /// Calls a tool, and waits for what it comes to: the reply of a plain call, whether or not it
    /// became a task. What the task asks is answered as [`with_answer`](Self::with_answer) says.
    ///
    /// # Panics
    ///
    /// When the task was cancelled, or asks what the client has no answer to.
    pub async fn finish_tool<T: Tool>(&self, arguments: impl Serialize) -> Reply {
        self.finish(self.call_tool::<T>(arguments).await).await
    }

    /// Waits for what a task comes to, from the reply that made it.
    ///
    /// # Panics
    ///
    /// When the task was cancelled, or asks what the client has no answer to.
    pub async fn finish(&self, made: Reply) -> Reply {
        let Some(id) = made.task_id().map(str::to_owned) else {
            return made;
        };
        loop {
            let seen = self.task(&id).await;
            let task = seen.result();
            match task["status"].as_str() {
                Some("completed") => return seen.inlined("result"),
                Some("failed") => return seen.inlined("error"),
                Some("input_required") => {
                    let answers = self.answers_to(&task["inputRequests"]);
                    self.answer_task(&id, answers).await;
                }
                Some("working") => tokio::time::sleep(PAUSE).await,
                status => panic!("the task ended with {status:?}: {task}"),
            }
        }
    }

    fn answers_to(&self, requests: &Value) -> Map<String, Value> {
        let asked = requests.as_object().cloned().unwrap_or_default();
        let answers: Map<String, Value> = asked
            .keys()
            .filter_map(|key| Some((key.clone(), self.answers.get(key)?.clone())))
            .collect();
        assert!(
            !answers.is_empty(),
            "the task asks; give the client an answer, by `with_answer`: {requests:#}"
        );
        answers
    }
}

impl Reply {
    /// The id of the task that a call was answered with; `None` of any other reply.
    pub fn task_id(&self) -> Option<&str> {
        let result = &self.answer["result"];
        let is_task = result["resultType"] == "task";
        result["taskId"].as_str().filter(|_| is_task)
    }

    /// The reply of a plain call, of a task that has ended.
    fn inlined(self, field: &str) -> Self {
        let ended = &self.answer["result"][field];
        Self {
            answer: json!({ "jsonrpc": "2.0", "id": self.answer["id"], field: ended }),
            notifications: self.notifications,
            asked: self.asked,
            challenge: self.challenge,
        }
    }
}
