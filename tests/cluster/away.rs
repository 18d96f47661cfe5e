//! The store, and with it the bus, is away for a while: what clients of earlier revisions wait for
//! comes all the same.

use std::time::Duration;

use mcp_test_services::Database;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::earlier::{Running, Session};
use crate::filled;
use crate::fleet::Fleet;

/// Calls that wait for an answer meanwhile.
const CALLS: usize = 40;

const AWAY: Duration = Duration::from_secs(5);

/// It hangs, as behind a network that is cut, and then it dies and is started again.
pub(crate) async fn earlier_clients_outlast_it(mut database: Database) {
    let fleet = Fleet::start(&database).await;
    let session = Session::begin(fleet.address(), "2025-11-25").await;
    let watched = filled(&session).await;
    let uri = format!("basket:///{watched}");
    let mut changes = session.at(fleet.instances()[2]).listen().await;
    let subscribed = session.request("resources/subscribe", json!({ "uri": uri }));
    assert_eq!(subscribed.await, json!({}));
    for dies in [false, true] {
        let calls = begin(&session).await;
        if dies {
            database.kill();
        } else {
            database.hang();
        }
        // On their way while nobody can take them in.
        let mut answers = JoinSet::new();
        for call in calls.iter().step_by(2) {
            let (session, asked) = (session.clone(), call.asked.clone());
            answers.spawn(async move { session.agree(&asked).await });
        }
        tokio::time::sleep(AWAY).await;
        if dies {
            database.run();
        } else {
            database.go_on();
        }
        while let Some(status) = answers.join_next().await {
            assert_eq!(status.unwrap(), 202, "dies: {dies}");
        }
        for call in calls.iter().skip(1).step_by(2) {
            assert_eq!(session.agree(&call.asked).await, 202);
        }
        for call in calls {
            call.check(&session).await;
        }
        let added = json!({ "basket": watched, "sku": "tea" });
        session.call("add_item", added).await;
        while changes.next().await.expect("the stream lasts")["params"]["uri"] != *uri {}
    }
}

/// A call that has asked.
struct Call {
    basket: String,
    running: Running,
    asked: Value,
}

async fn begin(session: &Session) -> Vec<Call> {
    let mut calls = Vec::new();
    for _ in 0..CALLS {
        let basket = filled(session).await;
        let arguments = json!({ "basket": basket });
        let mut running = session.start("check_out", arguments).await;
        let asked = running.next().await.expect("a question");
        calls.push(Call {
            basket,
            running,
            asked,
        });
    }
    calls
}

impl Call {
    async fn check(self, session: &Session) {
        let (result, _) = self.running.finish().await;
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!(text.starts_with("Ordered"), "{result}");
        assert_eq!(session.agree(&self.asked).await, 400);
        let shown = json!({ "basket": self.basket });
        assert_eq!(session.call("show_basket", shown).await["isError"], true);
    }
}
