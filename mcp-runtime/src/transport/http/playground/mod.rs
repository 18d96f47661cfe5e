//! The playground: a page beside the endpoint, for whoever develops the server. It calls what there is to call, and shows apps as a
//! host would. It speaks to the endpoint as any client does; there is nothing behind it but these files.
//!
//! It is for this machine alone. Web pages from elsewhere can't use it: `Host` and `Origin` must be loopback whatever else the server
//! allows, nobody may frame it, and its policy lets nothing run but its own files. What an app brings along runs on
//! [another origin](sandbox).

mod page;
mod policy;
mod sandbox;

use std::net::SocketAddr;

use axum::Router;
use tokio_util::task::AbortOnDropHandle;

use crate::server::{Server, Settings};

/// Where the page is.
const PATH: &str = "/playground";

impl<S: Send + Sync + 'static> Server<S> {
    /// Serves a page for developers at `/playground` beside the endpoint: it has a form for every tool, prompt and resource, shows what
    /// goes back and forth, answers questions, and shows apps as a host would. `--playground` does the same; the
    /// [guide](crate::guide::playground) says more.
    ///
    /// It is for this machine alone: a server that listens to others doesn't start with it, and
    /// [`into_router`](Self::into_router), which doesn't know who listens, refuses it. A debug build has it; a release has it with the
    /// feature `playground` only.
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
}

/// A playground that is there until it is dropped.
pub(super) struct Playground {
    url: String,
    _sandbox: AbortOnDropHandle<()>,
}

impl Playground {
    /// Puts the page beside the endpoint of a server that listens on `address`, if its settings ask for it.
    pub(super) async fn open(router: Router, address: SocketAddr, settings: &Settings) -> crate::Result<(Router, Option<Self>)> {
        if !settings.playground {
            return Ok((router, None));
        }
        if !address.ip().is_loopback() {
            return Err(format!(
                "the playground is for this machine alone, and {address} is for others as well: serve on 127.0.0.1, or without the playground"
            )
            .into());
        }
        let (sandbox, serving) = sandbox::open(address.port()).await?;
        let router = router.merge(page::routes(&settings.path, sandbox));
        // No policy can name an IPv6 address.
        let host = if address.is_ipv4() { address.ip().to_string() } else { "localhost".to_owned() };
        let url = format!("http://{host}:{}{PATH}", address.port());
        Ok((router, Some(Self { url, _sandbox: AbortOnDropHandle::new(tokio::spawn(serving)) })))
    }

    pub(super) fn announce(&self) {
        tracing::info!("its playground is at {}", self.url);
    }
}

/// Whether the endpoint, or whatever else the server has, is where the playground is.
pub(crate) fn is_in_the_way(path: &str) -> bool {
    path.strip_prefix(PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
