//! Any bytes over the HTTP entry: as a body, and as header values beside a body.
//!
//! An input reads like a request: lines of headers, an empty line, the body. A header takes the
//! place of the one that the good call has, and the next of the same name comes beside it. Without
//! a body, the good call is sent, so that the headers get somewhere.
//!
//! The properties are defined once, for this and for the property tests, in
//! `mcp_tests::any_request`.

#![no_main]

use http::{HeaderName, HeaderValue, Method};
use libfuzzer_sys::fuzz_target;
use mcp_tests::any_request::{HEADERS, check};
use mcp_tests::client::Ask;
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    let end = bytes.windows(2).position(|two| two == b"\n\n");
    let (head, body) = match end {
        Some(end) => (&bytes[..end], &bytes[end + 2..]),
        None => (bytes, &[][..]),
    };
    // A stream of changes has no end that could be waited for.
    if body.windows(7).any(|part| part == b"/listen") {
        return;
    }
    let ask = Ask::tool("everything", json!({ "word": "x", "count": 1 }));
    let mut request = match body {
        [] => ask.request(),
        body => ask.request_of(body.to_vec()),
    };
    let mut set = Vec::new();
    for line in head.split(|byte| *byte == b'\n') {
        if let Some(method) = line.strip_prefix(b"method ") {
            if let Ok(method) = Method::from_bytes(method) {
                *request.method_mut() = method;
            }
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            continue;
        };
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        let known = HEADERS.iter().find(|known| known.as_bytes() == name);
        if let (Some(known), Ok(value)) = (known, HeaderValue::from_bytes(value.trim_ascii())) {
            let name = HeaderName::from_static(known);
            if set.contains(&known) {
                request.headers_mut().append(name, value);
            } else {
                set.push(known);
                request.headers_mut().insert(name, value);
            }
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(check(request));
});
