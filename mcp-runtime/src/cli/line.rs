//! The words of a command line. Options may stand before their command or behind it.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgMatches, Command};

/// Reads a command line, whose first word is the program.
pub(super) fn read(
    mut command: Command,
    words: impl IntoIterator<Item = OsString>,
) -> Result<ArgMatches, clap::Error> {
    command.build();
    let words = behind_the_command(&command, words.into_iter().collect());
    command
        .try_get_matches_from_mut(&words)
        .map_err(|error| with_its_commands(&mut command, &words, error))
}

/// Moves options that stand before a command behind it, where clap looks for them.
fn behind_the_command(command: &Command, mut words: Vec<OsString>) -> Vec<OsString> {
    let mut at = 1;
    while let Some(word) = words.get(at).and_then(|word| word.to_str()) {
        let Some(option) = word.strip_prefix("--") else {
            // `help` takes the name of a command, and no options.
            if word != "help" && command.find_subcommand(word).is_some() {
                words[1..=at].rotate_right(1);
            }
            return words;
        };
        let name = option.split_once('=').map(|(name, _)| name);
        at += match takes_a_value(command, name.unwrap_or(option)) {
            Some(true) if name.is_none() => 2,
            Some(_) => 1,
            None => return words,
        };
    }
    words
}

/// Whether an option takes a value, if that is certain: wherever it is known, it means the same.
fn takes_a_value(command: &Command, name: &str) -> Option<bool> {
    // An option of the program alone.
    if name == "version" {
        return None;
    }
    let mut all = std::iter::once(command)
        .chain(command.get_subcommands())
        .filter_map(|command| option(command, name))
        .map(|arg| arg.get_action().takes_values());
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

fn option<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|arg| {
        let mut names = arg.get_long_and_visible_aliases().into_iter().flatten();
        names.any(|long| long == name)
    })
}

/// Says which commands take an option that this one doesn't.
fn with_its_commands(command: &mut Command, words: &[OsString], error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(written)) = error
        .get(ContextKind::InvalidArg)
        .filter(|_| error.kind() == ErrorKind::UnknownArgument)
    else {
        return error;
    };
    let Some(name) = written.strip_prefix("--") else {
        return error;
    };
    let takers: Vec<String> = command
        .get_subcommands()
        .filter(|command| option(command, name).is_some())
        .map(|command| format!("`{}`", command.get_name()))
        .collect();
    let takers = match &*takers {
        [] => return error,
        [one] => format!("{one} does"),
        [others @ .., last] => format!("{} and {last} do", others.join(", ")),
    };
    let asked = words.get(1).and_then(|word| word.to_str());
    match asked.and_then(|asked| command.find_subcommand_mut(asked)) {
        Some(asked) => {
            let text = format!("`{}` doesn't take `{written}`; {takers}", asked.get_name());
            asked.error(ErrorKind::UnknownArgument, text)
        }
        None => {
            let text = format!("without a command, nothing takes `{written}`; {takers}");
            command.error(ErrorKind::UnknownArgument, text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(line: &str) -> String {
        let arg = |name: &'static str| Arg::new(name).long(name);
        let flag = |name| arg(name).num_args(0).action(clap::ArgAction::SetTrue);
        let mut command = Command::new("shop")
            .args([arg("store"), flag("cors")])
            .subcommand(Command::new("check").args([arg("store"), flag("json"), flag("as")]))
            .subcommand(Command::new("token").arg(arg("as")));
        command.build();
        let words = line.split(' ').map(OsString::from).collect();
        behind_the_command(&command, words)
            .join(&OsString::from(" "))
            .into_string()
            .unwrap()
    }

    #[test]
    fn options_before_a_command_go_behind_it() {
        for (line, expected) in [
            ("shop check --json", "shop check --json"),
            ("shop --json check", "shop check --json"),
            ("shop --store a check b", "shop check --store a b"),
            ("shop --store check check", "shop check --store check"),
            ("shop --store=a --json check", "shop check --store=a --json"),
            ("shop --cors token x", "shop token --cors x"),
            // Nothing is moved where it isn't certain which word is the command.
            ("shop --as check token", "shop --as check token"),
            ("shop --never check", "shop --never check"),
            ("shop -- check", "shop -- check"),
            ("shop -c check", "shop -c check"),
            ("shop --store a", "shop --store a"),
            ("shop --store", "shop --store"),
            ("shop --cors help check", "shop --cors help check"),
            ("shop --version check", "shop --version check"),
            ("shop --cors chekc", "shop --cors chekc"),
        ] {
            assert_eq!(moved(line), expected, "{line}");
        }
    }
}
