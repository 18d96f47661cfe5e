//! Any change of what is sealed is refused.
//!
//! The property is defined once, for this and for the property tests, in `mcp_tests::any_seal`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mcp_tests::any_seal::check;

fuzz_target!(|bytes: &[u8]| {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(check(bytes));
});
