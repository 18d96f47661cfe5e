//! The playground: a page beside the endpoint, for whoever develops the server. It calls what there
//! is to call, and shows apps as a host would. It speaks to the endpoint as any client does; there
//! is nothing behind it but these files.
//!
//! It is for this machine alone. Web pages from elsewhere can't use it: `Host` and `Origin` must be
//! loopback whatever else the server allows, nobody may frame it, and its policy lets nothing run
//! but its own files. What an app brings along runs on [another origin](sandbox).

mod needs;
mod page;
mod policy;
mod sandbox;

use std::net::SocketAddr;

use axum::Router;
use tokio_util::task::AbortOnDropHandle;

use crate::server::{Core, PLAYGROUND_PATH as PATH, Settings};

/// A playground that is there until it is dropped.
pub(super) struct Playground {
    url: String,
    _sandbox: AbortOnDropHandle<()>,
}

impl Playground {
    /// Puts the page beside the endpoint of a server that listens on `address`, if its settings ask
    /// for it. The checks at start allow it on loopback only.
    pub(super) async fn open<S: Send + Sync + 'static>(
        router: Router,
        address: SocketAddr,
        core: &Core<S>,
    ) -> std::io::Result<(Router, Option<Self>)> {
        let settings = core.settings();
        if !settings.playground {
            return Ok((router, None));
        }
        let (sandbox, serving) = sandbox::open(address.port(), settings).await?;
        let needs = needs::needs(core.definition());
        let page = page::Page::new(&settings.path, sandbox, tokens(settings), needs);
        let router = router.merge(page.routes());
        // No policy can name an IPv6 address.
        let host = if address.is_ipv4() {
            address.ip().to_string()
        } else {
            "localhost".to_owned()
        };
        let url = format!("http://{host}:{}{PATH}", address.port());
        Ok((
            router,
            Some(Self {
                url,
                _sandbox: AbortOnDropHandle::new(tokio::spawn(serving)),
            }),
        ))
    }

    pub(super) fn announce(&self) {
        tracing::info!("its playground is at {}", self.url);
    }
}

/// Where callers get tokens: from an issuer in this process, or from elsewhere; nowhere, if it is
/// empty.
fn tokens(settings: &Settings) -> &'static str {
    #[cfg(feature = "auth")]
    if settings.dev_issuer {
        return "issuer";
    } else if !settings.auth.is_empty() {
        return "token";
    }
    let _ = settings;
    ""
}
