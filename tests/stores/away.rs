//! A server that hangs, or dies and comes back.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use mcp_runtime::store::{Condition, Key, PostgresStore, RedisStore, Store};
use mcp_runtime::subscription::Change;

use mcp_test_services::Database;

const HOUR: Duration = Duration::from_secs(3600);

/// More than an operation may take (5 seconds), on a machine that is busy.
const LIMIT: Duration = Duration::from_secs(8);

/// How long anything may take to be as it was.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn redis_may_hang_and_die_and_come_back() {
    let redis = Database::redis();
    let (one, other) = (
        RedisStore::connect(&redis.url()).await,
        RedisStore::connect(&redis.url()).await,
    );
    may_hang_and_die_and_come_back(redis, one.expect("it runs"), other.expect("it runs")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_may_hang_and_die_and_come_back() {
    let postgres = Database::postgres();
    let (one, other) = (
        PostgresStore::connect(&postgres.url()).await,
        PostgresStore::connect(&postgres.url()).await,
    );
    may_hang_and_die_and_come_back(postgres, one.expect("it runs"), other.expect("it runs")).await;
}

async fn may_hang_and_die_and_come_back(mut service: Database, one: impl Store, other: impl Store) {
    let (heard, publishing) = (listen(&other), one.bus().expect("it is shared"));
    let change = |n: usize| Change::ResourceUpdated(format!("test:///{n}"));
    publishing.publish(change(0));
    is_heard(&heard, &change(0)).await;
    let before = Key::new("away", "before");
    one.put(
        &before,
        Bytes::from_static(b"kept"),
        HOUR,
        Condition::Absent,
    )
    .await
    .expect("it works")
    .expect("it is absent");

    service.hang();
    for round in 1..=2 {
        fails_in_time(&one, &format!("hangs-{round}")).await;
        publishing.publish(change(round));
    }
    service.go_on();
    works_again(&one, &before).await;
    is_heard(&heard, &change(1)).await;
    is_heard(&heard, &change(2)).await;

    service.kill();
    fails_in_time(&one, "dead").await;
    fails_in_time(&other, "dead").await;
    publishing.publish(change(3));
    service.run();
    works_again(&one, &before).await;
    works_again(&other, &before).await;
    publishing.publish(change(4));
    is_heard(&heard, &change(3)).await;
    is_heard(&heard, &change(4)).await;
    // All of that without a gap: nobody had to be told to look at everything again.
    assert!(
        !heard
            .lock()
            .expect("nobody panics")
            .contains(&Change::Missed)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_ends_has_sent_its_changes_to_redis() {
    let redis = Database::redis();
    let (one, other) = (
        RedisStore::connect(&redis.url()).await,
        RedisStore::connect(&redis.url()).await,
    );
    may_end_after_a_flush(redis, one.expect("it runs"), other.expect("it runs")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_ends_has_sent_its_changes_to_postgres() {
    let postgres = Database::postgres();
    let (one, other) = (
        PostgresStore::connect(&postgres.url()).await,
        PostgresStore::connect(&postgres.url()).await,
    );
    may_end_after_a_flush(postgres, one.expect("it runs"), other.expect("it runs")).await;
}

async fn may_end_after_a_flush(service: Database, one: impl Store, other: impl Store) {
    let (heard, publishing) = (listen(&other), one.bus().expect("it is shared"));
    publishing.publish(Change::ToolsChanged);
    is_heard(&heard, &Change::ToolsChanged).await;
    service.hang();
    let changes: Vec<Change> = (0..1000)
        .map(|n| Change::ResourceUpdated(format!("test:///{n}")))
        .collect();
    for change in &changes {
        publishing.publish(change.clone());
    }
    let waiting = tokio::spawn(async move {
        publishing.flush().await;
        // All that this instance has.
        drop((one, publishing));
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!waiting.is_finished(), "nothing can be sent");
    service.go_on();
    waiting.await.expect("it ends");
    eventually("each is heard", async || {
        let heard = heard.lock().expect("nobody panics");
        changes.iter().all(|change| heard.contains(change))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_listens_is_told_when_redis_has_lost_changes() {
    let mut redis = Database::redis();
    let store = RedisStore::connect(&redis.url()).await.expect("it runs");
    let heard = listen(&store);
    redis.kill();
    redis.lose_data();
    redis.run();
    is_heard(&heard, &Change::Missed).await;
    store
        .bus()
        .expect("it is shared")
        .publish(Change::ToolsChanged);
    is_heard(&heard, &Change::ToolsChanged).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_is_too_slow_for_redis_is_told_that_changes_were_lost() {
    const KEPT: usize = 10_000;
    let redis = Database::redis();
    let store = RedisStore::connect(&redis.url()).await.expect("it runs");
    let (heard, slow) = (Heard::default(), Arc::new(Mutex::new(())));
    let (hearing, waiting) = (heard.clone(), slow.clone());
    let busy = slow.lock().expect("nobody panics");
    store
        .bus()
        .expect("it is shared")
        .attach(Box::new(move |change| {
            hearing.lock().expect("nobody panics").push(change.clone());
            drop(waiting.lock().expect("nobody panics"));
        }));
    // It has read the first one, and nothing after it, when that is no longer in the stream.
    let add = |count: usize| {
        let mut other =
            TcpStream::connect(redis.url().trim_start_matches("redis://")).expect("it runs");
        let line = "XADD mcp:1:changes MAXLEN ~ 10000 * c \"\\\"toolsChanged\\\"\"\r\n";
        other
            .write_all((line.repeat(count) + "QUIT\r\n").as_bytes())
            .expect("it listens");
        let mut answers = String::new();
        other.read_to_string(&mut answers).expect("it answers");
        assert!(!answers.contains("ERR"), "{answers}");
    };
    add(1);
    while heard.lock().expect("nobody panics").is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    add(KEPT * 5 / 4);
    drop(busy);
    is_heard(&heard, &Change::Missed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_listens_is_told_when_postgres_was_restored() {
    let postgres = Database::postgres();
    let store = PostgresStore::connect(&postgres.url())
        .await
        .expect("it runs");
    let heard = listen(&store);
    store
        .bus()
        .expect("it is shared")
        .publish(Change::ToolsChanged);
    is_heard(&heard, &Change::ToolsChanged).await;
    let client = client(&postgres).await;
    client
        .batch_execute("TRUNCATE mcp_changes RESTART IDENTITY")
        .await
        .expect("it is a table");
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mcp-runtime'";
    client.batch_execute(others).await.expect("it is one's own");
    is_heard(&heard, &Change::Missed).await;
    store
        .bus()
        .expect("it is shared")
        .publish(Change::PromptsChanged);
    is_heard(&heard, &Change::PromptsChanged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_is_deleted_from_postgres() {
    let postgres = Database::postgres();
    let store = PostgresStore::connect(&postgres.url())
        .await
        .expect("it runs");
    for (id, ttl) in [("short", Duration::from_millis(1)), ("long", HOUR)] {
        store
            .put(&Key::new("ended", id), Bytes::new(), ttl, Condition::Absent)
            .await
            .expect("it works")
            .expect("it is absent");
    }
    tokio::time::sleep(Duration::from_millis(5)).await;
    // It clears away when it starts, too.
    let _other = PostgresStore::connect(&postgres.url())
        .await
        .expect("it runs");
    let client = client(&postgres).await;
    eventually("what ended is deleted", async || {
        let left = client
            .query("SELECT id FROM mcp_store", &[])
            .await
            .expect("it is a table");
        left.len() == 1 && left[0].get::<_, &str>(0) == "long"
    })
    .await;
}

async fn client(postgres: &Database) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(&postgres.url(), tokio_postgres::NoTls)
        .await
        .expect("it runs");
    tokio::spawn(connection);
    client
}

type Heard = Arc<Mutex<Vec<Change>>>;

fn listen(store: &impl Store) -> Heard {
    let heard = Heard::default();
    let hearing = heard.clone();
    let bus = store.bus().expect("it is shared");
    bus.attach(Box::new(move |change| {
        hearing.lock().expect("nobody panics").push(change.clone());
    }));
    heard
}

async fn is_heard(heard: &Heard, change: &Change) {
    eventually(&format!("{change:?} is heard"), async || {
        heard.lock().expect("nobody panics").contains(change)
    })
    .await;
}

async fn fails_in_time(store: &impl Store, id: &str) {
    let key = Key::new("away", id);
    let began = Instant::now();
    let (get, put, list, remove, ping) = tokio::join!(
        store.get(&key, None),
        store.put(&key, Bytes::new(), HOUR, Condition::Absent),
        store.list("away", None, 9),
        store.remove(&key),
        store.ping(),
    );
    let errors = [get.err(), put.err(), list.err(), remove.err(), ping.err()];
    assert!(
        began.elapsed() < LIMIT,
        "an operation took {:?}",
        began.elapsed()
    );
    for error in errors {
        let error = error
            .expect("the server is away, and nothing can be done")
            .to_string();
        assert!(!error.contains("hush"), "a password isn't told: {error}");
    }
}

async fn works_again(store: &impl Store, before: &Key) {
    eventually("it works again", async || {
        let record = store.get(before, Some(2 * HOUR)).await;
        record.is_ok_and(|record| record.expect("what was acknowledged is kept").value == "kept")
    })
    .await;
    store.ping().await.expect("it works again");
    assert_eq!(
        store.list("away", None, 1).await.expect("it works again"),
        ["before"]
    );
}

async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "within {PATIENCE:?}, {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
