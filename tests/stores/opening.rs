//! Stores chosen by URL, and servers on them.

use std::time::{Duration, Instant};

use mcp_runtime::input::SealingKeys;
use mcp_runtime::prelude::*;
use mcp_runtime::store::{self, Store, contract};
use mcp_runtime::testing::Client;

use mcp_test_services::Database;

/// Say hello.
#[mcp_tool]
fn hello() -> &'static str {
    "hello"
}

mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }

#[tokio::test(flavor = "multi_thread")]
async fn a_url_opens_the_store_that_it_names() {
    let directory = tempfile::tempdir().expect("there is a directory for temporary files");
    let (redis, postgres) = (Database::redis(), Database::postgres());
    let file = format!("file:{}", directory.path().join("state.redb").display());
    for (url, is_shared, outlives) in [
        ("memory", false, false),
        (&file, false, true),
        (&redis.url(), true, true),
        (&postgres.url(), true, true),
    ] {
        let opened = store::open(url).await.expect("it can be opened");
        assert_eq!(
            (opened.bus().is_some(), opened.is_persistent()),
            (is_shared, outlives),
            "{url}"
        );
        opened.ping().await.expect("it works");
        contract::check(opened).await;
    }
    let (apart, together) = (format!("{}?prefix=other", redis.url()), redis.url());
    let key = store::Key::new("group", "a");
    let (apart, together) = (
        store::open(&apart).await.expect("it runs"),
        store::open(&together).await.expect("it runs"),
    );
    let put = together
        .put(
            &key,
            "a".into(),
            Duration::from_secs(60),
            store::Condition::Absent,
        )
        .await;
    assert!(put.is_ok_and(|revision| revision.is_some()));
    assert_eq!(
        apart.get(&key, None).await.expect("it works"),
        None,
        "servers with prefixes share nothing"
    );
}

#[tokio::test]
async fn a_store_that_is_not_there_or_hangs_is_an_error_in_time() {
    let hangs = Database::postgres();
    hangs.hang();
    for url in [
        "redis://:hush@127.0.0.1:1",
        "postgres://mcp:hush@127.0.0.1:1/db",
        &hangs.url(),
    ] {
        let began = Instant::now();
        let error = store::open(url)
            .await
            .expect_err("nobody answers")
            .to_string();
        assert!(
            began.elapsed() < Duration::from_secs(8),
            "it took {:?}",
            began.elapsed()
        );
        assert!(
            error.contains("127.0.0.1:") && !error.contains("hush"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_server_whose_store_outlives_it_needs_keys() {
    let redis = Database::redis();
    let server = async || Hello::new().store(store::open(&redis.url()).await.expect("it runs"));
    let error = server()
        .await
        .check()
        .expect_err("it has no keys")
        .to_string();
    assert!(
        error.contains("MCP_SEALING_KEYS") && error.contains("openssl rand -base64 32"),
        "{error}"
    );
    let keyed = server()
        .await
        .sealing_keys(SealingKeys::new([[7; 32]]).expect("one key"));
    assert_eq!(
        Client::new(keyed)
            .call("hello", mcp_runtime::serde_json::json!({}))
            .await
            .text(),
        "hello"
    );
}

#[tokio::test]
async fn a_database_of_a_later_version_is_left_alone() {
    let postgres = Database::postgres();
    drop(store::open(&postgres.url()).await.expect("it runs"));
    let (client, connection) = tokio_postgres::connect(&postgres.url(), tokio_postgres::NoTls)
        .await
        .expect("it runs");
    tokio::spawn(connection);
    client
        .batch_execute("UPDATE mcp_version SET version = 2")
        .await
        .expect("it is a table");
    let error = store::open(&postgres.url())
        .await
        .expect_err("it is of a later version")
        .to_string();
    assert!(
        error.contains("version 2") && error.contains("later mcp-runtime"),
        "{error}"
    );
}
