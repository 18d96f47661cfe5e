//! A server with one of everything.
//!
//! The official conformance suite talks to it: items that begin with `test_` or `test:`, and
//! `json_schema_2020_12_tool`, have the names and answers that the suite asks for. The others show
//! what the suite does not ask for.

use std::process::ExitCode;
use std::time::Instant;

use mcp_runtime::prelude::*;

mod arguments;
mod caller;
mod changes;
mod content;
mod elicitation;
mod failures;
mod headers;
mod progress;
mod prompts;
mod questions;
mod resources;
mod results;
mod schemas;
mod tasks;

/// What the server keeps while it runs.
#[derive(Clone, Copy)]
struct Started(Instant);

mcp_server! {
    /// Tools, prompts and resources for trying out a client: each shows one thing that a server can
    /// do. None has an effect.
    pub Everything {
        name: "everything",
        version: env!("CARGO_PKG_VERSION"),
        title: "Everything",
        state: Started,
        // The suite calls the first tool of the list without arguments.
        tools: [
            ..content::Tools,
            ..results::Tools,
            ..arguments::Tools,
            ..headers::Tools,
            ..schemas::Tools,
            ..progress::Tools,
            ..caller::Tools,
            ..failures::Tools,
            ..questions::Tools,
            ..elicitation::Tools,
            ..changes::Tools,
            ..tasks::Tools,
        ],
        prompts: [
            prompts::test_simple_prompt,
            prompts::test_prompt_with_arguments,
            prompts::test_prompt_with_embedded_resource,
            prompts::test_prompt_with_image,
            prompts::letter,
            questions::test_input_required_result_prompt,
        ],
        resources: [
            resources::static_text,
            resources::static_binary,
            resources::greeting,
            resources::watched,
            resources::template_data,
            resources::project_file,
            resources::numbers,
            questions::private_note,
        ],
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let server = Everything::new_with(open);
    let server = server.legacy_connection_limit(progress::CONNECTION_LIMIT);
    server.main().await
}

/// Opened when the server serves or calls something. A program would open its database here, which
/// `--help` or `tools` don't need.
async fn open() -> mcp_runtime::Result<Started> {
    match std::env::var("EVERYTHING_DATABASE") {
        Ok(name) => Err(format!("there is no database `{name}`").into()),
        Err(_) => Ok(Started(Instant::now())),
    }
}
