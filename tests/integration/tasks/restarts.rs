//! Tasks go on where the records are still there.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use mcp_runtime::SealingKeys;
use mcp_runtime::store::{Condition, Key, MemoryStore, Record, Revision, Store, StoreError};
use mcp_runtime::subscription::{Bus, LocalBus};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{Gate, Tasks, call, once, pass};

/// A store that survives the server, as a file does; or one that instances share, as a database.
#[derive(Clone, Default)]
pub(super) struct Surviving(Arc<MemoryStore>, Option<Arc<LocalBus>>);

impl Surviving {
    /// The same, as an instance has it that shares it.
    fn shared(&self) -> Self {
        Self(self.0.clone(), Some(Arc::default()))
    }
}

impl Store for Surviving {
    async fn get(&self, key: &Key, ttl: Option<Duration>) -> Result<Option<Record>, StoreError> {
        self.0.get(key, ttl).await
    }

    async fn put(
        &self,
        key: &Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> Result<Option<Revision>, StoreError> {
        self.0.put(key, value, ttl, on).await
    }

    async fn remove(&self, key: &Key) -> Result<bool, StoreError> {
        self.0.remove(key).await
    }

    async fn list(
        &self,
        group: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        self.0.list(group, after, limit).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn is_persistent(&self) -> bool {
        true
    }

    fn bus(&self) -> Option<Arc<dyn Bus>> {
        Some(self.1.clone()?)
    }
}

fn server(store: &Surviving) -> (Tasks, Gate) {
    let gate = Gate::default();
    let keys = SealingKeys::new([[7; 32]]).unwrap();
    let server = Tasks::new(gate.clone())
        .store(store.clone())
        .sealing_keys(keys);
    (server.shutdown_timeout(Duration::from_secs(5)), gate)
}

#[tokio::test]
async fn a_shutdown_hands_over_at_a_checkpoint_and_another_server_goes_on() {
    let store = Surviving::default();
    let (first, gate) = server(&store);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let running =
        tokio::spawn(first.serve_with_shutdown(listener, async move { drop(stopped.await) }));
    let ask = call("steps", json!({ "count": 3 })).with("host", &address.to_string());
    let body = ask.written();
    let answer = mcp_tests::client::exchange(address, &body).await;
    let id = answer
        .split_once(r#""taskId":""#)
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0
        .to_owned();
    gate.open(1);
    pass(&gate.done).await;
    stop.send(()).unwrap();
    // It is in its second step when it is asked to hand over, and ends at the next checkpoint.
    gate.open(1);
    running.await.unwrap().unwrap();
    pass(&gate.dropped).await;

    let (second, gate) = server(&store);
    let router = second.into_router();
    gate.open(10);
    let done = once(&router, &id, "completed").await;
    let text = done["result"]["content"][0]["text"].as_str().unwrap();
    assert_eq!(
        text, "3 steps, of which 1 here",
        "no step before the checkpoint is taken twice"
    );
}

/// Nobody reads arguments or results in the store.
#[tokio::test]
async fn what_survives_is_sealed() {
    let store = Surviving::default();
    let (first, gate) = server(&store);
    let router = first.into_router();
    let id = super::made(&router, call("count", json!({ "text": "Rosebud Rosebud" }))).await;
    for round in 0..2 {
        let names = store.list("task", None, 10).await.unwrap();
        assert_eq!(names.len(), 1);
        let record = store
            .get(&Key::new("task", &*names[0]), None)
            .await
            .unwrap()
            .unwrap();
        let text = String::from_utf8_lossy(&record.value);
        assert!(
            !text.contains("Rosebud") && !text.contains("words"),
            "{text}"
        );
        if round == 0 {
            gate.open(1);
            once(&router, &id, "completed").await;
        }
    }
}

/// Instances share the store, and no engine brings the work of one to another.
#[tokio::test]
async fn what_an_instance_had_has_failed_once_it_is_gone() {
    const SILENCE: Duration = Duration::from_secs(1);
    let store = Surviving::default();
    let (one, gate) = server(&store.shared());
    let one = one.task_silence(SILENCE).task_workers(1);
    // A runtime of its own ends as a process does that is killed.
    let process = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let making = process.spawn(async move {
        let router = one.into_router();
        let running = super::made(&router, call("steps", json!({ "count": 5 }))).await;
        let queued = super::made(&router, call("count", json!({ "text": "a" }))).await;
        (router, running, queued)
    });
    let (router, running, queued) = making.await.unwrap();
    gate.open(1);
    pass(&gate.done).await;

    let (other, _) = server(&store.shared());
    let other = other.task_silence(SILENCE).into_router();
    tokio::time::sleep(SILENCE * 3).await;
    for id in [&running, &queued] {
        let seen = super::get(&other, id).await;
        assert_eq!(seen["status"], "working", "its instance lives: {seen}");
    }
    drop(router);
    process.shutdown_background();
    let failed = once(&other, &queued, "failed").await;
    let message = failed["statusMessage"].as_str().unwrap();
    assert!(message.contains("nothing was done"), "{failed}");
    let failed = once(&other, &running, "failed").await;
    let message = failed["statusMessage"].as_str().unwrap();
    assert!(message.contains("may have taken effect"), "{failed}");
}
