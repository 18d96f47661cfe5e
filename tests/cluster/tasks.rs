//! Tasks on three instances, with an engine: one is stopped for so long that others take over, or
//! the engine is away, and each task comes to its one end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mcp_runtime::gateway::Gateway;
use mcp_test_services::Database;
use mcp_tests::client::Ask;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::LIMIT;
use crate::client::{Client, Cut};
use crate::counting;
use crate::fleet::Fleet;

/// The steps of a task.
pub(crate) const STEPS: u64 = 10;

/// The greatest number of attempts, as the tool says.
pub(crate) const ATTEMPTS: usize = 8;

/// How long a task may take to end, with several workers that are lost on the way.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long a worker may be silent where one is killed or stopped.
pub(crate) const SILENCE: &str = "3000";

pub(crate) async fn fleet(database: &Database, steps: &Path, silence: &str) -> Fleet {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_counts-in-tasks"));
    let gateway = Gateway::of(&counting::server(steps.to_owned()));
    let variables = vec![
        ("STEPS", steps.to_owned()),
        ("SILENCE", PathBuf::from(silence)),
    ];
    Fleet::start_of(database, binary, gateway, variables).await
}

/// A task that the fleet has acknowledged.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) name: String,
    pub(crate) id: String,
}

pub(crate) async fn make(client: &Client, name: &str, to: u64, pace: u64) -> Result<Made, Cut> {
    let arguments = json!({ "name": name, "to": to, "pace": pace });
    make_of(client, "count_up", name, arguments).await
}

/// The same of another tool.
pub(crate) async fn make_of(
    client: &Client,
    tool: &str,
    name: &str,
    arguments: Value,
) -> Result<Made, Cut> {
    let made = client.send(able(Ask::tool(tool, arguments))).await?;
    let id = made["result"]["taskId"].as_str();
    let id = id.unwrap_or_else(|| panic!("it is no task: {made}"));
    Ok(Made {
        name: name.to_owned(),
        id: id.to_owned(),
    })
}

pub(crate) fn able(ask: Ask) -> Ask {
    let capabilities = json!({ "extensions": { "io.modelcontextprotocol/tasks": {} } });
    ask.meta("io.modelcontextprotocol/clientCapabilities", capabilities)
}

/// A task as it stands, by any instance.
pub(crate) async fn look(client: &Client, task: &Made) -> Value {
    let began = Instant::now();
    loop {
        let ask = Ask::new("tasks/get", json!({ "taskId": task.id })).header("mcp-name", &task.id);
        match client.send(able(ask)).await {
            Ok(answer) => return answer["result"].clone(),
            Err(Cut) => assert!(began.elapsed() < PATIENCE, "no instance answers"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

pub(crate) fn is_over(task: &Value) -> bool {
    let status = task["status"].as_str();
    let status = status.unwrap_or_else(|| panic!("it was acknowledged: {task}"));
    ["completed", "failed", "cancelled"].contains(&status)
}

/// The task at its end.
pub(crate) async fn end(client: &Client, task: &Made) -> Value {
    let began = Instant::now();
    loop {
        let seen = look(client, task).await;
        if is_over(&seen) {
            return seen;
        }
        assert!(
            began.elapsed() < PATIENCE,
            "{} doesn't end: {seen}",
            task.name
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Reads the steps that were done for each task, in order.
pub(crate) fn steps(file: &Path) -> BTreeMap<String, Vec<String>> {
    let mut steps = BTreeMap::<String, Vec<String>>::new();
    let text = std::fs::read_to_string(file).expect("some step was noted");
    for line in text.lines() {
        let (name, step) = line.split_once(' ').expect("a name and a step");
        steps
            .entry(name.to_owned())
            .or_default()
            .push(step.to_owned());
    }
    steps
}

/// Checks that each attempt at a task began where the one before had got to, up to the end. Gives
/// the number of attempts.
pub(crate) fn check(name: &str, steps: &[String]) -> usize {
    let (attempts, last) = attempts(name, steps);
    assert_eq!(last, STEPS, "{name} was counted to its end: {steps:?}");
    attempts
}

/// The number of attempts, and the last step: an attempt begins with the step behind the last
/// checkpoint, which at most was done and not noted.
pub(crate) fn attempts(name: &str, steps: &[String]) -> (usize, u64) {
    let (mut attempts, mut last) = (0, 0_u64);
    for step in steps {
        if step == "begins" {
            attempts += 1;
            continue;
        }
        let step: u64 = step.parse().expect("a number");
        let may_come_again = step == last && attempts > 1;
        assert!(step == last + 1 || may_come_again, "{name}: {steps:?}");
        last = step;
    }
    assert!(attempts <= ATTEMPTS, "{name} took {attempts} attempts");
    (attempts, last)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_comes_back_too_late_changes_nothing() {
    tokio::time::timeout(LIMIT, a_worker_that_comes_back_too_late())
        .await
        .expect("it ends in time");
}

async fn a_worker_that_comes_back_too_late() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let (redis, file) = (Database::redis(), folder.path().join("steps"));
    let fleet = fleet(&redis, &file, SILENCE).await;
    // The only worker for now.
    for other in 1..3 {
        fleet.kill(other).await;
    }
    let task = make(&Client::new(fleet.instances()[0]), "late", STEPS, 300)
        .await
        .expect("nothing is killed meanwhile");
    let noted = async |count: usize| {
        let began = Instant::now();
        while !file.exists() || steps(&file)["late"].len() < count {
            assert!(began.elapsed() < PATIENCE, "the work doesn't go on");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    noted(3).await;
    fleet.signal(0, "STOP").await;
    fleet.restart(1).await;
    let client = Client::new(fleet.instances()[1]);
    let before = steps(&file)["late"].len();
    noted(before + 3).await;
    fleet.signal(0, "CONT").await;
    let end = end(&client, &task).await;
    assert_eq!(end["status"], "completed", "{end}");
    assert_eq!(
        end["result"]["content"][0]["text"],
        format!("late is {STEPS}")
    );
    // The late one has no more than the step that it was at.
    let late = steps(&file)["late"].clone();
    let begins = late.iter().filter(|step| *step == "begins").count();
    assert_eq!(begins, 2, "{late:?}");
    assert!(late.len() <= 2 + STEPS as usize + 2, "{late:?}");
    for address in [0, 1] {
        let client = Client::new(fleet.instances()[address]);
        assert_eq!(look(&client, &task).await, end, "an end doesn't change");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_that_are_acknowledged_survive_when_redis_is_away() {
    tokio::time::timeout(LIMIT, tasks_survive())
        .await
        .expect("it ends in time");
}

async fn tasks_survive() {
    const AWAY: Duration = Duration::from_secs(5);
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let (mut redis, file) = (Database::redis(), folder.path().join("steps"));
    // Longer than it is away: no worker is taken for dead by that.
    let fleet = fleet(&redis, &file, "15000").await;
    let client = fleet.client();
    // More than there are workers: some run, and some wait.
    let mut making = JoinSet::new();
    for number in 0..80 {
        let client = client.clone();
        making.spawn(async move {
            let made = make(&client, &format!("away-{number}"), STEPS, 200).await;
            made.expect("nothing is away yet")
        });
    }
    let made = making.join_all().await;
    redis.kill();
    tokio::time::sleep(AWAY).await;
    redis.run();
    let mut attempts = 0;
    for task in &made {
        let end = end(&client, task).await;
        assert_eq!(end["status"], "completed", "{}: {end}", task.name);
        let text = &end["result"]["content"][0]["text"];
        assert_eq!(text, &format!("{} is {STEPS}", task.name), "{end}");
        attempts += check(&task.name, &steps(&file)[&task.name]);
    }
    assert_eq!(attempts, made.len(), "no attempt was lost by it");
}
