//! Over real sockets: connections that go away, and a server that stops.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use mcp_runtime::ServeError;
use mcp_runtime::prelude::*;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::rounds::SOON;
use mcp_tests::client::Ask;

#[derive(Clone)]
struct Events(mpsc::UnboundedSender<&'static str>);

struct Dropped(Events);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.0.send("dropped");
    }
}

/// Take a while.
#[mcp_tool]
async fn slow(ms: u64, State(events): State<Events>, cx: Context) -> &'static str {
    let _dropped = Dropped(events.clone());
    cx.progress(1.0);
    let _ = events.0.send("started");
    tokio::time::sleep(Duration::from_millis(ms)).await;
    let _ = events.0.send("done");
    "done"
}

mcp_server! { Slow { name: "slow", version: "1.0.0", state: Events, tools: [slow] } }

struct Running {
    address: SocketAddr,
    events: mpsc::UnboundedReceiver<&'static str>,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<Result<(), ServeError>>,
}

async fn run(deadline: Duration) -> Running {
    let (sender, events) = mpsc::unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let server = Slow::new(Events(sender)).shutdown_timeout(deadline);
    let ended =
        tokio::spawn(server.serve_with_shutdown(listener, async move { drop(stopped.await) }));
    Running {
        address,
        events,
        stop,
        ended,
    }
}

async fn send(address: SocketAddr, ask: &Ask) -> TcpStream {
    let body = ask.body.to_string();
    let mut head = format!("POST /mcp HTTP/1.1\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in &ask.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(format!("{head}\r\n{body}").as_bytes())
        .await
        .unwrap();
    stream
}

async fn read_to_end(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn ask(ms: u64, progress: bool) -> Ask {
    let ask = Ask::tool("slow", json!({ "ms": ms })).header("connection", "close");
    if progress {
        ask.meta("progressToken", json!(1))
    } else {
        ask
    }
}

#[tokio::test]
async fn a_connection_that_closes_cancels_its_call() {
    for progress in [false, true] {
        let mut running = run(Duration::from_secs(5)).await;
        let stream = send(running.address, &ask(60_000, progress)).await;
        assert_eq!(running.events.recv().await, Some("started"));
        drop(stream);
        assert_eq!(
            running.events.recv().await,
            Some("dropped"),
            "progress: {progress}"
        );
    }
}

#[tokio::test]
async fn calls_in_flight_are_answered_before_the_server_ends() {
    for progress in [false, true] {
        let mut running = run(Duration::from_secs(10)).await;
        let stream = send(running.address, &ask(150, progress)).await;
        assert_eq!(running.events.recv().await, Some("started"));
        running.stop.send(()).unwrap();
        let answer = read_to_end(stream).await;
        assert!(
            answer.contains(r#""text":"done""#),
            "progress: {progress}: {answer}"
        );
        running.ended.await.unwrap().unwrap();
        assert!(
            TcpStream::connect(running.address).await.is_err(),
            "nobody listens any more"
        );
    }
}

#[tokio::test]
async fn the_deadline_ends_calls_that_do_not() {
    let mut running = run(Duration::from_millis(50)).await;
    let stream = send(running.address, &ask(60_000, true)).await;
    assert_eq!(running.events.recv().await, Some("started"));
    running.stop.send(()).unwrap();
    running.ended.await.unwrap().unwrap();
    drop(stream);
}

#[tokio::test]
async fn an_address_that_is_taken_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (sender, _events) = mpsc::unbounded_channel();
    let error = Slow::new(Events(sender))
        .serve(taken.local_addr().unwrap())
        .await
        .unwrap_err();
    assert!(
        matches!(&error, ServeError::Bind { addresses, .. } if addresses.len() == 1),
        "{error:?}"
    );
    let said = error.to_string();
    assert!(
        said.contains("in use") && said.contains(&taken.local_addr().unwrap().to_string()),
        "{said}"
    );
}

/// A keep-alive client who asks without a pause until it is told that the server ends. Counts how
/// often it was answered.
async fn busy(address: SocketAddr, answered: Arc<AtomicUsize>) {
    let ask = Ask::tool("slow", json!({ "ms": 1 })).written();
    let mut stream = TcpStream::connect(address).await.unwrap();
    loop {
        stream.write_all(ask.as_bytes()).await.unwrap();
        let mut answer = String::new();
        while !answer.ends_with('}') {
            let mut piece = [0; 4096];
            let read = stream.read(&mut piece).await.unwrap();
            assert_ne!(
                read,
                0,
                "a request was lost after {} answers: {answer}",
                answered.load(Relaxed)
            );
            answer += std::str::from_utf8(&piece[..read]).unwrap();
        }
        answered.fetch_add(1, Relaxed);
        if answer.to_ascii_lowercase().contains("connection: close") {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn busy_clients_are_told_of_the_end_and_lose_nothing() {
    for _ in 0..3 {
        let running = run(Duration::from_secs(30)).await;
        let counts: [Arc<AtomicUsize>; 16] = std::array::from_fn(|_| Arc::default());
        let clients = counts
            .clone()
            .map(|count| tokio::spawn(busy(running.address, count)));
        let are_busy = async {
            while counts.iter().any(|count| count.load(Relaxed) < 2) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(SOON, are_busy).await.unwrap();
        running.stop.send(()).unwrap();
        for client in clients {
            client.await.unwrap();
        }
        running.ended.await.unwrap().unwrap();
    }
}
