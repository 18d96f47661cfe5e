//! The receipts that engines get for the legs that they deliver, and the servers that need one.

use std::sync::{Arc, Mutex};

use mcp_runtime::prelude::*;
use mcp_runtime::task::{CancellationToken, Dispatch, DispatchError, Leg, Receipt, Work};
use mcp_runtime::{ServeError, StartProblem};
use serde_json::json;
use tokio::sync::watch;

use super::{Gate, Tasks, about, call, greet, made};

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
