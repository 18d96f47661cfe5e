//! Guides, each on one page.

/// From an empty folder to a server that a client talks to.
#[doc = include_str!("docs/first_server.md")]
pub mod first_server {}

/// Arguments of tools: their types, their descriptions for the model, and their validation.
#[doc = include_str!("docs/arguments.md")]
pub mod arguments {}

/// Images, sound, resources and links as results.
#[doc = include_str!("docs/content.md")]
pub mod content {}

/// How far a call is, and what happens when its client goes away.
#[doc = include_str!("docs/progress.md")]
pub mod progress {}

/// Prompts, which people choose, and resources, which clients read.
#[doc = include_str!("docs/prompts_and_resources.md")]
pub mod prompts_and_resources {}

/// Asking the user, without a session.
#[doc = include_str!("docs/questions.md")]
pub mod questions {}

/// Results that come with a view. Needs the feature `apps`.
#[cfg_attr(feature = "apps", doc = include_str!("docs/apps.md"))]
pub mod apps {}

/// Values that functions get beside their arguments, and code that runs around every call.
#[doc = include_str!("docs/extractors_and_middleware.md")]
pub mod extractors_and_middleware {}

/// State that lasts from call to call, without a session.
#[doc = include_str!("docs/handles.md")]
pub mod handles {}

/// Work that outlives its call.
#[doc = include_str!("docs/tasks.md")]
pub mod tasks {}

/// Who calls: access tokens, keys, and an issuer for development. Needs the feature `auth`.
#[cfg_attr(feature = "auth", doc = include_str!("docs/authorization.md"))]
pub mod authorization {}

/// Telling those who listen.
#[doc = include_str!("docs/changes.md")]
pub mod changes {}

/// Switching items off and on, and listing what no table knows.
#[doc = include_str!("docs/dynamic_lists.md")]
pub mod dynamic_lists {}

/// Where a server keeps what outlives a call.
#[doc = include_str!("docs/stores.md")]
pub mod stores {}

/// Tools, prompts and resources of a library crate, with any backend.
#[doc = include_str!("docs/sharing_tools.md")]
pub mod sharing_tools {}

/// Who reads which error.
#[doc = include_str!("docs/errors.md")]
pub mod errors {}

/// The commands of a server's binary.
#[doc = include_str!("docs/command_line.md")]
pub mod command_line {}

/// A page on which a server is tried out.
#[doc = include_str!("docs/playground.md")]
pub mod playground {}

/// Behind a proxy, in a container, with a shutdown that loses nothing.
#[doc = include_str!("docs/deploying.md")]
pub mod deploying {}

/// Servers in an axum application, and TLS.
#[doc = include_str!("docs/embedding.md")]
pub mod embedding {}

/// An image that holds one static binary.
#[doc = include_str!("docs/containers.md")]
pub mod containers {}

/// Traces, metrics, logs, a dashboard and alerts.
#[cfg_attr(feature = "otlp", doc = include_str!("docs/telemetry.md"))]
#[cfg_attr(not(feature = "otlp"), doc = "With the feature `otlp`.")]
pub mod telemetry {}

/// nginx, HAProxy and Envoy, routed by what a request is for.
#[doc = include_str!("docs/gateways.md")]
pub mod gateways {}

/// Functions, tools and servers under test.
#[doc = include_str!("docs/testing.md")]
pub mod testing {}

/// For those who know the official Rust SDK.
#[doc = include_str!("docs/from_rmcp.md")]
pub mod from_rmcp {}

/// For those who know FastMCP.
#[doc = include_str!("docs/from_fastmcp.md")]
pub mod from_fastmcp {}

/// Clients of earlier revisions, and servers that have sessions.
#[doc = include_str!("docs/moving_a_session_server.md")]
pub mod moving_a_session_server {}

/// How it works inside, for those who change it.
#[doc = include_str!("docs/architecture.md")]
pub mod architecture {}
