//! Tasks on three instances, of which one after the other is killed, at random: each task that was
//! acknowledged comes to its one end, and none is tried more often than it may be.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use mcp_test_services::Database;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::LIMIT;
use crate::client::Client;
use crate::fleet::Fleet;
use crate::tasks::{ATTEMPTS, Made, SILENCE, STEPS, attempts, end, fleet, look, make, steps};

/// How many clients make tasks, and the time between two kills.
const CLIENTS: usize = 10;
const BETWEEN: Duration = Duration::from_secs(2);

/// The milliseconds of a step.
const PACE: u64 = 50;

/// The most tasks that one instance works on at a time, unless set.
const WORKERS: usize = 16;

/// The tasks that each client makes at a time. It goes on until the last kill.
const TASKS: usize = 10;

/// How often an instance is killed: so often that a run stays short, or as `MCP_KILLS` says.
fn kills() -> usize {
    let kills = std::env::var("MCP_KILLS");
    kills.map_or(3, |kills| kills.parse().expect("MCP_KILLS is a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_task_comes_to_its_one_end_while_instances_with_redis_are_killed() {
    survives(Database::redis()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_task_comes_to_its_one_end_while_instances_with_postgres_are_killed() {
    survives(Database::postgres_with_pgmq()).await;
}

async fn survives(database: Database) {
    tokio::time::timeout(LIMIT, each_task_comes_to_its_one_end(database, kills()))
        .await
        .expect("it ends in time");
}

async fn each_task_comes_to_its_one_end(database: Database, kills: usize) {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let file = folder.path().join("steps");
    let fleet = Arc::new(fleet(&database, &file, SILENCE).await);
    let (began, is_over) = (Instant::now(), Arc::new(AtomicBool::new(false)));
    let killing = tokio::spawn(kill(fleet.clone(), kills, is_over.clone()));
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        clients.spawn(work(fleet.client(), number, is_over.clone()));
    }
    let ended: Vec<_> = clients.join_all().await.into_iter().flatten().collect();
    killing.await.expect("it doesn't panic");
    let took = began.elapsed();
    let (steps, mut tries, mut completed) = (steps(&file), 0, 0);
    for (task, end) in &ended {
        completed += usize::from(end["status"] == "completed");
        tries += ended_as_it_says(task, end, &steps[&task.name]);
        for address in fleet.instances() {
            let seen = look(&Client::new(address), task).await;
            assert_eq!(&seen, end, "an end doesn't change, whoever is asked");
        }
    }
    let count = ended.len();
    eprintln!("{count} tasks, {completed} completed, {tries} attempts, {kills} kills, {took:?}");
    assert!(tries > count, "work was lost by the kills");
    assert!(
        tries <= count + kills * WORKERS,
        "what a dead instance worked on is tried again, and nothing else"
    );
}

/// Kills an instance again and again, and starts it.
async fn kill(fleet: Arc<Fleet>, kills: usize, is_over: Arc<AtomicBool>) {
    for kill in 0..kills {
        tokio::time::sleep(BETWEEN).await;
        let instance = RandomState::new().hash_one(kill) % fleet.instances().len() as u64;
        fleet.kill(instance as usize).await;
        fleet.restart(instance as usize).await;
    }
    is_over.store(true, Ordering::Relaxed);
}

/// A client's tasks, each with its end.
async fn work(client: Client, number: usize, is_over: Arc<AtomicBool>) -> Vec<(Made, Value)> {
    let mut ended = Vec::new();
    let mut tries = 0;
    while !is_over.load(Ordering::Relaxed) {
        let mut made = Vec::new();
        while made.len() < TASKS {
            tries += 1;
            // Where the answer was lost, nobody knows of the task.
            made.extend(make(&client, &format!("{number}-{tries}"), STEPS, PACE).await);
        }
        for task in made {
            let end = end(&client, &task).await;
            ended.push((task, end));
        }
    }
    ended
}

/// Compares an end with what was done. Gives the number of attempts.
fn ended_as_it_says(task: &Made, end: &Value, steps: &[String]) -> usize {
    let name = &task.name;
    let (attempts, last) = attempts(name, steps);
    if end["status"] == "completed" {
        let text = &end["result"]["content"][0]["text"];
        assert_eq!(text, &format!("{name} is {STEPS}"), "{end}");
        assert_eq!(last, STEPS, "{name} was counted to its end");
    } else {
        assert_eq!(end["status"], "failed", "{name}: {end}");
        // The last attempt may have died before it noted that it began.
        assert!(
            attempts >= ATTEMPTS - 1,
            "{name} failed after {attempts} attempts: {end}"
        );
    }
    attempts
}
