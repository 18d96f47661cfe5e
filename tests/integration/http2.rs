//! HTTP/2, frame by frame.

use std::sync::Arc;
use std::time::Duration;

use mcp_runtime::prelude::*;
use mcp_tests::client::Ask;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;

use crate::rounds::SOON;

/// Say hello once it is time.
#[mcp_tool]
async fn hello(State(gate): State<Arc<Gate>>) -> &'static str {
    gate.called.add_permits(1);
    gate.time.acquire().await.unwrap().forget();
    "hello"
}

struct Gate {
    called: Semaphore,
    time: Semaphore,
}

mcp_server! {
    Hello { name: "hello", version: "1.0.0", state: Arc<Gate>, tools: [hello] }
}

const DATA: u8 = 0x0;
const HEADERS: u8 = 0x1;
const SETTINGS: u8 = 0x4;
const GOAWAY: u8 = 0x7;

const END_STREAM: u8 = 0x1;
const END_HEADERS: u8 = 0x4;

fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [0, length[0], length[1], kind, flags, 0, 0, 0, stream];
    [&head, payload].concat()
}

/// A header field of HPACK: a literal, which isn't indexed.
fn field(name: &str, value: &str) -> Vec<u8> {
    let text = |text: &str| {
        let length = u8::try_from(text.len()).unwrap();
        assert!(length < 127);
        [&[length], text.as_bytes()].concat()
    };
    [vec![0], text(name), text(value)].concat()
}

/// A call of the tool, as the first request of a connection.
fn opening() -> Vec<u8> {
    let ask = Ask::tool("hello", json!({}));
    let mut head = [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", "/mcp"),
        (":authority", "localhost"),
    ]
    .map(|(name, value)| field(name, value))
    .concat();
    for (name, value) in ask.headers.iter().filter(|(name, _)| name != "host") {
        head.extend(field(name, value));
    }
    [
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        frame(SETTINGS, 0, 0, &[]),
        frame(HEADERS, END_HEADERS, 1, &head),
        frame(DATA, END_STREAM, 1, ask.body.to_string().as_bytes()),
    ]
    .concat()
}

/// The kind of the next frame, and its payload; `None` at the end.
async fn read(stream: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let mut head = [0; 9];
    let read = timeout(SOON, stream.read_exact(&mut head)).await;
    read.expect("in time").ok()?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let mut payload = vec![0; usize::try_from(length).unwrap()];
    stream.read_exact(&mut payload).await.ok()?;
    Some((head[3], payload))
}

/// The payload of the next frame of a kind.
async fn next(stream: &mut TcpStream, wanted: u8) -> Vec<u8> {
    loop {
        let (kind, payload) = read(stream).await.expect("a frame before the end");
        if kind == wanted {
            return payload;
        }
    }
}

#[tokio::test]
async fn a_server_that_ends_says_goaway_answers_and_closes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let (called, time) = (Semaphore::new(0), Semaphore::new(0));
    let gate = Arc::new(Gate { called, time });
    let server = Hello::new(gate.clone()).shutdown_timeout(Duration::from_secs(30));
    let stopped = async move { drop(stopped.await) };
    let ended = tokio::spawn(server.serve_with_shutdown(listener, stopped));

    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(&opening()).await.unwrap();
    let called = timeout(SOON, gate.called.acquire()).await;
    called.expect("in time").unwrap().forget();
    stop.send(()).unwrap();
    let goaway = next(&mut stream, GOAWAY).await;
    assert_eq!(goaway[4..8], [0; 4], "no error");
    gate.time.add_permits(1);
    let answer: Value = serde_json::from_slice(&next(&mut stream, DATA).await).unwrap();
    assert_eq!(answer["result"]["content"][0]["text"], "hello");
    // The client keeps its side open, and the server closes all the same.
    while read(&mut stream).await.is_some() {}
    timeout(SOON, ended).await.unwrap().unwrap().unwrap();
}
