//! The reports that an operator may ask for beyond the conventions.

use crate::server::Server;

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Logs one line for each request at its end, under the target `mcp_runtime::access`: where it
    /// came from, what it asked for, how it ended, how long it took and how large it was. Never
    /// bodies, handles or tokens. `--access-log` does the same.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// // Callers by their ids, and not by a hash that only this server can make.
    /// let server = Hello::new().access_log(true).log_callers(true);
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn access_log(mut self, access_log: bool) -> Self {
        self.settings.telemetry.access_log = access_log;
        self
    }

    /// Names callers in the [access log](Self::access_log) by their ids. Otherwise they are hashed
    /// with the [sealing keys](Self::sealing_keys), so that instances which share these agree.
    #[must_use]
    pub fn log_callers(mut self, log_callers: bool) -> Self {
        self.settings.telemetry.named_callers = log_callers;
        self
    }

    /// Adds arguments and results of tools to their spans, 4 KiB of each at most. What looks like a
    /// handle or is called like a secret is left out, and so is the result of a call that carries
    /// answers of its user. `--telemetry-content` does the same.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// let server = Hello::new().telemetry_content(true).telemetry_callers(true);
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn telemetry_content(mut self, content: bool) -> Self {
        self.settings.telemetry.content = content;
        self
    }

    /// Adds the caller to spans, by a keyed hash.
    #[must_use]
    pub fn telemetry_callers(mut self, callers: bool) -> Self {
        self.settings.telemetry.callers = callers;
        self
    }
}
