//! Any bytes as credentials, and any change of a good token: only good tokens open the server, and
//! all else is refused with the right status.
//!
//! The properties are defined once, for this and for the property tests, in
//! `mcp_tests::any_credentials`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mcp_tests::any_credentials::{check, check_raw};

fuzz_target!(|bytes: &[u8]| {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        match bytes.split_first() {
            Some((0, raw)) => check_raw(raw).await,
            Some((1, raw)) => check_raw(&[b"Bearer ", raw].concat()).await,
            Some((_, changes)) => check(changes).await,
            None => {}
        }
    });
});
