//! Three instances of `examples/basket` behind nginx, in plain round robin, with one store: clients
//! work, and instances are killed and started again meanwhile. What was acknowledged is there
//! afterwards.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod client;
mod fleet;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use mcp_test_services::Database;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use client::{Client, Cut};
use fleet::Fleet;

const WORKERS: usize = 8;

/// Of each worker.
const CHAINS: usize = 125;

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

/// What clients saw.
#[derive(Default)]
struct Tally {
    calls: AtomicUsize,
    cut: AtomicUsize,
    ordered: AtomicUsize,
}

async fn nothing_acknowledged_is_lost(database: Database) {
    let fleet = Arc::new(Fleet::start(&database).await);
    let client = fleet.client();
    let tally = Arc::new(Tally::default());
    let done = Arc::new(AtomicBool::new(false));
    let killing = tokio::spawn(fleet.clone().keep_killing(done.clone()));
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        let (client, tally) = (client.clone(), tally.clone());
        workers.spawn(async move {
            for _ in 0..CHAINS {
                // A chain that was cut at its beginning has nothing to keep.
                let _ = chain(&client, &tally).await;
            }
        });
    }
    while let Some(worker) = workers.join_next().await {
        worker.unwrap();
    }
    done.store(true, Ordering::Relaxed);
    let killed = killing.await.unwrap();
    let (calls, cut, ordered) = (
        tally.calls.load(Ordering::Relaxed),
        tally.cut.load(Ordering::Relaxed),
        tally.ordered.load(Ordering::Relaxed),
    );
    eprintln!("{calls} calls, {cut} cut off, {ordered} orders, {killed} instances killed");
    assert!(killed >= 3, "instances were killed meanwhile");
    assert!(
        ordered > WORKERS * CHAINS / 2,
        "most chains come to their end"
    );
    // Of an instance that is killed, what is in flight there is lost, and nothing else.
    assert!(
        cut <= killed * WORKERS,
        "{cut} calls were cut off by {killed} kills"
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
