//! Newtypes as arguments, with a default made of a string, and a header on one of them.

use mcp_runtime::HeaderParam;
use mcp_runtime::prelude::*;

#[mcp_type]
#[serde(transparent)]
struct Sku(String);

impl From<&'static str> for Sku {
    fn from(text: &'static str) -> Self {
        Self(text.to_owned())
    }
}

#[mcp_type]
#[derive(Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Region {
    East,
    West,
}

impl HeaderParam for Region {}

/// Look up an article.
#[mcp_tool]
fn article(#[mcp(default = "A-1")] sku: Sku, #[mcp(header = "Region", default = Region::West)] region: Region) -> String {
    match region {
        Region::East => sku.0,
        Region::West => sku.0.to_lowercase(),
    }
}

mcp_server! { Shop { name: "shop", version: "1.0.0", tools: [article] } }

pub(crate) fn main() {
    let _server = Shop::new();
}
