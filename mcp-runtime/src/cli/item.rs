//! Arguments and options as data: clap's builder, written out for each of them, would be most of
//! this module's code in a binary.

use clap::builder::{BoolishValueParser, PossibleValuesParser};
use clap::{Arg, ArgAction, value_parser};
use clap_complete::Shell;

use super::context::{CommandContext, Names};
use super::values;

/// An argument of a command.
#[derive(Clone, Copy)]
pub(super) struct Item {
    pub(super) id: &'static str,
    /// How the help calls what it takes; a flag takes nothing.
    value: Option<&'static str>,
    /// Written `--id`, and not by its place.
    named: bool,
    short: Option<char>,
    /// The variable of the environment that says the same.
    env: Option<&'static str>,
    help: &'static str,
    /// The default value, for the help.
    default: Option<fn(&CommandContext<'_>) -> String>,
    occurs: Occurs,
    reader: Reader,
    requires: Option<&'static str>,
    conflicts: Option<&'static str>,
}

/// How often it may be there.
#[derive(Clone, Copy)]
enum Occurs {
    AtMostOnce,
    Once,
    /// Once, but for help.
    OnceOrHelp,
    /// Each time with one value.
    Often,
    /// Each time with one value, or with several between commas.
    Listed,
    /// Several values in a row.
    InARow,
    /// All that stands behind `--`.
    Last,
}

/// The kind of value that an item takes.
#[derive(Clone, Copy)]
pub(super) enum Reader {
    Text,
    Address,
    Shell,
    OneOf(&'static [&'static str]),
    /// Any text, for lists change; completions know these.
    Name(fn(&Names) -> &[String]),
    /// A text that this takes.
    Checked(fn(&str) -> Result<String, String>),
}

/// Whether a variable of the environment is set to nothing. That says nothing: a container's
/// configuration often can't leave out a variable that it has a name for.
fn is_empty(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| value.is_empty())
}

impl Item {
    /// `VALUE`
    pub(super) const fn positional(
        id: &'static str,
        value: &'static str,
        help: &'static str,
    ) -> Self {
        Self {
            named: false,
            ..Self::option(id, value, help)
        }
    }

    /// `--id VALUE`
    pub(super) const fn option(id: &'static str, value: &'static str, help: &'static str) -> Self {
        Self {
            value: Some(value),
            ..Self::flag(id, help)
        }
    }

    /// `--id`
    pub(super) const fn flag(id: &'static str, help: &'static str) -> Self {
        Self {
            id,
            value: None,
            named: true,
            short: None,
            env: None,
            help,
            default: None,
            occurs: Occurs::AtMostOnce,
            reader: Reader::Text,
            requires: None,
            conflicts: None,
        }
    }

    pub(super) const fn env(self, variable: &'static str) -> Self {
        Self {
            env: Some(variable),
            ..self
        }
    }

    pub(super) const fn short(self, letter: char) -> Self {
        Self {
            short: Some(letter),
            ..self
        }
    }

    pub(super) const fn default(self, default: fn(&CommandContext<'_>) -> String) -> Self {
        Self {
            default: Some(default),
            ..self
        }
    }

    pub(super) const fn required(self) -> Self {
        Self {
            occurs: Occurs::Once,
            ..self
        }
    }

    /// Required, but for `--help`.
    pub(super) const fn or_help(self) -> Self {
        Self {
            occurs: Occurs::OnceOrHelp,
            ..self
        }
    }

    pub(super) const fn often(self) -> Self {
        Self {
            occurs: Occurs::Often,
            ..self
        }
    }

    pub(super) const fn listed(self) -> Self {
        Self {
            occurs: Occurs::Listed,
            ..self
        }
    }

    pub(super) const fn in_a_row(self) -> Self {
        Self {
            occurs: Occurs::InARow,
            ..self
        }
    }

    pub(super) const fn last(self) -> Self {
        Self {
            occurs: Occurs::Last,
            ..self
        }
    }

    pub(super) const fn read(self, reader: Reader) -> Self {
        Self { reader, ..self }
    }

    pub(super) const fn requires(self, other: &'static str) -> Self {
        Self {
            requires: Some(other),
            ..self
        }
    }

    pub(super) const fn conflicts(self, other: &'static str) -> Self {
        Self {
            conflicts: Some(other),
            ..self
        }
    }

    /// As clap takes it.
    pub(super) fn arg(&self, context: &CommandContext<'_>) -> Arg {
        let mut arg = Arg::new(self.id)
            .help(self.help)
            .hide_env_values(true)
            .required(matches!(self.occurs, Occurs::Once));
        if let Some(default) = self.default {
            arg = arg.help(format!("{} [default: {}]", self.help, default(context)));
        }
        if matches!(self.occurs, Occurs::OnceOrHelp) {
            arg = arg.required_unless_present("help");
        }
        if self.named {
            arg = arg.long(self.id);
        }
        if let Some(letter) = self.short {
            arg = arg.short(letter);
        }
        if let Some(variable) = self.env
            && !is_empty(variable)
        {
            arg = arg.env(variable);
        }
        if let Some(other) = self.requires {
            arg = arg.requires(other);
        }
        if let Some(other) = self.conflicts {
            arg = arg.conflicts_with(other);
        }
        let Some(value) = self.value else {
            return arg
                .action(ArgAction::SetTrue)
                .value_parser(BoolishValueParser::new());
        };
        arg = arg.value_name(value);
        arg = match self.occurs {
            Occurs::AtMostOnce | Occurs::Once | Occurs::OnceOrHelp => arg,
            Occurs::Often => arg.action(ArgAction::Append),
            Occurs::Listed => arg.action(ArgAction::Append).value_delimiter(','),
            Occurs::InARow => arg.num_args(0..),
            Occurs::Last => arg.num_args(0..).last(true),
        };
        match self.reader {
            Reader::Text => arg,
            Reader::Address => arg.value_parser(values::address),
            Reader::Shell => arg.value_parser(value_parser!(Shell)),
            Reader::OneOf(names) => arg.value_parser(PossibleValuesParser::new(names)),
            Reader::Name(names) => match names(context.names) {
                [] => arg,
                // clap keeps them for ever.
                names => {
                    let names =
                        PossibleValuesParser::new(names.iter().map(|name| &*name.clone().leak()));
                    arg.value_parser(names).hide_possible_values(true)
                }
            },
            Reader::Checked(check) => arg.value_parser(check),
        }
    }
}
