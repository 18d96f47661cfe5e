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
