//! Processes that answer and processes that work, apart from each other; and ones that die while a
//! task is made.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use mcp_test_services::Database;
use mcp_tests::client::exchange;
use serde_json::json;
use tokio::process::{Child, Command};

use crate::LIMIT;
use crate::client::Client;
use crate::tasks::{STEPS, check, end, is_over, look, make, make_of, steps};

/// How long anything may take to be as it should.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a worker of these tests may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// The same where nobody says how long.
const USUAL_SILENCE: Duration = Duration::from_secs(15);

/// The same where one is killed.
const SHORT_SILENCE: &str = "3000";

/// A process of the server.
struct Process(Child);

impl Process {
    fn start(redis: &Database, file: &Path, arguments: &[&str], dies: Option<&str>) -> Self {
        let dies = dies.map(|dies| ("DIES", dies.to_owned()));
        Self::start_with(redis, file, arguments, dies)
    }

    /// With one more variable in its environment.
    fn start_with(
        store: &Database,
        file: &Path,
        arguments: &[&str],
        variables: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let mut command = Self::command(file, arguments);
        command
            .env("MCP_STORE", store.url())
            .env("SILENCE", SILENCE.as_millis().to_string());
        for (name, value) in variables {
            command.env(name, value);
        }
        Self(command.spawn().expect("it can be started"))
    }

    /// With nothing but its command line.
    fn start_plain(file: &Path, arguments: &[&str]) -> Self {
        let started = Self::command(file, arguments).spawn();
        Self(started.expect("it can be started"))
    }

    fn command(file: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_counts-in-tasks"));
        command
            .args(arguments)
            .env(
                "MCP_SEALING_KEYS",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            )
            .env("STEPS", file)
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Tells it to end, as an orchestrator does.
    async fn terminate(&self) {
        let id = self.0.id().expect("it runs").to_string();
        let told = Command::new("kill").args(["-s", "TERM", &id]).status();
        assert!(told.await.is_ok_and(|status| status.success()));
    }

    async fn end(&mut self) -> ExitStatus {
        let ended = tokio::time::timeout(PATIENCE, self.0.wait()).await;
        ended.expect("it ends").expect("it was started")
    }
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a port");
    listener.local_addr().expect("it has an address")
}

/// The head and the body of what is said at a path.
async fn says(address: SocketAddr, path: &str) -> String {
    exchange(address, &format!("GET {path} HTTP/1.1\r\nhost: {address}")).await
}

async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "within {PATIENCE:?}, {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn listens(address: SocketAddr) {
    eventually("it listens", async || {
        tokio::net::TcpStream::connect(address).await.is_ok()
    })
    .await;
}

fn begun(file: &Path, name: &str) -> Vec<String> {
    match file.exists() {
        true => steps(file).remove(name).unwrap_or_default(),
        false => Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_front_answers_and_workers_work_with_redis() {
    tokio::time::timeout(LIMIT, a_front_and_workers(Database::redis()))
        .await
        .expect("it ends in time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_front_answers_and_workers_work_with_postgres() {
    tokio::time::timeout(LIMIT, a_front_and_workers(Database::postgres_with_pgmq()))
        .await
        .expect("it ends in time");
}

/// Of a server in which nothing says what brings the work: `--store` does.
async fn a_front_and_workers(mut database: Database) {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let (store, file) = (database.url(), folder.path().join("steps"));
    let start = |arguments: &[&str]| {
        Process::start_plain(&file, &[arguments, &["--store", &store]].concat())
    };
    let (http, health, metrics) = (free_address(), free_address(), free_address());
    let (at, watched, counted) = (http.to_string(), health.to_string(), metrics.to_string());
    let front = ["serve", "--http", &at, "--workers", "0"];
    let _front = start(&front);
    listens(http).await;
    let client = Client::new(http);
    let first = make(&client, "first", STEPS, 10).await.expect("it runs");
    let _ = look(&client, &first).await;
    assert!(begun(&file, "first").is_empty(), "the front doesn't work");

    let worker = ["worker", "--health", &watched, "--metrics", &counted];
    let mut one = start(&worker);
    assert_eq!(end(&client, &first).await["status"], "completed");
    check("first", &begun(&file, "first"));
    for (path, status) in [("/healthz", 200), ("/readyz", 200), ("/mcp", 404)] {
        let said = says(health, path).await;
        assert!(said.starts_with(&format!("HTTP/1.1 {status}")), "{said}");
    }
    let attempts = r#"mcp_server_tasks_attempts_total{gen_ai_tool_name="count_up"} 1"#;
    assert!(says(metrics, "/metrics").await.contains(attempts));

    // One that ends gives its work back, and the other goes on at once: nobody was silent.
    let long = make(&client, "long", STEPS, 200).await.expect("it runs");
    eventually("it has begun", async || begun(&file, "long").len() > 2).await;
    one.terminate().await;
    let two = start(&["worker"]);
    let began = Instant::now();
    assert_eq!(end(&client, &long).await["status"], "completed");
    assert!(
        began.elapsed() < USUAL_SILENCE,
        "it didn't wait for a silence"
    );
    assert_eq!(check("long", &begun(&file, "long")), 2);
    assert!(one.end().await.success());
    drop(two);

    // Where the database is away, neither can do its part, and both say so.
    let _one = start(&worker);
    listens(health).await;
    database.kill();
    for address in [http, health] {
        eventually("it says that the engine is away", async || {
            let said = says(address, "/readyz").await;
            said.starts_with("HTTP/1.1 503") && said.contains("tasks")
        })
        .await;
    }
    database.run();
    for address in [http, health] {
        eventually("it is ready again", async || {
            says(address, "/readyz").await.starts_with("HTTP/1.1 200")
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_that_workers_die_of_fails_at_its_last_attempt_with_redis() {
    tokio::time::timeout(LIMIT, a_task_that_workers_die_of(Database::redis()))
        .await
        .expect("it ends in time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_that_workers_die_of_fails_at_its_last_attempt_with_postgres() {
    let database = Database::postgres_with_pgmq();
    tokio::time::timeout(LIMIT, a_task_that_workers_die_of(database))
        .await
        .expect("it ends in time");
}

async fn a_task_that_workers_die_of(database: Database) {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let file = folder.path().join("steps");
    let silence = [("SILENCE", SHORT_SILENCE.to_owned())];
    let start =
        |arguments: &[&str]| Process::start_with(&database, &file, arguments, silence.clone());
    let http = free_address();
    let _front = start(&["serve", "--http", &http.to_string(), "--workers", "0"]);
    listens(http).await;
    let client = Client::new(http);
    let arguments = json!({ "name": "deadly" });
    let task = make_of(&client, "never_end", "deadly", arguments);
    let task = task.await.expect("it runs");
    for attempt in 1..=2 {
        let mut worker = start(&["worker"]);
        eventually("it is tried", async || {
            begun(&file, "deadly").len() == attempt
        })
        .await;
        worker.0.kill().await.expect("it runs");
    }
    let _worker = start(&["worker"]);
    let ended = end(&client, &task).await;
    assert_eq!(ended["status"], "failed", "{ended}");
    let message = ended["statusMessage"].as_str().unwrap_or_default();
    assert!(message.contains("may have taken effect"), "{ended}");
    // Whoever takes the leg once more finds that it is over: what comes after it is worked on.
    let next = make(&client, "next", 1, 10).await.expect("it runs");
    assert_eq!(end(&client, &next).await["status"], "completed");
    assert_eq!(begun(&file, "deadly").len(), 2, "it isn't tried again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_says_what_it_lacks() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let (redis, file) = (Database::redis(), folder.path().join("steps"));
    let mut idle = Process::start(&redis, &file, &["worker", "--workers", "0"], None);
    assert_eq!(idle.end().await.code(), Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_front_that_dies_while_a_task_is_made_leaves_nothing_half_done() {
    tokio::time::timeout(LIMIT, a_front_that_dies())
        .await
        .expect("it ends in time");
}

async fn a_front_that_dies() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let (redis, file) = (Database::redis(), folder.path().join("steps"));
    let _worker = Process::start(&redis, &file, &["worker"], None);
    for dies in ["before", "after"] {
        let http = free_address();
        let at = http.to_string();
        let front = ["serve", "--http", &at, "--workers", "0"];
        let mut front = Process::start(&redis, &file, &front, Some(dies));
        listens(http).await;
        let made = make(&Client::new(http), dies, STEPS, 10).await;
        assert!(made.is_err(), "nobody is told of the task");
        assert!(!front.end().await.success());
    }
    // What was sent is worked on once, as a call whose answer was lost. What wasn't never is: by
    // now, what was sent later has ended.
    eventually("what was sent ends", async || {
        begun(&file, "after").last() == Some(&STEPS.to_string())
    })
    .await;
    assert_eq!(check("after", &begun(&file, "after")), 1);
    assert!(begun(&file, "before").is_empty());
    // Another front isn't hindered by it.
    let http = free_address();
    let at = http.to_string();
    let front = ["serve", "--http", &at, "--workers", "0"];
    let _front = Process::start(&redis, &file, &front, None);
    listens(http).await;
    let client = Client::new(http);
    let task = make(&client, "next", STEPS, 10).await.expect("it runs");
    let end = end(&client, &task).await;
    assert!(is_over(&end) && end["status"] == "completed", "{end}");
    assert!(begun(&file, "before").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_in_postgres_and_work_by_redis_survive_a_worker_and_either_database() {
    tokio::time::timeout(LIMIT, records_in_postgres_and_work_by_redis())
        .await
        .expect("it ends in time");
}

async fn records_in_postgres_and_work_by_redis() {
    const TASKS: usize = 20;
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let (mut postgres, mut redis) = (Database::postgres(), Database::redis());
    let file = folder.path().join("steps");
    let variables = [
        ("ENGINE", redis.url()),
        ("SILENCE", SHORT_SILENCE.to_owned()),
    ];
    let start =
        |arguments: &[&str]| Process::start_with(&postgres, &file, arguments, variables.clone());
    let http = free_address();
    let _front = start(&["serve", "--http", &http.to_string(), "--workers", "0"]);
    let (mut one, _other) = (start(&["worker"]), start(&["worker"]));
    listens(http).await;
    let client = Client::new(http);
    let mut made = Vec::new();
    for number in 0..TASKS {
        let name = format!("both-{number}");
        made.push(make(&client, &name, STEPS, 200).await.expect("it runs"));
    }
    eventually("all have begun", async || {
        (0..TASKS).all(|number| !begun(&file, &format!("both-{number}")).is_empty())
    })
    .await;
    one.0.kill().await.expect("it runs");
    for database in [&mut postgres, &mut redis] {
        database.kill();
        tokio::time::sleep(Duration::from_millis(500)).await;
        database.run();
    }
    eventually("the front is ready again", async || {
        says(http, "/readyz").await.starts_with("HTTP/1.1 200")
    })
    .await;
    let mut attempts = 0;
    for (number, task) in made.iter().enumerate() {
        let end = end(&client, task).await;
        assert_eq!(end["status"], "completed", "{end}");
        let name = format!("both-{number}");
        attempts += check(&name, &begun(&file, &name));
    }
    assert!(attempts > TASKS, "the worker that was killed had some");
}
