//! Helpers that the tests share.

pub mod any_arguments;
pub mod any_request;
pub mod any_seal;
pub mod client;
#[cfg(doctest)]
mod documentation;
mod example;
pub mod npm;

pub use example::{Example, build, output_within};
