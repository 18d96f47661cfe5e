//! From declarations to answers: tables that are built at compile time, and the dispatch over them.

mod build;
mod call;
mod check;
mod dispatch;
mod lists;
mod settings;
mod table;
mod tool;

pub use build::{Server, StartError};
pub use call::Call;
pub use table::{Annotated, Location, Node, Part, ServerDefinition, ToolEntry, ToolMeta};
#[doc(hidden)]
pub use tool::argument as tool_argument;
pub use tool::{Tool, ToolCall, ToolGroup, ToolParams};

pub(crate) use build::Core;
pub(crate) use call::RequestData;
pub(crate) use dispatch::{Answer, CallInFlight, Field, Mirrored, Routed, route, start};
pub(crate) use settings::{Allowed, Settings};

/// What expansions call to build and check tables. Named through `__private` only.
pub mod tables {
    pub use super::check::{check_header_integer, check_part, check_whole};
    pub use super::table::{count, flatten, index};
}
