//! The protocol as a client meets it: every request goes through the whole router.

#![allow(clippy::unwrap_used)]

mod any_arguments;
mod apps;
mod argument_errors;
mod arguments;
mod auth;
mod bytes;
mod calls;
mod cli;
mod completions;
mod connections;
mod conversations;
mod cors;
mod dynamic;
mod dynamic_faults;
mod handle_forgeries;
mod handle_schemas;
mod handle_shop;
mod handle_stores;
mod handles;
mod headers;
mod health;
mod limits;
mod lists;
mod metrics;
mod middleware;
mod overload;
mod playground;
mod prompts;
mod questions;
mod refusals;
mod request_state;
mod resources;
mod results;
mod rounds;
mod serving;
mod shelf;
mod spans;
mod stdio;
mod streams;
mod subscription_ends;
mod subscriptions;
mod surroundings;
mod templates;
mod visibility;
