//! Opening the state of a server.

use super::build::Server;
use super::state::ServerState;

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Opens the state, if the server was made by `new_with` and its state isn't open yet.
    ///
    /// Serving does so by itself, and so do the commands that call something. A router, and a
    /// client in a test, need a server that is open.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Count the rows.
    /// #[mcp_tool(read_only)]
    /// fn count_rows(State(rows): State<u64>) -> u64 {
    ///     rows
    /// }
    ///
    /// mcp_server! { pub Rows { name: "rows", version: "1.0.0", state: u64, tools: [count_rows] } }
    ///
    /// /// The server, as `main` serves it and tests call it.
    /// fn server() -> Rows {
    ///     Rows::new_with(async || Ok("7".parse()?))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> mcp_runtime::Result<()> {
    /// let client = Client::new(server().open().await?);
    /// assert_eq!(client.call_tool::<count_rows>(json!({})).await.text(), "7");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the closure.
    pub async fn open(mut self) -> crate::Result<Self> {
        self.state = match self.state {
            ServerState::Closed(open) => ServerState::Ready(open().await?),
            ready @ ServerState::Ready(_) => ready,
        };
        Ok(self)
    }

    /// The state, if it is open: always, unless the server was made by `new_with`.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Count the rows.
    /// # #[mcp_tool(read_only)]
    /// # fn count_rows(State(rows): State<u64>) -> u64 { rows }
    /// # mcp_server! { pub Rows { name: "rows", version: "1.0.0", state: u64, tools: [count_rows] } }
    /// assert_eq!(Rows::new(7).state(), Some(&7));
    /// assert_eq!(Rows::new_with(async || Ok(7)).state(), None);
    /// ```
    pub fn state(&self) -> Option<&S> {
        match &self.state {
            ServerState::Ready(state) => Some(state),
            ServerState::Closed(_) => None,
        }
    }

    /// Whether a list has items that a function looks up.
    #[cfg(feature = "cli")]
    pub(crate) fn has_lister(&self) -> bool {
        self.listers.any()
    }

    /// Opens the state where a list needs it, since items come from it.
    #[cfg(feature = "cli")]
    pub(crate) async fn open_for_lists(self) -> crate::Result<Self> {
        if self.has_lister() {
            self.open().await
        } else {
            Ok(self)
        }
    }
}
