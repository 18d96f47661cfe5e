//! Declarations: constants, and the tables that are built of them at compile time. No I/O.

mod app;
mod claims;
mod const_str;
mod format;
mod handle;
mod index;
mod nearest;
mod param;
mod rules;
mod same;
mod scope;
mod sealed;
mod task;

pub use app::{AppCall, AppCsp, AppMeta, AppPermissions, ToolVisibility};
pub use claims::{CallerUse, ClaimsFn, ClaimsType};
pub use format::Format;
pub use handle::{Expiry, HandleMeta, HandleUse};
pub use index::{Kind, Location, Name, Table, index};
pub use param::{ParamRole, ParamSpec};
pub use rules::{Length, Number, Range};
pub use scope::{AccessMeta, AccessRule, Scope, ScopeSet, ScopeTable, access_rules, scopes};
pub use sealed::Sealed;
pub use task::{TaskMeta, TaskUse};

pub(crate) use app::is_same_view;
pub(crate) use const_str::ConstStr;
pub(crate) use format::form_of;
pub(crate) use index::{POSITION, SEED, hash};
pub(crate) use nearest::nearest;
pub(crate) use same::same;
