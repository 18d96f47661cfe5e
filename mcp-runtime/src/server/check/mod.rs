//! Checks over all items of a server, at compile time.

mod access;
mod apps;
mod handles;
mod items;
mod scopes;

pub use access::{check_access, check_scope};
pub use apps::{AppUse, app_uses, check_apps};
pub use handles::{Use, check_handles, count_uses, uses};
pub use items::{check_header_integer, check_part, check_variable, check_whole};
pub use scopes::{check_handle_scopes, check_view_scopes};
