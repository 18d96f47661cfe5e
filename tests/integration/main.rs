//! The protocol as a client meets it: every request goes through the whole router.

#![allow(clippy::unwrap_used)]

mod arguments;
mod bytes;
mod calls;
mod cli;
mod headers;
mod lists;
mod refusals;
mod results;
mod serving;
mod stdio;
mod streams;
