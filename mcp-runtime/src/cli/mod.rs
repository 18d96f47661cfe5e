//! The command line of a server binary.

mod call;
mod inspect;
mod output;

use std::io::{IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::server::{Server, StartError};
use crate::testing::Client;

/// Loopback: whoever wants more says so.
const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8000);

/// How a command ends; a command line that is wrong ends with 2, which clap sees to.
enum Ended {
    Done,
    Failed,
    Served,
}

impl<S: Send + Sync + 'static> Server<S> {
    /// The command line of a server binary.
    ///
    /// ```text
    /// quickstart                              # Streamable HTTP on loopback
    /// quickstart serve --http 127.0.0.1:9000  # on an address of your choice
    /// quickstart stdio                        # standard input and output
    /// quickstart tools                        # what there is to call
    /// quickstart call find_notes words=milk   # call it, without a client
    /// quickstart schema find_notes            # what a client sees of it
    /// quickstart routes                       # what a gateway can route by
    /// quickstart check                        # whether it would start
    /// ```
    ///
    /// Results go to stdout, logs to stderr. The exit code is 0 after an end that was asked for, 1 when the server can't
    /// start, stops on its own, or a called tool fails, 2 when the command line is wrong.
    ///
    /// After serving, the process ends here: a `blocking` tool that is still running would hold it beyond the shutdown
    /// deadline otherwise, since tokio waits for its threads.
    pub async fn main(self) -> ExitCode {
        let matches = command(self.definition().name, self.definition().version).get_matches();
        let logs = tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
        logs.with_max_level(tracing::Level::INFO).init();
        let name = self.definition().name;
        let ended = self.run(&matches).await.unwrap_or_else(|e| {
            // A closed stderr leaves nobody to tell.
            let _ = writeln!(std::io::stderr(), "{name}: {e}");
            Ended::Failed
        });
        match ended {
            Ended::Done => ExitCode::SUCCESS,
            Ended::Failed => ExitCode::FAILURE,
            Ended::Served => std::process::exit(0),
        }
    }

    async fn run(self, matches: &ArgMatches) -> crate::Result<Ended> {
        match matches.subcommand() {
            Some(("stdio", _)) => self.serve_stdio().await?,
            Some(("tools", args)) => return inspect::tools(&self.client()?, args.get_flag("json")).await,
            Some(("schema", args)) => return inspect::schema(&self.client()?, text(args, "tool")).await,
            Some(("routes", args)) => return inspect::routes(self.definition(), args.get_flag("json")),
            Some(("check", _)) => return inspect::check(self),
            Some(("call", args)) => {
                let pairs: Vec<&String> = args.get_many("arguments").into_iter().flatten().collect();
                let json = args.get_one::<String>("json").map(String::as_str);
                return call::call(&self.client()?, text(args, "tool"), &pairs, json).await;
            }
            other => {
                let serve = other.map_or(matches, |(_, serve)| serve);
                let address = serve.get_one("http").copied().unwrap_or(DEFAULT_ADDRESS);
                self.configured(serve).serve(address).await?;
            }
        }
        Ok(Ended::Served)
    }

    /// With what the command line says beyond what the program has set.
    fn configured(self, args: &ArgMatches) -> Self {
        let all = |name: &str| args.get_many::<String>(name).into_iter().flatten().cloned();
        let server = all("allow-host").fold(self, Self::allow_host);
        let server = all("allow-origin").fold(server, Self::allow_origin);
        match args.get_one::<String>("path") {
            Some(path) => server.path(path),
            None => server,
        }
    }

    /// Commands ask the server as any client does, in process.
    fn client(self) -> Result<Client<S>, StartError> {
        Client::try_new(self)
    }
}

fn text<'a>(args: &'a ArgMatches, name: &str) -> &'a str {
    args.get_one::<String>(name).map(String::as_str).unwrap_or_default()
}

/// Each of them can also be set in the environment.
fn serve_args() -> [Arg; 4] {
    let several = |name: &'static str, env: &'static str| Arg::new(name).long(name).env(env).action(ArgAction::Append).value_delimiter(',');
    [
        Arg::new("http")
            .long("http")
            .value_name("ADDR")
            .env("MCP_HTTP")
            .help(format!("The address to serve Streamable HTTP on [default: {DEFAULT_ADDRESS}]"))
            .value_parser(value_parser!(SocketAddr)),
        Arg::new("path").long("path").value_name("PATH").env("MCP_PATH").help("The path of the MCP endpoint [default: /mcp]"),
        several("allow-host", "MCP_ALLOW_HOST").value_name("HOST").help("Also answer requests to this host, beside loopback"),
        several("allow-origin", "MCP_ALLOW_ORIGIN").value_name("ORIGIN").help("Also answer web pages of this origin, beside loopback"),
    ]
}

fn command(name: &'static str, version: &'static str) -> Command {
    let json = Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print JSON");
    let tool = Arg::new("tool").value_name("NAME").required(true).help("The name of a tool");
    Command::new(name)
        .version(version)
        .args_conflicts_with_subcommands(true)
        .args(serve_args())
        .subcommand(Command::new("serve").about("Serve Streamable HTTP (the default)").args(serve_args()))
        .subcommand(Command::new("stdio").about("Serve standard input and output"))
        .subcommand(Command::new("tools").about("List the tools").arg(json.clone()))
        .subcommand(
            Command::new("call")
                .about("Call a tool and print its result")
                .arg(tool.clone())
                .arg(
                    Arg::new("arguments")
                        .value_name("KEY=VALUE")
                        .num_args(0..)
                        .help("Its arguments; a value that isn't text is written as JSON, such as tags='[\"a\"]'"),
                )
                .arg(
                    Arg::new("json").long("json").value_name("OBJECT").conflicts_with("arguments").help("Its arguments as one JSON object"),
                ),
        )
        .subcommand(Command::new("schema").about("Print what a client sees of a tool").arg(tool))
        .subcommand(Command::new("routes").about("Print the table that requests are routed by").arg(json))
        .subcommand(Command::new("check").about("Say whether the server would start, and if not, why"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        super::command("name", "1.0.0").debug_assert();
    }
}
