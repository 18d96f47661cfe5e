//! Telemetry as operators get it: by environment variables alone, from a server that is a process.

#![cfg(unix)]

mod access;
mod collector;
mod earlier;
mod export;
mod numbers;
mod process;
mod secrets;
mod settings;
mod spans;
mod tls;

use std::collections::BTreeMap;

use serde_json::json;

use mcp_tests::client::Ask;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";
const OF_HTTP: &str = "00f067aa0ba902b7";

/// A call under a client's span; the HTTP request has one of its own.
fn traced(ask: Ask) -> Ask {
    ask.meta("traceparent", json!(format!("00-{TRACE}-{PARENT}-01")))
        .header("traceparent", &format!("00-{TRACE}-{OF_HTTP}-01"))
}

fn expect(attributes: &BTreeMap<String, String>, expected: &[(&str, &str)]) {
    for (key, value) in expected {
        let found = attributes.get(*key).map(String::as_str);
        assert_eq!(found, Some(*value), "{key} of {attributes:#?}");
    }
}
