//! Health endpoints for orchestrators.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use http::{Method, Request};
use mcp_runtime::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use mcp_tests::client::{Reply, exchange};

/// Say hello.
#[mcp_tool]
fn hello() -> &'static str {
    "hello"
}

mcp_server! { Alive { name: "alive", version: "1.0.0", tools: [hello] } }

async fn ask(router: &axum::Router, method: Method, path: &str) -> Reply {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "10.0.0.7:8000")
        .header("origin", "https://evil.example.com");
    Reply::to(router, request.body(Body::empty()).unwrap()).await
}

async fn get(router: &axum::Router, path: &str) -> (u16, String) {
    let reply = ask(router, Method::GET, path).await;
    (reply.status.as_u16(), reply.body)
}

#[tokio::test]
async fn a_server_says_that_it_lives_and_takes_calls_to_whoever_asks() {
    let router = Alive::new().into_router();
    for path in ["/healthz", "/readyz"] {
        let reply = ask(&router, Method::GET, path).await;
        assert_eq!((reply.status.as_u16(), &*reply.body), (200, "ok"), "{path}");
        assert_eq!(reply.headers["cache-control"], "no-store");
        assert_eq!(ask(&router, Method::HEAD, path).await.status, 200, "{path}");
        assert_eq!(ask(&router, Method::POST, path).await.status, 405, "{path}");
    }
    assert_eq!(
        ask(&router, Method::GET, "/mcp").await.status,
        403,
        "the endpoint itself is as guarded as ever"
    );
}

#[tokio::test]
async fn a_check_that_fails_is_named_and_its_error_is_not_told() {
    let router = Alive::new()
        .ready_check("cache", async || Ok::<_, String>(()))
        .ready_check("database", async || {
            Err(std::io::Error::other("no route to db.internal"))
        })
        .ready_check("queue", async || Err("the password is `tiger`"))
        .into_router();
    assert_eq!(
        get(&router, "/readyz").await,
        (503, "failing: database, queue".to_owned())
    );
    assert_eq!(
        get(&router, "/healthz").await,
        (200, "ok".to_owned()),
        "the process lives all the same"
    );
}

#[tokio::test(start_paused = true)]
async fn a_check_that_hangs_has_failed() {
    let hanging = std::future::pending::<Result<(), String>>;
    let router = Alive::new()
        .ready_check("disk", hanging)
        .ready_check("database", hanging)
        .into_router();
    let asked = tokio::time::Instant::now();
    assert_eq!(
        get(&router, "/readyz").await,
        (503, "failing: disk, database".to_owned())
    );
    assert!(
        asked.elapsed() < Duration::from_secs(3),
        "they hang side by side"
    );
}

#[tokio::test]
async fn paths_can_be_moved_and_turned_off() {
    let moved = Alive::new()
        .health_path("/live")
        .ready_path("/ready")
        .into_router();
    assert_eq!(
        (get(&moved, "/live").await.0, get(&moved, "/ready").await.0),
        (200, 200)
    );
    assert_eq!(
        (
            get(&moved, "/healthz").await.0,
            get(&moved, "/readyz").await.0
        ),
        (404, 404)
    );
    let off = Alive::new()
        .health_path(None)
        .ready_path(None)
        .into_router();
    assert_eq!(
        (get(&off, "/healthz").await.0, get(&off, "/readyz").await.0),
        (404, 404)
    );
}

#[test]
fn paths_that_can_not_be_are_found_at_start() {
    let reasons = |server: Alive| server.check().unwrap_err().to_string();
    assert!(reasons(Alive::new().health_path("live")).contains("`live` must be a plain one"));
    assert!(reasons(Alive::new().path("/readyz")).contains("are `/readyz`"));
    assert!(reasons(Alive::new().ready_path("/healthz")).contains("are `/healthz`"));
}

#[tokio::test]
async fn a_router_that_is_told_to_close_takes_no_more_calls() {
    let server = Alive::new().ready_check("database", std::future::pending::<Result<(), String>>);
    let shutdown_handle = server.shutdown_handle();
    let router = server.into_router();
    let (waiting, ()) = tokio::join!(get(&router, "/readyz"), async {
        shutdown_handle.shutdown();
    });
    assert_eq!(
        waiting,
        (503, "shutting down".to_owned()),
        "a check that runs is not waited for"
    );
    assert_eq!(
        get(&router, "/readyz").await,
        (503, "shutting down".to_owned())
    );
    assert_eq!(get(&router, "/healthz").await.0, 200);
}

#[tokio::test]
async fn a_server_that_shuts_down_says_so_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let ended = tokio::spawn(
        Alive::new().serve_with_shutdown(listener, async move { drop(stopped.await) }),
    );

    // A request on its way when the shutdown begins: no other one finds anybody who listens.
    let mut late = TcpStream::connect(address).await.unwrap();
    late.write_all(b"GET /readyz HTTP/1.1\r\n").await.unwrap();
    let answer = exchange(address, "GET /readyz HTTP/1.1\r\nHost: 10.0.0.7").await;
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nok"),
        "{answer}"
    );

    stop.send(()).unwrap();
    tokio::task::yield_now().await;
    late.write_all(b"Host: 10.0.0.7\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    late.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 503 ") && answer.ends_with("\r\n\r\nshutting down"),
        "{answer}"
    );
    ended.await.unwrap().unwrap();
}
