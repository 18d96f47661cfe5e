//! How messages come in and answers go out.

#[cfg(feature = "http")]
pub(crate) mod http;
#[cfg(any(feature = "http", feature = "stdio"))]
mod signals;
#[cfg(feature = "stdio")]
pub(crate) mod standard;
#[cfg(feature = "stdio")]
mod stdio;
