//! What the tests share.

pub mod any_arguments;
pub mod any_request;
pub mod client;
mod example;
pub mod npm;
#[cfg(doctest)]
mod readme;

pub use example::{Example, build, output_within};
