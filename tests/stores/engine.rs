//! Engines that bring the work of tasks, against their contract, on a real Redis; and what happens
//! when it is away, or a worker is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mcp_runtime::store::RedisStore;
use mcp_runtime::task::{CancellationToken, Dispatch, Leg, Receipt, RedisDispatch, Work, contract};
use mcp_test_services::Database;

/// How long a worker of these tests may be silent.
pub(crate) const SILENCE: Duration = Duration::from_secs(2);

/// How long anything may take to be as it should.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) async fn engine(redis: &Database) -> RedisDispatch {
    let store = RedisStore::connect(&redis.url()).await.expect("it runs");
    RedisDispatch::new(&store).silence(SILENCE)
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_keeps_the_contract_of_engines() {
    let redis = Database::redis();
    contract::check(engine(&redis).await).await;
    contract::check_shared(engine(&redis).await, engine(&redis).await, SILENCE).await;
}

/// How often each leg was worked on.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<BTreeMap<String, usize>>>);

impl Seen {
    fn note(&self, leg: &Leg) {
        let mut seen = self.0.lock().expect("nobody panics");
        *seen.entry(leg.task().to_owned()).or_default() += 1;
    }

    fn count(&self) -> usize {
        self.0.lock().expect("nobody panics").len()
    }

    fn times(&self, task: &str) -> usize {
        let seen = self.0.lock().expect("nobody panics");
        seen.get(task).copied().unwrap_or_default()
    }

    async fn all(&self, count: usize) {
        eventually("each leg is delivered", async || self.count() >= count).await;
    }
}

pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "within {PATIENCE:?}, {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(crate) fn leg(n: usize) -> Leg {
    Leg::new(format!("leg-{n}"), "work", "schema")
}

/// A worker that runs, until it is stopped.
struct Running {
    stop: CancellationToken,
    serving: tokio::task::JoinHandle<()>,
}

impl Running {
    fn start(engine: RedisDispatch, at_once: usize, work: Work) -> Self {
        let stop = CancellationToken::new();
        let stopping = stop.clone();
        let serving = tokio::spawn(async move { engine.serve(work, at_once, stopping).await });
        Self { stop, serving }
    }

    async fn end(self) {
        self.stop.cancel();
        tokio::time::timeout(PATIENCE, self.serving)
            .await
            .expect("it ends after a stop")
            .expect("it doesn't panic");
    }
}

fn noting(seen: &Seen, takes: Duration) -> Work {
    let seen = seen.clone();
    Work::new(move |leg| {
        seen.note(&leg);
        async move {
            tokio::time::sleep(takes).await;
            Receipt::Done
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_may_be_away_while_legs_wait_and_run() {
    const LEGS: usize = 40;
    let mut redis = Database::redis();
    let (sender, worker) = (engine(&redis).await, engine(&redis).await);
    for n in 0..LEGS {
        sender.send(leg(n)).await.expect("it runs");
    }
    let seen = Seen::default();
    let running = Running::start(worker, 4, noting(&seen, Duration::from_millis(400)));
    seen.all(8).await;
    redis.kill();
    assert!(sender.ping().await.is_err(), "readiness tells of it");
    sender
        .send(leg(LEGS))
        .await
        .expect_err("what can't be queued is not acknowledged");
    redis.run();
    seen.all(LEGS).await;
    sender.send(leg(LEGS + 1)).await.expect("it runs again");
    eventually("what is sent afterwards is delivered", async || {
        seen.times("leg-41") == 1
    })
    .await;
    running.end().await;
    assert_eq!(left(&redis).await, (0, 0), "what has ended is forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_go_on_after_redis_has_lost_everything() {
    let mut redis = Database::redis();
    let (sender, worker) = (engine(&redis).await, engine(&redis).await);
    let seen = Seen::default();
    let running = Running::start(worker, 4, noting(&seen, Duration::ZERO));
    sender.send(leg(0)).await.expect("it runs");
    seen.all(1).await;
    redis.kill();
    redis.lose_data();
    redis.run();
    sender.send(leg(1)).await.expect("it runs again");
    seen.all(2).await;
    // As `FLUSHALL` does, while connections stay.
    command(&redis, "FLUSHALL").await;
    sender.send(leg(2)).await.expect("it runs");
    seen.all(3).await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leg_that_waits_is_queued_once_and_may_be_queued_again_while_it_runs() {
    let redis = Database::redis();
    let (sender, worker) = (engine(&redis).await, engine(&redis).await);
    for _ in 0..5 {
        sender.send(leg(0)).await.expect("it runs");
    }
    assert_eq!(left(&redis).await, (1, 0));
    let seen = Seen::default();
    let running = Running::start(worker, 4, noting(&seen, Duration::from_secs(1)));
    seen.all(1).await;
    sender.send(leg(0)).await.expect("it runs");
    eventually("it is delivered once more", async || {
        seen.times("leg-0") == 2
    })
    .await;
    running.end().await;
    assert_eq!((seen.times("leg-0"), left(&redis).await), (2, (0, 0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_stops_gives_back_at_once_what_it_has() {
    let redis = Database::redis();
    let (sender, one) = (engine(&redis).await, engine(&redis).await);
    // So long that nothing comes to another worker by its silence.
    let store = RedisStore::connect(&redis.url()).await.expect("it runs");
    let other = RedisDispatch::new(&store).silence(Duration::from_secs(3600));
    let begun = Seen::default();
    let (noting_begun, stop) = (begun.clone(), CancellationToken::new());
    let stopping = stop.clone();
    let handing_over = Work::new(move |leg| {
        noting_begun.note(&leg);
        let stopping = stopping.clone();
        async move {
            stopping.cancelled().await;
            Receipt::Returned
        }
    });
    let serving = {
        let stop = stop.clone();
        tokio::spawn(async move { one.serve(handing_over, 2, stop).await })
    };
    for n in 0..4 {
        sender.send(leg(n)).await.expect("it runs");
    }
    begun.all(2).await;
    stop.cancel();
    serving.await.expect("it doesn't panic");
    assert_eq!(left(&redis).await, (4, 0), "nobody has any of them");
    let seen = Seen::default();
    let running = Running::start(other, 4, noting(&seen, Duration::ZERO));
    seen.all(4).await;
    running.end().await;
}

/// The entries that are there, and how many of them a worker has.
pub(crate) async fn left(redis: &Database) -> (usize, usize) {
    let number = |answer: String| {
        let digits = answer.lines().find_map(|line| line.strip_prefix(':'));
        digits.and_then(|digits| digits.trim().parse().ok())
    };
    let entries = number(command(redis, "XLEN mcp:1:{tasks}:legs").await);
    let pending = number(command(redis, "XPENDING mcp:1:{tasks}:legs workers").await);
    (entries.expect("a number"), pending.unwrap_or_default())
}

/// Asks Redis by its own connection, and gives the answer as it came.
async fn command(redis: &Database, command: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let address = redis.url().trim_start_matches("redis://").to_owned();
    let mut connection = tokio::net::TcpStream::connect(address)
        .await
        .expect("it runs");
    let lines = format!("{command}\r\nQUIT\r\n");
    connection
        .write_all(lines.as_bytes())
        .await
        .expect("it listens");
    let mut answer = String::new();
    connection
        .read_to_string(&mut answer)
        .await
        .expect("it answers");
    answer
}
