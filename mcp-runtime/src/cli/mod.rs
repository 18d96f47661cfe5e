//! The command line of a server binary.

#[cfg(feature = "auth")]
mod auth;
mod call;
mod check;
mod commands;
mod context;
#[cfg(any(feature = "prometheus", feature = "otlp"))]
mod dashboard;
mod inspect;
mod install;
mod item;
mod line;
mod log;
#[cfg(feature = "prometheus")]
mod metrics;
mod options;
mod output;
mod routes;
mod scopes;
mod store;
mod strict;
mod style;
#[cfg(feature = "otlp")]
mod telemetry;
mod values;

use std::ffi::OsString;
use std::fmt;
use std::future::Future;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::pin::Pin;
use std::process::ExitCode;

use clap::{ArgMatches, Command};
use clap_complete::Shell;

use crate::in_process::Client;
use crate::server::{ServeError, Server, StartError};
use context::{CommandContext, Names};
use store::{stored, stored_for_lists};
use style::Paint;

/// Loopback: whoever wants more says so.
const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8000);

/// How a command ends; a command line that is wrong ends with 2, as clap says.
enum Ended {
    Done,
    Failed,
    Served,
}

/// Commands that only look at lists.
const LISTS: [&str; 4] = ["tools", "prompts", "resources", "schema"];

/// The exit code for a wrong command line, the same as clap's.
const MISUSED: u8 = 2;

/// An error in the command line that only the server can detect.
#[derive(Debug)]
struct Misuse(String);

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misuse {}

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// The command line of a server binary.
    ///
    /// ```no_run
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// #[tokio::main]
    /// async fn main() -> std::process::ExitCode {
    ///     Hello::new().main().await
    /// }
    /// ```
    ///
    /// ```text
    /// quickstart                              # Streamable HTTP on loopback
    /// quickstart serve --http 127.0.0.1:9000  # on an address of your choice
    /// quickstart stdio                        # standard input and output
    /// quickstart worker                       # tasks of a fleet, and no calls
    /// quickstart tools                        # what there is to call
    /// quickstart call find_notes words=milk   # call it, without a client
    /// quickstart schema find_notes            # what a client sees of it
    /// quickstart prompts                      # what there is to ask of the model; `prompt NAME` gets it
    /// quickstart resources                    # what there is to read; `read URI` reads it
    /// quickstart routes                       # what a gateway can route by; `--format nginx` writes its configuration
    /// quickstart dashboard                    # what Grafana shows of it; `--alerts` for Prometheus
    /// quickstart check                        # whether it would start
    /// quickstart install cursor               # puts it into a client's configuration, after a question
    /// quickstart completions bash             # for a shell
    /// ```
    ///
    /// Results go to stdout, logs to stderr. The exit code is 0 after an end that was asked for, 1
    /// when the server can't start, stops on its own, or a command fails, 2 when the command line
    /// is wrong. The [guide](crate::guide::command_line) says more; [`command`](Self::command) adds
    /// commands of your own.
    ///
    /// After serving, the process ends here: a `blocking` tool that is still running would hold it
    /// beyond the shutdown deadline otherwise, since tokio waits for its threads.
    pub async fn main(self) -> ExitCode {
        Cli {
            server: self,
            own: Vec::new(),
        }
        .main()
        .await
    }

    /// Adds a subcommand of your own to the [command line](Self::main), or puts it in place of the
    /// built-in one of that name.
    ///
    /// The handler gets the server and the command's arguments. What else it needs, such as a
    /// database, it takes along. The server has the store that `--store` or `MCP_STORE` names, and
    /// the keys of `MCP_SEALING_KEYS`, as it has for the built-in commands; a command with a
    /// `--store` of its own gets the server as the program made it.
    ///
    /// ```no_run
    /// use mcp_runtime::clap::{Arg, ArgMatches, Command};
    /// use mcp_runtime::prelude::*;
    /// # #[derive(Clone)]
    /// # struct Db;
    /// # impl Db {
    /// #     async fn import(&self, _file: &str) -> mcp_runtime::Result<usize> { Ok(0) }
    /// # }
    /// # /// Count the rows.
    /// # #[mcp_tool(read_only)]
    /// # fn count_rows(State(_db): State<Db>) -> u64 { 7 }
    /// # mcp_server! { pub Shop { name: "shop", version: "1.0.0", state: Db, tools: [count_rows] } }
    ///
    /// #[tokio::main]
    /// async fn main() -> std::process::ExitCode {
    ///     let db = Db;
    ///     let import = Command::new("import").about("Import rows from a file").arg(Arg::new("FILE").required(true));
    ///     Shop::new(db.clone())
    ///         .command(import, async move |_server, args: ArgMatches| {
    ///             let rows = db.import(args.get_one::<String>("FILE").expect("it is required")).await?;
    ///             eprintln!("{rows} rows");
    ///             Ok(())
    ///         })
    ///         .main()
    ///         .await
    /// }
    /// ```
    pub fn command<F: Future<Output = crate::Result<()>> + Send + 'static>(
        self,
        command: Command,
        handler: impl FnOnce(Self, ArgMatches) -> F + Send + 'static,
    ) -> Cli<S, D> {
        Cli {
            server: self,
            own: Vec::new(),
        }
        .command(command, handler)
    }
}

/// A server's command line with subcommands of the developer's own; [`Server::command`] makes it.
pub struct Cli<S: 'static, D: 'static> {
    server: Server<S, D>,
    own: Vec<Own<S, D>>,
}

/// A developer's subcommand.
struct Own<S: 'static, D: 'static> {
    command: Command,
    handler: Handler<S, D>,
}

type Handler<S, D> = Box<
    dyn FnOnce(Server<S, D>, ArgMatches) -> Pin<Box<dyn Future<Output = crate::Result<()>> + Send>>
        + Send,
>;

impl<S: fmt::Debug, D> fmt::Debug for Cli<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own: Vec<&str> = self.own.iter().map(|own| own.command.get_name()).collect();
        f.debug_struct("Cli")
            .field("server", &self.server)
            .field("own", &own)
            .finish()
    }
}

impl<S: Send + Sync + 'static, D: 'static> Cli<S, D> {
    /// Adds another subcommand, as [`Server::command`] does. The latest of a name counts.
    #[must_use]
    pub fn command<F: Future<Output = crate::Result<()>> + Send + 'static>(
        mut self,
        command: Command,
        handler: impl FnOnce(Server<S, D>, ArgMatches) -> F + Send + 'static,
    ) -> Self {
        self.own
            .retain(|own| own.command.get_name() != command.get_name());
        self.own.push(Own {
            command,
            handler: Box::new(move |server, args| Box::pin(handler(server, args))),
        });
        self
    }

    /// Reads the command line, does what it says, and gives the exit code; see [`Server::main`].
    ///
    /// An error of a subcommand's is told on stderr and ends with 1, a [`clap::Error`] with the
    /// code that clap gives it. Logs go to stderr, unless the program has set a `tracing`
    /// subscriber before.
    pub async fn main(self) -> ExitCode {
        let matches = match line::read(self.clap(&Names::default()), std::env::args_os()) {
            Ok(matches) => matches,
            Err(e) => return told(&e),
        };
        let stderr = Paint::of(&std::io::stderr());
        let name = self.server.definition().name;
        let style = log::Style::of(&matches, &self.server.settings);
        #[cfg(feature = "otlp")]
        let (log, ended) = Box::pin(telemetry::run(self, &matches, style)).await;
        #[cfg(not(feature = "otlp"))]
        let (log, ended) = (
            log::Log::start(style, None),
            Box::pin(self.run(&matches)).await,
        );
        log.end();
        match ended {
            Ok(Ended::Done) => ExitCode::SUCCESS,
            Ok(Ended::Failed) => ExitCode::FAILURE,
            Ok(Ended::Served) => std::process::exit(0),
            Err(e) => match e.downcast::<clap::Error>() {
                Ok(e) => told(&e),
                Err(e) => {
                    // A closed stderr leaves nobody to tell.
                    let _ = writeln!(
                        std::io::stderr(),
                        "{} {e}",
                        stderr.wrong(&format!("{name}:"))
                    );
                    if e.is::<Misuse>() {
                        ExitCode::from(MISUSED)
                    } else {
                        ExitCode::FAILURE
                    }
                }
            },
        }
    }

    fn clap(&self, names: &Names) -> Command {
        let own: Vec<Command> = self.own.iter().map(|own| own.command.clone()).collect();
        let definition = self.server.definition();
        // The instructions go on with what is for models.
        let first = definition
            .instructions
            .split("\n\n")
            .next()
            .filter(|text| !text.is_empty());
        let about = first.or(definition.title).unwrap_or("An MCP server");
        let context = CommandContext {
            name: definition.name,
            version: definition.version,
            about,
            settings: &self.server.settings,
            names,
        };
        commands::whole(&context, &own)
    }

    async fn run(mut self, matches: &ArgMatches) -> crate::Result<Ended> {
        let Some((command, args)) = matches.subcommand() else {
            return serve(stored(self.server, matches).await?, matches).await;
        };
        if let Some(own) = self
            .own
            .iter()
            .position(|own| own.command.get_name() == command)
        {
            let Own { command, handler } = self.own.swap_remove(own);
            let server = if commands::has_own_store(&command) {
                self.server
            } else {
                stored(self.server, args).await?
            };
            handler(server, args.clone()).await?;
            return Ok(Ended::Done);
        }
        match command {
            "call" | "prompt" if args.get_flag("help") => {
                let mut whole = self.clap(&Names::default());
                whole.build();
                let about = whole
                    .find_subcommand_mut(command)
                    .ok_or("no such command")?;
                return call::help(self.server, about, args).await;
            }
            "install" => {
                return install::install(
                    args,
                    self.server.definition().name,
                    self.clap(&Names::default()),
                );
            }
            #[cfg(feature = "auth")]
            "key" => return auth::key(args, text(args, "name")),
            #[cfg(all(feature = "auth", any(debug_assertions, feature = "playground")))]
            "token" => return auth::token(args).await,
            "completions" => {
                return completions(self.clap(&Names::of(self.server.definition())), args);
            }
            "check" => return check::check(self.server, args).await,
            _ => {}
        }
        let mut server = if LISTS.contains(&command) {
            stored_for_lists(self.server, args).await?
        } else {
            stored(self.server, args).await?
        };
        match command {
            "stdio" => {
                options::apply(&mut server.settings, args);
                let _serving = log::Serving::start()?;
                server.serve_stdio().await.map_err(of_serving)?;
                Ok(Ended::Served)
            }
            "worker" => {
                options::apply(&mut server.settings, args);
                let _serving = log::Serving::start()?;
                #[cfg(feature = "prometheus")]
                let (server, _counting) = metrics::counted(server, args).await?;
                let health = args.get_one("health").copied();
                server.work(health).await.map_err(of_serving)?;
                Ok(Ended::Served)
            }
            "tools" if args.get_flag("scopes") => {
                output::print(&scopes::matrix(server.definition()))?;
                Ok(Ended::Done)
            }
            "tools" => {
                let definition = server.definition();
                inspect::tools(
                    &client(server.open_for_lists().await?)?,
                    definition,
                    args.get_flag("json"),
                )
                .await
            }
            "prompts" => {
                inspect::prompts(
                    &client(server.open_for_lists().await?)?,
                    args.get_flag("json"),
                )
                .await
            }
            "resources" => {
                inspect::resources(
                    &client(server.open_for_lists().await?)?,
                    args.get_flag("json"),
                )
                .await
            }
            "schema" => {
                inspect::schema(&client(server.open_for_lists().await?)?, text(args, "item")).await
            }
            "routes" => routes::routes(server, args),
            #[cfg(any(feature = "prometheus", feature = "otlp"))]
            "dashboard" => dashboard::dashboard(&server, args),
            "call" | "prompt" | "read" => call::run(server, command, args).await,
            _ => serve(server, args).await,
        }
    }
}

async fn serve<S: Send + Sync + 'static, D: 'static>(
    mut server: Server<S, D>,
    args: &ArgMatches,
) -> crate::Result<Ended> {
    let address = args.get_one("http").copied().unwrap_or(DEFAULT_ADDRESS);
    options::apply(&mut server.settings, args);
    #[cfg(feature = "auth")]
    auth::take_secrets(&mut server.settings.auth_options);
    let _serving = log::Serving::start()?;
    #[cfg(feature = "prometheus")]
    let (server, _counting) = metrics::counted(server, args).await?;
    server.serve(address).await.map_err(of_serving)?;
    Ok(Ended::Served)
}

/// The closure that opens the state may fail with an error that has an exit code of its own.
fn of_serving(error: ServeError) -> crate::Error {
    match error {
        ServeError::State(error) => error,
        error => error.into(),
    }
}

/// Commands ask the server as any client does, in process.
fn client<S: Send + Sync + 'static, D: 'static>(
    server: Server<S, D>,
) -> Result<Client<S>, StartError> {
    Client::for_lists(server)
}

/// `completions`, for the name that the program was started by.
fn completions(mut command: Command, args: &ArgMatches) -> crate::Result<Ended> {
    let started: Option<OsString> = std::env::args_os().next();
    let name = started
        .as_deref()
        .map(Path::new)
        .and_then(Path::file_stem)
        .and_then(|name| name.to_str().map(str::to_owned));
    let name = name.unwrap_or_else(|| command.get_name().to_owned());
    let mut script = Vec::new();
    if let Some(shell) = args.get_one::<Shell>("shell") {
        clap_complete::generate(*shell, &mut command, name, &mut script);
    }
    output::print(String::from_utf8(script)?.trim_end())?;
    Ok(Ended::Done)
}

/// Says what clap has to say: help and version on stdout, mistakes on stderr.
fn told(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    let text = text.trim_end();
    // Nobody is left to tell where it can't be written.
    let _ = if error.use_stderr() {
        writeln!(
            std::io::stderr(),
            "{}",
            Paint::of(&std::io::stderr()).help(text)
        )
    } else {
        output::print(&Paint::of(&std::io::stdout()).help(text))
    };
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn all<'a>(args: &'a ArgMatches, name: &str) -> Vec<&'a String> {
    args.get_many(name).into_iter().flatten().collect()
}

fn text<'a>(args: &'a ArgMatches, name: &str) -> &'a str {
    args.get_one::<String>(name)
        .map(String::as_str)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
