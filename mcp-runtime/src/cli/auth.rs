//! Keys of the server's own, and tokens of the issuer for development.

use clap::ArgMatches;

use super::{Ended, all, output};
use crate::auth::ApiKeys;

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
