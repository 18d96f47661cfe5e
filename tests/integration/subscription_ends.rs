//! How streams of changes end: by their client, by the server, and with nothing left behind.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mcp_runtime::subscription::{Bus, Change, Deliver, LocalBus};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::rounds::{SOON, Wire};
use crate::subscriptions::{Full, ID, Stream, acknowledged, changing, everything, listen};
use mcp_tests::client::Ask;

/// Waits until something holds, which only others can bring about.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, waiting)
        .await
        .unwrap_or_else(|_| panic!("{what}"));
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_its_place_and_no_task() {
    let router = Full::new().max_subscriptions(1).into_router();
    let before = Handle::current().metrics().num_alive_tasks();
    for round in 0..3 {
        let mut stream = Stream::open(&router, listen(json!(round), everything(&[]))).await;
        let refused = listen(json!(9), everything(&[])).send(&router).await;
        assert_eq!(refused.refusal(), (503, 503));
        assert_eq!(refused.messages()[0]["id"], 9);
        stream.acknowledged(json!(round)).await;
        drop(stream);
        until("its task ends", || {
            Handle::current().metrics().num_alive_tasks() == before
        })
        .await;
    }
    let none = Full::new().max_subscriptions(0).into_router();
    assert_eq!(
        listen(json!(1), everything(&[]))
            .send(&none)
            .await
            .refusal(),
        (503, 503)
    );
}

#[tokio::test]
async fn hundreds_that_go_away_leave_nothing_behind() {
    let router = Full::new().max_subscriptions(200).into_router();
    let before = Handle::current().metrics().num_alive_tasks();
    for _ in 0..2 {
        let mut streams = Vec::new();
        for id in 0..200 {
            streams.push(Stream::open(&router, listen(json!(id), everything(&["x://y"]))).await);
        }
        assert!(
            Handle::current().metrics().num_alive_tasks() >= before + 200,
            "or this counts nothing"
        );
        changing("x://y").send(&router).await.ok_text();
        drop(streams);
        until("all tasks end", || {
            Handle::current().metrics().num_alive_tasks() == before
        })
        .await;
    }
}

async fn sent(address: SocketAddr, ask: &Ask) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(ask.written().as_bytes()).await.unwrap();
    stream
}

/// A stream over a socket, and what has come of it so far: its acknowledgement at least.
async fn listening(address: SocketAddr, ask: &Ask) -> (TcpStream, Vec<u8>) {
    let mut stream = sent(address, ask).await;
    let mut answer = Vec::new();
    while !String::from_utf8_lossy(&answer).contains("acknowledged") {
        assert!(
            timeout(SOON, stream.read_buf(&mut answer))
                .await
                .unwrap()
                .unwrap()
                > 0
        );
    }
    (stream, answer)
}

#[tokio::test]
async fn a_connection_that_closes_frees_its_place() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(
        Full::new()
            .max_subscriptions(1)
            .serve_with_shutdown(listener, std::future::pending()),
    );
    for id in 0..3 {
        let ask = listen(json!(id), everything(&[])).header("connection", "close");
        let opened = async {
            loop {
                let mut stream = sent(address, &ask).await;
                let mut answer = [0; 12];
                stream.read_exact(&mut answer).await.unwrap();
                match &answer[9..] {
                    b"200" => return stream,
                    other => assert_eq!(other, b"503"),
                }
            }
        };
        drop(
            timeout(SOON, opened)
                .await
                .expect("the place is free, soon"),
        );
    }
    serving.abort();
}

/// Sends when it is flushed, unless what it sends to is away.
#[derive(Clone, Default)]
struct Late {
    waiting: Arc<Mutex<Vec<Change>>>,
    sent: Arc<Mutex<Vec<Change>>>,
    away: bool,
}

impl Bus for Late {
    fn publish(&self, change: Change) {
        self.waiting.lock().unwrap().push(change);
    }

    fn attach(&self, _: Deliver) {}

    fn flush(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            if self.away {
                std::future::pending::<()>().await;
            }
            tokio::task::yield_now().await;
            self.sent
                .lock()
                .unwrap()
                .append(&mut self.waiting.lock().unwrap());
        })
    }
}

#[tokio::test]
async fn a_server_that_ends_sends_what_was_published_last() {
    for away in [false, true] {
        let bus = Late {
            away,
            ..Late::default()
        };
        let server = || {
            let mut server = Full::new()
                .bus(bus.clone())
                .shutdown_timeout(Duration::from_millis(300));
            server.notify().resource_updated("x://y");
            server
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        timeout(
            SOON,
            server().serve_with_shutdown(listener, std::future::ready(())),
        )
        .await
        .expect("it ends")
        .unwrap();
        timeout(
            SOON,
            server().serve_stream(tokio::io::empty(), tokio::io::sink()),
        )
        .await
        .expect("it ends")
        .unwrap();
        let sent = [
            Change::ResourceUpdated("x://y".into()),
            Change::ResourceUpdated("x://y".into()),
        ];
        assert_eq!(
            *bus.sent.lock().unwrap(),
            if away { &[][..] } else { &sent }
        );
    }
}

#[tokio::test]
async fn a_client_that_never_reads_does_not_hold_up_a_shutdown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let mut server = Full::new().shutdown_timeout(Duration::from_millis(300));
    let notify = server.notify();
    let serving =
        tokio::spawn(server.serve_with_shutdown(listener, async move { drop(stopped.await) }));
    let uri = format!("x://{}", "y".repeat(100_000));
    let (stream, _) = listening(address, &listen(json!(1), everything(&[&uri]))).await;
    for _ in 0..200 {
        // More than sockets hold; the server gets its turns.
        notify.resource_updated(uri.as_str());
        tokio::task::yield_now().await;
    }
    stop.send(()).unwrap();
    timeout(SOON, serving)
        .await
        .expect("the shutdown ends")
        .unwrap()
        .unwrap();
    drop(stream);
}

#[tokio::test]
async fn a_shutdown_answers_the_request_over_http() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving =
        tokio::spawn(Full::new().serve_with_shutdown(listener, async move { drop(stopped.await) }));
    let (mut stream, mut answer) = listening(address, &listen(json!("s"), everything(&[]))).await;
    stop.send(()).unwrap();
    timeout(SOON, stream.read_to_end(&mut answer))
        .await
        .unwrap()
        .unwrap();
    timeout(SOON, serving).await.unwrap().unwrap().unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let last = answer
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .next_back()
        .unwrap();
    let last: Value = serde_json::from_str(last).unwrap();
    assert_eq!(
        (
            &last["id"],
            &last["result"]["resultType"],
            &last["result"]["_meta"][ID]
        ),
        (&json!("s"), &json!("complete"), &json!("s"))
    );
    assert!(
        !answer.contains("notifications/cancelled"),
        "which is for stdio: {answer}"
    );
}

#[tokio::test]
async fn several_streams_share_stdio_and_end_one_by_one() {
    let mut wire = Wire::to(Full::new().max_subscriptions(2));
    for id in [json!(1), json!("1")] {
        wire.send(&listen(id.clone(), json!({ "toolsListChanged": true })).body)
            .await;
        acknowledged(&wire.read().await.unwrap(), &id);
    }
    wire.send(&listen(json!(3), everything(&[])).body).await;
    let refused = wire.read().await.unwrap();
    assert_eq!(
        (&refused["id"], &refused["error"]["code"]),
        (&json!(3), &json!(503))
    );
    let mut told = Vec::new();
    let mut call = changing("x://y");
    call.body["id"] = json!(4);
    wire.send(&call.body).await;
    for _ in 0..3 {
        let message = wire.read().await.unwrap();
        told.push(
            message
                .pointer(&format!("/params/_meta/{}", ID.replace('/', "~1")))
                .cloned()
                .unwrap_or_default(),
        );
    }
    told.sort_by_key(Value::to_string);
    assert_eq!(
        told,
        [json!("1"), json!(1), Value::Null],
        "each once, and the call's own answer"
    );
    wire.cancel(json!("1")).await;
    // Its place is free, and it hears of nothing more.
    let mut first = json!({ "error": {} });
    while first.get("error").is_some() {
        wire.send(&listen(json!(5), json!({ "promptsListChanged": true })).body)
            .await;
        first = wire.read().await.unwrap();
    }
    acknowledged(&first, &json!(5));
    wire.send(&call.body).await;
    let mut told: Vec<Value> = Vec::new();
    for _ in 0..3 {
        let message = wire.read().await.unwrap();
        told.push(
            message["params"]["_meta"]
                .get(ID)
                .unwrap_or(&message["id"])
                .clone(),
        );
    }
    told.sort_by_key(Value::to_string);
    assert_eq!(told, [json!(1), json!(4), json!(5)]);
    let rest = wire.finish().await;
    for id in [json!(1), json!(5)] {
        let of: Vec<&Value> = rest
            .iter()
            .filter(|m| m["id"] == id || m["params"]["requestId"] == id)
            .collect();
        assert_eq!(of.len(), 2, "{rest:?}");
        assert_eq!(of[0]["method"], "notifications/cancelled");
        assert_eq!(
            (
                &of[1]["result"]["resultType"],
                &of[1]["result"]["_meta"][ID]
            ),
            (&json!("complete"), &id)
        );
    }
    assert_eq!(rest.len(), 4, "{rest:?}");
}

#[tokio::test]
async fn a_closer_ends_streams_and_nothing_else() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Full::new().shutdown_timeout(Duration::ZERO);
    let shutdown_handle = server.shutdown_handle();
    let serving = tokio::spawn(server.serve_with_shutdown(listener, std::future::pending()));
    let (mut stream, mut answer) = listening(
        address,
        &listen(json!("c"), everything(&[])).header("connection", "close"),
    )
    .await;
    shutdown_handle.shutdown();
    timeout(SOON, stream.read_to_end(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert!(
        String::from_utf8(answer)
            .unwrap()
            .contains(r#""resultType":"complete""#)
    );
    let mut call = sent(address, &changing("x://y").header("connection", "close")).await;
    let mut answer = Vec::new();
    timeout(SOON, call.read_to_end(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert!(
        String::from_utf8(answer)
            .unwrap()
            .starts_with("HTTP/1.1 200"),
        "the server goes on"
    );
    assert!(!serving.is_finished());
    serving.abort();
}

#[tokio::test]
async fn what_is_taken_before_the_bus_is_set_publishes_on_it() {
    let bus = Arc::new(LocalBus::default());
    let mut server = Full::new();
    let notify = server.notify();
    let router = server.bus(bus).into_router();
    let mut stream = Stream::open(&router, listen(json!(1), everything(&["x://y"]))).await;
    stream.acknowledged(json!(1)).await;
    notify.resource_updated("x://y");
    assert_eq!(
        stream.next().await.unwrap()["method"],
        "notifications/resources/updated"
    );
}
