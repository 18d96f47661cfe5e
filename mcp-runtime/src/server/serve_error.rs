//! Why a server can't serve.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use super::StartError;
use crate::store::StoreError;

/// A server can't serve, or stopped serving because of an error.
///
/// ```no_run
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// use mcp_runtime::ServeError;
///
/// # async fn run() {
/// match Hello::new().serve("127.0.0.1:8000").await {
///     Err(ServeError::Bind { source, .. }) => eprintln!("take another port: {source}"),
///     Err(error) => eprintln!("{error}"),
///     Ok(()) => {}
/// }
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// The server can't start as it is declared and configured.
    Start(StartError),
    /// The closure of `new_with` couldn't open the state.
    State(crate::Error),
    /// The store can't be reached.
    Store(StoreError),
    /// An authenticator doesn't have what it needs, such as the keys of its issuer.
    Auth(crate::Error),
    /// The server can't listen on the address.
    Bind {
        /// The addresses that were tried; none if the name has no address.
        addresses: Vec<SocketAddr>,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A stream or the listener failed.
    Io(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(error) => error.fmt(f),
            Self::State(error) | Self::Auth(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
            Self::Bind { addresses, source } if addresses.is_empty() => {
                write!(f, "can't find the address to listen on: {source}")
            }
            Self::Bind { addresses, source } => {
                let addresses: Vec<String> = addresses.iter().map(SocketAddr::to_string).collect();
                write!(f, "can't listen on {}: {source}", addresses.join(", "))
            }
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ServeError {
    /// The text of the error itself is part of `Display`, so the chain goes on behind it.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start(_) => None,
            Self::State(error) | Self::Auth(error) => error.source(),
            Self::Store(error) => error.source(),
            Self::Bind { source, .. } => source.source(),
            Self::Io(error) => error.source(),
        }
    }
}

impl From<StartError> for ServeError {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}

impl From<StoreError> for ServeError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for ServeError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
