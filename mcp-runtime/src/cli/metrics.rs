//! `--metrics`: what is counted, on a port of its own.

use std::net::SocketAddr;

use clap::ArgMatches;
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

use crate::server::{Metrics, Server};

/// The server, with its calls counted if the command line says so. The counts are served until what
/// comes with it is dropped.
pub(super) async fn counted<S: Send + Sync + 'static, D: 'static>(
    server: Server<S, D>,
    args: &ArgMatches,
) -> crate::Result<(Server<S, D>, Option<AbortOnDropHandle<()>>)> {
    let Some(address) = args.get_one::<SocketAddr>("metrics") else {
        return Ok((server, None));
    };
    let listener = TcpListener::bind(address)
        .await
        .map_err(|e| format!("metrics can't be served on {address}: {e}"))?;
    let address = listener.local_addr()?;
    tracing::info!("metrics for Prometheus are on {address}, at /metrics");
    let metrics = Metrics::new();
    let serving = metrics
        .clone()
        .serve_with_shutdown(listener, server.settings.clone());
    Ok((
        server.metrics(&metrics),
        Some(AbortOnDropHandle::new(tokio::spawn(serving))),
    ))
}
