//! A server's settings on the command line and in the environment: one line each.

use std::num::ParseIntError;
use std::time::Duration;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches};

use super::context::CommandContext;
use super::item::Item;
use super::{all, values};
use crate::server::{Allowed, Settings};
#[cfg(feature = "rate-limit")]
use crate::server::{InvalidRate, Rate};

/// In place of a path, and as a switch's state.
const OFF: &str = "off";
const ON: &str = "on";

/// Which items lists have.
#[cfg(feature = "auth")]
const GRANTED: [&str; 2] = ["all", "granted"];

/// A setting that an option changes.
struct Setting {
    name: &'static str,
    env: &'static str,
    help: &'static str,
    field: Field,
    of: Of,
}

/// The group that a setting belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Streamable HTTP.
    Http,
    /// How much a client may ask for over HTTP.
    HttpLimits,
    /// How much a client may ask for by any transport.
    Limits,
    /// Reports about requests.
    Telemetry,
}

/// Where a setting is kept, and how it is written.
enum Field {
    Switch(fn(&mut Settings) -> &mut bool),
    Path(fn(&mut Settings) -> &mut String),
    /// A path, or `off`.
    Probe(fn(&mut Settings) -> &mut Option<String>),
    Allowed(&'static str, fn(&mut Settings) -> &mut Allowed),
    Time(fn(&mut Settings) -> &mut Duration),
    /// A time that may be nothing.
    Deadline(fn(&mut Settings) -> &mut Duration),
    Size(fn(&mut Settings) -> &mut usize),
    Number(fn(&mut Settings) -> &mut usize),
    #[cfg(feature = "auth")]
    Text(&'static str, fn(&mut Settings) -> &mut Option<String>),
    #[cfg(feature = "auth")]
    Texts(&'static str, fn(&mut Settings) -> &mut Vec<String>),
    /// `all` or `granted`
    #[cfg(feature = "auth")]
    Granted(fn(&mut Settings) -> &mut bool),
    #[cfg(feature = "rate-limit")]
    Rate(fn(&mut Settings) -> &mut Option<Rate>),
}

const SETTINGS: &[Setting] = &[
    setting(
        Of::Telemetry,
        "access-log",
        "MCP_ACCESS_LOG",
        "Log one line for each request, at its end",
        Field::Switch(|s| &mut s.telemetry.access_log),
    ),
    setting(
        Of::Telemetry,
        "log-callers",
        "MCP_LOG_CALLERS",
        "Name callers in these lines by their ids, and not by a hash",
        Field::Switch(|s| &mut s.telemetry.named_callers),
    ),
    #[cfg(feature = "opentelemetry")]
    setting(
        Of::Telemetry,
        "telemetry-content",
        "MCP_TELEMETRY_CONTENT",
        "Put arguments and results of tools into spans, 4 KiB of each at most",
        Field::Switch(|s| &mut s.telemetry.content),
    ),
    #[cfg(feature = "opentelemetry")]
    setting(
        Of::Telemetry,
        "telemetry-callers",
        "MCP_TELEMETRY_CALLERS",
        "Put callers into spans, by a hash",
        Field::Switch(|s| &mut s.telemetry.callers),
    ),
    setting(
        Of::Http,
        "path",
        "MCP_PATH",
        "The path of the MCP endpoint",
        Field::Path(|s| &mut s.path),
    ),
    setting(
        Of::Http,
        "allow-host",
        "MCP_ALLOW_HOST",
        "Also answer requests to this host, beside loopback",
        Field::Allowed("HOST", |s| &mut s.hosts),
    ),
    setting(
        Of::Http,
        "allow-origin",
        "MCP_ALLOW_ORIGIN",
        "Also answer web pages of this origin, beside loopback",
        Field::Allowed("ORIGIN", |s| &mut s.origins),
    ),
    setting(
        Of::Http,
        "cors",
        "MCP_CORS",
        "Let web pages of these origins be clients, by answering what their browsers ask",
        Field::Switch(|s| &mut s.cors),
    ),
    setting(
        Of::Http,
        "health-path",
        "MCP_HEALTH_PATH",
        "The path that says whether the process lives, or `off`",
        Field::Probe(|s| &mut s.health_path),
    ),
    setting(
        Of::Http,
        "ready-path",
        "MCP_READY_PATH",
        "The path that says whether the server takes calls, or `off`",
        Field::Probe(|s| &mut s.ready_path),
    ),
    #[cfg(any(debug_assertions, feature = "playground"))]
    setting(
        Of::Http,
        "playground",
        "MCP_PLAYGROUND",
        "Serve a page for developers at /playground, on loopback only",
        Field::Switch(|s| &mut s.playground),
    ),
    #[cfg(feature = "legacy")]
    setting(
        Of::Limits,
        "modern-only",
        "MCP_MODERN_ONLY",
        "Turn clients away whose revision begins with `initialize`",
        Field::Switch(|s| &mut s.modern_only),
    ),
    setting(
        Of::Limits,
        "lenient",
        "MCP_LENIENT",
        "Take a text for the JSON in it, in arguments that can be no text",
        Field::Switch(|s| &mut s.lenient_arguments),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-issuer",
        "MCP_AUTH_ISSUER",
        "Take access tokens of this issuer",
        Field::Texts("URL", |s| &mut s.auth_options.issuers),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-resource",
        "MCP_AUTH_RESOURCE",
        "The URL of the endpoint, as clients write it: what tokens must be for",
        Field::Text("URL", |s| &mut s.auth_options.resource),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-audience",
        "MCP_AUTH_AUDIENCE",
        "Also take tokens of this audience, from an issuer that knows no resources",
        Field::Texts("NAME", |s| &mut s.auth_options.audiences),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-jwks",
        "MCP_AUTH_JWKS",
        "Where the issuer's keys are, if it has no metadata",
        Field::Text("URL", |s| &mut s.auth_options.jwks),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-algorithms",
        "MCP_AUTH_ALGORITHMS",
        "Take tokens that are signed by these alone: RS256, PS256, ES256, ES384, EdDSA",
        Field::Texts("NAME", |s| &mut s.auth_options.algorithms),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-leeway",
        "MCP_AUTH_LEEWAY",
        "How far the clocks of issuer and server may differ",
        Field::Deadline(|s| &mut s.auth_options.leeway),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-introspect",
        "MCP_AUTH_INTROSPECT",
        "Ask the issuer about each token here, as the client that MCP_AUTH_INTROSPECT_ID and _SECRET name",
        Field::Text("URL", |s| &mut s.auth_options.introspect),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-scope-prefix",
        "MCP_AUTH_SCOPE_PREFIX",
        "What the issuer writes before each scope, such as api://projects/",
        Field::Text("TEXT", |s| &mut s.auth_options.scope_prefix),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-lists",
        "MCP_AUTH_LISTS",
        "Whether lists have all that can be acquired, or what their reader may use: all, granted",
        Field::Granted(|s| &mut s.lists_granted),
    ),
    setting(
        Of::Http,
        "no-auth",
        "MCP_NO_AUTH",
        "Ask nobody for credentials, and let everybody do everything, on loopback only",
        Field::Switch(|s| &mut s.no_auth),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-keys",
        "MCP_AUTH_KEYS",
        "Take the keys in this file, which `key` makes",
        Field::Text("FILE", |s| &mut s.auth_options.keys),
    ),
    #[cfg(all(feature = "auth", any(debug_assertions, feature = "playground")))]
    setting(
        Of::Http,
        "auth-dev",
        "MCP_AUTH_DEV",
        "Bring an issuer for development along, without passwords, on loopback only",
        Field::Switch(|s| &mut s.dev_issuer),
    ),
    setting(
        Of::Limits,
        "body-limit",
        "MCP_BODY_LIMIT",
        "The greatest request, such as 512KiB",
        Field::Size(|s| &mut s.body_limit),
    ),
    setting(
        Of::Limits,
        "call-timeout",
        "MCP_CALL_TIMEOUT",
        "How long a call may take, unless its tool says otherwise",
        Field::Time(|s| &mut s.call_timeout),
    ),
    setting(
        Of::Limits,
        "shutdown-timeout",
        "MCP_SHUTDOWN_TIMEOUT",
        "How long calls in flight may go on once a shutdown began",
        Field::Deadline(|s| &mut s.shutdown_timeout),
    ),
    setting(
        Of::Limits,
        "max-calls",
        "MCP_MAX_CALLS",
        "How many calls may run at a time",
        Field::Number(|s| &mut s.max_calls),
    ),
    setting(
        Of::Limits,
        "workers",
        "MCP_WORKERS",
        "How many tasks this process works on at a time, or 0 to leave them to others",
        Field::Number(|s| &mut s.task_workers),
    ),
    #[cfg(feature = "rate-limit")]
    setting(
        Of::Limits,
        "rate-limit",
        "MCP_RATE_LIMIT",
        "How often each caller may call tools, such as 10/s, 600/min or 1000/h",
        Field::Rate(|s| &mut s.rate_limit),
    ),
    setting(
        Of::Limits,
        "max-subscriptions",
        "MCP_MAX_SUBSCRIPTIONS",
        "How many clients may listen for changes at a time",
        Field::Number(|s| &mut s.max_subscriptions),
    ),
    setting(
        Of::Limits,
        "max-answers",
        "MCP_MAX_ANSWERS",
        "How many answers of one caller a shared store remembers, so that each counts once",
        Field::Number(|s| &mut s.max_answers),
    ),
    setting(
        Of::Limits,
        "max-question",
        "MCP_MAX_QUESTION",
        "How many characters a question may have; one that would be longer isn't asked",
        Field::Number(|s| &mut s.max_question),
    ),
    setting(
        Of::Limits,
        "max-handles",
        "MCP_MAX_HANDLES",
        "How many handles of one kind each caller may have",
        Field::Number(|s| &mut s.max_handles),
    ),
    setting(
        Of::Limits,
        "max-handle-size",
        "MCP_MAX_HANDLE_SIZE",
        "The greatest state behind a handle, such as 64KiB",
        Field::Size(|s| &mut s.max_handle_size),
    ),
    setting(
        Of::HttpLimits,
        "max-connections",
        "MCP_MAX_CONNECTIONS",
        "How many connections may be open at a time",
        Field::Number(|s| &mut s.max_connections),
    ),
    setting(
        Of::HttpLimits,
        "keep-alive",
        "MCP_KEEP_ALIVE",
        "Silence before a call's answer becomes a stream that is kept alive",
        Field::Time(|s| &mut s.silence),
    ),
    setting(
        Of::HttpLimits,
        "header-read-timeout",
        "MCP_HEADER_READ_TIMEOUT",
        "How long a connection may take to its first request",
        Field::Time(|s| &mut s.header_read_timeout),
    ),
    setting(
        Of::HttpLimits,
        "idle-timeout",
        "MCP_IDLE_TIMEOUT",
        "How long nothing may be asked or read on a connection",
        Field::Time(|s| &mut s.idle_timeout),
    ),
];

const fn setting(
    of: Of,
    name: &'static str,
    env: &'static str,
    help: &'static str,
    field: Field,
) -> Setting {
    Setting {
        name,
        env,
        help,
        field,
        of,
    }
}

impl Setting {
    /// The help says what the program has set.
    fn arg(&'static self, context: &CommandContext<'_>, settings: &mut Settings) -> Arg {
        let mut arg = match self.field.value() {
            None => Item::flag(self.name, self.help).env(self.env).arg(context),
            Some(value) => {
                let item = Item::option(self.name, value, self.help).env(self.env);
                let item = if self.field.is_listed() {
                    item.listed()
                } else {
                    item
                };
                // As text, to be read again where it counts.
                let check = |text: &str| {
                    self.field
                        .set(&mut Settings::default(), text)
                        .map(|()| text.to_owned())
                };
                item.arg(context).value_parser(check)
            }
        };
        if let Some(default) = self.field.shown(settings) {
            arg = arg.help(format!("{} [default: {default}]", self.help));
        }
        match self.of {
            Of::Http => arg,
            Of::HttpLimits | Of::Limits => arg.help_heading("Limits"),
            Of::Telemetry => arg.help_heading("Telemetry"),
        }
    }
}

impl Field {
    /// Whether each value is one more.
    fn is_listed(&self) -> bool {
        match self {
            Self::Allowed(..) => true,
            #[cfg(feature = "auth")]
            Self::Texts(..) => true,
            _ => false,
        }
    }

    /// How the help calls what it takes.
    fn value(&self) -> Option<&'static str> {
        match self {
            Self::Switch(_) => None,
            Self::Path(_) | Self::Probe(_) => Some("PATH"),
            Self::Allowed(value, _) => Some(value),
            Self::Time(_) | Self::Deadline(_) => Some("DURATION"),
            Self::Size(_) => Some("SIZE"),
            Self::Number(_) => Some("NUMBER"),
            #[cfg(feature = "auth")]
            Self::Text(value, _) | Self::Texts(value, _) => Some(value),
            #[cfg(feature = "auth")]
            Self::Granted(_) => Some("WHICH"),
            #[cfg(feature = "rate-limit")]
            Self::Rate(_) => Some("RATE"),
        }
    }

    fn shown(&self, settings: &mut Settings) -> Option<String> {
        match self {
            Self::Switch(_) | Self::Allowed(..) => None,
            #[cfg(feature = "auth")]
            Self::Text(..) | Self::Texts(..) => None,
            #[cfg(feature = "auth")]
            Self::Granted(only) => Some(GRANTED[usize::from(*only(settings))].to_owned()),
            Self::Path(path) => Some(path(settings).clone()),
            Self::Probe(path) => Some(path(settings).clone().unwrap_or_else(|| OFF.to_owned())),
            Self::Time(time) | Self::Deadline(time) => Some(format!("{:?}", time(settings))),
            Self::Size(size) => Some(values::shown(*size(settings))),
            Self::Number(number) => Some(number(settings).to_string()),
            #[cfg(feature = "rate-limit")]
            Self::Rate(rate) => Some(rate(settings).map_or_else(
                || "as often as they like".to_owned(),
                |rate| rate.to_string(),
            )),
        }
    }

    /// Takes what was written, or says how it is to be written.
    fn set(&self, settings: &mut Settings, text: &str) -> Result<(), String> {
        match self {
            Self::Switch(on) => *on(settings) = text == ON,
            Self::Path(path) => text.clone_into(path(settings)),
            Self::Probe(path) => *path(settings) = (text != OFF).then(|| text.to_owned()),
            Self::Allowed(_, names) => names(settings).add(text.to_owned()),
            #[cfg(feature = "auth")]
            Self::Text(_, field) => *field(settings) = Some(text.to_owned()),
            #[cfg(feature = "auth")]
            Self::Texts(_, field) => field(settings).push(text.to_owned()),
            #[cfg(feature = "auth")]
            Self::Granted(only) => {
                let which = GRANTED.iter().position(|name| *name == text);
                let which = which.ok_or_else(|| "write `all` or `granted`".to_owned())?;
                *only(settings) = which == 1;
            }
            Self::Time(time) => *time(settings) = values::duration(text)?,
            Self::Deadline(time) => *time(settings) = values::deadline(text)?,
            Self::Size(size) => *size(settings) = values::size(text)?,
            Self::Number(number) => {
                *number(settings) = text.parse().map_err(|e: ParseIntError| e.to_string())?;
            }
            #[cfg(feature = "rate-limit")]
            Self::Rate(rate) => {
                *rate(settings) = Some(text.parse().map_err(|e: InvalidRate| e.to_string())?);
            }
        }
        Ok(())
    }
}

/// The options of settings that a command takes.
pub(super) fn args(context: &CommandContext<'_>, takes: fn(Of, &str) -> bool) -> Vec<Arg> {
    // The fields are found by one function each, which lends them to be written.
    let mut settings = context.settings.clone();
    SETTINGS
        .iter()
        .filter(|setting| takes(setting.of, setting.name))
        .map(|setting| setting.arg(context, &mut settings))
        .collect()
}

/// Changes what the command line and the environment say.
pub(super) fn apply(settings: &mut Settings, args: &ArgMatches) {
    for Setting { name, field, .. } in SETTINGS {
        // Not every command has every option.
        let is_known = args.try_contains_id(name).is_ok();
        // A default of clap's is no setting.
        if !is_known
            || !matches!(
                args.value_source(name),
                Some(ValueSource::CommandLine | ValueSource::EnvVariable)
            )
        {
            continue;
        }
        let texts = match field {
            Field::Switch(_) => vec![if args.get_flag(name) { ON } else { OFF }],
            _ => all(args, name).into_iter().map(String::as_str).collect(),
        };
        for text in texts {
            // clap asked the same before it took it.
            let _ = field.set(settings, text);
        }
    }
}

#[cfg(test)]
mod tests;
