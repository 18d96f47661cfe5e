//! The receipts that engines get for the legs that they deliver, and the servers that need one.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use mcp_runtime::prelude::*;
use mcp_runtime::task::{CancellationToken, Dispatch, DispatchError, Leg, Receipt, Work};
use mcp_runtime::{ServeError, StartProblem};
use serde_json::json;
use tokio::sync::watch;

use super::{Gate, SOON, Tasks, about, answering, call, get, greet, made, once};

/// An engine that delivers what the test wants.
#[derive(Clone)]
struct Hands {
    sent: Arc<Mutex<Vec<Leg>>>,
    work: watch::Sender<Option<Work>>,
}

impl Dispatch for Hands {
    async fn send(&self, leg: Leg) -> Result<(), DispatchError> {
        self.sent.lock().unwrap().push(leg);
        Ok(())
    }

    async fn serve(&self, work: Work, _: usize, stop: CancellationToken) {
        self.work.send_replace(Some(work));
        stop.cancelled().await;
    }

    fn takes_over(&self) -> bool {
        true
    }
}

impl Default for Hands {
    fn default() -> Self {
        Self {
            sent: Arc::default(),
            work: watch::Sender::new(None),
        }
    }
}

mcp_server! { Short { name: "short", version: "1.0.0", tools: [greet] } }

/// Why a server doesn't work.
async fn unfit<S: Send + Sync + 'static, D: 'static>(server: Server<S, D>) -> Vec<StartProblem> {
    let worked = server
        .work_with_shutdown(None, std::future::pending())
        .await;
    match worked.unwrap_err() {
        ServeError::Start(error) => error.problems().to_vec(),
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_server_whose_tasks_nobody_would_work_on_does_not_start() {
    let tasks = || Tasks::new(Gate::default());
    let error = tasks().task_workers(0).check().unwrap_err();
    assert_eq!(error.problems(), [StartProblem::NoWorkers]);
    assert!(error.to_string().contains("--store redis://"), "{error}");
    let front = tasks().task_workers(0).dispatch(Hands::default());
    assert!(front.check().is_ok(), "others work");
    assert!(
        Short::new().task_workers(0).check().is_ok(),
        "there is no work"
    );
}

#[tokio::test]
async fn a_worker_that_would_have_nothing_to_do_does_not_start() {
    let short = Short::new().dispatch(Hands::default());
    assert_eq!(unfit(short).await, [StartProblem::NoTasks]);
    let tasks = || Tasks::new(Gate::default());
    assert_eq!(unfit(tasks()).await, [StartProblem::NoEngine]);
    let idle = tasks().task_workers(0).dispatch(Hands::default());
    let zero = StartProblem::Zero {
        setting: "task_workers",
    };
    assert_eq!(unfit(idle).await, [zero]);
}

#[tokio::test]
async fn a_leg_that_fits_no_worker_is_forgotten_once_its_task_is_over() {
    let hands = Hands::default();
    let mut working = hands.work.subscribe();
    let server = Tasks::new(Gate::default()).dispatch(hands.clone());
    let router = server.into_router();
    let id = made(&router, call("count", json!({ "text": "to be" }))).await;
    let work = working.wait_for(Option::is_some).await.unwrap().clone();
    let work = work.expect("it is there");
    let leg = hands.sent.lock().unwrap()[0].clone();
    let unfit = [
        Leg::new(leg.task(), "gone", leg.schema()),
        Leg::new(leg.task(), leg.tool(), "another"),
    ];
    for leg in &unfit {
        assert_eq!(work.run(leg.clone()).await, Receipt::Returned, "{leg:?}");
    }
    about("tasks/cancel", &id).send(&router).await.result();
    for leg in &unfit {
        assert_eq!(work.run(leg.clone()).await, Receipt::Done, "{leg:?}");
    }
}

/// Asks again and again, until so many legs were sent.
async fn sends(hands: &Hands, legs: usize, mut ask: impl AsyncFnMut()) {
    let asking = async {
        while hands.sent.lock().unwrap().len() < legs {
            ask().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(SOON, asking)
        .await
        .expect("the leg is sent again");
    assert_eq!(hands.sent.lock().unwrap().len(), legs, "once");
}

#[tokio::test]
async fn a_leg_that_was_lost_is_sent_again_by_whoever_looks_or_answers() {
    let hands = Hands::default();
    let mut working = hands.work.subscribe();
    let gate = Gate::default();
    let server = Tasks::new(gate.clone()).dispatch(hands.clone());
    let router = server.task_silence(Duration::from_secs(1)).into_router();
    let id = made(&router, call("names", json!({}))).await;
    let work = working.wait_for(Option::is_some).await.unwrap().clone();
    let work = work.expect("it is there");
    // The first leg is lost. Before it is late, nobody sends another.
    get(&router, &id).await;
    assert_eq!(hands.sent.lock().unwrap().len(), 1);
    sends(&hands, 2, async || drop(get(&router, &id).await)).await;
    let leg = hands.sent.lock().unwrap()[1].clone();
    assert_eq!(work.run(leg).await, Receipt::Done);
    once(&router, &id, "input_required").await;
    get(&router, &id).await;
    assert_eq!(hands.sent.lock().unwrap().len(), 2, "it waits for answers");

    // So is the leg after the answers. Another update has nothing to answer, and sends it again.
    let accept = json!({ "action": "accept", "content": { "name": "Ada" } });
    let answers = answering(&id, json!({ "first": accept, "last": accept }));
    answers.send(&router).await.result();
    assert_eq!(hands.sent.lock().unwrap().len(), 3);
    sends(&hands, 4, async || {
        about("tasks/update", &id).send(&router).await.result();
    })
    .await;
    let leg = hands.sent.lock().unwrap()[3].clone();
    assert_eq!(work.run(leg).await, Receipt::Done);
    once(&router, &id, "completed").await;

    // While one is under way, there is no other.
    let id = made(&router, call("count", json!({ "text": "a" }))).await;
    let leg = hands.sent.lock().unwrap()[4].clone();
    let running = tokio::spawn(async move { work.run(leg).await });
    let late = tokio::time::Instant::now() + Duration::from_millis(1_500);
    while tokio::time::Instant::now() < late {
        get(&router, &id).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(hands.sent.lock().unwrap().len(), 5);
    gate.open(1);
    assert_eq!(running.await.unwrap(), Receipt::Done);
}
