//! How messages come in and answers go out.

#[cfg(feature = "http")]
mod http;
#[cfg(feature = "stdio")]
mod stdio;
