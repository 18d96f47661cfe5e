//! Tasks whose work runs elsewhere.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::Router;
use mcp_runtime::SealingKeys;
use mcp_runtime::prelude::*;
use mcp_runtime::task::{External, JobStatus};
use mcp_tests::client::Ask;
use serde_json::{Value, json};
use tokio::task::yield_now;

use super::restarts::Surviving;
use super::{SOON, about, answering, call, get, made, once};

/// A grid that runs jobs, in the hands of the test.
#[derive(Clone, Default)]
struct Grid(Arc<Mutex<Jobs>>);

#[derive(Default)]
struct Jobs {
    /// The stage of each, by its id.
    stages: BTreeMap<String, String>,
    asked: usize,
    approved: Vec<String>,
    stopped: Vec<String>,
    /// Requests that fail before one succeeds.
    failures: usize,
}

impl Grid {
    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.0.lock().unwrap()
    }

    /// Puts all jobs there.
    fn put(&self, stage: &str) {
        for at in self.jobs().stages.values_mut() {
            stage.clone_into(at);
        }
    }

    async fn holds(&self, what: &str, holds: impl Fn(&Jobs) -> bool) {
        let waiting = async {
            while !holds(&self.jobs()) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(SOON, waiting).await.expect(what);
    }
}

/// A job on the grid.
#[mcp_type]
struct Job {
    id: String,
}

#[mcp_type]
struct Picture {
    of: String,
}

impl External for Job {
    type Service = Grid;
    type Output = Json<Picture>;

    async fn status(
        &self,
        grid: &Grid,
        asker: Asker,
    ) -> Result<JobStatus<Json<Picture>>, ToolError> {
        let stage = {
            let mut jobs = grid.jobs();
            jobs.asked += 1;
            if jobs.failures > 0 {
                jobs.failures -= 1;
                return Err(ToolError::internal("grid.internal refuses: Rosebud"));
            }
            jobs.stages[&self.id].clone()
        };
        Ok(match &*stage {
            "done" => JobStatus::Completed(Json(Picture {
                of: self.id.clone(),
            })),
            "broken" => JobStatus::Failed(ToolError::new("The lamp is broken")),
            "stopped" => JobStatus::Cancelled,
            "to be approved" => {
                let Confirm = asker.ask("approve", "Paint over it?").await?;
                let mut jobs = grid.jobs();
                jobs.approved.push(self.id.clone());
                jobs.stages.insert(self.id.clone(), "done".into());
                JobStatus::working("approved")
            }
            "panicking" => panic!("the secret is Rosebud"),
            stage => JobStatus::working(stage),
        })
    }

    async fn cancel(&self, grid: &Grid) -> Result<(), ToolError> {
        grid.jobs().stopped.push(self.id.clone());
        Ok(())
    }
}

fn begin(grid: &Grid, scene: &str) -> Job {
    let mut jobs = grid.jobs();
    let id = format!("{scene}-{}", jobs.stages.len());
    jobs.stages.insert(id.clone(), "painting".into());
    Job { id }
}

/// Paint a scene.
#[mcp_tool(task(external, poll = "20ms"))]
async fn paint(scene: String, State(grid): State<Grid>) -> Result<Job, ToolError> {
    yield_now().await;
    match &*scene {
        "nothing" => Err(ToolError::new("There is nothing to see")),
        _ => Ok(begin(&grid, &scene)),
    }
}

/// Paint a scene, and look seldom.
#[mcp_tool(task(external, poll = "500ms"))]
async fn paint_slowly(scene: String, State(grid): State<Grid>) -> Job {
    yield_now().await;
    begin(&grid, &scene)
}

/// Paint a scene, while there is light.
#[mcp_tool(task(external, poll = "20ms", ttl = "1s"))]
async fn paint_quickly(scene: String, State(grid): State<Grid>) -> Job {
    yield_now().await;
    begin(&grid, &scene)
}

/// Paint an end: the expansion must have no name that hides this one.
#[mcp_tool(task(external))]
async fn ended(State(grid): State<Grid>) -> Job {
    yield_now().await;
    begin(&grid, "an end")
}

mcp_server! {
    Painter {
        name: "painter",
        version: "1.0.0",
        state: Grid,
        tools: [paint, paint_slowly, paint_quickly, ended],
    }
}

fn router() -> (Router, Grid) {
    let grid = Grid::default();
    (Painter::new(grid.clone()).into_router(), grid)
}

/// A task whose job has begun.
async fn begun(router: &Router, grid: &Grid, tool: &str) -> String {
    let before = grid.jobs().stages.len();
    let id = made(router, call(tool, json!({ "scene": "lake" }))).await;
    grid.holds("a job begins", |jobs| jobs.stages.len() > before)
        .await;
    id
}

async fn says(router: &Router, id: &str, message: &str) {
    let waiting = async {
        while get(router, id).await["statusMessage"] != message {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(SOON, waiting).await.expect(message);
}

#[tokio::test]
async fn what_the_job_comes_to_is_the_result_of_a_plain_call() {
    let (router, grid) = router();
    let id = begun(&router, &grid, "paint").await;
    says(&router, &id, "painting").await;
    grid.put("drying");
    says(&router, &id, "drying").await;
    grid.put("done");
    let ended = once(&router, &id, "completed").await;
    assert_eq!(ended["result"]["structuredContent"]["of"], "lake-0");
    let body = about("tasks/get", &id).send(&router).await.body;
    grid.put("gone");
    assert_eq!(about("tasks/get", &id).send(&router).await.body, body);

    // A client without tasks waits for its own job.
    let plain = tokio::spawn({
        let router = router.clone();
        async move {
            let ask = Ask::tool("paint", json!({ "scene": "lake" }));
            ask.send(&router).await.body
        }
    });
    grid.holds("a second job begins", |jobs| jobs.stages.len() == 2)
        .await;
    grid.put("done");
    let plain = plain.await.unwrap();
    let result = plain.split_once(r#""result":"#).unwrap().1;
    let result = result
        .strip_suffix('}')
        .unwrap()
        .replace("lake-1", "lake-0");
    assert!(body.contains(&result), "{result}\nis not in\n{body}");
    assert!(grid.jobs().stopped.is_empty(), "nothing was to be stopped");
}

#[tokio::test]
async fn a_job_is_asked_once_within_its_interval_however_many_look() {
    let (router, grid) = router();
    let began = Instant::now();
    let id = begun(&router, &grid, "paint_slowly").await;
    while grid.jobs().asked < 2 {
        let looks = (0..20).map(|_| get(&router, &id));
        for seen in futures_util::future::join_all(looks).await {
            assert_eq!(seen["status"], "working");
        }
    }
    let most = began.elapsed().as_millis() / 500;
    assert!(grid.jobs().asked as u128 <= most, "{most} intervals");
}

#[tokio::test]
async fn a_job_that_can_not_be_asked_goes_on_and_one_that_fails_is_a_result() {
    let (router, grid) = router();
    let id = begun(&router, &grid, "paint").await;
    grid.jobs().failures = 3;
    says(&router, &id, "painting").await;
    assert!(!get(&router, &id).await.to_string().contains("Rosebud"));
    grid.put("broken");
    let ended = once(&router, &id, "completed").await;
    assert_eq!(ended["result"]["isError"], true, "{ended}");
    assert_eq!(ended["result"]["content"][0]["text"], "The lamp is broken");

    let id = begun(&router, &grid, "paint").await;
    grid.put("panicking");
    let ended = once(&router, &id, "failed").await;
    assert!(!ended.to_string().contains("Rosebud"), "{ended}");

    let refused = made(&router, call("paint", json!({ "scene": "nothing" }))).await;
    let ended = once(&router, &refused, "completed").await;
    assert_eq!(
        ended["result"]["content"][0]["text"],
        "There is nothing to see"
    );

    let id = begun(&router, &grid, "paint").await;
    grid.put("stopped");
    once(&router, &id, "cancelled").await;
}

#[tokio::test]
async fn a_job_asks_and_hears_the_answer() {
    let (router, grid) = router();
    let id = begun(&router, &grid, "paint").await;
    grid.put("to be approved");
    let asked = once(&router, &id, "input_required").await;
    let question = &asked["inputRequests"]["approve"];
    assert_eq!(question["params"]["message"], "Paint over it?", "{asked}");
    let asks = grid.jobs().asked;
    for _ in 0..10 {
        get(&router, &id).await;
    }
    assert_eq!(grid.jobs().asked, asks, "nobody asks it while it waits");
    let accept = json!({ "action": "accept", "content": {} });
    let answer = answering(&id, json!({ "approve": accept }));
    let ack = answer.send(&router).await.result();
    assert_eq!(ack, json!({ "resultType": "complete" }));
    once(&router, &id, "completed").await;
    assert_eq!(grid.jobs().approved, ["lake-0"]);

    // Who declines doesn't want it any more.
    let id = begun(&router, &grid, "paint").await;
    grid.put("to be approved");
    once(&router, &id, "input_required").await;
    let decline = answering(&id, json!({ "approve": { "action": "decline" } }));
    decline.send(&router).await.result();
    let ended = once(&router, &id, "completed").await;
    assert_eq!(ended["result"]["isError"], true, "{ended}");
    assert_eq!(grid.jobs().stopped, ["lake-1"]);
}

#[tokio::test]
async fn a_job_that_asks_in_a_plain_call_is_stopped() {
    let (router, grid) = router();
    let plain = tokio::spawn(async move {
        let ask = Ask::tool("paint", json!({ "scene": "lake" }));
        let ask = ask.meta(
            "io.modelcontextprotocol/clientCapabilities",
            json!({ "elicitation": { "form": {} } }),
        );
        ask.send(&router).await.refusal()
    });
    grid.holds("a job begins", |jobs| !jobs.stages.is_empty())
        .await;
    grid.put("to be approved");
    assert_eq!(plain.await.unwrap(), (400, -32021));
    grid.holds("it is stopped", |jobs| jobs.stopped == ["lake-0"])
        .await;
}

#[tokio::test]
async fn a_job_that_nobody_waits_for_is_stopped() {
    let (router, grid) = router();
    // The caller goes away.
    let plain = tokio::spawn({
        let router = router.clone();
        async move {
            Ask::tool("paint", json!({ "scene": "lake" }))
                .send(&router)
                .await
        }
    });
    grid.holds("a job begins and is asked", |jobs| jobs.asked > 0)
        .await;
    plain.abort();
    grid.holds("it is stopped", |jobs| jobs.stopped == ["lake-0"])
        .await;

    // Its time is over.
    let id = begun(&router, &grid, "paint_quickly").await;
    let ended = once(&router, &id, "failed").await;
    let message = ended["statusMessage"].as_str().unwrap();
    assert!(message.contains("longer than the time"), "{ended}");
    grid.holds("it is stopped", |jobs| jobs.stopped.len() == 2)
        .await;
}

#[tokio::test]
async fn any_instance_asks_and_stops_a_job() {
    let (store, grid) = (Surviving::default(), Grid::default());
    let instance = || {
        let keys = SealingKeys::new([[7; 32]]).unwrap();
        Painter::new(grid.clone())
            .store(store.clone())
            .sealing_keys(keys)
            .into_router()
    };
    let (one, other) = (instance(), instance());
    let id = begun(&one, &grid, "paint").await;
    says(&other, &id, "painting").await;
    about("tasks/cancel", &id).send(&other).await.result();
    assert_eq!(get(&one, &id).await["status"], "cancelled");
    grid.holds("it is stopped", |jobs| jobs.stopped == ["lake-0"])
        .await;

    // After a restart, what has begun is not begun again.
    let id = begun(&one, &grid, "paint").await;
    says(&one, &id, "painting").await;
    drop((one, other));
    let third = instance();
    grid.put("done");
    let ended = once(&third, &id, "completed").await;
    assert_eq!(ended["result"]["structuredContent"]["of"], "lake-1");
    assert_eq!(grid.jobs().stages.len(), 2);
}

/// Of a job's end and a cancellation at the same time, on two instances, one wins.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_job_is_written_once() {
    let (store, grid) = (Surviving::default(), Grid::default());
    let instance = || {
        let keys = SealingKeys::new([[7; 32]]).unwrap();
        Painter::new(grid.clone())
            .store(store.clone())
            .sealing_keys(keys)
            .into_router()
    };
    let (one, other) = (instance(), instance());
    let mut ends = BTreeMap::<String, usize>::new();
    for _ in 0..50 {
        let id = begun(&one, &grid, "paint").await;
        says(&one, &id, "painting").await;
        grid.put("done");
        tokio::time::sleep(Duration::from_millis(20)).await;
        let (_, _) = tokio::join!(get(&one, &id), async {
            about("tasks/cancel", &id).send(&other).await.result()
        });
        let end: Value = get(&one, &id).await;
        *ends
            .entry(end["status"].as_str().unwrap().to_owned())
            .or_default() += 1;
        for router in [&one, &other] {
            assert_eq!(get(router, &id).await, end, "no end changes");
        }
    }
    let known = ends.get("completed").unwrap_or(&0) + ends.get("cancelled").unwrap_or(&0);
    assert_eq!(known, 50, "{ends:?}");
}
