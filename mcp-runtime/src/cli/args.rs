//! The command line as clap reads it.

use std::net::SocketAddr;

use clap::builder::{BoolishValueParser, PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use super::{DEFAULT_ADDRESS, STATE_KEYS, install, routes, values};
use crate::input::StateKeys;
#[cfg(feature = "rate-limit")]
use crate::server::Rate;
use crate::server::{Server, ServerDefinition, Settings, ToolEntry};
use crate::store;

/// In place of a path.
const OFF: &str = "off";

/// Names that completions know. Otherwise a name is any text, for lists that change and for hints of the server's own.
#[derive(Default)]
pub(super) struct Names {
    tools: Vec<String>,
    prompts: Vec<String>,
}

impl Names {
    pub(super) fn of<S>(definition: &ServerDefinition<S>) -> Self {
        let prompts = definition.prompts.iter().map(|prompt| prompt.meta().name.to_owned());
        Self { tools: definition.tools().map(ToolEntry::name).collect(), prompts: prompts.collect() }
    }
}

/// A text, or one of these names. clap keeps such names for ever.
fn one_of(names: &[String]) -> ValueParser {
    match names {
        [] => ValueParser::string(),
        names => PossibleValuesParser::new(names.iter().map(|name| &*name.clone().leak())).into(),
    }
}

/// The built-in commands, with those of the developer's own in place of them and beside them. What is not given on the command
/// line is as the server's `settings` are, which the help says.
pub(super) fn command(name: &'static str, version: &'static str, settings: &Settings, own: &[Command], names: &Names) -> Command {
    let replaced = |c: &Command| own.iter().any(|own| own.get_name() == c.get_name());
    Command::new(name)
        .version(version)
        .about("An MCP server. Without a command, it serves Streamable HTTP.")
        .args_conflicts_with_subcommands(true)
        .args(serve_args(settings))
        .subcommands(subcommands(name, settings, names).into_iter().filter(|c| !replaced(c)))
        .subcommands(own)
}

fn subcommands(name: &'static str, settings: &Settings, names: &Names) -> [Command; 13] {
    let json = Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print JSON");
    let called = |id: &'static str, known: &[String]| {
        Arg::new(id).value_name("NAME").required(true).value_parser(one_of(known)).hide_possible_values(true)
    };
    let tool = called("tool", &names.tools).help("The name of a tool");
    let answer = Arg::new("answer")
        .long("answer")
        .value_name("KEY=OBJECT")
        .action(ArgAction::Append)
        .help("What its user answers to a question; it says which it asks");
    let pairs = || Arg::new("arguments").value_name("KEY=VALUE").num_args(0..);
    let store = store_arg();
    let keys = format!("{STATE_KEYS} holds keys that instances share, to seal the state of questions (`openssl rand -base64 32`)");
    [
        Command::new("serve").about("Serve Streamable HTTP (the default)").args(serve_args(settings)).after_help(keys.clone()),
        Command::new("stdio").about("Serve standard input and output").args(limits(settings)).arg(store.clone()).after_help(keys),
        Command::new("tools").about("List the tools").arg(json.clone()),
        Command::new("call")
            .about("Call a tool and print its result")
            .arg(tool.clone())
            .arg(pairs().help("Its arguments; a value that isn't text is written as JSON, such as tags='[\"a\"]'"))
            .arg(answer.clone())
            .arg(store.clone())
            .arg(Arg::new("json").long("json").value_name("OBJECT").conflicts_with("arguments").help("Its arguments as one JSON object")),
        Command::new("prompts").about("List the prompts").arg(json.clone()),
        Command::new("prompt")
            .about("Get a prompt and print its messages")
            .arg(called("prompt", &names.prompts).help("The name of a prompt"))
            .arg(pairs().help("Its arguments"))
            .arg(answer.clone())
            .arg(store.clone()),
        Command::new("resources").about("List the resources and their templates").arg(json),
        Command::new("read")
            .about("Read a resource and print what it holds")
            .arg(Arg::new("uri").value_name("URI").required(true).help("Its URI"))
            .arg(answer)
            .arg(store.clone()),
        Command::new("schema").about("Print what a client sees of a tool").arg(tool),
        routes::command(settings),
        Command::new("check").about("Say whether the server would start, and if not, why").arg(store),
        install::command(name),
        Command::new("completions")
            .about("Print a script that completes this command line in a shell")
            .arg(
                Arg::new("shell").value_name("SHELL").required(true).value_parser(value_parser!(Shell)).help("The shell that is to run it"),
            )
            .after_help(format!("In bash and zsh: `source <({name} completions bash)`, in fish: `{name} completions fish | source`")),
    ]
}

/// Each of them can also be set in the environment.
pub(super) fn serve_args(settings: &Settings) -> Vec<Arg> {
    let several = |name: &'static str, env: &'static str| set(name, env).action(ArgAction::Append).value_delimiter(',');
    let mut args = vec![
        set("http", "MCP_HTTP")
            .value_name("ADDR")
            .help(format!("The address to serve Streamable HTTP on [default: {DEFAULT_ADDRESS}]"))
            .value_parser(value_parser!(SocketAddr)),
        set("path", "MCP_PATH").value_name("PATH").help(format!("The path of the MCP endpoint [default: {}]", settings.path)),
        several("allow-host", "MCP_ALLOW_HOST").value_name("HOST").help("Also answer requests to this host, beside loopback"),
        several("allow-origin", "MCP_ALLOW_ORIGIN").value_name("ORIGIN").help("Also answer web pages of this origin, beside loopback"),
    ];
    args.extend(operating(settings));
    args.push(store_arg());
    args.extend(limits(settings));
    args.push(
        set("keep-alive", "MCP_KEEP_ALIVE")
            .value_name("DURATION")
            .value_parser(values::duration)
            .help_heading("Limits")
            .help(format!("Silence before a call's answer becomes a stream that is kept alive [default: {:?}]", settings.silence)),
    );
    args
}

/// What browsers, orchestrators and monitors ask for.
fn operating(settings: &Settings) -> Vec<Arg> {
    let probe = |name, env, says: &str, path: Option<&String>| {
        let path = path.map_or(OFF, String::as_str);
        set(name, env).value_name("PATH").help(format!("The path that says {says}, or `{OFF}` [default: {path}]"))
    };
    vec![
        set("cors", "MCP_CORS")
            .action(ArgAction::SetTrue)
            .value_parser(BoolishValueParser::new())
            .help("Let web pages of these origins be clients, by answering what their browsers ask"),
        probe("health-path", "MCP_HEALTH_PATH", "whether the process lives", settings.health_path.as_ref()),
        probe("ready-path", "MCP_READY_PATH", "whether the server takes calls", settings.ready_path.as_ref()),
        #[cfg(feature = "metrics")]
        set("metrics", "MCP_METRICS")
            .value_name("ADDR")
            .value_parser(value_parser!(SocketAddr))
            .help("The address to serve metrics for Prometheus on, at /metrics [default: none]"),
        #[cfg(any(debug_assertions, feature = "playground"))]
        set("playground", "MCP_PLAYGROUND")
            .action(ArgAction::SetTrue)
            .value_parser(BoolishValueParser::new())
            .help("Serve a page for developers at /playground, on loopback only"),
    ]
}

/// Its values may hold a password, which the environment keeps better than the command line.
fn store_arg() -> Arg {
    set("store", "MCP_STORE")
        .value_name("URL")
        .help("Where state is kept that outlives a call: memory, file:PATH, redis://…, postgres://… [default: what the program sets]")
}

/// Those that hold for both transports.
fn limits(settings: &Settings) -> Vec<Arg> {
    let limit = |name, env| set(name, env).help_heading("Limits");
    vec![
        limit("body-limit", "MCP_BODY_LIMIT")
            .value_name("SIZE")
            .value_parser(values::size)
            .help(format!("The greatest request, such as 512KiB [default: {}]", values::shown(settings.body_limit))),
        limit("call-timeout", "MCP_CALL_TIMEOUT")
            .value_name("DURATION")
            .value_parser(values::duration)
            .help(format!("How long a call may take, unless its tool says otherwise [default: {:?}]", settings.call_timeout)),
        limit("shutdown-deadline", "MCP_SHUTDOWN_DEADLINE")
            .value_name("DURATION")
            .value_parser(values::deadline)
            .help(format!("How long calls in flight may go on once a shutdown began [default: {:?}]", settings.shutdown_deadline)),
        limit("max-calls", "MCP_MAX_CALLS")
            .value_name("NUMBER")
            .value_parser(value_parser!(usize))
            .help(format!("How many calls may run at a time [default: {}]", settings.max_calls)),
        #[cfg(feature = "rate-limit")]
        limit("rate-limit", "MCP_RATE_LIMIT").value_name("RATE").value_parser(value_parser!(Rate)).help(rate_help(settings)),
        limit("max-subscriptions", "MCP_MAX_SUBSCRIPTIONS")
            .value_name("NUMBER")
            .value_parser(value_parser!(usize))
            .help(format!("How many clients may listen for changes at a time [default: {}]", settings.max_subscriptions)),
    ]
}

#[cfg(feature = "rate-limit")]
fn rate_help(settings: &Settings) -> String {
    let default = settings.rate_limit.map_or_else(|| "as often as they like".to_owned(), |rate| rate.to_string());
    format!("How often each caller may call tools, such as 10/s, 600/min or 1000/h [default: {default}]")
}

fn set(name: &'static str, env: &'static str) -> Arg {
    Arg::new(name).long(name).env(env).hide_env_values(true)
}

/// With what the command line says beyond what the program has set.
pub(super) fn configured<S: Send + Sync + 'static>(server: Server<S>, args: &ArgMatches) -> Server<S> {
    let several = |name| args.try_get_many::<String>(name).ok().flatten().into_iter().flatten().cloned();
    let mut server = several("allow-host").fold(server, Server::allow_host);
    server = several("allow-origin").fold(server, Server::allow_origin);
    if let Some(path) = one::<String>(args, "path") {
        server = server.path(path);
    }
    if let Some(true) = one(args, "cors") {
        server = server.cors();
    }
    #[cfg(any(debug_assertions, feature = "playground"))]
    if let Some(true) = one(args, "playground") {
        server = server.playground();
    }
    if let Some(path) = one::<String>(args, "health-path") {
        server = server.health_path((path != OFF).then_some(&*path));
    }
    if let Some(path) = one::<String>(args, "ready-path") {
        server = server.ready_path((path != OFF).then_some(&*path));
    }
    if let Some(bytes) = one(args, "body-limit") {
        server = server.body_limit(bytes);
    }
    if let Some(timeout) = one(args, "call-timeout") {
        server = server.call_timeout(timeout);
    }
    if let Some(deadline) = one(args, "shutdown-deadline") {
        server = server.shutdown_deadline(deadline);
    }
    if let Some(calls) = one(args, "max-calls") {
        server = server.max_calls(calls);
    }
    #[cfg(feature = "rate-limit")]
    if let Some(rate) = one(args, "rate-limit") {
        server = server.rate_limit(rate);
    }
    if let Some(subscriptions) = one(args, "max-subscriptions") {
        server = server.max_subscriptions(subscriptions);
    }
    if let Some(silence) = one(args, "keep-alive") {
        server = server.keep_alive(silence);
    }
    server
}

/// With the store that the command line names, and the keys of the environment, which such a store needs.
pub(super) async fn stored<S: Send + Sync + 'static>(mut server: Server<S>, args: &ArgMatches) -> crate::Result<Server<S>> {
    if let Some(url) = one::<String>(args, "store") {
        server = server.store(store::open(&url).await?);
    }
    // No argument: everyone on the machine sees those.
    match std::env::var(STATE_KEYS) {
        Ok(keys) => Ok(server.state_keys(StateKeys::parse(&keys).map_err(|e| format!("{STATE_KEYS}: {e}"))?)),
        Err(_) => Ok(server),
    }
}

/// Not every command has every argument.
fn one<T: Clone + Send + Sync + 'static>(args: &ArgMatches, name: &str) -> Option<T> {
    args.try_get_one::<T>(name).ok().flatten().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        let settings = Settings::default();
        command("name", "1.0.0", &settings, &[], &Names::default()).debug_assert();
        let names = Names { tools: vec!["a".into()], prompts: vec!["b".into()] };
        command("name", "1.0.0", &settings, &[Command::new("import"), Command::new("tools")], &names).debug_assert();
    }

    #[test]
    fn help_shows_what_the_program_has_set() {
        let settings = Settings { body_limit: 512 << 10, path: "/api".into(), ..Settings::default() };
        let help = command("name", "1.0.0", &settings, &[], &Names::default()).render_help().to_string();
        assert!(help.contains("[default: 512KiB]") && help.contains("[default: /api]") && help.contains("[default: 60s]"), "{help}");
    }
}
