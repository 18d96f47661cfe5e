//! Tasks while their bodies run.

use std::sync::Arc;

use mcp_runtime::prelude::*;
use serde_json::json;

use super::{Dropped, Gate, about, call, get, made, once, pass, router};

/// Take steps, one for each time that the gate opens.
#[mcp_tool(read_only, task(attempts = 3))]
pub(super) async fn steps(
    count: u32,
    task: Task<u32>,
    State(gate): State<Gate>,
) -> Result<String, ToolError> {
    let _dropped = Dropped(gate.clone());
    let begun = task.resumed().unwrap_or_default();
    for step in begun..count {
        pass(&gate.open).await;
        task.status(format!("step {step}"));
        task.checkpoint(&(step + 1)).await?;
        gate.done.add_permits(1);
    }
    Ok(format!("{count} steps, of which {} here", count - begun))
}

/// Tell of progress.
#[mcp_tool(read_only, task)]
pub(super) async fn tell(cx: Context, State(gate): State<Gate>) -> &'static str {
    cx.progress((3, 10));
    pass(&gate.open).await;
    "told"
}

#[tokio::test]
async fn a_task_that_is_cancelled_is_dropped() {
    let (router, gate) = router();
    let id = made(&router, call("count", json!({ "text": "a" }))).await;
    let ack = about("tasks/cancel", &id).send(&router).await.result();
    assert_eq!(ack, json!({ "resultType": "complete" }));
    assert_eq!(get(&router, &id).await["status"], "cancelled");
    // Whether or not it had begun, it does nothing more.
    gate.open(1);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(get(&router, &id).await["status"], "cancelled");
    assert_eq!(gate.done.available_permits(), 0);
}

#[tokio::test]
async fn a_body_that_runs_is_dropped_by_a_cancellation() {
    let (router, gate) = router();
    let id = made(&router, call("steps", json!({ "count": 5 }))).await;
    gate.open(1);
    pass(&gate.done).await;
    about("tasks/cancel", &id).send(&router).await.result();
    pass(&gate.dropped).await;
    assert_eq!(get(&router, &id).await["status"], "cancelled");
}

#[tokio::test]
async fn a_notification_cancels_no_task() {
    let (router, gate) = router();
    let id = made(&router, call("count", json!({ "text": "a" }))).await;
    let mut ask = mcp_tests::client::Ask::new("notifications/cancelled", json!({ "requestId": 1 }));
    ask.body.as_object_mut().unwrap().remove("id");
    ask.send(&router).await;
    gate.open(1);
    once(&router, &id, "completed").await;
}

#[tokio::test]
async fn what_a_body_says_is_the_tasks_status() {
    let (router, gate) = router();
    let id = made(&router, call("tell", json!({}))).await;
    let said = async {
        while get(&router, &id).await["statusMessage"] != "3 of 10" {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(super::SOON, said)
        .await
        .expect("it says how far it is");
    gate.open(1);
    once(&router, &id, "completed").await;
    let id = made(&router, call("steps", json!({ "count": 1 }))).await;
    gate.open(1);
    let done = once(&router, &id, "completed").await;
    assert_eq!(done["statusMessage"], "step 0", "with the checkpoint");
}

/// Two workers' legs of one task: the record lets one through.
#[tokio::test]
async fn a_leg_that_is_delivered_twice_is_worked_on_once() {
    use mcp_runtime::task::{CancellationToken, Dispatch, DispatchError, Leg, LocalDispatch, Work};

    /// Sends each leg twice, and delivers them at the same time.
    #[derive(Clone, Default)]
    struct Twice(Arc<LocalDispatch>, Arc<LocalDispatch>);

    impl Dispatch for Twice {
        async fn send(&self, leg: Leg) -> Result<(), DispatchError> {
            self.0.send(leg.clone()).await?;
            self.1.send(leg).await
        }

        async fn serve(&self, work: Work, at_once: usize, stop: CancellationToken) {
            let one = self.0.serve(work.clone(), at_once, stop.clone());
            tokio::join!(one, self.1.serve(work, at_once, stop));
        }

        fn takes_over(&self) -> bool {
            true
        }
    }

    let (server, gate) = super::server();
    let router = server.dispatch(Twice::default()).into_router();
    gate.open(100);
    for _ in 0..20 {
        let id = made(&router, call("count", json!({ "text": "a" }))).await;
        once(&router, &id, "completed").await;
    }
    assert_eq!(gate.done.available_permits(), 20);
}
