//! A task is listened to, and cancelled, on instances that didn't take the call, whichever works on
//! it.

use std::path::Path;
use std::time::{Duration, Instant};

use mcp_test_services::Database;
use mcp_tests::client::Ask;
use serde_json::json;

use crate::LIMIT;
use crate::client::{Client, Listener};
use crate::tasks::{Made, STEPS, able, fleet, make, steps};

/// How long anything may take to be as it should.
const PATIENCE: Duration = Duration::from_secs(60);

/// Within which a body is dropped once its task is cancelled.
const CANCELLED: Duration = Duration::from_secs(1);

/// So long that no worker is taken for dead, and that none finds out by its own next beat.
const SILENCE: &str = "60000";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_instance_tells_of_a_task_and_cancels_it_with_redis() {
    tokio::time::timeout(
        LIMIT,
        any_instance_tells_of_a_task_and_cancels_it(Database::redis()),
    )
    .await
    .expect("it ends in time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_instance_tells_of_a_task_and_cancels_it_with_postgres() {
    let database = Database::postgres_with_pgmq();
    tokio::time::timeout(LIMIT, any_instance_tells_of_a_task_and_cancels_it(database))
        .await
        .expect("it ends in time");
}

async fn any_instance_tells_of_a_task_and_cancels_it(database: Database) {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let file = folder.path().join("steps");
    let fleet = fleet(&database, &file, SILENCE).await;
    let clients = fleet.instances().map(Client::new);
    let short = make(&clients[0], "short", STEPS, 50)
        .await
        .expect("it runs");
    let mut listeners = Vec::new();
    for client in &clients {
        let mut listener = listen(client, &short).await;
        // Where it stands comes first.
        listener.hears_of_a_task("working").await;
        listeners.push(listener);
    }
    for listener in &mut listeners {
        listener.hears_of_a_task("completed").await;
    }
    for turn in 0..clients.len() {
        let [makes, listens, cancels] = [0, 1, 2].map(|add| &clients[(turn + add) % 3]);
        let name = format!("long-{turn}");
        let long = make(makes, &name, 10_000, 20).await.expect("it runs");
        let mut listener = listen(listens, &long).await;
        let began = Instant::now();
        while count(&file, &name) < 3 {
            assert!(began.elapsed() < PATIENCE, "the work doesn't begin");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let ask = Ask::new("tasks/cancel", json!({ "taskId": long.id }));
        let cancelled = cancels.send(able(ask.header("mcp-name", &long.id))).await;
        let cancelled = cancelled.expect("it runs");
        assert_eq!(cancelled["result"]["resultType"], "complete", "{cancelled}");
        listener.hears_of_a_task("cancelled").await;
        tokio::time::sleep(CANCELLED).await;
        let steps = count(&file, &name);
        tokio::time::sleep(CANCELLED / 2).await;
        assert_eq!(count(&file, &name), steps, "the body was dropped");
    }
}

/// Listens to a task, and to one that there isn't.
async fn listen(client: &Client, task: &Made) -> Listener {
    let filter = json!({ "notifications": { "taskIds": [task.id, "task_of_nobody"] } });
    let ask = able(Ask::new("subscriptions/listen", filter));
    let (listener, acknowledged) = client.listen_to(&ask).await;
    assert!(acknowledged.contains(&task.id), "{acknowledged}");
    assert!(!acknowledged.contains("task_of_nobody"), "{acknowledged}");
    listener
}

fn count(file: &Path, name: &str) -> usize {
    match file.exists() {
        true => steps(file).get(name).map_or(0, Vec::len),
        false => 0,
    }
}
