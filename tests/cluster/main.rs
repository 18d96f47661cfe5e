//! Three instances of `examples/basket` behind nginx, in plain round robin, with one store: clients
//! work, and instances are killed and started again meanwhile. What was acknowledged is there
//! afterwards.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod any_instance;
mod away;
mod client;
mod counting;
mod earlier;
mod fleet;
mod kills;
mod tasks;
mod workers;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use mcp_test_services::Database;
use mcp_tests::rounds;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use client::{Client, Cut};
use earlier::Session;
use fleet::Fleet;

const WORKERS: usize = 8;

/// Of all workers, before a release.
const CALLS: usize = 1000;

/// Before a release.
const KILLS: usize = 24;

const ITEMS: u64 = 5;

/// All of it, at most: what hangs has failed.
const LIMIT: Duration = Duration::from_secs(300);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_with_redis() {
    tokio::time::timeout(LIMIT, nothing_acknowledged_is_lost(Database::redis()))
        .await
        .expect("it ends in time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_with_postgres() {
    tokio::time::timeout(LIMIT, nothing_acknowledged_is_lost(Database::postgres()))
        .await
        .expect("it ends in time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_hears_of_what_any_instance_changes_with_redis() {
    tokio::time::timeout(LIMIT, a_listener_hears_every_change(Database::redis()))
        .await
        .expect("it ends in time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_hears_of_what_any_instance_changes_with_postgres() {
    tokio::time::timeout(LIMIT, a_listener_hears_every_change(Database::postgres()))
        .await
        .expect("it ends in time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn earlier_clients_are_asked_by_any_instance_with_redis() {
    tokio::time::timeout(LIMIT, earlier_clients_are_asked(Database::redis()))
        .await
        .expect("it ends in time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn earlier_clients_are_asked_by_any_instance_with_postgres() {
    tokio::time::timeout(LIMIT, earlier_clients_are_asked(Database::postgres()))
        .await
        .expect("it ends in time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn earlier_clients_outlast_a_redis_that_is_away() {
    tokio::time::timeout(LIMIT, away::earlier_clients_outlast_it(Database::redis()))
        .await
        .expect("it ends in time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn earlier_clients_outlast_a_postgres_that_is_away() {
    tokio::time::timeout(
        LIMIT,
        away::earlier_clients_outlast_it(Database::postgres()),
    )
    .await
    .expect("it ends in time");
}

/// Calls with questions by clients of two revisions, of which every tenth stream of the later one
/// breaks twice and is resumed: each is answered, and its body has run once. An instance that is
/// killed breaks a stream, and nothing is done.
async fn earlier_clients_are_asked(database: Database) {
    let fleet = Fleet::start(&database).await;
    let each = rounds(CALLS) / WORKERS;
    let mut workers = JoinSet::new();
    for worker in 0..WORKERS {
        let version = ["2025-06-18", "2025-11-25"][worker % 2];
        let session = Session::begin(fleet.address(), version).await;
        workers.spawn(async move {
            for chain in 0..each {
                let basket = filled(&session).await;
                let mut call = session
                    .start("check_out", json!({ "basket": basket }))
                    .await;
                if version == "2025-11-25" && chain % 10 == 0 {
                    call = call.broken().await;
                }
                let (result, asked) = call.finish().await;
                let text = result["content"][0]["text"].as_str().unwrap();
                assert!(text.starts_with("Ordered"), "{result}");
                assert_eq!(session.agree(&asked).await, 400, "an answer counts once");
                let gone = session
                    .call("show_basket", json!({ "basket": basket }))
                    .await;
                assert_eq!(gone["isError"], true, "{gone}");
            }
        });
    }
    while let Some(worker) = workers.join_next().await {
        worker.unwrap();
    }

    let session = Session::begin(fleet.address(), "2025-11-25").await;
    let basket = filled(&session).await;
    let there = session.at(fleet.instances()[0]);
    let mut call = there.start("check_out", json!({ "basket": basket })).await;
    let asked = call.next().await.expect("a question");
    fleet.kill(0).await;
    assert_eq!(call.next().await, None, "the stream breaks");
    let survivor = session.at(fleet.instances()[1]);
    survivor.agree(&asked).await;
    let kept = survivor
        .call("show_basket", json!({ "basket": basket }))
        .await;
    assert_eq!(kept["structuredContent"]["items"][0]["count"], 1, "{kept}");
}

/// A new basket with one thing in it.
async fn filled(session: &Session) -> String {
    let minted = session.call("create_basket", json!({})).await;
    let basket = minted["structuredContent"]["basket"].as_str().unwrap();
    let added = json!({ "basket": basket, "sku": "tea" });
    assert_ne!(session.call("add_item", added).await["isError"], true);
    basket.to_owned()
}

/// Counts of what clients saw.
#[derive(Default)]
struct Tally {
    calls: AtomicUsize,
    cut: AtomicUsize,
    ordered: AtomicUsize,
}

async fn nothing_acknowledged_is_lost(database: Database) {
    let kills = rounds(KILLS);
    let fleet = Arc::new(Fleet::start(&database).await);
    let client = fleet.client();
    let tally = Arc::new(Tally::default());
    let done = Arc::new(AtomicBool::new(false));
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        let (client, tally, done) = (client.clone(), tally.clone(), done.clone());
        workers.spawn(async move {
            let mut chains = 0;
            while !done.load(Ordering::Relaxed) {
                chains += 1;
                // A chain that was cut at its beginning has nothing to keep.
                let _ = chain(&client, &tally).await;
            }
            chains
        });
    }
    fleet.kill_in_turn(kills).await;
    done.store(true, Ordering::Relaxed);
    let chains: usize = workers.join_all().await.into_iter().sum();
    let (calls, cut, ordered) = (
        tally.calls.load(Ordering::Relaxed),
        tally.cut.load(Ordering::Relaxed),
        tally.ordered.load(Ordering::Relaxed),
    );
    eprintln!("{calls} calls, {cut} cut off, {ordered} of {chains} orders, {kills} kills");
    assert!(ordered > chains / 2, "most chains come to their end");
    // Of an instance that is killed, what is in flight there is lost, and nothing else.
    assert!(
        cut <= kills * WORKERS,
        "{cut} calls were cut off by {kills} kills"
    );
}

/// Mints a basket, fills it, reads it, and orders it, which asks a question.
async fn chain(client: &Client, tally: &Tally) -> Result<(), Cut> {
    let call = async |name: &str, arguments: Value| {
        tally.calls.fetch_add(1, Ordering::Relaxed);
        client.call(name, arguments).await.inspect_err(|_| {
            tally.cut.fetch_add(1, Ordering::Relaxed);
        })
    };
    let minted = call("create_basket", json!({})).await?;
    let basket = minted["structuredContent"]["basket"]
        .as_str()
        .unwrap()
        .to_owned();
    let (mut acknowledged, mut unknown) = (0, 0);
    for _ in 0..ITEMS {
        match call("add_item", json!({ "basket": basket, "sku": "tea" })).await {
            Ok(_) => acknowledged += 1,
            Err(Cut) => unknown += 1,
        }
    }
    let contents = call("show_basket", json!({ "basket": basket })).await?;
    let count = contents["structuredContent"]["items"][0]["count"]
        .as_u64()
        .unwrap_or(0);
    assert!(
        (acknowledged..=acknowledged + unknown).contains(&count),
        "{count} of {acknowledged} acknowledged, {unknown} cut off"
    );

    let arguments = json!({ "basket": basket });
    let asked = call("check_out", arguments.clone()).await?;
    let question = asked["inputRequests"]["confirm"]["params"]["message"]
        .as_str()
        .unwrap();
    assert!(question.contains(&format!("{count} Tea")), "{question}");
    let state = asked["requestState"].clone();
    tally.calls.fetch_add(1, Ordering::Relaxed);
    let answered = client
        .answer("check_out", arguments.clone(), &state)
        .await
        .inspect_err(|_| {
            tally.cut.fetch_add(1, Ordering::Relaxed);
        })?;
    assert!(
        answered["content"][0]["text"]
            .as_str()
            .unwrap()
            .starts_with("Ordered"),
        "{answered}"
    );
    tally.ordered.fetch_add(1, Ordering::Relaxed);
    // Once more, on whichever instance: it was used, and the basket is gone.
    let again = client.answer("check_out", arguments, &state).await?;
    assert!(
        !again.to_string().contains("Ordered"),
        "an answer counts once: {again}"
    );
    Ok(())
}

async fn a_listener_hears_every_change(database: Database) {
    const CHANGES: u64 = 200;
    let fleet = Fleet::start(&database).await;
    let client = fleet.client();
    let minted = client.call("create_basket", json!({})).await.unwrap();
    let basket = minted["structuredContent"]["basket"]
        .as_str()
        .unwrap()
        .to_owned();
    let uri = format!("basket:///{basket}");
    // One listener on each instance.
    let mut listeners = Vec::new();
    for address in fleet.instances() {
        listeners.push(Client::new(address).listen(&uri).await);
    }
    for change in 1..=CHANGES {
        client
            .call("add_item", json!({ "basket": basket, "sku": "tea" }))
            .await
            .unwrap();
        for listener in &mut listeners {
            listener.hears(&uri).await;
        }
        if change == CHANGES / 2 {
            // Who listens to another instance doesn't notice.
            fleet.kill(0).await;
            listeners.remove(0);
            fleet.restart(0).await;
        }
    }
    let contents = client
        .call("show_basket", json!({ "basket": basket }))
        .await
        .unwrap();
    assert_eq!(contents["structuredContent"]["items"][0]["count"], CHANGES);
}
