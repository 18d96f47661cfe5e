//! A client that can be asked, and answers: what the tests of questions share.

use std::time::Duration;

use axum::Router;
use mcp_runtime::Server;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use mcp_tests::client::{Ask, Reply};

/// The longest that a test waits for something that must happen, even on a busy machine.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// All that a client can declare.
pub(crate) fn all() -> Value {
    json!({ "elicitation": { "form": {}, "url": {} }, "sampling": {}, "roots": {} })
}

/// The request of a client with these capabilities.
pub(crate) fn able(ask: Ask, capabilities: Value) -> Ask {
    ask.meta("io.modelcontextprotocol/clientCapabilities", capabilities)
}

/// A call of a tool by a client that can be asked anything.
pub(crate) fn call(name: &str, arguments: Value) -> Ask {
    able(Ask::tool(name, arguments), all())
}

/// The same request again, with answers and the state that came with the questions.
pub(crate) fn retry(ask: &Ask, asked: &Asked, responses: Value) -> Ask {
    let mut ask = ask.clone();
    ask.body["id"] = json!(ask.body["id"].as_i64().unwrap() + 1);
    ask.body["params"]["requestState"] = json!(asked.state);
    ask.body["params"]["inputResponses"] = responses;
    ask
}

/// The questions of the server.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) state: String,
    pub(crate) requests: Value,
}

impl Asked {
    pub(crate) fn of(reply: &Reply) -> Self {
        Self::of_result(&reply.result())
    }

    pub(crate) fn of_result(result: &Value) -> Self {
        assert_eq!(result["resultType"], "input_required", "{result}");
        assert!(
            result.get("content").is_none() && result.get("isError").is_none(),
            "{result}"
        );
        Self {
            state: result["requestState"].as_str().unwrap().to_owned(),
            requests: result["inputRequests"].clone(),
        }
    }

    /// The keys of what is asked, in order.
    pub(crate) fn keys(&self) -> Vec<&str> {
        self.requests
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect()
    }

    /// The words of a question to the user.
    pub(crate) fn message(&self, key: &str) -> &str {
        self.requests[key]["params"]["message"]
            .as_str()
            .unwrap_or_else(|| panic!("{self:?}"))
    }
}

/// Sends a request that must lead to a question.
pub(crate) async fn ask(router: &Router, ask: &Ask) -> Asked {
    Asked::of(&ask.send(router).await)
}

pub(crate) fn accept(content: Value) -> Value {
    json!({ "action": "accept", "content": content })
}

/// A client over byte streams, one message a line.
pub(crate) struct Wire {
    output: BufReader<ReadHalf<DuplexStream>>,
    input: WriteHalf<DuplexStream>,
    server: JoinHandle<Result<(), mcp_runtime::ServeError>>,
}

impl Wire {
    pub(crate) fn to<S: Send + Sync + 'static, D: 'static>(server: Server<S, D>) -> Self {
        let (client, here) = tokio::io::duplex(1 << 20);
        let (input, output) = tokio::io::split(here);
        let server = tokio::spawn(server.serve_stream(input, output));
        let (output, input) = tokio::io::split(client);
        Self {
            output: BufReader::new(output),
            input,
            server,
        }
    }

    pub(crate) async fn send(&mut self, message: &Value) {
        self.input
            .write_all(format!("{message}\n").as_bytes())
            .await
            .unwrap();
    }

    pub(crate) async fn cancel(&mut self, id: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id } })).await;
    }

    pub(crate) async fn read(&mut self) -> Option<Value> {
        let mut line = String::new();
        let read = timeout(SOON, self.output.read_line(&mut line))
            .await
            .expect("a message in time")
            .unwrap();
        (read > 0).then(|| serde_json::from_str(&line).unwrap())
    }

    /// Ends the input and reads what is left, to the end of the server.
    pub(crate) async fn finish(mut self) -> Vec<Value> {
        self.input.shutdown().await.unwrap();
        let mut rest = Vec::new();
        while let Some(message) = self.read().await {
            rest.push(message);
        }
        timeout(SOON, self.server)
            .await
            .expect("the server ends")
            .unwrap()
            .unwrap();
        rest
    }
}
