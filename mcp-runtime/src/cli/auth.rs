//! Keys of the server's own, and tokens of the issuer for development.

use clap::ArgMatches;

use super::{Ended, all, output};
use crate::auth::{ApiKeys, AuthOptions};

/// `key NAME [SCOPE…]`: the key for whoever calls, and the line for the server's file.
pub(super) fn key(args: &ArgMatches, name: &str) -> crate::Result<Ended> {
    let scopes: Vec<&str> = all(args, "scopes")
        .into_iter()
        .map(String::as_str)
        .collect();
    let (key, line) = ApiKeys::generate(name, &scopes)?;
    output::print(&format!(
        "The key, which is shown this once: {key}\nIts line for the file of `--auth-keys`:\n{line}"
    ))?;
    Ok(Ended::Done)
}

/// Takes what no command line should show from the environment.
pub(super) fn take_secrets(options: &mut AuthOptions) {
    let said = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let client = said("MCP_AUTH_INTROSPECT_ID").zip(said("MCP_AUTH_INTROSPECT_SECRET"));
    options.client = client.or(options.client.take());
}

/// `token --as NAME --scope SCOPE`: a token of the issuer for development.
#[cfg(any(debug_assertions, feature = "playground"))]
pub(super) async fn token(args: &ArgMatches) -> crate::Result<Ended> {
    use super::{DEFAULT_ADDRESS, text};

    let scopes: Vec<&str> = all(args, "scope").into_iter().map(String::as_str).collect();
    let address = args.get_one("http").copied().unwrap_or(DEFAULT_ADDRESS);
    let token = crate::auth::dev_token(address, text(args, "as"), &scopes.join(" ")).await;
    let token = token.map_err(|e| {
        format!("no issuer for development answers at {address}; serve with `--auth-dev`: {e}")
    })?;
    output::print(&token)?;
    Ok(Ended::Done)
}
