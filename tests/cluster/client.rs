//! A client of the fleet: each request by a connection of its own, as from many clients.

use std::net::SocketAddr;
use std::time::Duration;

use mcp_tests::client::Ask;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// No call takes that long, and no change.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(crate) struct Client {
    address: SocketAddr,
}

/// The instance that had the call was killed: nobody knows what became of it.
#[derive(Debug)]
pub(crate) struct Cut;

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    /// Calls a tool. Whatever else than a result comes back, other than from a gateway without an
    /// instance, fails the test.
    pub(crate) async fn call(&self, name: &str, arguments: Value) -> Result<Value, Cut> {
        let result = self.send(asking(Ask::tool(name, arguments))).await?;
        let result = result
            .get("result")
            .unwrap_or_else(|| panic!("{name} is refused: {result}"))
            .clone();
        assert_ne!(result["isError"], true, "{name} fails: {result}");
        Ok(result)
    }

    /// Sends the call once more, with what the user agreed to; gives the result, or the error.
    pub(crate) async fn answer(
        &self,
        name: &str,
        arguments: Value,
        state: &Value,
    ) -> Result<Value, Cut> {
        let mut ask = asking(Ask::tool(name, arguments));
        ask.body["params"]["inputResponses"] =
            json!({ "confirm": { "action": "accept", "content": {} } });
        ask.body["params"]["requestState"] = state.clone();
        let answer = self.send(ask).await?;
        Ok(answer.get("result").unwrap_or(&answer["error"]).clone())
    }

    /// The answer, or nothing where its instance was killed.
    pub(crate) async fn send(&self, ask: Ask) -> Result<Value, Cut> {
        let answer = tokio::time::timeout(PATIENCE, self.exchange(&ask))
            .await
            .expect("an answer comes in time")
            .map_err(|_| Cut)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or(Cut)?;
        // From the gateway, when the instance that it has sent the call to is gone.
        if head.starts_with("HTTP/1.1 502") || head.starts_with("HTTP/1.1 504") {
            return Err(Cut);
        }
        assert!(
            head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.1 400"),
            "{answer}"
        );
        serde_json::from_str(body).map_err(|_| Cut)
    }

    async fn exchange(&self, ask: &Ask) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream
            .write_all(
                ask.clone()
                    .header("connection", "close")
                    .written()
                    .as_bytes(),
            )
            .await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }

    /// Listens for changes of a resource, and returns when that has been acknowledged.
    pub(crate) async fn listen(&self, uri: &str) -> Listener {
        let filter = json!({ "notifications": { "resourceSubscriptions": [uri] } });
        self.listen_to(&Ask::new("subscriptions/listen", filter))
            .await
            .0
    }

    /// Listens to what is asked for. Gives the acknowledgement as well.
    pub(crate) async fn listen_to(&self, ask: &Ask) -> (Listener, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(ask.written().as_bytes()).await.unwrap();
        let mut listener = Listener {
            lines: BufReader::new(stream),
        };
        let acknowledged = listener
            .reads("notifications/subscriptions/acknowledged")
            .await;
        (listener, acknowledged)
    }
}

fn asking(mut ask: Ask) -> Ask {
    ask.body["params"]["_meta"]["io.modelcontextprotocol/clientCapabilities"]["elicitation"] =
        json!({ "form": {} });
    ask
}

/// Somebody who is told of changes.
pub(crate) struct Listener {
    lines: BufReader<TcpStream>,
}

impl Listener {
    /// Waits until it is told that this resource has changed.
    pub(crate) async fn hears(&mut self, uri: &str) {
        let line = self.reads("notifications/resources/updated").await;
        assert!(line.contains(uri), "{line}");
    }

    /// Waits until it is told that a task has this status.
    pub(crate) async fn hears_of_a_task(&mut self, status: &str) {
        let status = format!(r#""status":"{status}""#);
        while !self.reads("notifications/tasks").await.contains(&status) {}
    }

    async fn reads(&mut self, method: &str) -> String {
        let reading = async {
            loop {
                let mut line = String::new();
                assert!(
                    self.lines.read_line(&mut line).await.unwrap() > 0,
                    "the stream ended, instead of {method}"
                );
                if line.contains(method) {
                    return line;
                }
            }
        };
        tokio::time::timeout(PATIENCE, reading)
            .await
            .unwrap_or_else(|_| panic!("{method} doesn't come"))
    }
}
