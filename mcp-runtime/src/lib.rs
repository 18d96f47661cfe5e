#![doc = include_str!("docs/overview.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Expansions name this crate; its own examples and tests do, too.
#[allow(unused_extern_crates)]
extern crate self as mcp_runtime;

#[doc(hidden)]
pub mod __private;
pub mod app;
#[cfg(feature = "auth")]
pub mod auth;
pub mod call;
#[cfg(feature = "cli")]
mod cli;
mod error;
pub mod gateway;
#[cfg(any(doc, doctest))]
pub mod guide;
pub mod handle;
mod in_process;
pub mod input;
// Each transport uses parts of it that the other one doesn't.
#[cfg(feature = "legacy")]
#[cfg_attr(
    not(all(feature = "http", feature = "stdio")),
    allow(dead_code, unused_imports)
)]
mod legacy;
pub mod params;
pub mod prelude;
pub mod protocol;
pub mod response;
mod schema;
pub mod server;
pub mod store;
pub mod subscription;
mod table;
pub mod task;
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
pub use mcp_runtime_macros::{
    Form, Handle, mcp_app, mcp_completion, mcp_prompt, mcp_resource, mcp_server, mcp_tool,
    mcp_tools, mcp_type,
};

pub use app::Ui;
pub use call::{
    Call, Claims, CompletionContext, Context, FromCall, HttpParts, Scopes, State, Visibility,
};
pub use error::{Error, Result};
pub use handle::{Handle, HandleState, Handles, Minted};
pub use input::{Answer, Asker, Confirm, Form, Question, SealingKeys, Visited};
pub use params::{Args, HeaderParam, Injected, Principal};
pub use response::{Json, Progress, PromptMessage, ToolError, ToolOutput, ToolResult};
pub use server::{Rate, ServeError, Server, StartError, StartProblem, dynamic};
pub use subscription::Notify;
pub use task::Task;
#[cfg(feature = "http")]
pub use transport::http::Routers;
