//! `install`: an entry in a client's configuration that starts this program, or connects to it.

mod client;
mod document;
mod edit;
mod file;
mod secrets;

use std::io::{IsTerminal, Write};
use std::path::Path;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command};
use serde_json::{Map, Value, json};

use self::client::{CLIENTS, Client, Scope, claude_mcp_add};
use self::edit::Edit;
use super::item::{Item, Reader};
use super::output::print;
use super::style::Paint;
use super::{Ended, all, text};

/// The arguments and options of `install`.
pub(super) const ITEMS: &[Item] = &[
    Item::positional("client", "CLIENT", "The client that is to use it")
        .required()
        .read(Reader::OneOf(&client::IDS)),
    Item::option("name", "NAME", "What the client calls it")
        .read(Reader::Checked(entry_name))
        .default(|told| default_name(told.name)),
    Item::option(
        "http",
        "URL",
        "Connect to this URL, instead of starting this program",
    )
    .read(Reader::Checked(secrets::url)),
    Item::option(
        "scope",
        "SCOPE",
        "For this folder, or for all that you do [default: project where the client has it]",
    )
    .read(Reader::OneOf(&["project", "user"])),
    Item::flag("print", "Print what would be added, and change nothing"),
    Item::flag("yes", "Change the file without a question").short('y'),
    Item::positional(
        "arguments",
        "ARGS",
        "More arguments for `stdio`, such as --call-timeout 5m",
    )
    .last()
    .conflicts("http"),
];

/// Clients take these names everywhere.
fn entry_name(text: &str) -> Result<String, String> {
    let fits = !text.is_empty()
        && text.len() <= 64
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fits {
        Ok(text.to_owned())
    } else {
        Err("write up to 64 letters, digits, `-` and `_`".into())
    }
}

fn default_name(server: &str) -> String {
    let fitting = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            c
        } else {
            '-'
        }
    };
    server.chars().take(64).map(fitting).collect()
}

/// `install CLIENT`
pub(super) fn install(args: &ArgMatches, server: &str, whole: Command) -> crate::Result<Ended> {
    let Some(client) = CLIENTS
        .iter()
        .find(|client| client.id == text(args, "client"))
    else {
        return Err("there is no such client".into());
    };
    let wrong = |said: String| whole.clone().error(ErrorKind::ValueValidation, said);
    let name = args
        .get_one("name")
        .cloned()
        .unwrap_or_else(|| default_name(server));
    let scope = match args.get_one::<String>("scope").map(String::as_str) {
        Some("project") => Some(Scope::Project),
        Some(_) => Some(Scope::User),
        None => None,
    };
    let scope = client.scope(scope).map_err(wrong)?;
    let entry = match args.get_one::<String>("http") {
        Some(url) => client.connecting(url).map_err(wrong)?,
        None => client.starting(&this_program()?, &arguments(args, &whole)?),
    };
    // That file is the client's own memory, which it writes all the time.
    if client.keeps_itself(scope) {
        print(&claude_mcp_add(&name, &entry))?;
        if !args.get_flag("print") {
            let _ = writeln!(
                std::io::stderr(),
                "{} keeps that file itself: run the line above.",
                client.name
            );
        }
        return Ok(Ended::Done);
    }
    let path = client.path(scope)?;
    let snippet = json!({ client.key: { name.clone(): &entry } });
    let snippet = serde_json::to_string_pretty(&snippet)?;
    if args.get_flag("print") {
        let _ = writeln!(std::io::stderr(), "For {}:", path.display());
        print(&snippet)?;
        return Ok(Ended::Done);
    }
    let path = file::real(&path)?;
    let edited = |text: Option<&str>| {
        edit::with_entry(text.unwrap_or_default(), client.key, &name, &entry).map_err(|why| {
            format!(
                "{} is left as it is: {why}. Add this to it yourself:\n{snippet}",
                path.display()
            )
        })
    };
    let nothing_to_change = || {
        print(&format!(
            "nothing to change: {} has `{name}` already",
            path.display()
        ))?;
        Ok(Ended::Done)
    };
    let shown = if args.get_flag("yes") {
        None
    } else {
        let Some(Edit { before, .. }) = edited(file::read(&path)?.as_deref())? else {
            return nothing_to_change();
        };
        if !agreed(&path, &name, before.as_ref(), &entry)? {
            let _ = writeln!(std::io::stderr(), "nothing is changed");
            return Ok(Ended::Failed);
        }
        Some(before)
    };
    // Others may add their entries at the same time: what is changed is what is there now.
    let lock = file::lock(&path)?;
    let text = file::read(&path)?;
    let Some(edit) = edited(text.as_deref())? else {
        return nothing_to_change();
    };
    if shown.is_some_and(|shown| shown != edit.before) {
        return Err(format!("{} has changed meanwhile; try again", path.display()).into());
    }
    file::replace(&lock, text.as_deref(), &edit.text)?;
    print(&format!(
        "{} has `{name}` now. {}",
        path.display(),
        client.then
    ))?;
    Ok(Ended::Done)
}

/// Shows what would change, and asks. Without a terminal there is nobody to ask.
fn agreed(
    path: &Path,
    name: &str,
    old: Option<&Map<String, Value>>,
    new: &Map<String, Value>,
) -> crate::Result<bool> {
    let (input, mut out) = (std::io::stdin(), std::io::stderr());
    if !input.is_terminal() || !out.is_terminal() {
        return Err(format!(
            "{} would change, and there is no terminal to ask on: add `--yes`, or `--print` to see",
            path.display()
        )
        .into());
    }
    let paint = Paint::of(&out);
    writeln!(out, "{}", paint.bold(&path.display().to_string()))?;
    for (sign, entry) in [("-", old), ("+", Some(new))] {
        let Some(entry) = entry else { continue };
        let shown = format!("\"{name}\": {}", serde_json::to_string_pretty(entry)?);
        for line in shown.lines() {
            let line = format!("{sign} {line}");
            writeln!(
                out,
                "{}",
                if sign == "+" {
                    paint.hint(&line)
                } else {
                    paint.wrong(&line)
                }
            )?;
        }
    }
    write!(out, "Write it? [y/N] ")?;
    out.flush()?;
    let mut answer = String::new();
    input.read_line(&mut answer)?;
    Ok(matches!(
        answer.trim().to_ascii_lowercase().as_str(),
        "y" | "yes"
    ))
}

fn this_program() -> crate::Result<String> {
    let program = std::env::current_exe()?.into_os_string().into_string();
    program.map_err(|path| {
        format!(
            "`{}` is no text, so that no configuration can hold it",
            path.display()
        )
        .into()
    })
}

/// `stdio` and what follows it, as this very program would read it: a client could only say that
/// nothing answers.
fn arguments(args: &ArgMatches, whole: &Command) -> crate::Result<Vec<String>> {
    let mut arguments = vec!["stdio".to_owned()];
    arguments.extend(all(args, "arguments").into_iter().cloned());
    if let Some(argument) = secrets::in_arguments(&arguments) {
        let said = format!(
            "leave the secret in `{argument}` out: a configuration is no place for secrets; give \
             it to the client in its environment"
        );
        return Err(whole.clone().error(ErrorKind::ValueValidation, said).into());
    }
    let program = whole.get_name().to_owned();
    whole
        .clone()
        .try_get_matches_from(std::iter::once(&program).chain(&arguments))?;
    Ok(arguments)
}

/// A server's entry in a client's configuration.
type Entry = Map<String, Value>;

impl Client {
    /// An entry that starts a program.
    fn starting(&self, program: &str, arguments: &[String]) -> Entry {
        let mut entry = Entry::new();
        if self.typed {
            entry.insert("type".into(), "stdio".into());
        }
        entry.insert("command".into(), program.into());
        entry.insert("args".into(), arguments.into());
        entry
    }

    /// An entry that connects to a URL.
    fn connecting(&self, url: &str) -> Result<Entry, String> {
        if let Some(instead) = self.no_url {
            return Err(format!(
                "{} takes no URL in its configuration: {instead}",
                self.name
            ));
        }
        let mut entry = Entry::new();
        if self.typed {
            entry.insert("type".into(), "http".into());
        }
        entry.insert("url".into(), url.into());
        Ok(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_of_any_name_has_a_default() {
        assert_eq!(default_name("My Shöp 2"), "My-Sh-p-2");
        assert!(entry_name(&default_name("a/b")).is_ok());
        assert!(entry_name("a b").is_err());
    }
}
