//! Connections that nothing comes over, or that nobody reads from: they end, and those that are in
//! use don't.

use std::net::SocketAddr;
use std::time::Duration;

use mcp_runtime::prelude::*;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{sleep, timeout};

use mcp_tests::client::Ask;

/// Long enough for any machine.
const BOUND: Duration = Duration::from_secs(60);

const HEAD: Duration = Duration::from_millis(150);
const IDLE: Duration = Duration::from_millis(400);

/// More than the system keeps for a connection.
const LARGE: usize = 32 << 20;

#[derive(Clone)]
struct Gone(UnboundedSender<()>);

struct Dropped(Gone);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.0.send(());
    }
}

/// Take a while.
#[mcp_tool]
async fn slow(ms: u64, cx: Context) -> &'static str {
    cx.progress(1.0);
    sleep(Duration::from_millis(ms)).await;
    "done"
}

/// Say more than any buffer holds, and never end.
#[mcp_tool]
async fn endless(State(gone): State<Gone>, cx: Context) {
    let _dropped = Dropped(gone);
    for _ in 0..100 {
        cx.log(LogLevel::Info, "x".repeat(120 << 10));
        // Of what waits here, no more than so many bytes are kept.
        sleep(Duration::from_millis(1)).await;
    }
    std::future::pending::<()>().await;
}

/// Say much at once.
#[mcp_tool]
fn large() -> String {
    "x".repeat(LARGE)
}

mcp_server! { Talk { name: "talk", version: "1.0.0", state: Gone, tools: [slow, endless, large] } }

async fn run() -> (SocketAddr, UnboundedReceiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, gone) = unbounded_channel();
    let server = Talk::new(Gone(sender))
        .header_read_timeout(HEAD)
        .idle_timeout(IDLE)
        .call_timeout(Duration::from_secs(600));
    tokio::spawn(server.serve_with_shutdown(listener, std::future::pending()));
    (address, gone)
}

/// Returns all that is received until the connection is closed.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    // A reset is an end, too.
    let _ = timeout(BOUND, stream.read_to_end(&mut read))
        .await
        .expect("the server closes the connection");
    String::from_utf8_lossy(&read).into_owned()
}

#[tokio::test]
async fn a_client_who_sends_nothing_or_half_a_head_is_cut_off() {
    let (address, _gone) = run().await;
    for sent in [
        "",
        "POST /mcp HT",
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\n",
        "PRI * ",
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        assert_eq!(until_closed(&mut stream).await, "", "{sent:?}");
    }
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_is_cut_off() {
    let (address, _gone) = run().await;
    let (mut reading, mut writing) = TcpStream::connect(address).await.unwrap().into_split();
    let dripping = async {
        for byte in "POST /mcp HTTP/1.1\r\nX-Slow: "
            .bytes()
            .chain(std::iter::repeat(b'x'))
        {
            if writing.write_all(&[byte]).await.is_err() {
                break;
            }
            sleep(HEAD / 10).await;
        }
    };
    timeout(BOUND, dripping)
        .await
        .expect("the server closes the connection");
    let mut rest = Vec::new();
    let _ = reading.read_to_end(&mut rest).await;
    assert_eq!(rest, b"");
}

#[tokio::test]
async fn a_call_may_take_longer_than_a_connection_may_idle() {
    let (address, _gone) = run().await;
    let long = 4 * IDLE.as_millis();
    for progress in [false, true] {
        let ask = Ask::tool("slow", json!({ "ms": long }));
        let ask = if progress {
            ask.meta("progressToken", json!(1))
        } else {
            ask
        };
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(ask.written().as_bytes()).await.unwrap();
        let answer = until_closed(&mut stream).await;
        assert!(
            answer.contains(r#""text":"done""#),
            "answered, and then closed, as nothing more was asked: {answer}"
        );
    }
}

#[tokio::test]
async fn an_answer_may_be_read_slowly() {
    let (address, _gone) = run().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(Ask::tool("large", json!({})).written().as_bytes())
        .await
        .unwrap();
    let (mut read, mut piece) = (0, vec![0; 1 << 20]);
    while read < LARGE {
        let more = timeout(BOUND, stream.read(&mut piece))
            .await
            .unwrap()
            .unwrap();
        assert_ne!(more, 0, "closed while it was read, after {read} bytes");
        read += more;
        sleep(IDLE / 10).await;
    }
}

#[tokio::test]
async fn a_connection_is_kept_between_requests() {
    let (address, _gone) = run().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    for _ in 0..10 {
        stream
            .write_all(Ask::tool("slow", json!({ "ms": 0 })).written().as_bytes())
            .await
            .unwrap();
        let mut answer = String::new();
        while !answer.ends_with('}') {
            let mut piece = [0; 4096];
            let read = timeout(BOUND, stream.read(&mut piece))
                .await
                .unwrap()
                .unwrap();
            assert_ne!(read, 0, "closed in use: {answer}");
            answer += std::str::from_utf8(&piece[..read]).unwrap();
        }
        assert!(answer.contains(r#""text":"done""#), "{answer}");
        sleep(IDLE / 4).await;
    }
}

#[tokio::test]
async fn a_first_request_that_comes_at_once_has_the_longer_time_too() {
    let (address, _gone) = run().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    for _ in 0..2 {
        let ask = Ask::tool("slow", json!({ "ms": 0 }));
        stream.write_all(ask.written().as_bytes()).await.unwrap();
        let read = timeout(BOUND, stream.read(&mut [0; 4096])).await.unwrap();
        assert_ne!(read.unwrap(), 0, "closed before it was idle for long");
        sleep(HEAD + HEAD / 2).await;
    }
}

#[tokio::test]
async fn a_client_who_writes_no_more_may_still_read() {
    let (address, _gone) = run().await;
    let slow = |ms: u64| Ask::tool("slow", json!({ "ms": ms }));
    let progress = slow(1500).meta("progressToken", json!(1));
    for (ask, expected) in [
        (slow(0), "done"),
        (slow(300), "done"),
        // Longer than it is waited for: a stream finds out that it is still there.
        (slow(1500), "data: "),
        (progress, "data: "),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(ask.written().as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let answer = until_closed(&mut stream).await;
        assert!(
            answer.contains("done") && answer.contains(expected),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn all_of_a_large_answer_goes_to_a_client_who_writes_no_more() {
    let (address, _gone) = run().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let ask = Ask::tool("large", json!({}));
    stream.write_all(ask.written().as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    sleep(IDLE / 4).await;
    assert!(until_closed(&mut stream).await.len() > LARGE);
}

#[tokio::test]
async fn half_a_body_that_ends_is_no_request() {
    let (address, _gone) = run().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let written = Ask::tool("slow", json!({ "ms": 0 })).written();
    stream
        .write_all(&written.as_bytes()[..written.len() - 5])
        .await
        .unwrap();
    stream.shutdown().await.unwrap();
    let answer = until_closed(&mut stream).await;
    assert!(!answer.contains("done"), "{answer}");
}

#[tokio::test]
async fn a_head_has_a_limit() {
    let (address, _gone) = run().await;
    for (size, status) in [(48 << 10, "200"), (300 << 10, "431")] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let ask = Ask::tool("slow", json!({ "ms": 0 }))
            .header("x-long", &"x".repeat(size))
            .header("connection", "close");
        let _ = stream.write_all(ask.written().as_bytes()).await;
        let answer = until_closed(&mut stream).await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{answer}");
    }
}

#[tokio::test]
async fn a_stream_that_nobody_reads_ends_and_its_call_with_it() {
    let (address, mut gone) = run().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let ask =
        Ask::tool("endless", json!({})).meta("io.modelcontextprotocol/logLevel", json!("info"));
    stream.write_all(ask.written().as_bytes()).await.unwrap();
    timeout(BOUND, gone.recv())
        .await
        .expect("the call is dropped")
        .unwrap();
    drop(stream);
}

#[tokio::test]
async fn connections_without_a_request_do_not_hold_up_a_shutdown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (sender, _gone) = unbounded_channel();
    let server = Talk::new(Gone(sender)).shutdown_timeout(Duration::from_secs(600));
    let serving =
        tokio::spawn(server.serve_with_shutdown(listener, async move { drop(stopped.await) }));
    let silent = TcpStream::connect(address).await.unwrap();
    let mut kept = TcpStream::connect(address).await.unwrap();
    kept.write_all(Ask::tool("slow", json!({ "ms": 0 })).written().as_bytes())
        .await
        .unwrap();
    assert_ne!(kept.read(&mut [0; 4096]).await.unwrap(), 0);
    stop.send(()).unwrap();
    timeout(BOUND, serving)
        .await
        .expect("the server ends")
        .unwrap()
        .unwrap();
    drop((silent, kept));
}

#[tokio::test]
async fn half_a_request_or_an_answer_that_nobody_reads_does_not_hold_up_a_shutdown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (sender, _gone) = unbounded_channel();
    let server = Talk::new(Gone(sender))
        .shutdown_timeout(Duration::from_secs(600))
        .idle_timeout(Duration::from_secs(600))
        .header_read_timeout(Duration::from_secs(600));
    let serving =
        tokio::spawn(server.serve_with_shutdown(listener, async move { drop(stopped.await) }));
    let written = Ask::tool("large", json!({})).written();
    let mut halves = Vec::new();
    for part in [20, written.len() - 5, written.len()] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(&written.as_bytes()[..part]).await.unwrap();
        halves.push(stream);
    }
    // The answer has begun, and is more than the system keeps.
    assert_ne!(halves[2].read(&mut [0; 1]).await.unwrap(), 0);
    stop.send(()).unwrap();
    timeout(BOUND, serving)
        .await
        .expect("the server ends")
        .unwrap()
        .unwrap();
}

#[test]
fn no_time_at_all_is_refused_at_the_start() {
    let talk = || Talk::new(Gone(unbounded_channel().0));
    for server in [
        talk().header_read_timeout(Duration::ZERO),
        talk().idle_timeout(Duration::ZERO),
    ] {
        let refused = server.check().unwrap_err().to_string();
        assert!(
            refused.contains("every connection would be closed"),
            "{refused}"
        );
    }
    talk().check().unwrap();
}
