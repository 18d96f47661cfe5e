//! Engines that bring the work of tasks, against their contract, on a real Redis and a real
//! PostgreSQL; and what happens when these are away, or a worker is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mcp_runtime::store::PostgresStore;
use mcp_runtime::task::{
    CancellationToken, Dispatch, Leg, PostgresDispatch, Receipt, Work, contract,
};
use mcp_test_services::Database;
use tokio_postgres::NoTls;

use crate::engines::{Engine, Opened};

/// How long a worker of these tests may be silent.
pub(crate) const SILENCE: Duration = Duration::from_secs(2);

/// How long anything may take to be as it should.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) async fn engine(database: &Database) -> Opened {
    Opened::by(&database.url(), SILENCE).await
}

/// Each with a database of its own.
macro_rules! on_each {
    ($($(#[$says:meta])* $test:ident: $redis:ident, $postgres:ident;)*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $redis() {
            $test(Engine::Redis.start()).await;
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn $postgres() {
            $test(Engine::Postgres.start()).await;
        }
    )*};
}
pub(crate) use on_each;

on_each! {
    the_contract_is_kept: redis_keeps_the_contract_of_engines,
        postgres_keeps_the_contract_of_engines;
    it_may_be_away: redis_may_be_away_while_legs_wait_and_run,
        postgres_may_be_away_while_legs_wait_and_run;
    what_waits_is_queued_once: a_leg_that_waits_in_redis_is_queued_once,
        a_leg_that_waits_in_postgres_is_queued_once;
    a_stop_gives_back: a_worker_of_redis_that_stops_gives_back_what_it_has,
        a_worker_of_postgres_that_stops_gives_back_what_it_has;
}

async fn the_contract_is_kept(database: Database) {
    contract::check(engine(&database).await).await;
    contract::check_shared(engine(&database).await, engine(&database).await, SILENCE).await;
    assert_eq!(left(&database).await, (0, 0), "what has ended is forgotten");
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
    fn start(engine: Opened, at_once: usize, work: Work) -> Self {
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

async fn it_may_be_away(mut database: Database) {
    const LEGS: usize = 40;
    let (sender, worker) = (engine(&database).await, engine(&database).await);
    for n in 0..LEGS {
        sender.send(leg(n)).await.expect("it runs");
    }
    let seen = Seen::default();
    let running = Running::start(worker, 4, noting(&seen, Duration::from_millis(400)));
    seen.all(8).await;
    database.kill();
    assert!(sender.ping().await.is_err(), "readiness tells of it");
    sender
        .send(leg(LEGS))
        .await
        .expect_err("what can't be queued is not acknowledged");
    database.run();
    seen.all(LEGS).await;
    sender.send(leg(LEGS + 1)).await.expect("it runs again");
    eventually("what is sent afterwards is delivered", async || {
        seen.times("leg-41") == 1
    })
    .await;
    running.end().await;
    assert_eq!(left(&database).await, (0, 0), "what has ended is forgotten");
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

/// It may be queued again while it runs.
async fn what_waits_is_queued_once(database: Database) {
    let (sender, worker) = (engine(&database).await, engine(&database).await);
    for _ in 0..5 {
        sender.send(leg(0)).await.expect("it runs");
    }
    assert_eq!(left(&database).await, (1, 0));
    let seen = Seen::default();
    let running = Running::start(worker, 4, noting(&seen, Duration::from_secs(1)));
    seen.all(1).await;
    sender.send(leg(0)).await.expect("it runs");
    eventually("it is delivered once more", async || {
        seen.times("leg-0") == 2
    })
    .await;
    running.end().await;
    assert_eq!((seen.times("leg-0"), left(&database).await), (2, (0, 0)));
}

async fn a_stop_gives_back(database: Database) {
    let (sender, one) = (engine(&database).await, engine(&database).await);
    // So long that nothing comes to another worker by its silence.
    let other = Opened::by(&database.url(), Duration::from_secs(3600)).await;
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
    assert_eq!(left(&database).await, (4, 0), "nobody has any of them");
    let seen = Seen::default();
    let running = Running::start(other, 4, noting(&seen, Duration::ZERO));
    seen.all(4).await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_without_pgmq_is_told_what_it_lacks() {
    let postgres = Database::postgres();
    let store = PostgresStore::connect(&postgres.url()).await;
    let opened = PostgresDispatch::open(&store.expect("it runs")).await;
    let error = opened.expect_err("it has none").to_string();
    assert!(error.contains("CREATE EXTENSION pgmq"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_instances_open_the_queue_of_postgres_at_once() {
    let postgres = Engine::Postgres.start();
    let url = postgres.url();
    // Of a server that shares the database and nothing else.
    let shop = format!("{url}?options=-c%20search_path%3D%22Shop-2%22");
    client(&postgres)
        .await
        .batch_execute("CREATE SCHEMA \"Shop-2\"")
        .await
        .expect("it may");
    let opening = [(); 4].map(|()| {
        (
            tokio::spawn(opened(url.clone())),
            tokio::spawn(opened(shop.clone())),
        )
    });
    let mut engines = Vec::new();
    for (ours, theirs) in opening {
        engines.push(ours.await.expect("it is opened"));
        theirs.await.expect("it is opened");
    }
    engines[0].send(leg(0)).await.expect("it runs");
    let theirs = opened(shop).await;
    let seen = Seen::default();
    let running = Running::start(theirs, 1, noting(&seen, Duration::ZERO));
    tokio::time::sleep(SILENCE).await;
    running.end().await;
    assert_eq!(
        (seen.count(), left(&postgres).await),
        (0, (1, 0)),
        "each has its own"
    );
}

/// As the documentation of `PostgresDispatch` says it, for the role of a server.
const BEFOREHAND: &str = "
    CREATE ROLE shop LOGIN PASSWORD 'hush';
    GRANT CREATE ON SCHEMA public TO shop;
    SELECT pgmq.create('mcp_tasks_public');
    GRANT USAGE ON SCHEMA pgmq TO shop;
    GRANT SELECT, INSERT, UPDATE, DELETE ON pgmq.q_mcp_tasks_public TO shop;";

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_may_create_no_queue_uses_the_one_that_is_there() {
    let postgres = Engine::Postgres.start();
    let created = client(&postgres).await.batch_execute(BEFOREHAND).await;
    created.expect("its owner may");
    let url = postgres.url().replace("mcp:hush@", "shop:hush@");
    let (sender, seen) = (opened(url.clone()).await, Seen::default());
    sender.send(leg(0)).await.expect("it may");
    let running = Running::start(opened(url).await, 1, noting(&seen, Duration::ZERO));
    seen.all(1).await;
    running.end().await;
    assert_eq!(left(&postgres).await, (0, 0), "it may delete the message");
    contract::check(sender).await;
}

async fn opened(url: String) -> Opened {
    Opened::by(&url, SILENCE).await
}

async fn client(postgres: &Database) -> tokio_postgres::Client {
    let connecting = tokio_postgres::connect(&postgres.url(), NoTls).await;
    let (client, connection) = connecting.expect("it runs");
    // It ends with the client.
    tokio::spawn(connection);
    client
}

/// The entries that are there, and how many of them a worker has.
pub(crate) async fn left(database: &Database) -> (usize, usize) {
    if Engine::of(database) == Engine::Postgres {
        let count = "SELECT count(*), count(*) FILTER (WHERE vt > clock_timestamp())
            FROM pgmq.q_mcp_tasks_public";
        let row = client(database).await.query_one(count, &[]).await;
        let row = row.expect("there is a queue");
        let number = |column| usize::try_from(row.get::<_, i64>(column)).expect("a number");
        return (number(0), number(1));
    }
    let number = |answer: String| {
        let digits = answer.lines().find_map(|line| line.strip_prefix(':'));
        digits.and_then(|digits| digits.trim().parse().ok())
    };
    let entries = number(command(database, "XLEN mcp:1:{tasks}:legs").await);
    let pending = number(command(database, "XPENDING mcp:1:{tasks}:legs workers").await);
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
