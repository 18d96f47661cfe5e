use mcp_runtime::prelude::*;

/// The configuration.
#[mcp_resource("config://app")]
fn config() -> &'static str {
    "{}"
}

/// The settings.
#[mcp_resource("config://app")]
fn settings() -> &'static str {
    "{}"
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        resources: [config, settings], //~ settings
    }
}

fn main() {
    let _ = Reviews::new();
}
