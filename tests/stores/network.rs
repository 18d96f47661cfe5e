//! A network that loses connections and tells nobody, and a server that hands over to another one.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use mcp_runtime::store::{Condition, Key, PostgresStore, RedisStore, Store};
use mcp_runtime::subscription::Change;
use mcp_test_services::Database;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

const HOUR: Duration = Duration::from_secs(3600);

/// How long anything may take to be as it was.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn redis_is_found_again_when_the_network_has_lost_all_connections() {
    let redis = Database::redis();
    let network = Network::to(&redis).await;
    let (one, other) = (
        RedisStore::connect(&network.url()).await,
        RedisStore::connect(&network.url()).await,
    );
    is_found_again(&network, one.expect("it runs"), other.expect("it runs")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_is_found_again_when_the_network_has_lost_all_connections() {
    let postgres = Database::postgres();
    let network = Network::to(&postgres).await;
    let (one, other) = (
        PostgresStore::connect(&network.url()).await,
        PostgresStore::connect(&network.url()).await,
    );
    is_found_again(&network, one.expect("it runs"), other.expect("it runs")).await;
}

async fn is_found_again(network: &Network, one: impl Store, other: impl Store) {
    let heard: Arc<Mutex<Vec<Change>>> = Arc::default();
    let hearing = heard.clone();
    other
        .bus()
        .expect("it is shared")
        .attach(Box::new(move |change| {
            hearing.lock().expect("nobody panics").push(change.clone());
        }));
    put_at_last(&one, "before").await;
    network.lose_connections();
    put_at_last(&one, "after").await;
    one.bus()
        .expect("it is shared")
        .publish(Change::ToolsChanged);
    eventually("a change is heard", async || {
        heard
            .lock()
            .expect("nobody panics")
            .contains(&Change::ToolsChanged)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_has_become_a_replica_is_left_for_the_one_that_its_name_leads_to() {
    let (first, second) = (Database::redis(), Database::redis());
    let network = Network::to(&first).await;
    let store = RedisStore::connect(&network.url()).await.expect("it runs");
    put_at_last(&store, "before").await;
    network.lead_to(&second);
    let mut operator = TcpStream::connect(address(&first)).await.expect("it runs");
    operator
        .write_all(b"REPLICAOF 127.0.0.1 1\r\n")
        .await
        .expect("it listens");
    operator.read_u8().await.expect("it answers");
    put_at_last(&store, "after").await;
}

async fn put_at_last(store: &impl Store, id: &str) {
    let key = Key::new("network", id);
    eventually(&format!("{id} can be put"), async || {
        store
            .put(&key, Bytes::new(), HOUR, Condition::Absent)
            .await
            .is_ok()
    })
    .await;
    assert!(store.get(&key, None).await.expect("it works").is_some());
}

async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "within {PATIENCE:?}, {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The way to a server.
struct Network {
    address: SocketAddr,
    url: String,
    leads_to: Arc<Mutex<SocketAddr>>,
    losing: Arc<Notify>,
}

impl Network {
    async fn to(database: &Database) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("there is a free port");
        let address = listener.local_addr().expect("it is bound");
        let (leads_to, losing) = (
            Arc::new(Mutex::new(self::address(database))),
            Arc::new(Notify::new()),
        );
        let (target, lost) = (leads_to.clone(), losing.clone());
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (target, lost) = (*target.lock().expect("nobody panics"), lost.clone());
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(target).await.expect("it runs");
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => {}
                        // It stays open, and nothing passes any more.
                        () = lost.notified() => std::future::pending().await,
                    }
                });
            }
        });
        Self {
            address,
            url: database.url(),
            leads_to,
            losing,
        }
    }

    fn url(&self) -> String {
        let (before, rest) = self
            .url
            .split_once("127.0.0.1:")
            .expect("it is on loopback");
        let (_, after) = rest.split_once('/').unwrap_or((rest, ""));
        format!("{before}{}/{after}", self.address)
    }

    fn lose_connections(&self) {
        self.losing.notify_waiters();
    }

    /// From the next connection on.
    fn lead_to(&self, database: &Database) {
        *self.leads_to.lock().expect("nobody panics") = address(database);
    }
}

fn address(database: &Database) -> SocketAddr {
    let url = database.url();
    let place = url.rsplit_once('@').map_or_else(
        || url.rsplit_once("://").expect("it is a URL").1,
        |(_, place)| place,
    );
    place
        .split('/')
        .next()
        .expect("a text has a beginning")
        .parse()
        .expect("it is on loopback")
}
