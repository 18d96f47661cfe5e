//! Any arguments of a tool: taken if, and only if, its published schema allows them.
//!
//! The arguments and the properties are defined once, for this and for the property tests, in
//! `mcp_tests::any_arguments`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mcp_tests::any_arguments::{arguments, check};

fuzz_target!(|bytes: &[u8]| {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(check(&arguments(bytes)));
});
