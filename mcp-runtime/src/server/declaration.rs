//! The type that `mcp_server!` gives a name: a server that knows its tables.

use std::future::Future;
use std::marker::PhantomData;

use super::ServerDefinition;
use super::build::Server;
use super::state::ServerState;

/// The tables that `mcp_server!` declares for a server with state `S`.
pub trait Declaration<S: 'static>: 'static {
    /// The tables.
    const DEFINITION: &'static ServerDefinition<S>;
}

/// Declared by `D`, without a state.
#[derive(Debug)]
pub struct Stateless<D>(PhantomData<fn() -> D>);

/// Declared by `D`, with a state.
#[derive(Debug)]
pub struct Stateful<D>(PhantomData<fn() -> D>);

impl<D: Declaration<()>> Server<(), Stateless<D>> {
    /// The server's declaration: its tables, for programs that route by them or list them.
    pub const DEFINITION: &'static ServerDefinition<()> = D::DEFINITION;

    /// The server, ready to be configured and served.
    pub fn new() -> Self {
        Self::of(D::DEFINITION, ServerState::Ready(()))
    }
}

impl<D: Declaration<()>> Default for Server<(), Stateless<D>> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Send + Sync + 'static, D: Declaration<S>> Server<S, Stateful<D>> {
    /// The server's declaration: its tables, for programs that route by them or list them.
    pub const DEFINITION: &'static ServerDefinition<S> = D::DEFINITION;

    /// The server with its state, ready to be configured and served.
    pub fn new(state: S) -> Self {
        Self::of(D::DEFINITION, ServerState::Ready(state))
    }

    /// The server with a state that is opened when the server serves, or a command calls something:
    /// `serve`, `stdio`, `call`, `read`, `prompt`. `--help`, `tools`, `check` and the like need
    /// neither a database nor a key, and don't open it.
    ///
    /// ```no_run
    /// use mcp_runtime::prelude::*;
    ///
    /// #[derive(Clone)]
    /// struct ApiKey(String);
    ///
    /// /// Say how long the key is.
    /// #[mcp_tool(read_only)]
    /// fn key_length(State(key): State<ApiKey>) -> usize {
    ///     key.0.len()
    /// }
    ///
    /// mcp_server! { pub Keys { name: "keys", version: "1.0.0", state: ApiKey, tools: [key_length] } }
    ///
    /// #[tokio::main]
    /// async fn main() -> std::process::ExitCode {
    ///     Keys::new_with(async || Ok(ApiKey(std::env::var("API_KEY")?))).main().await
    /// }
    /// ```
    pub fn new_with<F>(open: impl FnOnce() -> F + Send + 'static) -> Self
    where
        F: Future<Output = crate::Result<S>> + Send + 'static,
    {
        Self::of(D::DEFINITION, ServerState::closed(open))
    }
}
