//! The function can be called, passed on and tested as before.

use mcp_runtime::prelude::*;

#[mcp_type]
#[derive(Debug, PartialEq)]
pub struct Sum {
    result: i64,
}

/// Add two integers.
#[mcp_tool(read_only)]
#[must_use]
#[inline]
pub fn add(
    /// One
    a: i64,
    /// The other
    #[allow(unused_mut)]
    mut b: i64,
) -> Json<Sum> {
    Json(Sum { result: a + b })
}

fn twice(function: impl Fn(i64, i64) -> Json<Sum>) -> i64 {
    function(1, 2).result + function(3, 4).result
}

pub(crate) fn main() {
    assert_eq!(add(1, 2).0, Sum { result: 3 });
    assert_eq!(twice(add), 10);
    let pointer: fn(i64, i64) -> Json<Sum> = add;
    assert_eq!(pointer(2, 2).result, 4);
}
