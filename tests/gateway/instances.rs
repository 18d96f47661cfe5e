//! Instances of one server, of which each says who it is.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use http::HeaderValue;
use mcp_runtime::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// An instance's own.
#[derive(Clone)]
pub(crate) struct Instance {
    name: &'static str,
    /// Lets streams go on.
    pub(crate) go_on: Arc<Notify>,
}

/// Make a report.
#[mcp_tool]
fn make_report(State(instance): State<Instance>) -> String {
    format!("made by {}", instance.name)
}

/// Add a customer.
#[mcp_tool]
fn crm_add(State(instance): State<Instance>) -> String {
    format!("added by {}", instance.name)
}

/// Say what the weather will be.
#[mcp_tool]
fn forecast(
    #[mcp(header = "Region")] region: Option<String>,
    State(instance): State<Instance>,
) -> String {
    format!("{region:?} by {}", instance.name)
}

/// Do one half of the work, and the other one when it is let.
#[mcp_tool]
async fn halves(State(instance): State<Instance>, cx: Context) -> String {
    cx.progress(1.0);
    instance.go_on.notified().await;
    format!("whole by {}", instance.name)
}

/// Ask for a review.
#[mcp_prompt]
fn review() -> String {
    "Review it.".to_owned()
}

/// The terms.
#[mcp_resource("reports://terms")]
fn terms() -> String {
    "Terms".to_owned()
}

/// A report.
#[mcp_resource("reports://{id}")]
fn report(id: String) -> String {
    id
}

mcp_server! {
    pub(crate) Office {
        name: "office",
        version: "1.0.0",
        state: Instance,
        tools: [make_report, crm_add, forecast, halves],
        prompts: [review],
        resources: [terms, report],
    }
}

/// An instance of this name.
pub(crate) fn instance(name: &'static str) -> Instance {
    Instance {
        name,
        go_on: Arc::default(),
    }
}

/// Serves an instance, which names itself in each answer's header `instance`.
pub(crate) async fn serve(instance: Instance) -> SocketAddr {
    let name = instance.name;
    let named =
        axum::middleware::map_response(async move |mut response: axum::response::Response| {
            response
                .headers_mut()
                .insert("instance", HeaderValue::from_static(name));
            response
        });
    let router: Router = Office::new(instance).into_router().layer(named);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// An instance that says that it is ready, and dies of each call: it counts them, and closes the
/// connection.
pub(crate) async fn serve_dying(calls: Arc<AtomicUsize>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let calls = calls.clone();
            tokio::spawn(async move {
                let mut head = vec![0; 4096];
                let length = stream.read(&mut head).await.unwrap_or(0);
                if head.starts_with(b"GET /readyz ") {
                    let _ = stream
                        .write_all(
                            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
                        )
                        .await;
                } else if length > 0 {
                    calls.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    address
}

/// An address where nobody listens.
pub(crate) async fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
}
