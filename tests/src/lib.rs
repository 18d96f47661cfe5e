//! Helpers that the tests share.

pub mod any_arguments;
pub mod any_credentials;
pub mod any_request;
pub mod any_seal;
pub mod client;
#[cfg(doctest)]
mod documentation;
mod example;
pub mod npm;

pub use example::{Example, build, output_within};

/// As often as a release is tested, where `MCP_ALL_ROUNDS` is set; else an eighth, so that a run
/// stays short.
pub fn rounds(all: usize) -> usize {
    match std::env::var_os("MCP_ALL_ROUNDS") {
        Some(_) => all,
        None => all.div_ceil(8),
    }
}

/// Runs a future to its end, in a runtime of its own.
///
/// # Panics
///
/// If the system gives no runtime.
pub fn block_on(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the system gives a runtime")
        .block_on(future);
}
