//! Checks over all items of a server, at compile time.

/// As `slice::partition_point`, which is no `const fn`: the number of places from the start of
/// which the condition holds.
macro_rules! partition_point {
    ($length:expr, |$place:ident| $holds:expr) => {{
        let (mut start, mut end) = (0, $length);
        while start < end {
            let $place = usize::midpoint(start, end);
            if $holds {
                start = $place + 1;
            } else {
                end = $place;
            }
        }
        start
    }};
}

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
