//! The export of telemetry while a command runs.

use std::time::Duration;

use clap::ArgMatches;
use tracing_subscriber::Layer as _;

use super::log::{Log, Style};
use super::{Cli, Ended};
use crate::server::Telemetry;

/// How long the collector may take for the last of it, if calls had as long as they wanted.
const LONGEST: Duration = Duration::from_secs(5);

/// Commands that do nothing for a client, so that there is nothing to tell.
const SILENT: [&str; 11] = [
    "tools",
    "prompts",
    "resources",
    "schema",
    "routes",
    "check",
    "key",
    "install",
    "completions",
    "dashboard",
    "help",
];

/// Runs a command, and tells the collector that the environment names, if there is one.
pub(super) async fn run<S: Send + Sync + 'static, D: 'static>(
    mut cli: Cli<S, D>,
    matches: &ArgMatches,
    style: Style,
) -> (Log, crate::Result<Ended>) {
    if matches
        .subcommand_name()
        .is_some_and(|name| SILENT.contains(&name))
    {
        return (Log::start(style, None), cli.run(matches).await);
    }
    let definition = cli.server.definition();
    let telemetry = match Telemetry::of_service(definition.name, Some(definition.version)) {
        Ok(telemetry) if telemetry.is_on() => telemetry,
        Ok(_) => return (Log::start(style, None), cli.run(matches).await),
        Err(e) => return (Log::start(style, None), Err(e.into())),
    };
    let log = Log::start(style, Some(telemetry.layer().boxed()));
    cli.server = cli.server.telemetry(&telemetry);
    let within = cli.server.settings.shutdown_timeout.min(LONGEST);
    let ended = cli.run(matches).await;
    telemetry.shutdown(within).await;
    (log, ended)
}
