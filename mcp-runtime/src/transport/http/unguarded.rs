//! A server whose functions need scopes is not served where nobody says who calls.

use std::net::SocketAddr;

use crate::server::{Core, Server};

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Lets everybody do everything, whatever functions need, on a server for this machine alone:
    /// one that listens to others doesn't start with it. Authenticators have no effect then.
    /// `--no-auth` does the same.
    ///
    /// ```no_run
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool(scopes("hello"))]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! {
    /// #     pub Hello { name: "hello", version: "1.0.0", scopes: { "hello": "Greet" }, tools: [hello] }
    /// # }
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// Hello::new().no_auth().serve("127.0.0.1:8000").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn no_auth(mut self) -> Self {
        self.settings.no_auth = true;
        self
    }
}

/// Why a server isn't served without somebody who says who calls; `None` if it is. `listens`: where
/// it does, if that is known.
pub(super) fn reason<S: Send + Sync + 'static>(
    core: &Core<S>,
    listens: Option<SocketAddr>,
) -> Option<String> {
    let settings = core.settings();
    #[cfg(feature = "auth")]
    let is_guarded = !settings.auth.is_empty();
    #[cfg(not(feature = "auth"))]
    let is_guarded = false;
    let is_local = listens.is_some_and(|address| address.ip().is_loopback());
    match (settings.no_auth, is_local) {
        (true, true) => None,
        (true, false) => Some(
            "it is told to ask nobody for credentials, which is for this machine alone: serve on \
             127.0.0.1, or remove `--no-auth` (`no_auth`)"
                .to_owned(),
        ),
        (false, _) if is_guarded || !core.definition().needs_callers() => None,
        (false, _) => Some(HINT.to_owned()),
    }
}

#[cfg(feature = "auth")]
const HINT: &str = "its functions need scopes or callers, and nothing says who calls: name an \
                    issuer by `--auth-issuer` and `--auth-resource`, keys by `--auth-keys`, or \
                    both in code by `authenticator`; while you develop, `--auth-dev` brings an \
                    issuer along, and `--no-auth` asks nobody, on loopback only";

#[cfg(not(feature = "auth"))]
const HINT: &str = "its functions need scopes or callers, and nothing says who calls: add the \
                    feature `auth` of `mcp-runtime`, and an authenticator; while you develop, \
                    `--no-auth` asks nobody, on loopback only";
