//! Rates: how many calls a caller has, who counts as one, and when there are more.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use mcp_runtime::{Rate, prelude::*};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::{Gate, Limited, completion, prompt, refused, tool};
use mcp_tests::client::{Ask, Reply};

/// Sends it in the name of somebody.
async fn send_as(router: &Router, ask: Ask, id: &str) -> Reply {
    let mut request = ask.request();
    request.extensions_mut().insert(Principal::new(id));
    Reply::to(router, request).await
}

#[tokio::test]
async fn each_principal_has_an_allowance_of_its_own() {
    let router = Limited::new(Gate::new())
        .rate_limit(Rate::per_hour(3))
        .into_router();
    for _ in 0..3 {
        assert_eq!(
            send_as(&router, tool("quick"), "ada").await.ok_text(),
            "done"
        );
    }
    let error = refused(&send_as(&router, tool("quick"), "ada").await, 429);
    // A twentieth of a second or so has passed since the first call.
    let wait = error["message"]
        .as_str()
        .unwrap()
        .strip_prefix("This server takes 3 calls an hour from each caller; try again in ")
        .unwrap();
    let seconds: u64 = wait.strip_suffix(" s").unwrap().parse().unwrap();
    assert!((1..=1200).contains(&seconds), "{error}");
    assert_eq!(
        send_as(&router, tool("quick"), "bob").await.ok_text(),
        "done"
    );
    assert_eq!(
        send_as(&router, completion(), "ada").await.status,
        429,
        "completions are counted, too"
    );
    assert_eq!(
        send_as(&router, prompt(), "ada").await.status,
        200,
        "but nothing else"
    );
    assert_eq!(
        send_as(&router, Ask::new("tools/list", json!({})), "ada")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn what_is_used_up_comes_back() {
    let router = Limited::new(Gate::new())
        .rate_limit(Rate::per_second(50).burst(1))
        .into_router();
    let refused = |reply: Reply| reply.status == 429;
    let (mut allowed, mut waited) = (0, 0);
    while allowed < 5 && waited < 10_000 {
        if refused(tool("quick").send(&router).await) {
            waited += 1;
            tokio::time::sleep(Duration::from_millis(2)).await;
        } else {
            allowed += 1;
        }
    }
    assert_eq!(allowed, 5);
    assert!(waited > 0);
}

#[tokio::test]
async fn the_anonymous_are_known_by_their_address_where_the_router_is_told() {
    let router = Limited::new(Gate::new())
        .allow_host("localhost")
        .rate_limit(Rate::per_hour(1))
        .into_router();
    let from = |address: Option<[u8; 4]>| {
        let mut request = tool("quick").request();
        if let Some(address) = address {
            request
                .extensions_mut()
                .insert(ConnectInfo(SocketAddr::from((address, 1234))));
        }
        Reply::to(&router, request)
    };
    assert_eq!(from(Some([192, 0, 2, 1])).await.status, 200);
    assert_eq!(from(Some([192, 0, 2, 1])).await.status, 429);
    assert_eq!(from(Some([192, 0, 2, 2])).await.status, 200);
    assert_eq!(from(None).await.status, 200, "and otherwise");
    assert_eq!(from(None).await.status, 429, "they are all one");
}

/// Sends it over a connection of its own, from an address of the loopback network.
#[cfg(target_os = "linux")]
async fn send_from(from: IpAddr, to: SocketAddr, ask: &Ask) -> String {
    use tokio::io::AsyncReadExt;
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(from, 0)).unwrap();
    let mut stream = socket.connect(to).await.unwrap();
    stream
        .write_all(
            ask.clone()
                .header("connection", "close")
                .written()
                .as_bytes(),
        )
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn serve_knows_addresses_by_itself() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Limited::new(Gate::new())
        .rate_limit(Rate::per_hour(1))
        .serve_with_shutdown(listener, std::future::pending());
    let server = tokio::spawn(server);
    let (one, other) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
    for (from, status) in [(one, 200), (one, 429), (other, 200), (other, 429)] {
        let answer = send_from(from, address, &tool("quick")).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
        assert_eq!(
            answer.contains("\r\nretry-after: "),
            status == 429,
            "{answer}"
        );
    }
    server.abort();
}

#[tokio::test]
async fn a_tool_has_a_rate_of_its_own_for_each_caller() {
    let router = Limited::new(Gate::new()).into_router();
    for _ in 0..2 {
        assert_eq!(
            send_as(&router, tool("seldom"), "ada").await.ok_text(),
            "done"
        );
    }
    let error = refused(&send_as(&router, tool("seldom"), "ada").await, 429);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .starts_with("`seldom` takes 2 calls an hour from each caller; try again in "),
        "{error}"
    );
    assert_eq!(
        send_as(&router, tool("seldom"), "bob").await.ok_text(),
        "done"
    );
    assert_eq!(
        send_as(&router, tool("quick"), "ada").await.ok_text(),
        "done",
        "other tools are free"
    );
}

#[tokio::test]
async fn over_stdio_the_one_client_is_counted() {
    let (client, server) = tokio::io::duplex(1 << 16);
    let (input, output) = tokio::io::split(server);
    let server = Limited::new(Gate::new()).rate_limit(Rate::per_hour(2));
    let server = tokio::spawn(server.serve_stream(input, output));
    let (output, mut input) = tokio::io::split(client);
    let mut lines = BufReader::new(output).lines();
    let mut codes = Vec::new();
    for _ in 0..3 {
        input
            .write_all(format!("{}\n", tool("quick").body).as_bytes())
            .await
            .unwrap();
        let answer: Value =
            serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
        assert_eq!(answer["id"], 1);
        codes.push(answer["error"]["code"].as_i64());
        if answer["error"].is_object() {
            assert!(
                answer["error"]["data"]["retryAfterMs"].as_u64().unwrap() > 0,
                "{answer}"
            );
        }
    }
    assert_eq!(codes, [None, None, Some(429)]);
    input.shutdown().await.unwrap();
    tokio::time::timeout(Duration::from_secs(30), server)
        .await
        .expect("it ends")
        .unwrap()
        .unwrap();
}
