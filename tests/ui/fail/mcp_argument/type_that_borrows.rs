use std::borrow::Cow;

use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(place: Cow<'_, str>) -> String { //~ Cow
    place.into_owned()
}

fn main() {}
