//! How a server treats clients of earlier revisions.

use std::time::Duration;

use crate::server::Server;

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Whether the server accepts clients of earlier revisions (2024-11-05 to 2025-11-25); on by
    /// default. If off, `initialize` is refused, and the refusal says which revision the server
    /// speaks. `--modern-only` does the same.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// let server = Hello::new().legacy(false);
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn legacy(mut self, served: bool) -> Self {
        self.settings.modern_only = !served;
        self
    }

    /// How long a session of a client of an earlier revision lasts; seven days unless set. After
    /// that, the client begins a new one.
    #[must_use]
    pub fn legacy_session_ttl(mut self, ttl: Duration) -> Self {
        self.settings.legacy_session_ttl = ttl;
        self
    }

    /// How long a connection carries the stream of a call of a client of revision 2025-11-25; as
    /// long as the call lasts unless set. After that the server ends the connection, and the client
    /// comes back for the rest, to any instance, as its revision has it. The call goes on
    /// meanwhile.
    ///
    /// Set it below the time after which a proxy cuts a connection whatever comes over it.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// let server = Hello::new().legacy_connection_limit(Duration::from_secs(25));
    /// # let _ = server;
    /// ```
    #[cfg(feature = "http")]
    #[must_use]
    pub fn legacy_connection_limit(mut self, limit: Duration) -> Self {
        self.settings.legacy_connection_limit = Some(limit);
        self
    }
}
