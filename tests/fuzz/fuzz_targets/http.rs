//! Any bytes over the HTTP entry: as a body, and as header values beside a body.
//!
//! The properties are defined once, for this and the property tests, in `mcp_tests::any_request`.

#![no_main]

use http::{HeaderName, HeaderValue};
use libfuzzer_sys::fuzz_target;
use mcp_tests::any_request::check;
use mcp_tests::client::Ask;
use serde_json::json;

#[derive(arbitrary::Arbitrary, Debug)]
struct Input {
    /// `None`: a good call, so that the headers get somewhere.
    body: Option<Vec<u8>>,
    headers: Vec<(u8, Vec<u8>)>,
}

const HEADERS: [&str; 9] =
    ["host", "origin", "content-type", "accept", "mcp-protocol-version", "mcp-method", "mcp-name", "mcp-param-word", "mcp-param-count"];

fuzz_target!(|input: Input| {
    let ask = Ask::tool("everything", json!({ "word": "x", "count": 1 }));
    let mut request = match input.body {
        Some(body) => ask.request_of(body),
        None => ask.request(),
    };
    for (name, value) in input.headers {
        let name = HeaderName::from_static(HEADERS[usize::from(name) % HEADERS.len()]);
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            request.headers_mut().append(name, value);
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(check(request));
});
