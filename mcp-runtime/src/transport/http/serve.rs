use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;

use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use tokio::net::{TcpListener, ToSocketAddrs};

use super::port::Port;
use super::{answer, service};
use crate::server::{Allowed, ServeError, Server};
use crate::transport::signals::stop_signals;

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Serves a page for developers at `/playground` beside the endpoint: it has a form for every
    /// tool, prompt and resource, shows what goes back and forth, answers questions, and shows apps
    /// as a host would. `--playground` does the same; the [guide](crate::guide::playground) says
    /// more.
    ///
    /// It is for this machine alone: a server that listens to others doesn't start with it, and
    /// [`into_router`](Self::into_router), which doesn't know who listens, refuses it. A debug
    /// build has it; a release has it with the feature `playground` only.
    ///
    /// ```no_run
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// Hello::new().playground().serve("127.0.0.1:8000").await?; // http://127.0.0.1:8000/playground
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn playground(mut self) -> Self {
        self.settings.playground = true;
        self
    }

    /// Serves Streamable HTTP on `address` until the process is told to stop (Ctrl-C, SIGTERM);
    /// calls in flight may then go on for the [shutdown deadline](Self::shutdown_timeout). A second
    /// signal ends them at once.
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
    /// When the server can't start or can't listen on the address; see [`ServeError`].
    pub async fn serve(self, address: impl ToSocketAddrs) -> Result<(), ServeError> {
        let listener = listen(address).await?;
        // Before signals are handled, so that they end a program that can't open its state.
        let server = self.open().await.map_err(ServeError::State)?;
        let (first, second) = stop_signals()?;
        server.serve_until(listener, first, second).await
    }

    /// Serves Streamable HTTP on a listener until `stop` resolves; otherwise like
    /// [`serve`](Self::serve).
    ///
    /// ```no_run
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    /// println!("serving on {}", listener.local_addr()?);
    /// Hello::new().serve_with_shutdown(listener, tokio::time::sleep(std::time::Duration::from_secs(60))).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn serve_with_shutdown(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let server = self.open().await.map_err(ServeError::State)?;
        server
            .serve_until(listener, stop, std::future::pending())
            .await
    }

    /// The same until `stop` resolves, and then until `cut_off` does.
    async fn serve_until(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()>,
        cut_off: impl Future<Output = ()>,
    ) -> Result<(), ServeError> {
        let address = listener.local_addr()?;
        #[cfg(feature = "auth")]
        let (server, issuer) = super::authorization::with_options(self, address)?;
        #[cfg(not(feature = "auth"))]
        let server = self;
        let core = server.build()?;
        core.check_exposure(Some(address))?;
        core.store().ping().await?;
        #[cfg(feature = "auth")]
        let prepared = core.settings().auth.prepare().await;
        #[cfg(feature = "auth")]
        prepared.map_err(ServeError::Auth)?;
        let deadline = core.settings().shutdown_timeout;
        let router = super::router(core.clone());
        #[cfg(feature = "auth")]
        let router = router.merge(issuer);
        #[cfg(any(debug_assertions, feature = "playground"))]
        let (router, playground) =
            super::playground::Playground::open(router, address, &core).await?;
        let router = router.fallback(answer::elsewhere(&core.settings().path));
        announce(core.definition().name, address, &core.settings().path);
        #[cfg(any(debug_assertions, feature = "playground"))]
        playground
            .iter()
            .for_each(super::playground::Playground::announce);
        core.warn();
        core.begin();
        if !address.ip().is_loopback() && core.settings().hosts == Allowed::Listed(Vec::new()) {
            tracing::warn!(
                "{} listens to others, and answers only this machine's own requests; allow the host that others ask for, by \
                 `--allow-host` or `Server::allow_host`",
                core.definition().name
            );
        }

        let (settings, answering) = (core.settings(), core.clone());
        let mut port = Port::new(
            listener,
            settings.max_connections,
            settings.header_read_timeout,
            settings.idle_timeout,
            move |connection, request: Request<Incoming>| {
                service::before(&router, &answering, connection, request.map(Body::new))
            },
        );
        let (mut stop, mut cut_off) = (pin!(stop), pin!(cut_off));
        tokio::select! {
            () = port.accept_all() => {}
            () = &mut stop => {}
        }
        tracing::info!(
            "{} ends, and gives what is in flight {deadline:?}",
            core.definition().name
        );
        core.closing().cancel();
        let ending = async {
            port.announce_end().await;
            port.end().await;
            core.settle().await;
        };
        tokio::select! {
            ended = tokio::time::timeout(deadline, ending) => if ended.is_err() {
                tracing::warn!(
                    ?deadline,
                    "calls were still running, or changes on their way to other instances, at the \
                     shutdown deadline: they are cut off"
                );
            },
            () = &mut cut_off => tracing::warn!("told to end once more: what still runs is cut off"),
        }
        Ok(())
    }
}

pub(super) async fn listen(address: impl ToSocketAddrs) -> Result<TcpListener, ServeError> {
    let bind = |addresses: &[SocketAddr], source| ServeError::Bind {
        addresses: addresses.to_vec(),
        source,
    };
    let found = tokio::net::lookup_host(address).await;
    let addresses: Vec<SocketAddr> = found.map_err(|e| bind(&[], e))?.collect();
    TcpListener::bind(&*addresses)
        .await
        .map_err(|e| bind(&addresses, e))
}

fn announce(name: &str, address: SocketAddr, path: &str) {
    tracing::info!("{name} serves MCP at http://{address}{path}");
}
