//! Servers in an application of one's own: the endpoint apart from what is beside it, and one
//! handle that ends several.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::StatusCode;
use mcp_runtime::Routers;
use mcp_runtime::prelude::*;
use mcp_runtime::server::ShutdownHandle;
use mcp_tests::client::{Ask, Reply};
use serde_json::json;

use crate::subscriptions::{Stream, everything, listen};

/// Say hello.
#[mcp_tool]
fn hello(notify: Notify) -> &'static str {
    drop(notify);
    "hello"
}

mcp_server! { Shop { name: "shop", version: "1.0.0", tools: [hello] } }

mcp_server! { Admin { name: "admin", version: "1.0.0", tools: [hello] } }

/// Lets requests pass that carry a key.
async fn with_key(request: Request, next: Next) -> Result<Response, StatusCode> {
    match request.headers().contains_key("x-api-key") {
        true => Ok(next.run(request).await),
        false => Err(StatusCode::UNAUTHORIZED),
    }
}

async fn get(router: &Router, path: &str) -> StatusCode {
    let request = http::Request::get(path).header("host", "10.0.0.7");
    Reply::to(router, request.body(axum::body::Body::empty()).unwrap())
        .await
        .status
}

#[tokio::test]
async fn a_layer_around_the_endpoint_leaves_the_probes_alone() {
    let Routers {
        endpoint, public, ..
    } = Shop::new().into_routers();
    assert_eq!(get(&endpoint, "/healthz").await, 404);
    assert_eq!(get(&public, "/mcp").await, 404);
    let app = endpoint.layer(from_fn(with_key)).merge(public);
    for probe in ["/healthz", "/readyz"] {
        assert_eq!(get(&app, probe).await, 200, "{probe}");
    }
    let call = Ask::tool("hello", json!({}));
    assert_eq!(call.send(&app).await.status, 401);
    let with_key = call.header("x-api-key", "k").send(&app).await;
    assert_eq!(with_key.ok_text(), "hello");
}

#[tokio::test]
async fn both_parts_are_what_the_whole_router_is() {
    let whole = Shop::new().path("/a").ready_path("/up").into_router();
    let Routers {
        endpoint, public, ..
    } = Shop::new().path("/a").ready_path("/up").into_routers();
    let merged = endpoint.merge(public);
    for path in ["/a", "/a/", "/healthz", "/up", "/readyz", "/mcp"] {
        assert_eq!(get(&whole, path).await, get(&merged, path).await, "{path}");
    }
    let refused = Shop::new().path("mcp").try_into_routers().unwrap_err();
    assert!(refused.to_string().contains("`mcp` must be a plain one"));
}

#[tokio::test]
async fn one_handle_ends_several_servers() {
    let shutdown = ShutdownHandle::new();
    let shop = Shop::new().with_shutdown_handle(&shutdown).into_router();
    let admin = Admin::new().with_shutdown_handle(&shutdown).into_router();
    let mut streams = Vec::new();
    for (id, router) in [&shop, &admin].into_iter().enumerate() {
        let mut stream = Stream::open(router, listen(json!(id), everything(&[]))).await;
        stream.acknowledged(json!(id)).await;
        streams.push(stream);
        assert_eq!(get(router, "/readyz").await, 200);
    }
    shutdown.shutdown();
    for mut stream in streams {
        let last = stream.next().await.unwrap();
        assert_eq!(last["result"]["resultType"], "complete", "{last}");
        assert!(stream.next().await.is_none());
    }
    for router in [&shop, &admin] {
        assert_eq!(get(router, "/readyz").await, 503);
    }
}

#[tokio::test]
async fn a_server_that_ends_leaves_the_others_of_its_handle() {
    let shutdown = ShutdownHandle::new();
    let one = Shop::new().with_shutdown_handle(&shutdown);
    let own = one.shutdown_handle();
    let one = one.into_router();
    let other = Admin::new().with_shutdown_handle(&shutdown).into_router();
    own.shutdown();
    assert_eq!(get(&one, "/readyz").await, 503);
    assert_eq!(get(&other, "/readyz").await, 200);
    shutdown.shutdown();
    assert_eq!(get(&other, "/readyz").await, 503);
}
