//! How messages come in and answers go out.

#[cfg(feature = "http")]
pub(crate) mod http;
#[cfg(feature = "stdio")]
mod stdio;
