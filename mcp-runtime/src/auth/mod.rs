//! Who calls, and what they may do: the server as an OAuth 2.1 resource server.
//!
//! An [`Authenticator`] turns the credentials of a request into a [`Caller`]. Built in are [`Jwt`]
//! for access tokens that an issuer signs, [`Introspection`] for tokens that an issuer is asked
//! about, and [`ApiKeys`] for keys of the server's own. [`Server::authenticator`] takes any of
//! them, also several.
//!
//! [`Server::authenticator`]: crate::Server::authenticator
//!
//! Sources: the specification's pages on authorization, RFC 6750 (bearer tokens), RFC 7519 (JWT),
//! RFC 7662 (introspection), RFC 8707 (resource indicators), RFC 9068 (JWT access tokens) and RFC
//! 9728 (protected resource metadata).

mod api_keys;
mod authenticator;
mod chain;
mod fetch;
mod form;
mod introspection;
mod jwt;
mod keys;
mod options;
mod resource;
mod scope;
mod token_cache;

pub use api_keys::ApiKeys;
pub use authenticator::{AuthError, Authenticator, Caller, Credentials, Described};
pub use introspection::Introspection;
pub use jwt::{Algorithm, Jwt};
pub use resource::ResourceUri;

pub(crate) use chain::{Chain, Verdict};
#[cfg(all(feature = "cli", any(debug_assertions, feature = "playground")))]
pub(crate) use fetch::dev_token;
#[cfg(any(debug_assertions, feature = "playground"))]
pub(crate) use form::{Form, encoded};
pub(crate) use options::AuthOptions;
pub(crate) use resource::WELL_KNOWN;
