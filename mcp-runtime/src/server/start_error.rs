//! Why a server can't start.

use std::fmt;
use std::net::SocketAddr;

use crate::table::{Kind, Location};

/// A server can't start: all problems of its declaration and its settings.
///
/// ```
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// use mcp_runtime::{StartError, StartProblem};
///
/// let error: StartError = Hello::new().path("mcp").check().unwrap_err();
/// let [problem] = error.problems() else { panic!("{error}") };
/// assert!(matches!(problem, StartProblem::Path { path } if path == "mcp"));
/// assert_eq!(problem.to_string(), "the path `mcp` must be a plain one, such as `/mcp`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartError {
    server: &'static str,
    problems: Vec<StartProblem>,
}

impl StartError {
    pub(super) fn new(server: &'static str, problems: Vec<StartProblem>) -> Self {
        Self { server, problems }
    }

    /// Returns the name of the server.
    pub fn server(&self) -> &'static str {
        self.server
    }

    /// Returns each problem, at least one.
    pub fn problems(&self) -> &[StartProblem] {
        &self.problems
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server `{}` can't start:", self.server)?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n  - {problem}"))
    }
}

impl std::error::Error for StartError {}

/// A reason why a server can't start. `Display` says what to change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartProblem {
    /// No client could use this item: its schema, its headers or its handles are wrong.
    Item {
        /// Whether it is a tool, a prompt or a resource.
        kind: Kind,
        /// The name of the tool or the prompt, or the URI of the resource.
        name: String,
        /// Where the item is declared.
        location: Location,
        /// The mistake, and how to mend it.
        reason: String,
    },
    /// The name of a tool has more than 64 characters, with the prefix of its group.
    LongName {
        /// The name with its prefix.
        name: String,
    },
    /// Two templates match the same URIs.
    SameTemplates {
        /// The URI of one.
        first: &'static str,
        /// The URI of the other.
        second: &'static str,
    },
    /// Two views have the same name.
    SameView {
        /// The name.
        name: &'static str,
        /// Where one is declared.
        first: Location,
        /// Where the other is declared.
        second: Location,
    },
    /// A function takes claims of another type than the server declares.
    Claims {
        /// The name of the tool or the prompt, or the URI of the resource.
        item: String,
        /// The type that the function takes.
        taken: &'static str,
        /// The type that the server declares, if it declares one.
        declared: Option<&'static str>,
    },
    /// A path isn't absolute, or has characters that a route can't have.
    Path {
        /// The path as it was set.
        path: String,
    },
    /// Two of the endpoint, the health path and the ready path are the same.
    SamePath {
        /// The path that they share.
        path: String,
    },
    /// The playground needs this path.
    PlaygroundPath {
        /// The path as it was set.
        path: String,
    },
    /// A host that is allowed can't be in any request.
    Host {
        /// The host as it was set.
        host: String,
    },
    /// An origin that is allowed can't be in any request.
    Origin {
        /// The origin as it was set.
        origin: String,
    },
    /// The store is persistent, and the server has no sealing keys.
    NoSealingKeys,
    /// A setting is 0, with which the server could do nothing.
    Zero {
        /// The name of the setting, such as `max_calls`.
        setting: &'static str,
    },
    /// The server works on no task itself, and no engine brings them to those who do.
    NoWorkers,
    /// A process that is only to work on tasks has no tool with tasks.
    NoTasks,
    /// A process that is only to work on tasks has no engine that brings it those of others.
    NoEngine,
    /// The state of a server that was made by `new_with` isn't open.
    NotOpen,
    /// Functions need scopes or callers, and there is no authenticator.
    NoAuthenticator,
    /// The settings of authorization are incomplete, or contradict each other.
    Authorization {
        /// The mistake, and how to mend it.
        reason: String,
    },
    /// A setting is for this machine alone, and others could reach the server.
    LocalOnly {
        /// The setting.
        setting: LocalSetting,
        /// Where the server listens. A router doesn't know it.
        address: Option<SocketAddr>,
    },
    /// A setting is for debug builds, and this is a release without the feature `playground`.
    NotInRelease {
        /// The setting.
        setting: LocalSetting,
    },
}

/// A setting of a server that only this machine may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LocalSetting {
    /// The page for developers: `playground`.
    Playground,
    /// The issuer for development: `dev_issuer`.
    DevIssuer,
    /// Everybody may do everything: `no_auth`.
    NoAuth,
}

impl fmt::Display for StartProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item {
                kind,
                name,
                location: Location { file, line },
                reason,
            } => {
                let kind = match kind {
                    Kind::Tool => "tool",
                    Kind::Prompt => "prompt",
                    Kind::Resource => "resource",
                };
                write!(f, "the {kind} `{name}` ({file}:{line}): {reason}")
            }
            Self::LongName { name } => write!(
                f,
                "`{name}`: with its prefix the name is longer than 64 characters"
            ),
            Self::SameTemplates { first, second } => write!(
                f,
                "the templates `{first}` and `{second}` match the same URIs; give one another URI"
            ),
            Self::SameView {
                name,
                first,
                second,
            } => write!(
                f,
                "two views are called `{name}`: one at {}:{}, one at {}:{}; give one another name \
                 with `#[mcp_app(name = \"…\")]`",
                first.file, first.line, second.file, second.line
            ),
            Self::Claims {
                item,
                taken,
                declared: None,
            } => write!(
                f,
                "`{item}` takes `Claims<{taken}>`, and the server names no type of claims; add \
                 `claims: {taken}` to `mcp_server!`"
            ),
            Self::Claims {
                item,
                taken,
                declared: Some(declared),
            } => write!(
                f,
                "`{item}` takes `Claims<{taken}>`, and the claims of the server are `{declared}`; \
                 take that, or change `claims: …`"
            ),
            Self::Path { path } => {
                write!(f, "the path `{path}` must be a plain one, such as `/mcp`")
            }
            Self::SamePath { path } => write!(
                f,
                "two of the endpoint, the health path and the ready path are `{path}`; give each \
                 a path of its own"
            ),
            Self::PlaygroundPath { path } => write!(
                f,
                "the path `{path}` is where the playground is; take another one, or leave the \
                 playground out"
            ),
            Self::Host { host } => write!(
                f,
                "`{host}` is no host to allow; write it without scheme, path and wildcard, such \
                 as `mcp.example.com` or `mcp.example.com:8443`"
            ),
            Self::Origin { origin } => write!(
                f,
                "`{origin}` is no origin to allow; write it with its scheme, and without path and \
                 wildcard, such as `https://app.example.com`"
            ),
            Self::NoSealingKeys => f.write_str(
                "its store outlives the process, but it has no sealing keys: another instance, or \
                 this one after a restart, could read nothing that it sealed; set \
                 MCP_SEALING_KEYS or `sealing_keys`, the same for all instances (make a key with \
                 `openssl rand -base64 32`)",
            ),
            Self::Zero { setting } => write!(
                f,
                "`{setting}` is 0, so that {}",
                match *setting {
                    "max_calls" => "no call could ever run; allow at least one",
                    "max_connections" => "no client could ever connect; allow at least one",
                    "task_workers" => "a worker could work on nothing; give it `--workers 1`",
                    _ => "every connection would be closed at once; give it a long time instead",
                }
            ),
            Self::NoWorkers => f.write_str(
                "it has no workers for its tasks (`--workers 0` or `task_workers(0)`), and no \
                 engine that brings them to others, so that none would ever end; add a worker, or \
                 set an engine such as `--store redis://…` with the feature `tasks-redis`, or \
                 `--store postgres://…` with `tasks-postgres`",
            ),
            Self::NoTasks => f.write_str(
                "no tool of it has tasks, so that a worker would have nothing to do; put `task` \
                 into the attribute of a tool",
            ),
            Self::NoEngine => f.write_str(
                "no engine brings it the tasks of other processes; a worker needs one, such as \
                 `--store redis://…` with the feature `tasks-redis`, `--store postgres://…` with \
                 `tasks-postgres`, or one set by `Server::dispatch`",
            ),
            Self::NotOpen => f.write_str(
                "its state isn't open yet: `new_with` opens it when the server serves or calls; \
                 elsewhere, open it before: `server.open().await?`",
            ),
            Self::NoAuthenticator => f.write_str(NO_AUTHENTICATOR),
            Self::Authorization { reason } => f.write_str(reason),
            Self::LocalOnly { setting, address } => local_only(*setting, *address, f),
            Self::NotInRelease { setting } => write!(
                f,
                "a release has {} only with the feature `playground` of `mcp-runtime`; add it, or \
                 leave that setting out",
                match setting {
                    LocalSetting::Playground => "the playground",
                    LocalSetting::DevIssuer => "an issuer for development",
                    LocalSetting::NoAuth => "`no_auth`",
                }
            ),
        }
    }
}

fn local_only(
    setting: LocalSetting,
    address: Option<SocketAddr>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    match (setting, address) {
        (LocalSetting::Playground, Some(address)) => write!(
            f,
            "the playground is for this machine alone, and {address} is for others as well: serve \
             on 127.0.0.1, or without the playground"
        ),
        (LocalSetting::Playground, None) => f.write_str(
            "the playground is for this machine alone, and a router doesn't know who listens: \
             `serve` and `serve_with_shutdown` have it",
        ),
        (LocalSetting::DevIssuer, Some(address)) => write!(
            f,
            "an issuer for development asks for no password, and {address} is for others as well: \
             serve on 127.0.0.1, or name a real issuer by `--auth-issuer`"
        ),
        (LocalSetting::DevIssuer, None) => f.write_str(
            "an issuer for development asks for no password, and a router doesn't know who \
             listens: `serve` and `serve_with_shutdown` have it",
        ),
        (LocalSetting::NoAuth, _) => f.write_str(
            "it is told to ask nobody for credentials, which is for this machine alone: serve on \
             127.0.0.1, or remove `--no-auth` (`no_auth`)",
        ),
    }
}

#[cfg(feature = "auth")]
const NO_AUTHENTICATOR: &str = "its functions need scopes or callers, and nothing says who calls: \
    name an issuer by `--auth-issuer` and `--auth-resource`, keys by `--auth-keys`, or both in \
    code by `authenticator`; while you develop, `--auth-dev` brings an issuer along, and \
    `--no-auth` asks nobody, on loopback only";

#[cfg(not(feature = "auth"))]
const NO_AUTHENTICATOR: &str = "its functions need scopes or callers, and nothing says who calls: \
    add the feature `auth` of `mcp-runtime`, and an authenticator; while you develop, `--no-auth` \
    asks nobody, on loopback only";
