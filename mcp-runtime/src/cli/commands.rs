//! The commands, and what each of them takes.

use clap::{Arg, Command};

use super::context::CommandContext;
#[cfg(any(feature = "prometheus", feature = "otlp"))]
use super::dashboard;
use super::item::{Item, Reader};
use super::log;
use super::options::{self, Of};
use super::store::SEALING_KEYS;
use super::{DEFAULT_ADDRESS, install, routes};

/// A command as data.
struct BuiltIn {
    name: &'static str,
    about: &'static str,
    items: &'static [Item],
    /// Which settings it takes, of these and by this name.
    settings: fn(Of, &str) -> bool,
    /// The text below its help.
    after: Option<fn(&CommandContext<'_>) -> String>,
}

const SERVE: BuiltIn = built(
    "serve",
    "Serve Streamable HTTP (the default)",
    &[
        Item::option("http", "ADDR", "The address to serve Streamable HTTP on")
            .default(|_| DEFAULT_ADDRESS.to_string())
            .env("MCP_HTTP")
            .read(Reader::Address),
        #[cfg(feature = "prometheus")]
        METRICS,
        STORE,
        LOG_FORMAT,
    ],
)
.with(|_, _| true)
.after(about_keys);

const COMMANDS: &[BuiltIn] = &[
    SERVE,
    built(
        "stdio",
        "Serve standard input and output",
        &[STORE, LOG_FORMAT],
    )
    .with(|of, _| matches!(of, Of::Limits | Of::Telemetry))
    .after(about_keys),
    built(
        "worker",
        "Work on tasks of a fleet, and answer no calls",
        &[
            Item::option(
                "health",
                "ADDR",
                "The address to say on how it is, at /healthz and /readyz [default: none]",
            )
            .env("MCP_HEALTH")
            .read(Reader::Address),
            #[cfg(feature = "prometheus")]
            METRICS,
            STORE,
            LOG_FORMAT,
        ],
    )
    .with(|of, name| of == Of::Telemetry || OF_WORKERS.contains(&name))
    .after(about_keys),
    built(
        "tools",
        "List the tools",
        &[
            JSON,
            Item::flag(
                "scopes",
                "Print which scopes each needs, as a table in Markdown",
            )
            .conflicts("json"),
            STORE,
        ],
    ),
    built(
        "call",
        "Call a tool and print its result",
        &[TOOL.or_help(), ARGUMENTS, ANSWER, STORE, WHOLE, HELP],
    )
    .after(|_| WORDS.to_owned()),
    built("prompts", "List the prompts", &[JSON, STORE]),
    built(
        "prompt",
        "Get a prompt and print its messages",
        &[PROMPT.or_help(), ARGUMENTS, ANSWER, STORE, WHOLE, HELP],
    )
    .after(|_| WORDS.to_owned()),
    built(
        "resources",
        "List the resources and their templates",
        &[JSON, STORE],
    ),
    built(
        "read",
        "Read a resource and print what it holds",
        &[
            Item::positional("item", "URI", "Its URI").required(),
            ANSWER,
            STORE,
            WHOLE,
        ],
    ),
    built(
        "schema",
        "Print what a client sees of a tool",
        &[TOOL, STORE],
    ),
    built(
        "routes",
        "Print the table that requests are routed by, or a gateway's configuration \
         made of it",
        routes::ITEMS,
    )
    .with(|_, name| routes::SHARED.contains(&name))
    .after(|_| routes::EXAMPLE.to_owned()),
    #[cfg(any(feature = "prometheus", feature = "otlp"))]
    built(
        "dashboard",
        "Print a dashboard for Grafana, or alerts for Prometheus, made of the \
         server's table",
        dashboard::ITEMS,
    ),
    built(
        "check",
        "Say whether the server would start, and if not, why",
        &[STRICT, FINDINGS, STORE],
    ),
    #[cfg(feature = "auth")]
    built(
        "key",
        "Make a key for a program that calls the server, and its line for the file of `--auth-keys`",
        &[
            Item::positional("name", "NAME", "Whose key it is").required(),
            Item::positional("scopes", "SCOPE", "What it may do").in_a_row(),
        ],
    ),
    #[cfg(all(feature = "auth", any(debug_assertions, feature = "playground")))]
    built(
        "token",
        "Print a token of the issuer for development, of a server that runs with `--auth-dev`",
        &[
            Item::option("as", "NAME", "Who is to call").default(|_| "developer".to_owned()),
            Item::option("scope", "SCOPE", "What they may do").often(),
            Item::option("http", "ADDR", "The address that the server listens on")
                .default(|_| DEFAULT_ADDRESS.to_string())
                .env("MCP_HTTP")
                .read(Reader::Address),
        ],
    ),
    built(
        "install",
        "Put this server into a client's configuration",
        install::ITEMS,
    ),
    built(
        "completions",
        "Print a script that completes this command line in a shell",
        &[
            Item::positional("shell", "SHELL", "The shell that is to run it")
                .required()
                .read(Reader::Shell),
        ],
    )
    .after(|CommandContext { name, .. }| {
        format!(
            "In bash: `source <({name} completions bash)`, in zsh the same with `zsh`; in \
             fish: `{name} completions fish | source`"
        )
    }),
];

/// The settings of a process that answers no calls.
const OF_WORKERS: &[&str] = &[
    "health-path",
    "ready-path",
    "shutdown-timeout",
    "workers",
    "max-question",
    "max-handles",
    "max-handle-size",
];

const STRICT: Item = Item::flag(
    "strict",
    "Also name each tool that a strict client refuses: OpenAI strict mode, Gemini, Claude, VS Code",
);
const JSON: Item = Item::flag("json", "Print JSON");
const FINDINGS: Item = Item::flag("json", "Print the findings as JSON");
const TOOL: Item = Item::positional("item", "NAME", "The name of a tool")
    .required()
    .read(Reader::Name(|names| &names.tools));
const PROMPT: Item = Item::positional("item", "NAME", "The name of a prompt")
    .required()
    .read(Reader::Name(|names| &names.prompts));
/// The whole result, for programs.
const WHOLE: Item = Item::flag("json", "Print the whole result as JSON");
/// In place of clap's own, which knows nothing of items.
const HELP: Item =
    Item::flag("help", "Print help, or with a NAME, the arguments of that").short('h');
const ARGUMENTS: Item = Item::positional(
    "arguments",
    "KEY=VALUE",
    "Its arguments, or one object for all of them: '{\"key\": …}', @FILE or -",
)
.in_a_row();
const ANSWER: Item = Item::option(
    "answer",
    "KEY=ANSWER",
    "What its user answers to a question: accept, decline, cancel, or an object with the fields \
     of a form; it says which it asks",
)
.often();
/// How arguments are written.
const WORDS: &str = "\
Values:
  title=Tea               a text, as it is; a number, `true` or JSON where the schema says so
  tags=a tags=b           a list
  filter.since=2026-07-28 a field of an object
  text=@notes.md          what a file holds; @@ for a text that begins with @
  text=-                  what standard input holds";
/// Its value may hold a password, which the environment keeps better than the command line.
const STORE: Item = Item::option(
    "store",
    "URL",
    "Where state is kept that outlives a call: memory, file:PATH, redis://…, postgres://… \
     [default: what the program sets]",
)
.env("MCP_STORE");

#[cfg(feature = "prometheus")]
const METRICS: Item = Item::option(
    "metrics",
    "ADDR",
    "The address to serve metrics for Prometheus on, at /metrics [default: none]",
)
.env("MCP_METRICS")
.read(Reader::Address);

const LOG_FORMAT: Item = Item::option("log-format", "FORMAT", "How lines of the log are written")
    .env("MCP_LOG_FORMAT")
    .read(Reader::OneOf(log::FORMATS));

const fn built(name: &'static str, about: &'static str, items: &'static [Item]) -> BuiltIn {
    BuiltIn {
        name,
        about,
        items,
        settings: |_, _| false,
        after: None,
    }
}

impl BuiltIn {
    const fn with(self, settings: fn(Of, &str) -> bool) -> Self {
        Self { settings, ..self }
    }

    const fn after(self, after: fn(&CommandContext<'_>) -> String) -> Self {
        Self {
            after: Some(after),
            ..self
        }
    }

    fn args(&self, context: &CommandContext<'_>) -> impl Iterator<Item = Arg> {
        self.items
            .iter()
            .map(|item| item.arg(context))
            .chain(options::args(context, self.settings))
    }

    fn command(&self, context: &CommandContext<'_>) -> Command {
        let command = Command::new(self.name)
            .about(self.about)
            .disable_help_flag(self.items.iter().any(|item| item.id == HELP.id))
            .args(self.args(context));
        match self.after {
            Some(after) => command.after_help(after(context)),
            None => command,
        }
    }
}

fn about_keys(_: &CommandContext<'_>) -> String {
    format!(
        "{SEALING_KEYS} holds keys that instances share, to seal the state of questions (`openssl \
         rand -base64 32`)"
    )
}

/// Whether a command of the developer's own means something else by `--store`.
pub(super) fn has_own_store(own: &Command) -> bool {
    let is_it = |arg: &Arg| {
        arg.get_id() == STORE.id
            || arg.get_long() == Some(STORE.id)
            || arg
                .get_all_aliases()
                .is_some_and(|names| names.contains(&STORE.id))
    };
    own.get_arguments().any(is_it) || own.get_groups().any(|group| group.get_id() == STORE.id)
}

/// A command of the developer's own, for a server with its store.
fn storing(own: &Command, context: &CommandContext<'_>) -> Command {
    if has_own_store(own) {
        own.clone()
    } else {
        own.clone().arg(STORE.arg(context))
    }
}

/// The built-in commands, with those of the developer's own in place of them and beside them.
pub(super) fn whole(context: &CommandContext<'_>, own: &[Command]) -> Command {
    let is_replaced = |built: &BuiltIn| own.iter().any(|own| own.get_name() == built.name);
    Command::new(context.name)
        .version(context.version)
        .about(format!(
            "{}\n\nWithout a command, it serves Streamable HTTP.",
            context.about
        ))
        .args(SERVE.args(context))
        .subcommands(
            COMMANDS
                .iter()
                .filter(|built| !is_replaced(built))
                .map(|built| built.command(context)),
        )
        .subcommands(own.iter().map(|own| storing(own, context)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::context::Names;
    use crate::server::Settings;

    fn told<'a>(settings: &'a Settings, names: &'a Names) -> CommandContext<'a> {
        CommandContext {
            name: "name",
            version: "1.0.0",
            about: "A server",
            settings,
            names,
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        let settings = Settings::default();
        whole(&told(&settings, &Names::default()), &[]).debug_assert();
        let names = Names {
            tools: vec!["a".into()],
            prompts: vec!["b".into()],
        };
        whole(
            &told(&settings, &names),
            &[Command::new("import"), Command::new("tools")],
        )
        .debug_assert();
    }

    #[test]
    fn help_shows_what_the_program_has_set() {
        let settings = Settings {
            body_limit: 512 << 10,
            path: "/api".into(),
            ready_path: None,
            ..Settings::default()
        };
        let help = whole(&told(&settings, &Names::default()), &[])
            .render_help()
            .to_string();
        for default in ["512KiB", "/api", "/healthz", "off", "60s"] {
            assert!(
                help.contains(&format!("[default: {default}]")),
                "{default}: {help}"
            );
        }
    }
}
