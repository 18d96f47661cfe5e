//! A server's settings on the command line and in the environment: one line each.

mod table;

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
use table::SETTINGS;

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
