#![doc = include_str!("docs/overview.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Each transport uses parts of the dispatch that the other one doesn't.
#![cfg_attr(
    not(all(feature = "http", feature = "stdio")),
    allow(dead_code, unused_imports)
)]

// Expansions name this crate; its own examples and tests do, too.
#[allow(unused_extern_crates)]
extern crate self as mcp_runtime;

#[doc(hidden)]
pub mod __private;
pub mod app;
#[cfg(feature = "cli")]
mod cli;
pub mod gateway;
#[cfg(any(doc, doctest))]
pub mod guide;
pub mod handle;
pub mod input;
#[cfg(feature = "legacy")]
mod legacy;
pub mod params;
pub mod prelude;
pub mod protocol;
pub mod response;
mod schema;
pub mod server;
pub mod store;
pub mod subscription;
pub mod testing;
mod transport;

/// For [subcommands of your own](Server::command).
#[cfg(feature = "cli")]
pub use clap;
#[cfg(feature = "cli")]
pub use cli::Cli;

// One dependency is enough: what hand-written schemas, log data and derives of one's own need comes
// along.
pub use {schemars, serde, serde_json};

pub use axum_core::extract::FromRef;
pub use mcp_macros::{
    Form, Handle, mcp_app, mcp_completion, mcp_prompt, mcp_resource, mcp_server, mcp_tool,
    mcp_tools, mcp_type,
};

pub use app::Ui;
pub use handle::{Handle, HandleState, Handles, Minted};
pub use input::{Answer, Asker, Confirm, Form, Question, StateKeys, Visited};
pub use params::{
    Args, Completing, Context, FromCall, HeaderParam, HttpParts, Injected, Principal, Progress,
    State,
};
pub use response::{Json, PromptMessage, ToolError, ToolOutput, ToolResult};
pub use server::{Call, Rate, Server, StartError, Visibility, dynamic};
pub use subscription::Notify;

/// What can go wrong in a server's `main`.
///
/// ```
/// fn port(text: &str) -> Result<u16, mcp_runtime::Error> {
///     let port = text.parse()?; // any error becomes one
///     if port < 1024 { Err("ports below 1024 are for the system".into()) } else { Ok(port) }
/// }
///
/// assert!(port("eighty").is_err() && port("80").is_err());
/// ```
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The result of a server's `main`.
///
/// ```no_run
/// use mcp_runtime::prelude::*;
///
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// #[tokio::main]
/// async fn main() -> mcp_runtime::Result<()> {
///     let greeting = std::fs::read_to_string("greeting.txt")?;
///     println!("{greeting}");
///     Hello::new().serve("127.0.0.1:8000").await?;
///     Ok(())
/// }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;
