//! Workers that are processes of their own: killed while they work, or stopped for so long that
//! others take over.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use mcp_runtime::task::Dispatch;
use mcp_test_services::Database;

use crate::engine::{SILENCE, engine, eventually, left, leg, on_each};
use crate::engines::Engine;

/// A worker in a process of its own, and what it has said.
struct Process {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
    reading: Option<JoinHandle<()>>,
}

impl Process {
    fn start(database: &Database, takes: u64) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_works"))
            .arg(database.url())
            .args([SILENCE.as_millis().to_string(), takes.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it can be started");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let said = Arc::new(Mutex::new(Vec::new()));
        let hearing = said.clone();
        let reading = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                hearing.lock().expect("nobody panics").push(line);
            }
        });
        Self {
            child,
            said,
            reading: Some(reading),
        }
    }

    fn said(&self, what: &str) -> Vec<String> {
        let said = self.said.lock().expect("nobody panics");
        let lines = said.iter().filter_map(|line| line.strip_prefix(what));
        lines.map(|name| name.trim().to_owned()).collect()
    }

    fn signal(&self, name: &str) {
        let told = Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status();
        assert!(told.is_ok_and(|status| status.success()));
    }

    fn kill(&mut self) {
        // One that has ended can't be killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(reading) = self.reading.take() {
            reading.join().expect("it doesn't panic");
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

on_each! {
    each_leg_is_worked_on: each_leg_of_redis_is_worked_on_to_its_end_while_workers_are_killed,
        each_leg_of_postgres_is_worked_on_to_its_end_while_workers_are_killed;
    what_ends_late_is_anothers: what_ends_late_is_still_anothers_in_redis,
        what_ends_late_is_still_anothers_in_postgres;
}

async fn each_leg_is_worked_on(database: Database) {
    const LEGS: usize = 60;
    let sender = engine(&database).await;
    let mut workers = [(); 2].map(|()| Process::start(&database, 200));
    for n in 0..LEGS {
        sender.send(leg(n)).await.expect("it runs");
    }
    let mut dead = Vec::new();
    for round in 1..=3 {
        let most = LEGS * round / 5;
        let done = |worker: &Process| worker.said("done ").len();
        eventually("they work", async || {
            workers.iter().chain(&dead).map(done).sum::<usize>() >= most
        })
        .await;
        let mut killed = std::mem::replace(&mut workers[round % 2], Process::start(&database, 200));
        killed.kill();
        dead.push(killed);
    }
    eventually("all is done", async || left(&database).await == (0, 0)).await;
    for worker in &mut workers {
        worker.kill();
    }
    let mut done: Vec<String> = workers
        .iter()
        .chain(&dead)
        .flat_map(|worker| worker.said("done "))
        .collect();
    done.sort();
    done.dedup();
    assert_eq!(done.len(), LEGS, "each was worked on to its end");
}

/// By a worker that was silent for too long.
async fn what_ends_late_is_anothers(database: Database) {
    let sender = engine(&database).await;
    let slow = Process::start(&database, 1_000);
    sender.send(leg(0)).await.expect("it runs");
    eventually("it has begun", async || slow.said("begun ").len() == 1).await;
    slow.signal("STOP");
    let other = Process::start(&database, 5_000);
    eventually("another takes over", async || {
        other.said("begun ").len() == 1
    })
    .await;
    slow.signal("CONT");
    eventually("the first ends it", async || slow.said("done ").len() == 1).await;
    // Longer than it needs to say so to the queue.
    tokio::time::sleep(SILENCE / 4).await;
    assert!(other.said("done ").is_empty(), "the other still works");
    assert_eq!(left(&database).await, (1, 1), "it is kept for the other");
    eventually("the other ends it", async || {
        left(&database).await == (0, 0)
    })
    .await;
    assert_eq!(other.said("done ").len(), 1);
    assert_eq!(slow.said("begun ").len(), 1, "it came to no third one");
}
