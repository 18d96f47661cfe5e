//! From declarations to answers: tables that are built at compile time, and the dispatch over them.
//!
//! ```
//! use std::time::Duration;
//!
//! use mcp_runtime::prelude::*;
//!
//! /// Say hello.
//! #[mcp_tool(read_only)]
//! fn hello() -> &'static str {
//!     "hello"
//! }
//!
//! mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
//!
//! // What it is stands in its table, and how it is served is said here.
//! let server = Hello::new().call_timeout(Duration::from_secs(10)).max_calls(100).body_limit(64 << 10);
//! assert_eq!(server.definition().tools().len(), 1);
//! server.check()?;
//! # Ok::<(), mcp_runtime::StartError>(())
//! ```

mod access;
mod additions;
mod answer;
mod apps;
mod build;
mod catalogue;
mod check;
mod completion;
mod configure;
mod core;
mod declaration;
mod definition;
#[cfg(feature = "legacy")]
mod derived;
mod dispatch;
pub mod dynamic;
#[cfg(feature = "legacy")]
mod earlier;
mod flight;
mod group;
mod headers;
mod keys;
mod limits;
mod lists;
mod meta;
mod methods;
mod middleware;
mod open;
mod parts;
mod prompt;
#[cfg(feature = "http")]
mod readiness;
mod resource;
mod run;
mod serve_error;
mod settings;
mod shown;
mod shutdown;
mod start_check;
mod start_error;
mod state;
mod tasks;
mod telemetry;
mod tool;
mod updates;

pub use crate::call::{UnknownItem, Visibility};
pub use build::Server;
pub use completion::Completion;
pub(crate) use completion::CompletionsFuture;
pub use declaration::{Declaration, Stateful, Stateless};
pub use definition::ServerDefinition;
pub use limits::{InvalidRate, Rate};
pub use meta::{PromptMeta, ResourceMeta};
pub use middleware::{CallInfo, CallResponse, Middleware, Next};
pub use prompt::{Prompt, PromptEntry};
pub use resource::{Resource, ResourceEntry};
pub use serve_error::ServeError;
pub use shutdown::ShutdownHandle;
pub use start_error::{LocalSetting, StartError, StartProblem};
#[cfg(feature = "prometheus")]
pub use telemetry::Metrics;
#[cfg(feature = "otlp")]
pub use telemetry::{Telemetry, TelemetryError};
pub use tool::{Tool, ToolAnnotations, ToolEntry, ToolMeta};

pub use crate::response::Outcome;
pub use crate::table::{Kind, Location, Scope};
pub(crate) use answer::Answer;
#[cfg(feature = "http")]
pub(crate) use answer::Response;
pub(crate) use apps::apps;
pub(crate) use core::Core;
pub(crate) use dispatch::{Routed, route};
pub(crate) use flight::{CallInFlight, start};
#[cfg(feature = "http")]
pub(crate) use headers::{Field, Mirrored};
pub(crate) use limits::DeclaredLimits;
pub use limits::ServerLimits;
#[cfg(any(feature = "http", feature = "legacy"))]
pub(crate) use limits::Share;
#[cfg(feature = "http")]
pub(crate) use limits::{LEAST, LogThrottle, NO_BYTES_LEFT, Shares};
pub(crate) use middleware::DynMiddleware;
#[cfg(feature = "auth")]
pub(crate) use readiness::Check;
#[cfg(feature = "http")]
pub(crate) use readiness::{Readiness, Ready};
#[cfg(all(feature = "http", any(debug_assertions, feature = "playground")))]
pub(crate) use settings::PLAYGROUND_PATH;
pub(crate) use settings::{Allowed, Settings};
#[cfg(feature = "cli")]
pub(crate) use telemetry::ACCESS;
pub(crate) use telemetry::Arrival;
#[cfg(all(feature = "cli", any(feature = "prometheus", feature = "otlp")))]
pub(crate) use telemetry::Instrument;
#[cfg(any(feature = "http", feature = "legacy"))]
pub(crate) use telemetry::Observation;
#[cfg(feature = "http")]
pub(crate) use telemetry::Refused;
#[cfg(feature = "legacy")]
pub(crate) use telemetry::Subject;
#[cfg(feature = "legacy")]
pub(crate) use updates::Reader;

/// For macro expansions, which build and check tables by it, through `__private`.
pub(crate) mod tables {
    pub use super::check::{
        AppUse, Use, app_uses, check_access, check_apps, check_handle_scopes, check_handles,
        check_header_integer, check_part, check_scope, check_variable, check_view_scopes,
        check_whole, count_uses, uses,
    };
    pub use super::completion::{Complete, CompletionsFuture, complete};
    pub use super::group::{PromptGroup, ResourceGroup, ToolGroup};
    pub use super::parts::{Node, Part, count};
    pub use super::prompt::PromptGet;
    pub use super::resource::ResourceRead;
    pub use super::tool::{ResultSpec, ToolCall};
}
