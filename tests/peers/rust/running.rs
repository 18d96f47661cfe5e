//! Messages while a call runs, and its cancellation.

use rmcp::model::{CallToolRequest, ClientRequest, LoggingLevel, RequestMetaObject};
use rmcp::service::PeerRequestOptions;
use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

use super::user::Heard;
use super::{Answered, Client, LIMIT, call, locked, outcome};
use crate::expected::CANCELLED;
use crate::seen::Seen;

/// Records the messages that come while a call runs, and cancels calls.
pub(super) async fn on_the_way(
    client: &Client,
    heard: &mut Heard,
    answered: &Answered,
    seen: &mut Seen,
) {
    const PROGRESSING: &str = "test_tool_with_progress";
    let result = outcome(client.call_tool(call(PROGRESSING, json!({}))).await);
    let progress = json!([
        next(&mut heard.progress).await,
        next(&mut heard.progress).await,
        next(&mut heard.progress).await
    ]);
    seen.add(
        "progress",
        json!({ "result": result, "progress": progress }),
    );

    let mut meta = RequestMetaObject::new();
    meta.set_log_level(LoggingLevel::Info);
    let mut logging = call("test_logging_tool", json!({}));
    logging.meta = Some(meta);
    let result = outcome(client.call_tool(logging).await);
    let messages = json!([
        next(&mut heard.logged).await,
        next(&mut heard.logged).await,
        next(&mut heard.logged).await
    ]);
    seen.add("log", json!({ "result": result, "messages": messages }));

    // Each is cancelled at its first sign of life.
    let mut ids = Vec::new();
    for _ in 0..CANCELLED {
        let request =
            ClientRequest::CallToolRequest(CallToolRequest::new(call(PROGRESSING, json!({}))));
        let handle = client
            .send_cancellable_request(request, PeerRequestOptions::no_options())
            .await
            .expect("it is sent");
        while next(&mut heard.progress).await.progress_token != handle.progress_token {}
        ids.push(handle.id.clone());
        handle
            .cancel(Some("enough".into()))
            .await
            .expect("it is cancelled");
    }
    // This one begins after the others and takes as long, so that their answers would come before
    // its own.
    client
        .call_tool(call(PROGRESSING, json!({})))
        .await
        .expect("it is answered");
    let answered = locked(answered);
    seen.add(
        "cancelled",
        json!({ "answered": ids.iter().filter(|id| answered.contains(id)).count() }),
    );
}

async fn next<T>(heard: &mut UnboundedReceiver<T>) -> T {
    timeout(LIMIT, heard.recv())
        .await
        .expect("it comes in time")
        .expect("the client is still there")
}
