//! The configuration files of clients: their format and location.
//!
//! | client | from |
//! |---|---|
//! | Claude Code | <https://code.claude.com/docs/en/mcp> |
//! | Claude Desktop | <https://modelcontextprotocol.io/docs/develop/connect-local-servers> |
//! | Cursor | <https://cursor.com/docs/mcp> |
//! | VS Code | <https://code.visualstudio.com/docs/copilot/reference/mcp-configuration> |

use std::path::PathBuf;

use serde_json::{Map, Value};

/// For whom an entry holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Project,
    User,
}

/// A client, and the form of its configuration.
pub(super) struct Client {
    /// On the command line.
    pub(super) id: &'static str,
    /// For people.
    pub(super) name: &'static str,
    /// Under which key the servers are.
    pub(super) key: &'static str,
    /// Whether an entry says of which kind it is.
    pub(super) typed: bool,
    /// In the folder that it is opened in.
    project: Option<&'static [&'static str]>,
    user: User,
    /// Instructions for a client that takes no URL.
    pub(super) no_url: Option<&'static str>,
    /// Instructions for making the client read the file.
    pub(super) then: &'static str,
}

/// Where what holds for a user is.
enum User {
    /// In a file below the home directory.
    Home(&'static [&'static str]),
    /// In a file where programs of this system keep their settings.
    Settings(&'static [&'static str]),
    /// In a file that the client alone writes, by a command.
    Own,
}

/// The names of the clients on the command line.
pub(super) const IDS: [&str; CLIENTS.len()] = {
    let mut ids = [""; CLIENTS.len()];
    let mut i = 0;
    while i < ids.len() {
        ids[i] = CLIENTS[i].id;
        i += 1;
    }
    ids
};

pub(super) const CLIENTS: [Client; 4] = [
    Client {
        id: "claude-code",
        name: "Claude Code",
        key: "mcpServers",
        typed: true,
        project: Some(&[".mcp.json"]),
        user: User::Own,
        no_url: None,
        then: "Claude Code asks once whether to trust it when it starts in this folder.",
    },
    Client {
        id: "claude-desktop",
        name: "Claude Desktop",
        key: "mcpServers",
        typed: false,
        project: None,
        user: User::Settings(&["Claude", "claude_desktop_config.json"]),
        no_url: Some("add it under Settings, Connectors, or leave `--http` out"),
        then: "Quit Claude Desktop and start it again.",
    },
    Client {
        id: "cursor",
        name: "Cursor",
        key: "mcpServers",
        typed: false,
        project: Some(&[".cursor", "mcp.json"]),
        user: User::Home(&[".cursor", "mcp.json"]),
        no_url: None,
        then: "Switch it on in Cursor's settings, under MCP.",
    },
    Client {
        id: "vscode",
        name: "VS Code",
        key: "servers",
        typed: true,
        project: Some(&[".vscode", "mcp.json"]),
        user: User::Settings(&["Code", "User", "mcp.json"]),
        no_url: None,
        then: "Start it in VS Code by `MCP: List Servers`.",
    },
];

impl Client {
    /// The asked scope, or the narrowest that there is.
    pub(super) fn scope(&self, asked: Option<Scope>) -> Result<Scope, String> {
        match (asked, self.project) {
            (Some(Scope::Project), None) => Err(format!(
                "{} has no configuration for a project; leave `--scope` out",
                self.name
            )),
            (Some(scope), _) => Ok(scope),
            (None, Some(_)) => Ok(Scope::Project),
            (None, None) => Ok(Scope::User),
        }
    }

    /// Whether no one but the client writes the file.
    pub(super) fn keeps_itself(&self, scope: Scope) -> bool {
        scope == Scope::User && matches!(self.user, User::Own)
    }

    /// The file of a scope, which need not be there.
    pub(super) fn path(&self, scope: Scope) -> crate::Result<PathBuf> {
        let (root, below) = match (scope, self.project, &self.user) {
            (Scope::Project, Some(below), _) => (std::env::current_dir()?, below),
            (_, _, User::Home(below)) => (home()?, *below),
            (_, _, User::Settings(below)) => (settings()?, *below),
            (_, _, User::Own) => {
                return Err(format!("{} keeps its configuration itself", self.name).into());
            }
        };
        Ok(below.iter().fold(root, |path, part| path.join(part)))
    }
}

/// The command by which Claude Code adds an entry to the file that it keeps.
pub(super) fn claude_mcp_add(name: &str, entry: &Map<String, Value>) -> String {
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    match text("url") {
        Some(url) => format!(
            "claude mcp add --scope user --transport http {name} {}",
            quoted(url)
        ),
        None => {
            let arguments = entry
                .get("args")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            let words: Vec<String> = text("command")
                .into_iter()
                .chain(arguments)
                .map(quoted)
                .collect();
            format!("claude mcp add --scope user {name} -- {}", words.join(" "))
        }
    }
}

/// A word as a POSIX shell reads it.
fn quoted(word: &str) -> String {
    let plain = !word.is_empty()
        && word
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_./:=,@%+".contains(&b));
    if plain {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn home() -> crate::Result<PathBuf> {
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    home.ok_or_else(|| "there is no home directory; set HOME, or write `--print`".into())
}

/// Where programs of this system keep their settings.
fn settings() -> crate::Result<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    if cfg!(target_os = "macos") {
        return Ok(home()?.join("Library").join("Application Support"));
    }
    if cfg!(windows) {
        return set("APPDATA")
            .ok_or_else(|| "APPDATA is not set; set it, or write `--print`".into());
    }
    match set("XDG_CONFIG_HOME") {
        Some(config) => Ok(config),
        None => Ok(home()?.join(".config")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(quoted("/usr/bin/shop"), "/usr/bin/shop");
        assert_eq!(quoted("/my tools/it's"), r"'/my tools/it'\''s'");
        assert_eq!(quoted("$(x)"), "'$(x)'");
        assert_eq!(quoted(""), "''");
    }
}
