//! Limits: which calls are refused, when, in which words, and that nothing of them lasts.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use mcp_runtime::{Rate, prelude::*};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::sync::Semaphore;

use mcp_tests::client::{Ask, Reply};

/// Calls begin and wait at it until it opens, on a thread or in a task.
#[derive(Clone)]
struct Gate {
    begun: Arc<Semaphore>,
    open: Arc<Semaphore>,
    thread: Arc<(Mutex<bool>, Condvar)>,
}

impl Gate {
    fn new() -> Self {
        Self {
            begun: Arc::new(Semaphore::new(0)),
            open: Arc::new(Semaphore::new(0)),
            thread: Arc::default(),
        }
    }

    async fn pass(&self) {
        self.begun.add_permits(1);
        self.open.acquire().await.unwrap().forget();
    }

    fn pass_on_a_thread(&self) {
        self.begun.add_permits(1);
        let (open, changed) = &*self.thread;
        let open = changed
            .wait_timeout_while(open.lock().unwrap(), Duration::from_secs(60), |open| !*open)
            .unwrap();
        assert!(!open.1.timed_out());
    }

    /// Waits until another call has begun.
    async fn begun(&self) {
        tokio::time::timeout(Duration::from_secs(30), self.begun.acquire())
            .await
            .expect("a call begins")
            .unwrap()
            .forget();
    }

    fn open(&self) {
        self.open.add_permits(100);
        *self.thread.0.lock().unwrap() = true;
        self.thread.1.notify_all();
    }
}

/// Answer at once.
#[mcp_tool]
fn quick(#[mcp(default = false)] panic: bool) -> &'static str {
    assert!(!panic);
    "done"
}

/// Wait at the gate.
#[mcp_tool]
async fn wait(State(gate): State<Gate>) -> &'static str {
    gate.pass().await;
    "done"
}

/// Say something, and wait at the gate.
#[mcp_tool]
async fn stream(State(gate): State<Gate>, cx: Context) -> &'static str {
    cx.progress(1.0);
    gate.pass().await;
    "done"
}

/// Be called seldom.
#[mcp_tool(rate = "2/h")]
fn seldom() -> &'static str {
    "done"
}

/// Run alone.
#[mcp_tool(concurrency = 1)]
async fn alone(State(gate): State<Gate>) -> &'static str {
    gate.pass().await;
    "done"
}

/// Block a thread.
#[mcp_tool(blocking, concurrency = 1, timeout = "20ms")]
fn stuck(State(gate): State<Gate>) -> &'static str {
    gate.pass_on_a_thread();
    "done"
}

/// Block a thread, with a result that has no name.
#[mcp_tool(blocking, concurrency = 1, timeout = "20ms")]
fn stuck_unnamed(State(gate): State<Gate>) -> impl Future<Output = &'static str> + Send {
    gate.pass_on_a_thread();
    std::future::ready("done")
}

/// Finish what was begun.
#[mcp_tool(concurrency = 1, timeout = "20ms")]
async fn careful(State(gate): State<Gate>, cx: Context) -> &'static str {
    cx.shield(async move { gate.pass().await }).await;
    "done"
}

#[mcp_completion]
fn words() -> Vec<&'static str> {
    vec!["a", "b"]
}

/// Ask something.
#[mcp_prompt]
fn ask(#[mcp(complete = words)] word: String) -> String {
    word
}

mcp_server! {
    Limited {
        name: "limited", version: "1.0.0", state: Gate,
        tools: [quick, wait, stream, seldom, alone, stuck, stuck_unnamed, careful],
        prompts: [ask],
    }
}

fn tool(name: &str) -> Ask {
    Ask::tool(name, json!({}))
}

fn prompt() -> Ask {
    Ask::new(
        "prompts/get",
        json!({ "name": "ask", "arguments": { "word": "a" } }),
    )
    .header("mcp-name", "ask")
}

fn completion() -> Ask {
    let reference = json!({ "type": "ref/prompt", "name": "ask" });
    Ask::new(
        "completion/complete",
        json!({ "ref": reference, "argument": { "name": "word", "value": "" } }),
    )
}

/// Sends it in the name of somebody.
async fn send_as(router: &Router, ask: Ask, id: &str) -> Reply {
    let mut request = ask.request();
    request.extensions_mut().insert(Principal::new(id));
    Reply::to(router, request).await
}

/// Sends it in the background, and waits until its call has begun.
async fn begin(router: &Router, gate: &Gate, ask: Ask) -> tokio::task::JoinHandle<Reply> {
    let router = router.clone();
    let call = tokio::spawn(async move { ask.send(&router).await });
    gate.begun().await;
    call
}

/// The error of a refused request, with what HTTP says of it.
fn refused(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{reply:?}");
    let answer = reply.messages().pop().unwrap();
    assert_eq!(
        (&answer["jsonrpc"], &answer["id"]),
        (&json!("2.0"), &json!(1))
    );
    let error = answer["error"].clone();
    assert_eq!(error["code"], status, "{error}");
    let seconds: u64 = reply.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    let millis = error["data"]["retryAfterMs"].as_u64().unwrap();
    assert!(millis > 0 && seconds == millis.div_ceil(1000), "{error}");
    error
}

/// Waits until there is room again.
async fn recovers(router: &Router, ask: Ask) {
    let good = async {
        while ask.clone().send(router).await.status == 503 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), good)
        .await
        .expect("there is room again");
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
        .serve_on(listener, std::future::pending());
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

#[tokio::test]
async fn no_more_calls_run_than_the_server_takes() {
    for name in ["wait", "stream"] {
        let gate = Gate::new();
        let router = Limited::new(gate.clone()).max_calls(2).into_router();
        let calls = [
            begin(&router, &gate, tool(name)).await,
            begin(&router, &gate, tool(name)).await,
        ];
        for ask in [tool("quick"), prompt(), completion()] {
            let error = refused(&ask.send(&router).await, 503);
            assert_eq!(
                error["message"],
                "This server runs no more than 2 calls at a time; try again in 1 s"
            );
        }
        assert_eq!(
            Ask::new("tools/list", json!({})).send(&router).await.status,
            200,
            "a list is no call"
        );
        gate.open();
        for call in calls {
            assert_eq!(call.await.unwrap().ok_text(), "done");
        }
        recovers(&router, tool("quick")).await;
    }
}

#[tokio::test]
async fn a_call_that_finds_no_room_uses_up_nothing() {
    let gate = Gate::new();
    let router = Limited::new(gate.clone())
        .max_calls(1)
        .rate_limit(Rate::per_hour(2))
        .into_router();
    let call = begin(&router, &gate, tool("wait")).await;
    for _ in 0..5 {
        refused(&tool("quick").send(&router).await, 503);
    }
    gate.open();
    assert_eq!(call.await.unwrap().ok_text(), "done");
    recovers(&router, prompt()).await;
    assert_eq!(tool("quick").send(&router).await.ok_text(), "done");
    refused(&tool("quick").send(&router).await, 429);
}

#[tokio::test]
async fn a_tool_has_room_of_its_own() {
    let gate = Gate::new();
    let router = Limited::new(gate.clone()).into_router();
    let call = begin(&router, &gate, tool("alone")).await;
    let error = refused(&tool("alone").send(&router).await, 503);
    assert_eq!(
        error["message"],
        "`alone` runs no more than 1 call at a time; try again in 1 s"
    );
    assert_eq!(tool("quick").send(&router).await.ok_text(), "done");
    gate.open();
    assert_eq!(call.await.unwrap().ok_text(), "done");
    recovers(&router, tool("alone")).await;
}

#[tokio::test]
async fn however_a_call_ends_it_makes_room() {
    let router = Limited::new(Gate::new()).max_calls(1).into_router();
    for _ in 0..3 {
        assert_eq!(tool("quick").send(&router).await.ok_text(), "done");
        Ask::tool("quick", json!({ "panic": 1 }))
            .send(&router)
            .await
            .error_text();
        Ask::tool("quick", json!({ "panic": true }))
            .send(&router)
            .await
            .error_text();
        assert_eq!(prompt().send(&router).await.status, 200);
        assert_eq!(completion().send(&router).await.status, 200);
    }
}

#[tokio::test]
async fn a_call_whose_client_goes_away_makes_room() {
    let gate = Gate::new();
    let router = Limited::new(gate.clone()).max_calls(1).into_router();
    let call = begin(&router, &gate, tool("wait")).await;
    call.abort();
    recovers(&router, tool("quick")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_outlives_its_call_keeps_its_room() {
    for name in ["stuck", "stuck_unnamed", "careful"] {
        for client_leaves in [false, true] {
            let gate = Gate::new();
            let router = Limited::new(gate.clone()).max_calls(1).into_router();
            let call = begin(&router, &gate, tool(name)).await;
            if client_leaves {
                call.abort();
                assert!(call.await.is_err());
            } else {
                let text = call.await.unwrap().error_text();
                assert!(
                    text.contains("took longer than 20ms") && text.contains("may go on"),
                    "{text}"
                );
                assert!(!text.contains("was stopped"), "{text}");
            }
            for _ in 0..3 {
                refused(&tool("quick").send(&router).await, 503);
                refused(&tool(name).send(&router).await, 503);
            }
            gate.open();
            recovers(&router, tool("quick")).await;
        }
    }
}

#[test]
fn a_server_that_could_run_nothing_does_not_start() {
    let error = Limited::new(Gate::new()).max_calls(0).check().unwrap_err();
    assert!(error.to_string().contains("`max_calls` is 0"), "{error}");
}
