//! Checks over all items of a server, at compile time.

mod apps;
mod handles;
mod items;

pub use apps::{AppUse, app_uses, check_apps};
pub use handles::{Use, check_handles, count_uses, uses};
pub use items::{check_header_integer, check_part, check_variable, check_whole};
