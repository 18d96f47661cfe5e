//! Far more than a server takes: what it takes is answered, the rest is refused at once, and
//! afterwards all is as before. A server that is told to end under load loses nothing that it took.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mcp_runtime::{Rate, prelude::*};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use mcp_tests::client::Ask;

/// How long the server is overloaded.
const LOAD: Duration = Duration::from_secs(30);

/// Calls that it takes at a time; four times as many clients call without a pause.
const MOST: usize = 16;

/// How long any one exchange may take on a busy machine.
const BOUND: Duration = Duration::from_secs(60);

#[derive(Clone, Default)]
struct Running(Arc<Counts>);

#[derive(Default)]
struct Counts {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Running {
    fn enter(&self) -> Entered {
        let now = self.0.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.most.fetch_max(now, Ordering::SeqCst);
        Entered(self.clone())
    }
}

struct Entered(Running);

impl Drop for Entered {
    fn drop(&mut self) {
        self.0.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Take a moment.
#[mcp_tool]
async fn moment(State(running): State<Running>) -> &'static str {
    let _entered = running.enter();
    tokio::time::sleep(Duration::from_millis(20)).await;
    "done"
}

/// Take a moment of a thread.
#[mcp_tool(blocking)]
fn thread(State(running): State<Running>) -> &'static str {
    let _entered = running.enter();
    std::thread::sleep(Duration::from_millis(20));
    "done"
}

/// Say something, and take a moment.
#[mcp_tool]
async fn stream(State(running): State<Running>, cx: Context) -> &'static str {
    let _entered = running.enter();
    cx.progress(1.0);
    tokio::time::sleep(Duration::from_millis(20)).await;
    "done"
}

mcp_server! { Busy { name: "busy", version: "1.0.0", state: Running, tools: [moment, thread, stream] } }

/// One connection, which is kept.
struct Wire(BufReader<TcpStream>);

impl Wire {
    async fn to(address: SocketAddr) -> std::io::Result<Self> {
        Ok(Self(BufReader::new(TcpStream::connect(address).await?)))
    }

    async fn send(&mut self, ask: &Ask) -> std::io::Result<()> {
        self.0.write_all(ask.written().as_bytes()).await
    }

    /// The status, the header `retry-after`, and the last message of an answer.
    async fn read(&mut self) -> std::io::Result<(u16, Option<u64>, Value)> {
        let mut head = BTreeMap::new();
        let first = self.line().await?;
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            head.insert(name.to_owned(), value.to_owned());
        }
        let mut body = Vec::new();
        if let Some(length) = head.get("content-length") {
            body.resize(length.parse().unwrap(), 0);
            self.0.read_exact(&mut body).await?;
        } else {
            loop {
                let size = usize::from_str_radix(&self.line().await?, 16).unwrap();
                let start = body.len();
                body.resize(start + size, 0);
                self.0.read_exact(&mut body[start..]).await?;
                self.line().await?;
                if size == 0 {
                    break;
                }
            }
        }
        let body = String::from_utf8(body).unwrap();
        let last = body
            .lines()
            .filter_map(|line| line.strip_prefix("data: "))
            .next_back()
            .unwrap_or(&body);
        let retry_after = head
            .get("retry-after")
            .map(|seconds| seconds.parse().unwrap());
        let status = first.split(' ').nth(1).unwrap().parse().unwrap();
        Ok((status, retry_after, serde_json::from_str(last).unwrap()))
    }

    async fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        match self.0.read_line(&mut line).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }
}

fn ask(tool: &str, id: usize) -> Ask {
    let mut ask = Ask::tool(tool, json!({})).meta("progressToken", json!(id));
    ask.body["id"] = json!(id);
    ask
}

/// In KiB, where the system says.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| {
        line.strip_prefix("VmRSS:")?
            .trim()
            .strip_suffix(" kB")?
            .trim()
            .parse()
            .ok()
    })
}

async fn soon(what: &str, holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(BOUND, waiting)
        .await
        .unwrap_or_else(|_| panic!("{what}"));
}

/// Calls without a pause until the time is over. Gives what was answered, by status.
async fn press(address: SocketAddr, client: usize, until: Instant) -> BTreeMap<u16, usize> {
    let mut answers = BTreeMap::new();
    let mut wire = Wire::to(address).await.unwrap();
    let mut id = 0;
    while Instant::now() < until {
        id += 1;
        wire.send(&ask(["moment", "thread", "stream"][(client + id) % 3], id))
            .await
            .unwrap();
        let (status, retry_after, answer) = tokio::time::timeout(BOUND, wire.read())
            .await
            .expect("an answer")
            .unwrap();
        assert_eq!(answer["id"], id, "{answer}");
        match status {
            200 => assert_eq!(answer["result"]["content"][0]["text"], "done", "{answer}"),
            429 | 503 => {
                assert_eq!(answer["error"]["code"], status, "{answer}");
                let message = answer["error"]["message"].as_str().unwrap();
                assert!(
                    message.starts_with("This server ") && message.contains("; try again in "),
                    "{answer}"
                );
                let millis = answer["error"]["data"]["retryAfterMs"].as_u64().unwrap();
                assert_eq!(retry_after, Some(millis.div_ceil(1000)), "{answer}");
            }
            _ => panic!("{status}: {answer}"),
        }
        *answers.entry(status).or_default() += 1;
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_times_the_calls_for_half_a_minute_leave_nothing_behind() {
    let running = Running::default();
    too_much(
        Busy::new(running.clone()).max_calls(MOST),
        running.clone(),
        503,
    )
    .await;
    assert!(
        running.0.most.load(Ordering::SeqCst) <= MOST,
        "no more ran than were allowed"
    );
}

/// All clients share an address. Calls of 20 ms by so many of them would be 3,200 a second.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_times_the_rate_for_half_a_minute_leaves_nothing_behind() {
    let running = Running::default();
    too_much(
        Busy::new(running.clone()).rate_limit(Rate::per_second(200).burst(200)),
        running,
        429,
    )
    .await;
}

async fn too_much(server: Busy, running: Running, refused: u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving =
        tokio::spawn(server.serve_with_shutdown(listener, async move { drop(stopped.await) }));

    let mut wire = Wire::to(address).await.unwrap();
    wire.send(&ask("moment", 0)).await.unwrap();
    assert_eq!(wire.read().await.unwrap().0, 200);
    // Without the two of this connection: what serves it, and what watches it.
    let idle = Handle::current().metrics().num_alive_tasks() - 2;
    drop(wire);

    // Warm: threads and buffers are there.
    let load = |time: Duration| async move {
        let until = Instant::now() + time;
        let clients: Vec<_> = (0..4 * MOST)
            .map(|client| tokio::spawn(press(address, client, until)))
            .collect();
        let mut answers = BTreeMap::new();
        for client in clients {
            for (status, count) in client.await.unwrap() {
                *answers.entry(status).or_insert(0) += count;
            }
        }
        answers
    };
    load(Duration::from_secs(2)).await;
    let tasks = || Handle::current().metrics().num_alive_tasks();
    soon("the connections of the first round end", || tasks() == idle).await;
    let resident_before = resident();

    let answers = load(LOAD).await;
    for status in [200, refused] {
        assert!(
            answers.get(&status).is_some_and(|count| *count > 0),
            "{status}: {answers:?}"
        );
    }
    soon("all calls end", || {
        running.0.now.load(Ordering::SeqCst) == 0
    })
    .await;
    soon("all tasks end", || tasks() == idle).await;
    if let (Some(before), Some(after)) = (resident_before, resident()) {
        assert!(
            after < 2 * before + 16 * 1024,
            "{before} KiB before, {after} KiB after"
        );
    }

    // As many as are allowed can run at once, so no permit is lost; and the allowance comes back.
    let all_at_once = async {
        loop {
            let mut wires = Vec::new();
            for id in 0..MOST {
                let mut wire = Wire::to(address).await.unwrap();
                wire.send(&ask("moment", id)).await.unwrap();
                wires.push(wire);
            }
            let mut good = 0;
            for wire in &mut wires {
                good += usize::from(wire.read().await.unwrap().0 == 200);
            }
            if good == MOST {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(BOUND, all_at_once)
        .await
        .expect("all permits are back");
    stop.send(()).unwrap();
    tokio::time::timeout(BOUND, serving)
        .await
        .expect("it ends")
        .unwrap()
        .unwrap();
}

/// How calls went, of clients that go on until the server is gone.
#[derive(Default)]
struct Tally {
    begun: AtomicUsize,
    answered: AtomicUsize,
    told: AtomicBool,
}

/// Calls without a pause, each over a connection of its own, until one isn't taken.
async fn call_until_refused(address: SocketAddr, tally: Arc<Tally>) {
    for id in 0..10_000 {
        let Ok(mut wire) = Wire::to(address).await else {
            break;
        };
        // It says at once that it has begun, and takes a tenth of a second or so.
        let sent = wire
            .send(&ask("test_tool_with_progress", id).header("connection", "close"))
            .await;
        let begun = async {
            sent?;
            wire.0.fill_buf().await.map(<[u8]>::len)
        };
        match tokio::time::timeout(BOUND, begun)
            .await
            .expect("an answer begins, or the connection ends")
        {
            Ok(bytes) if bytes > 0 => {}
            // It waited to be accepted when the server closed its door.
            Err(e) if tally.told.load(Ordering::SeqCst) => {
                assert!(
                    matches!(e.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe),
                    "{e}"
                );
                break;
            }
            other => panic!("a call was lost: {other:?}"),
        }
        tally.begun.fetch_add(1, Ordering::SeqCst);
        let answer = tokio::time::timeout(BOUND, wire.read())
            .await
            .expect("an answer");
        let (status, _, answer) = answer.unwrap_or_else(|e| panic!("a call was cut off: {e}"));
        assert_eq!(
            (status, &answer["result"]["isError"]),
            (200, &json!(false)),
            "{answer}"
        );
        tally.answered.fetch_add(1, Ordering::SeqCst);
    }
    assert!(
        tally.told.load(Ordering::SeqCst),
        "the server ended before it was told to"
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_told_to_end_answers_what_it_took() {
    const CLIENTS: usize = 32;
    let example =
        mcp_tests::Example::start_with("everything", &["--shutdown-timeout", "60s"]).await;
    let address: SocketAddr = example
        .url()
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap()
        .0
        .parse()
        .unwrap();
    let tally = Arc::new(Tally::default());
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| tokio::spawn(call_until_refused(address, tally.clone())))
        .collect();
    let (begun, answered) = (
        || tally.begun.load(Ordering::SeqCst),
        || tally.answered.load(Ordering::SeqCst),
    );
    soon("the server is busy", || {
        answered() >= 2 * CLIENTS && begun() >= answered() + CLIENTS / 2
    })
    .await;
    tally.told.store(true, Ordering::SeqCst);
    example.stop();
    for client in clients {
        tokio::time::timeout(BOUND, client)
            .await
            .expect("the server ends")
            .unwrap();
    }
    assert_eq!(begun(), answered());
    assert!(!example.log().contains("cut off"), "{}", example.log());
}
