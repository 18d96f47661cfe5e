//! A server whose state is opened when it is first needed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mcp_runtime::prelude::*;
use mcp_runtime::testing::Client;
use mcp_runtime::{ServeError, StartProblem};
use serde_json::json;

/// Count the rows.
#[mcp_tool(read_only)]
fn count_rows(State(rows): State<u64>) -> u64 {
    rows
}

mcp_server! { pub Rows { name: "rows", version: "1.0.0", state: u64, tools: [count_rows] } }

/// The name that `mcp_server!` gives is that of a type.
fn server(opened: &Arc<AtomicUsize>) -> Rows {
    let opened = opened.clone();
    Rows::new_with(move || async move {
        opened.fetch_add(1, Ordering::Relaxed);
        Ok("7".parse()?)
    })
}

fn locked() -> Rows {
    Rows::new_with(async || Err("the database is locked".into()))
}

#[tokio::test]
async fn it_is_opened_once_and_only_where_calls_are_taken() {
    let opened = Arc::default();
    server(&opened).check().unwrap();
    assert_eq!(server(&opened).state(), None);
    assert_eq!(opened.load(Ordering::Relaxed), 0);

    let server = server(&opened).open().await.unwrap();
    assert_eq!(server.state(), Some(&7));
    let client = Client::new(server.open().await.unwrap());
    assert_eq!(client.call_tool::<count_rows>(json!({})).await.text(), "7");
    assert_eq!(opened.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_router_or_a_client_says_that_it_is_not_open() {
    let opened = Arc::default();
    let refused = [
        server(&opened).try_into_router().unwrap_err(),
        Client::try_new(server(&opened)).unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.problems(), [StartProblem::NotOpen]);
        let reason = error.to_string();
        assert!(reason.contains("`server.open().await?`"), "{reason}");
    }
}

#[tokio::test]
async fn serving_opens_it_and_ends_where_that_fails() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let served = locked()
        .serve_with_shutdown(listener, std::future::pending())
        .await;
    let error = served.unwrap_err();
    assert!(matches!(error, ServeError::State(_)), "{error:?}");
    assert_eq!(error.to_string(), "the database is locked");
    let served = locked()
        .serve_stream(tokio::io::empty(), tokio::io::sink())
        .await;
    assert_eq!(served.unwrap_err().to_string(), "the database is locked");
}
