//! The store and the keys that the command line and the environment name.

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::input::SealingKeys;
use crate::server::Server;
use crate::store;

/// Keys that seal what a client carries from a question to its answer.
pub(super) const SEALING_KEYS: &str = "MCP_SEALING_KEYS";

/// With the store that the command line names, and the keys of the environment, which such a store
/// needs.
pub(super) async fn stored<S: Send + Sync + 'static, D: 'static>(
    mut server: Server<S, D>,
    args: &ArgMatches,
) -> crate::Result<Server<S, D>> {
    // Not every command has the option.
    if let Ok(Some(url)) = args.try_get_one::<String>("store") {
        let store = store::open(url).await?;
        #[cfg(feature = "tasks-redis")]
        if let Some(engine) = crate::task::RedisDispatch::of(&store) {
            server = server.dispatch_unless_set(engine);
        }
        #[cfg(feature = "tasks-postgres")]
        if server.lacks_engine()
            && let Some(engine) = crate::task::PostgresDispatch::of(&store).await?
        {
            server = server.dispatch_unless_set(engine);
        }
        server = server.store(store);
    }
    // No argument: everyone on the machine sees those.
    match std::env::var(SEALING_KEYS) {
        Ok(keys) if !keys.is_empty() => Ok(server
            .sealing_keys(SealingKeys::parse(&keys).map_err(|e| format!("{SEALING_KEYS}: {e}"))?)),
        _ => Ok(server),
    }
}

/// The server for a command that only looks at lists. Only a lister has use for the store, but who
/// names one on the command line is told if it can't be opened.
pub(super) async fn stored_for_lists<S: Send + Sync + 'static, D: 'static>(
    server: Server<S, D>,
    args: &ArgMatches,
) -> crate::Result<Server<S, D>> {
    // Not every command has the option.
    let is_named = args.try_contains_id("store").is_ok()
        && args.value_source("store") == Some(ValueSource::CommandLine);
    if server.has_lister() || is_named {
        stored(server, args).await
    } else {
        Ok(server)
    }
}
