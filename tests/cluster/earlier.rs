//! Clients of earlier revisions, each request by a connection of its own: none reaches the instance
//! that the one before it reached.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// No call takes that long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A session, which any instance knows.
#[derive(Clone)]
pub(crate) struct Session {
    address: SocketAddr,
    id: String,
}

/// A call whose answer comes after questions.
pub(crate) struct Running {
    session: Session,
    lines: BufReader<TcpStream>,
    /// The id of the stream's first event, if it has one.
    first: Option<String>,
}

impl Session {
    pub(crate) async fn begin(address: SocketAddr, version: &str) -> Self {
        let mut session = Self {
            address,
            id: String::new(),
        };
        let params = json!({
            "protocolVersion": version,
            "capabilities": { "elicitation": {} },
            "clientInfo": { "name": "cluster", "version": "1" },
        });
        let body = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params });
        let answer = session.exchange(&body).await;
        let id = answer
            .lines()
            .find_map(|line| line.strip_prefix("mcp-session-id: "));
        let id = id.unwrap_or_else(|| panic!("no session: {answer}"));
        session.id.push_str(id);
        session
    }

    /// The same session at another address.
    pub(crate) fn at(&self, address: SocketAddr) -> Self {
        Self {
            address,
            id: self.id.clone(),
        }
    }

    /// The result of a call that asks nothing.
    pub(crate) async fn call(&self, name: &str, arguments: Value) -> Value {
        let params = json!({ "name": name, "arguments": arguments });
        self.request("tools/call", params).await
    }

    /// The result of a request that is answered at once.
    pub(crate) async fn request(&self, method: &str, params: Value) -> Value {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let answer = self.exchange(&body).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        let mut answer: Value = serde_json::from_str(body).unwrap();
        answer["result"].take()
    }

    /// Begins a call that asks.
    pub(crate) async fn start(&self, name: &str, arguments: Value) -> Running {
        self.running(self.send(&calling(name, arguments)).await)
    }

    /// Opens the stream of changes.
    pub(crate) async fn listen(&self) -> Running {
        self.get("").await
    }

    fn running(&self, stream: TcpStream) -> Running {
        Running {
            session: self.clone(),
            lines: BufReader::new(stream),
            first: None,
        }
    }

    async fn get(&self, header: &str) -> Running {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let id = &self.id;
        let request = format!(
            "GET /mcp HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\
             mcp-session-id: {id}\r\n{header}connection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        self.running(stream)
    }

    /// Agrees to a question; gives the status of what is said to that.
    pub(crate) async fn agree(&self, question: &Value) -> u16 {
        let result = json!({ "action": "accept", "content": {} });
        let body = json!({ "jsonrpc": "2.0", "id": question["id"], "result": result });
        let answer = self.exchange(&body).await;
        answer[9..12].parse().unwrap()
    }

    async fn exchange(&self, body: &Value) -> String {
        let exchange = async {
            let mut answer = String::new();
            let mut stream = self.send(body).await;
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        };
        tokio::time::timeout(PATIENCE, exchange)
            .await
            .expect("an answer comes in time")
    }

    async fn send(&self, body: &Value) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let body = body.to_string();
        let session = if self.id.is_empty() {
            String::new()
        } else {
            format!("mcp-session-id: {}\r\n", self.id)
        };
        let head = format!(
            "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             accept: application/json, text/event-stream\r\n{session}connection: close\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).await.unwrap();
        stream
    }
}

impl Running {
    /// The next message; `None` where the stream breaks.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        let reading = async {
            loop {
                let mut line = String::new();
                match self.lines.read_line(&mut line).await {
                    Ok(1..) => {}
                    _ => return None,
                }
                if let Some(id) = line.strip_prefix("id: ") {
                    self.first.get_or_insert_with(|| id.trim_end().to_owned());
                }
                // The first event of a stream gives an id alone.
                if let Some(json) = line.strip_prefix("data: ")
                    && json != "\n"
                {
                    return Some(serde_json::from_str(json).unwrap());
                }
            }
        };
        tokio::time::timeout(PATIENCE, reading)
            .await
            .expect("a message comes in time")
    }

    /// Breaks the connection once the first message is here, and goes on with the stream wherever
    /// the request for it comes to, as if that message had been lost.
    pub(crate) async fn broken(mut self) -> Self {
        let lost = self.next().await;
        let first = self.first.take().expect("the stream has an id");
        let session = self.session.clone();
        drop(self);
        let mut resumed = session.get(&format!("last-event-id: {first}\r\n")).await;
        let again = resumed.next().await;
        assert_eq!(again, lost, "it is sent again");
        session.get(&format!("last-event-id: {first}\r\n")).await
    }

    /// Agrees to whatever is asked; gives the result, and the last question.
    pub(crate) async fn finish(mut self) -> (Value, Value) {
        let mut asked = Value::Null;
        loop {
            let mut message = self.next().await.expect("the stream lasts");
            if message["method"] == "elicitation/create" {
                assert_eq!(self.session.agree(&message).await, 202);
                asked = message;
            } else if message.get("result").is_some() {
                return (message["result"].take(), asked);
            }
        }
    }
}

fn calling(name: &str, arguments: Value) -> Value {
    let params = json!({ "name": name, "arguments": arguments });
    json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params })
}
