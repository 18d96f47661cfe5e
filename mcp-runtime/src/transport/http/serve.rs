use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;

use axum::serve::{IncomingStream, ListenerExt, TapIo};
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio_util::sync::CancellationToken;

use crate::server::Server;

type Undelayed = TapIo<TcpListener, fn(&mut TcpStream)>;

impl<S: Send + Sync + 'static> Server<S> {
    /// Serves Streamable HTTP on `address` until the process is told to stop (Ctrl-C, SIGTERM); calls in flight may
    /// then go on for the [shutdown deadline](Self::shutdown_deadline).
    ///
    /// ```no_run
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// Hello::new().serve("127.0.0.1:8000").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the server can't start, or the address can't be had.
    pub async fn serve(self, address: impl ToSocketAddrs) -> crate::Result<()> {
        let listener = TcpListener::bind(address).await?;
        self.serve_on(listener, stop_signal()).await
    }

    /// Serves Streamable HTTP on a listener until `stop` resolves; otherwise like [`serve`](Self::serve).
    pub async fn serve_on(self, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> crate::Result<()> {
        let core = self.build()?;
        core.store().ping().await?;
        let deadline = core.settings().shutdown_deadline;
        let address = listener.local_addr()?;
        announce(core.definition().name, address, &core.settings().path);
        core.warn();
        let router = super::router(core.clone());

        // Listeners can also be sent away without a shutdown, so this is no one token.
        let (stopping, closing) = (CancellationToken::new(), core.closing().clone());
        let stopped = stopping.clone();
        let signal = async move {
            stop.await;
            stopping.cancel();
            closing.cancel();
        };
        // Without this an answer in two pieces waits for the client's delayed acknowledgement: 40 ms.
        let listener: Undelayed = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let calls = core.clone();
        let connected = tower::service_fn(move |stream: IncomingStream<'_, Undelayed>| {
            let service = super::service::before(router.clone(), calls.clone(), stream.remote_addr().ip());
            std::future::ready(Ok::<_, Infallible>(service))
        });
        let serving = axum::serve(listener, connected).with_graceful_shutdown(signal).into_future();
        let late = async {
            stopped.cancelled().await;
            tokio::time::sleep(deadline).await;
        };
        tokio::select! {
            ended = async {
                serving.await?;
                core.tasks().close();
                core.tasks().wait().await;
                io::Result::Ok(())
            } => ended?,
            () = late => tracing::warn!(?deadline, "calls were still running at the shutdown deadline and are cut off"),
        }
        Ok(())
    }
}

fn announce(name: &str, address: SocketAddr, path: &str) {
    tracing::info!("{name} serves MCP at http://{address}{path}");
}

/// Resolves when the process is asked to stop.
async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
