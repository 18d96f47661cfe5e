//! One handle that many callers change at once, on two instances: nothing is lost, and nobody waits
//! for long.

use std::time::Instant;

use mcp_runtime::SealingKeys;
use mcp_runtime::prelude::*;
use mcp_runtime::serde_json::json;
use mcp_runtime::store::{PostgresStore, RedisStore, Store};
use mcp_runtime::testing::Client;
use mcp_test_services::Database;

/// A counter
#[mcp_type]
#[derive(Handle, Default)]
#[handle(prefix = "cnt", ttl = "1h")]
struct Counter {
    count: u64,
}

/// Begin to count.
#[mcp_tool]
async fn begin(counters: Handles<Counter>) -> Result<Minted<Counter>, ToolError> {
    counters.mint(Counter::default()).await
}

/// Count on.
#[mcp_tool]
async fn count(mut counter: Handle<Counter>) -> Result<u64, ToolError> {
    counter.update(|counter| counter.count += 1).await?;
    Ok(counter.count)
}

mcp_server! { Hot { name: "hot", version: "1.0.0", tools: [begin, count] } }

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_of_a_hot_handle_in_redis() {
    let redis = Database::redis();
    let connect = async || RedisStore::connect(&redis.url()).await.expect("it runs");
    nothing_is_lost(connect().await, connect().await, 20).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_of_a_hot_handle_in_postgres() {
    let postgres = Database::postgres();
    let connect = async || {
        PostgresStore::connect(&postgres.url())
            .await
            .expect("it runs")
    };
    nothing_is_lost(connect().await, connect().await, 3).await;
}

const CALLERS: usize = 64;

async fn nothing_is_lost(one: impl Store, other: impl Store, rounds: usize) {
    let keys = SealingKeys::new([[1; 32]]).expect("it is a key");
    let one = Client::new(Hot::new().store(one).sealing_keys(keys.clone()));
    let other = Client::new(Hot::new().store(other).sealing_keys(keys));
    let begun = one.call_tool::<begin>(json!({})).await;
    let counter = begun.result()["structuredContent"]["counter"].clone();
    let clients = [std::sync::Arc::new(one), std::sync::Arc::new(other)];
    let callers: Vec<_> = (0..CALLERS)
        .map(|caller| {
            let (client, counter) = (clients[caller % 2].clone(), counter.clone());
            tokio::spawn(async move {
                let mut times = Vec::new();
                for _ in 0..rounds {
                    let began = Instant::now();
                    let reply = client
                        .call_tool::<count>(json!({ "counter": counter }))
                        .await;
                    assert!(!reply.is_error(), "{}", reply.text());
                    times.push(began.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for caller in callers {
        times.extend(caller.await.expect("no caller fails"));
    }
    let last = clients[0]
        .call_tool::<count>(json!({ "counter": counter }))
        .await;
    assert_eq!(last.text(), (CALLERS * rounds + 1).to_string());
    times.sort_unstable();
    eprintln!(
        "half within {:?}, 99 of 100 within {:?}",
        times[times.len() / 2],
        times[times.len() * 99 / 100]
    );
}
