//! How a program that serves a router itself ends what would go on for ever.

use tokio_util::sync::CancellationToken;

/// Ends streams that would go on for ever; see
/// [`Server::shutdown_handle`](crate::Server::shutdown_handle).
///
/// ```
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
///
/// let server = Hello::new();
/// let shutdown_handle = server.shutdown_handle();
/// let app: axum::Router = server.into_router();
/// // Wherever the program learns that it is to end.
/// shutdown_handle.shutdown();
/// # let _ = app;
/// ```
#[derive(Clone, Debug, Default)]
pub struct ShutdownHandle(CancellationToken);

impl ShutdownHandle {
    /// A handle for servers that end together; see
    /// [`Server::with_shutdown_handle`](crate::Server::with_shutdown_handle).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends them. Whoever comes to listen from now on gets an end at once.
    pub fn shutdown(&self) {
        self.0.cancel();
    }

    /// One that ends with this one, and by itself without it.
    pub(super) fn child(&self) -> Self {
        Self(self.0.child_token())
    }

    pub(super) fn into_token(self) -> CancellationToken {
        self.0
    }
}
