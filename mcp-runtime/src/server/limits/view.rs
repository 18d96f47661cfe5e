use std::fmt;
use std::time::Duration;

use crate::server::{Server, Settings};

/// The limits that a server has now, by default or as its program has set them; see
/// [`Server::limits`].
#[derive(Clone, Copy)]
pub struct ServerLimits<'a>(&'a Settings);

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// The limits that the server has now. The methods that set them have the same names.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let server = Hello::new().max_handles(50);
    /// assert_eq!(server.limits().max_handles(), 50);
    /// assert_eq!(server.limits().max_calls(), 1024); // nobody has set it
    /// ```
    pub fn limits(&self) -> ServerLimits<'_> {
        ServerLimits(&self.settings)
    }
}

impl ServerLimits<'_> {
    /// [`Server::body_limit`], in bytes.
    pub fn body_limit(&self) -> usize {
        self.0.body_limit
    }

    /// [`Server::call_timeout`].
    pub fn call_timeout(&self) -> Duration {
        self.0.call_timeout
    }

    /// [`Server::question_ttl`].
    pub fn question_ttl(&self) -> Duration {
        self.0.question_ttl
    }

    /// [`Server::max_answers`].
    pub fn max_answers(&self) -> usize {
        self.0.max_answers
    }

    /// [`Server::max_question`], in characters.
    pub fn max_question(&self) -> usize {
        self.0.max_question
    }

    /// [`Server::max_handles`].
    pub fn max_handles(&self) -> usize {
        self.0.max_handles
    }

    /// [`Server::max_handle_size`], in bytes.
    pub fn max_handle_size(&self) -> usize {
        self.0.max_handle_size
    }

    /// [`Server::max_subscriptions`].
    pub fn max_subscriptions(&self) -> usize {
        self.0.max_subscriptions
    }

    /// [`Server::max_bytes_in_flight`], in bytes, and twice [`Server::body_limit`] at least.
    #[cfg(feature = "http")]
    pub fn max_bytes_in_flight(&self) -> usize {
        self.0.bytes_in_flight()
    }

    /// [`Server::max_calls`].
    pub fn max_calls(&self) -> usize {
        self.0.max_calls
    }
}

impl fmt::Debug for ServerLimits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("ServerLimits");
        #[cfg(feature = "http")]
        fields.field("max_bytes_in_flight", &self.max_bytes_in_flight());
        fields
            .field("body_limit", &self.body_limit())
            .field("call_timeout", &self.call_timeout())
            .field("question_ttl", &self.question_ttl())
            .field("max_answers", &self.max_answers())
            .field("max_question", &self.max_question())
            .field("max_handles", &self.max_handles())
            .field("max_handle_size", &self.max_handle_size())
            .field("max_subscriptions", &self.max_subscriptions())
            .field("max_calls", &self.max_calls())
            .finish()
    }
}
