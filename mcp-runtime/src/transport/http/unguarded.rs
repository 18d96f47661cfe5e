//! Doing without authorization, on this machine.

use crate::server::Server;

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
