//! The contract that every store keeps.

use mcp_runtime::store::{PostgresStore, RedisStore, contract};

use mcp_test_services::Database;

#[tokio::test(flavor = "multi_thread")]
async fn redis_keeps_the_contract() {
    let redis = Database::redis();
    let connect = async || RedisStore::connect(&redis.url()).await.expect("it runs");
    contract::check(connect().await).await;
    contract::check_shared(connect().await, connect().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_keeps_the_contract() {
    let postgres = Database::postgres();
    let connect = async || {
        PostgresStore::connect(&postgres.url())
            .await
            .expect("it runs")
    };
    // Both make the tables.
    let (one, other) = tokio::join!(connect(), connect());
    contract::check(one).await;
    contract::check_shared(connect().await, other).await;
}
