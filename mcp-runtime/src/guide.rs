//! Guides, each on one page.

/// From an empty folder to a server that a client talks to.
#[doc = include_str!("docs/first_server.md")]
pub mod first_server {}

/// What a tool takes, what the model is told of it, and what is enforced.
#[doc = include_str!("docs/arguments.md")]
pub mod arguments {}

/// Who reads which error.
#[doc = include_str!("docs/errors.md")]
pub mod errors {}

/// Behind a proxy, in a container, with a shutdown that loses nothing.
#[doc = include_str!("docs/deploying.md")]
pub mod deploying {}

/// Functions, tools and servers under test.
#[doc = include_str!("docs/testing.md")]
pub mod testing {}
