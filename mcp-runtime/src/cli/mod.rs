//! The command line of a server binary.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Arg, Command, value_parser};

use crate::server::Server;

impl<S: Send + Sync + 'static> Server<S> {
    /// The command line of a server binary: `serve` (also without a word) serves Streamable HTTP.
    ///
    /// ```text
    /// quickstart serve --http 127.0.0.1:8000
    /// ```
    ///
    /// Logs go to stderr. The exit code is 0 after a shutdown that was asked for, 1 when the server can't start or
    /// stops on its own, 2 when the command line is wrong.
    pub async fn main(self) -> ExitCode {
        let matches = command(self.definition().name, self.definition().version).get_matches();
        tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::INFO).init();
        let address = match matches.subcommand() {
            Some((_, serve)) => serve.get_one("http"),
            None => matches.get_one("http"),
        };
        let address: SocketAddr = *address.expect("it has a default");
        match self.serve(address).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(e) => {
                tracing::error!("{e}");
                ExitCode::FAILURE
            }
        }
    }
}

fn command(name: &'static str, version: &'static str) -> Command {
    let http = Arg::new("http")
        .long("http")
        .value_name("ADDR")
        .help("The address to serve Streamable HTTP on")
        .env("MCP_HTTP")
        .default_value("127.0.0.1:8000")
        .value_parser(value_parser!(SocketAddr));
    Command::new(name)
        .version(version)
        .args_conflicts_with_subcommands(true)
        .arg(http.clone())
        .subcommand(Command::new("serve").about("Serve Streamable HTTP (the default)").arg(http))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        super::command("name", "1.0.0").debug_assert();
    }
}
