//! The state of a server, which may be there or be opened when it is first needed.

use std::fmt;
use std::future::Future;

use futures_util::future::BoxFuture;

use super::build::Server;
use crate::call::Shared;

type Opener<S> = Box<dyn FnOnce() -> BoxFuture<'static, crate::Result<S>> + Send>;

/// The state that calls share.
pub(super) enum ServerState<S> {
    Ready(S),
    /// Commands such as `--help` and `tools` never open it.
    Closed(Opener<S>),
}

impl<S> ServerState<S> {
    pub(super) fn closed<F>(open: impl FnOnce() -> F + Send + 'static) -> Self
    where
        F: Future<Output = crate::Result<S>> + Send + 'static,
    {
        Self::Closed(Box::new(move || Box::pin(open())))
    }

    pub(super) fn ready(self) -> Option<S> {
        match self {
            Self::Ready(state) => Some(state),
            Self::Closed(_) => None,
        }
    }
}

impl<S: fmt::Debug> fmt::Debug for ServerState<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(state) => state.fmt(f),
            Self::Closed(_) => f.write_str("(not open yet)"),
        }
    }
}

/// What keeps a server whose state isn't open from taking calls.
pub(crate) const NOT_OPEN: &str = "its state isn't open yet: `new_with` opens it when the server \
     serves or calls; elsewhere, open it before: `server.open().await?`";

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

    /// Opens the state where a list needs it, since items come from it.
    #[cfg(feature = "cli")]
    pub(crate) async fn open_for_lists(self) -> crate::Result<Self> {
        if self.listers.any() {
            self.open().await
        } else {
            Ok(self)
        }
    }
}

impl<S> Shared<S> {
    /// Whether calls can be taken.
    pub(crate) fn is_open(&self) -> bool {
        self.state.is_some()
    }
}
