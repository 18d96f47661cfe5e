//! Bodies that stand still, answers that nobody reads, and streams of one caller: what the server
//! holds of them is bounded, and given back.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::Response;
use mcp_runtime::Server;
use mcp_runtime::prelude::*;
use mcp_tests::client::{Ask, Reply};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::legacy::{self, LATEST};
use crate::rounds::SOON;

/// More than the system takes in for a client that doesn't read.
const LARGE: usize = 16 << 20;

/// How long a request waits for an answer before it counts as having none for now.
const PAUSE: Duration = Duration::from_millis(300);

/// Say much.
#[mcp_tool]
fn say(bytes: usize) -> String {
    "x".repeat(bytes)
}

/// Say much after progress, all at once.
#[mcp_tool]
fn say_on(bytes: usize, cx: Context) -> String {
    cx.progress(1.0);
    "x".repeat(bytes)
}

/// Say much after progress, step by step.
#[mcp_tool]
async fn say_at_last(bytes: usize, cx: Context) -> String {
    cx.progress(1.0);
    sleep(Duration::from_millis(1)).await;
    "x".repeat(bytes)
}

/// Keep a text until it may go.
#[mcp_tool]
async fn keep(text: String, State(gate): State<Arc<Gate>>) -> usize {
    gate.pass().await;
    text.len()
}

/// Wait until it may go, and say much.
#[mcp_tool(read_only)]
async fn repeat(bytes: usize, State(gate): State<Arc<Gate>>) -> String {
    gate.pass().await;
    "x".repeat(bytes)
}

/// Wait until it may go, do what can't be undone, and say much of it.
#[mcp_tool]
async fn spend(bytes: usize, State(gate): State<Arc<Gate>>) -> String {
    gate.pass().await;
    "x".repeat(bytes)
}

/// Where calls wait, each with a permit, until there is one for each to go on.
struct Gate {
    waiting: Semaphore,
    open: Semaphore,
}

impl Gate {
    async fn pass(&self) {
        self.waiting.add_permits(1);
        self.open.acquire().await.unwrap().forget();
    }
}

/// A text.
#[mcp_resource("x://text")]
fn text(notify: Notify) -> String {
    notify.resource_updated("x://text");
    "x".repeat(20 << 10)
}

mcp_server! {
    Much {
        name: "much", version: "1.0.0", state: Arc<Gate>,
        tools: [say, say_on, say_at_last, keep, repeat, spend], resources: [text],
    }
}

fn server() -> (Much, Arc<Gate>) {
    let gate = Arc::new(Gate {
        waiting: Semaphore::new(0),
        open: Semaphore::new(0),
    });
    (Much::new(gate.clone()), gate)
}

async fn start<S: Send + Sync + 'static, D: Send + 'static>(server: Server<S, D>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server.serve_with_shutdown(listener, std::future::pending()));
    address
}

fn ask(bytes: usize) -> Ask {
    Ask::tool("say", json!({ "bytes": bytes }))
}

async fn connect(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 << 10).unwrap();
    socket.connect(address).await.unwrap()
}

/// Sends a request, or a part of one.
async fn sent(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = connect(address).await;
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// The status of an answer.
async fn status(stream: &mut TcpStream) -> u16 {
    let mut head = [0; 12];
    let read = timeout(SOON, stream.read_exact(&mut head)).await;
    read.expect("an answer comes").unwrap();
    let status = std::str::from_utf8(&head[9..]).unwrap();
    status.parse().unwrap()
}

/// Sends a request until its answer has this status.
async fn comes_to(address: SocketAddr, text: &str, expected: u16) {
    let trying = async {
        loop {
            let mut stream = sent(address, text).await;
            let answered = timeout(PAUSE, status(&mut stream)).await;
            if answered == Ok(expected) {
                return;
            }
            drop(stream);
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(SOON, trying).await.expect("it comes to that");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_stand_still_are_counted_and_given_back() {
    let server = server().0.body_limit(32 << 10);
    let address = start(server.max_bytes_in_flight(256 << 10)).await;
    let padding = json!("x".repeat(30_000));
    let large = ask(1).meta("padding", padding).written();
    let (half, whole) = (&large[..20_000], ask(1).written());
    // One caller may take half: six of these, and no seventh.
    let mut stalled = Vec::new();
    let refused = loop {
        assert!(stalled.len() < 7, "more bodies stand still than may");
        let mut stream = sent(address, half).await;
        match timeout(PAUSE, status(&mut stream)).await {
            Ok(status) => break status,
            Err(_) => stalled.push(stream),
        }
    };
    assert_eq!(refused, 503);
    assert!(stalled.len() >= 2);
    comes_to(address, &whole, 200).await;
    for stream in &mut stalled {
        stream.write_all(&large.as_bytes()[20_000..]).await.unwrap();
        assert_eq!(status(stream).await, 200);
    }
    drop(stalled);
    comes_to(address, &large, 200).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_nobody_reads_are_counted_and_given_back() {
    let address = start(server().0.max_bytes_in_flight(4 * LARGE)).await;
    let (large, small) = (ask(LARGE).written(), ask(1).written());
    let mut unread = Vec::new();
    let refused = loop {
        assert!(unread.len() < 10, "more answers wait to be read than may");
        let mut stream = sent(address, &large).await;
        match status(&mut stream).await {
            200 => unread.push(stream),
            other => break other,
        }
    };
    assert_eq!(refused, 503);
    assert!(unread.len() >= 2, "one caller may have half of it");
    // A small request of the same caller is refused as well, until the caller reads or leaves.
    comes_to(address, &small, 503).await;
    let mut last = unread.pop().unwrap();
    drop(unread);
    comes_to(address, &small, 200).await;
    let mut read = 0;
    let mut piece = vec![0; 1 << 20];
    while read < LARGE {
        let more = timeout(SOON, last.read(&mut piece)).await.unwrap().unwrap();
        assert!(more > 0, "an answer that was begun comes to its end");
        read += more;
    }
}

/// A router in which 64 KiB may be in flight.
fn small() -> (Router, Arc<Gate>) {
    let (server, gate) = server();
    let server = server.body_limit(32 << 10).max_bytes_in_flight(0);
    (server.into_router(), gate)
}

async fn ping(router: &Router) -> Reply {
    Reply::to(router, ask(1).request()).await
}

/// Whoever takes these answers and reads none of them is refused soon, and no longer once they are
/// dropped.
async fn is_counted(what: &str, answer: impl AsyncFn() -> Response<Body>) {
    // Every other answer is large, or a stream.
    let is_refused = |answer: &Response<Body>| {
        let size = answer.body().size_hint().exact();
        size.is_some_and(|size| size < 1024)
    };
    let mut unread = Vec::new();
    let refused = loop {
        assert!(unread.len() < 100, "{what} isn't counted");
        let answer = answer().await;
        if is_refused(&answer) {
            break Reply::of(answer).await;
        }
        unread.push(answer);
        // The answer at the end of a stream is made beside it.
        sleep(Duration::from_millis(10)).await;
    };
    let (status, code) = refused.refusal();
    assert_eq!(code, 503, "{what}");
    // Within a session, the refusal of a call is a message like any other.
    if status == 503 {
        assert_eq!(refused.headers["retry-after"], "1");
    }
    let message = refused.error_message();
    assert!(message.contains("read the answers"), "{message}");
    assert!(unread.len() >= 3, "{what}: {}", unread.len());
    drop(unread);
    let again = async {
        while is_refused(&answer().await) {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, again).await.expect("it is given back");
}

#[tokio::test]
async fn answers_of_every_kind_are_counted() {
    let (router, _gate) = small();
    let send = async |ask: Ask| router.clone().oneshot(ask.request()).await.unwrap();
    let bytes = json!({ "bytes": 20 << 10 });
    let tool = |name: &str| Ask::tool(name, bytes.clone()).meta("progressToken", json!(1));
    for name in ["say", "say_on", "say_at_last"] {
        is_counted(name, async || send(tool(name)).await).await;
    }
    let read = || Ask::new("resources/read", json!({ "uri": "x://text" }));
    let read = || read().header("mcp-name", "x://text");
    is_counted("a resource", async || send(read()).await).await;

    let client = legacy::Client::open(&router, LATEST, json!({})).await;
    for name in ["say", "say_on", "say_at_last"] {
        let params = json!({
            "name": name, "arguments": bytes, "_meta": { "progressToken": 1 },
        });
        let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
        let what = format!("{name} of an earlier client");
        is_counted(&what, async || client.send(&call).await).await;
    }
}

/// Calls that are all at work before the first of them answers, and whose answers are all there
/// before the first is read.
async fn at_once(gate: &Gate, calls: Vec<BoxFuture<'static, Response<Body>>>) -> Vec<Reply> {
    let working: Vec<_> = calls.into_iter().map(tokio::spawn).collect();
    let all = gate
        .waiting
        .acquire_many(u32::try_from(working.len()).unwrap());
    timeout(SOON, all)
        .await
        .expect("they run")
        .unwrap()
        .forget();
    gate.open.add_permits(working.len());
    let mut answers = Vec::new();
    for call in working {
        answers.push(call.await.unwrap());
    }
    let mut replies = Vec::new();
    for answer in answers {
        replies.push(Reply::of(answer).await);
    }
    replies
}

/// So many calls of a tool, each with an answer of 20 KiB.
fn calls(router: &Router, name: &str, count: usize) -> Vec<BoxFuture<'static, Response<Body>>> {
    let ask = Ask::tool(name, json!({ "bytes": 20 << 10 }));
    let call = |_| {
        let answer = router.clone().oneshot(ask.request());
        answer.map(Result::unwrap).boxed()
    };
    (0..count).map(call).collect()
}

#[tokio::test]
async fn calls_at_work_add_no_more_than_there_is_room_for() {
    let (router, gate) = small();
    let replies = at_once(&gate, calls(&router, "repeat", 6)).await;
    let (done, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|r| r.status == 200);
    assert_eq!(done.len(), 3, "64 KiB are three of them");
    for refused in refused {
        assert_eq!(refused.refusal(), (503, 503));
        assert_eq!(refused.headers["retry-after"], "1");
        let message = refused.error_message();
        assert!(message.contains("read those, and try again"), "{message}");
    }
    let replies = at_once(&gate, calls(&router, "spend", 3)).await;
    assert!(replies.iter().all(|reply| !reply.text().1));
}

#[tokio::test]
async fn whoever_finds_no_room_for_an_answer_is_told_that_the_call_has_ended() {
    let (router, gate) = small();
    let replies = at_once(&gate, calls(&router, "spend", 6)).await;
    let dropped: Vec<String> = replies
        .iter()
        .map(Reply::text)
        .filter_map(|(text, is_error)| is_error.then_some(text))
        .collect();
    assert_eq!(dropped.len(), 3);
    for text in dropped {
        assert!(text.contains("find out what this call did"), "{text}");
    }
}

#[tokio::test]
async fn calls_of_earlier_clients_add_no_more_either() {
    let (router, gate) = small();
    let client = legacy::Client::open(&router, LATEST, json!({})).await;
    let calls = (0..6).map(|id| {
        let client = client.clone();
        let params = json!({ "name": "spend", "arguments": { "bytes": 20 << 10 } });
        let call = json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params });
        async move { client.send(&call).await }.boxed()
    });
    let replies = at_once(&gate, calls.collect()).await;
    let dropped: Vec<_> = replies.iter().filter(|reply| reply.text().1).collect();
    assert_eq!(dropped.len(), 3, "{dropped:?}");
}

#[tokio::test]
async fn lists_that_all_share_are_not_counted() {
    let (router, _gate) = small();
    let mut unread = Vec::new();
    for method in ["tools/list", "server/discover"] {
        for _ in 0..100 {
            let request = Ask::new(method, json!({})).request();
            unread.push(router.clone().oneshot(request).await.unwrap());
        }
    }
    assert_eq!(ping(&router).await.status, 200);
}

#[tokio::test]
async fn bodies_are_counted_as_long_as_their_calls_run() {
    let (router, gate) = small();
    let text = "x".repeat(20 << 10);
    let keep = Ask::tool("keep", json!({ "text": text }));
    let running: Vec<_> = (0..3)
        .map(|_| tokio::spawn(router.clone().oneshot(keep.request())))
        .collect();
    let all = timeout(SOON, gate.waiting.acquire_many(3)).await;
    all.expect("they run").unwrap().forget();
    assert_eq!(keep.send(&router).await.refusal(), (503, 503));
    gate.open.add_permits(4);
    for call in running {
        assert_eq!(call.await.unwrap().unwrap().status(), 200);
    }
    let last: Value = keep.send(&router).await.result();
    assert_eq!(last["content"][0]["text"], text.len().to_string());
}

#[cfg(target_os = "linux")] // Where all of 127.0.0.0/8 is this machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_caller_leaves_streams_to_others() {
    let address = start(server().0.max_subscriptions(64)).await;
    // A stream with so many bytes of URIs counts twice.
    let uris = ["x://text".to_owned(), format!("x://{}", "y".repeat(1024))];
    let listen = |uris: &[String]| {
        let wanted = json!({ "notifications": { "resourceSubscriptions": uris } });
        Ask::new("subscriptions/listen", wanted).written()
    };
    let (light, heavy) = (listen(&uris[..1]), listen(&uris));
    let from = async |source: &str, listen: &str| {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(format!("{source}:0").parse().unwrap()).unwrap();
        let mut stream = socket.connect(address).await.unwrap();
        stream.write_all(listen.as_bytes()).await.unwrap();
        (status(&mut stream).await, stream)
    };
    let mut open = Vec::new();
    for listen in std::iter::repeat_n(&heavy, 8).chain(std::iter::repeat_n(&light, 16)) {
        let (status, stream) = from("127.0.0.1", listen).await;
        assert_eq!(status, 200);
        open.push(stream);
    }
    let refused = from("127.0.0.1", &light).await.0;
    assert_eq!(refused, 503, "half is one caller's");
    for _ in 0..16 {
        let (status, stream) = from("127.0.0.2", &light).await;
        assert_eq!(status, 200);
        open.push(stream);
    }
    assert_eq!(from("127.0.0.2", &light).await.0, 503);
    assert_eq!(from("127.0.0.3", &light).await.0, 200);
    open.clear();
    let again = async {
        while from("127.0.0.1", &light).await.0 != 200 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(SOON, again).await.expect("they are given back");
}
