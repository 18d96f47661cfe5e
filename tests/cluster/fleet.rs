//! Instances behind a gateway, each of which can be killed and started again.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use basket::Shop;
use mcp_runtime::gateway::{Format, Gateway};
use mcp_test_services::{Database, Proxy};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

use crate::client::Client;

const INSTANCES: usize = 3;

/// How long an instance may take to start.
const START_LIMIT: Duration = Duration::from_secs(60);

/// Between an instance's start and the next one's end: longer than the gateway lets an instance
/// rest that was away.
const PEACE: Duration = Duration::from_millis(1_500);

pub(crate) struct Fleet {
    binary: PathBuf,
    store: String,
    /// Of the instances' environment.
    variables: Vec<(&'static str, PathBuf)>,
    addresses: [SocketAddr; INSTANCES],
    running: [Mutex<Option<Child>>; INSTANCES],
    proxy: Proxy,
}

impl Fleet {
    pub(crate) async fn start(database: &Database) -> Self {
        let binary = mcp_tests::build("basket").await;
        Self::start_of(database, binary, Gateway::of(&Shop::new()), Vec::new()).await
    }

    /// Instances of this server.
    pub(crate) async fn start_of(
        database: &Database,
        binary: PathBuf,
        gateway: Gateway,
        variables: Vec<(&'static str, PathBuf)>,
    ) -> Self {
        let addresses = [(); INSTANCES].map(|()| free_address());
        let gateway = gateway
            .legacy(true)
            .upstream("shop", addresses.map(|address| address.to_string()));
        let proxy = Proxy::start(Format::Nginx, gateway).await;
        let fleet = Self {
            binary,
            store: database.url(),
            variables,
            addresses,
            running: Default::default(),
            proxy,
        };
        for instance in 0..INSTANCES {
            fleet.restart(instance).await;
        }
        fleet
    }

    /// A client that any instance may answer.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.proxy.address())
    }

    /// Where all instances take turns.
    pub(crate) fn address(&self) -> SocketAddr {
        self.proxy.address()
    }

    pub(crate) fn instances(&self) -> [SocketAddr; INSTANCES] {
        self.addresses
    }

    pub(crate) async fn kill(&self, instance: usize) {
        if let Some(mut child) = self.running[instance].lock().await.take() {
            child.kill().await.unwrap();
        }
    }

    /// Stops an instance as a machine does that hangs, or lets it go on.
    pub(crate) async fn signal(&self, instance: usize, name: &str) {
        let running = self.running[instance].lock().await;
        let id = running.as_ref().and_then(Child::id).expect("it runs");
        let told = Command::new("kill")
            .args(["-s", name, &id.to_string()])
            .status()
            .await;
        assert!(told.is_ok_and(|status| status.success()));
    }

    pub(crate) async fn restart(&self, instance: usize) {
        let address = self.addresses[instance];
        let child = Command::new(&self.binary)
            .args(["serve", "--http", &address.to_string()])
            .env("MCP_STORE", &self.store)
            .env(
                "MCP_SEALING_KEYS",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            )
            .env("RUST_LOG", "warn")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        *self.running[instance].lock().await = Some(child);
        let listening = async {
            while TcpStream::connect(address).await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(START_LIMIT, listening)
            .await
            .expect("an instance starts");
    }

    /// Kills one instance after the other, and starts it again, so often.
    pub(crate) async fn kill_in_turn(&self, kills: usize) {
        for kill in 0..kills {
            tokio::time::sleep(PEACE).await;
            self.kill(kill % INSTANCES).await;
            self.restart(kill % INSTANCES).await;
        }
    }
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}
