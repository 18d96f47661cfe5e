//! What an engine hears of the legs that it delivers.

use std::sync::{Arc, Mutex};

use mcp_runtime::task::{CancellationToken, Dispatch, DispatchError, Leg, Receipt, Work};
use serde_json::json;
use tokio::sync::watch;

use super::{Gate, Tasks, about, call, made};

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

#[tokio::test]
async fn a_leg_that_fits_no_worker_is_forgotten_once_its_task_is_over() {
    let hands = Hands {
        sent: Arc::default(),
        work: watch::Sender::new(None),
    };
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
