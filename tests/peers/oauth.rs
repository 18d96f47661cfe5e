//! The official clients in front of `examples/tickets`, with a real authorization server beside it:
//! from 401 to a token to a call, and from 403 to another token to another call.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use mcp_test_services::Proxy;
use mcp_tests::Example;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::seen::Seen;
use crate::{Server, program, python, typescript};

/// It starts within a second.
const START_LIMIT: Duration = Duration::from_secs(30);

/// A client that the provider knows before it comes.
const KNOWN: &str = "known-before";

#[derive(Clone, Copy)]
enum Tokens {
    /// Signed, so that the server reads them itself.
    Jwt,
    /// The server asks the provider about them.
    Opaque,
}

impl Tokens {
    fn name(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::Opaque => "opaque",
        }
    }
}

struct World {
    server: Server,
    /// The endpoint, as clients know it.
    resource: String,
    /// Ends with this value.
    _provider: Child,
}

/// A port that nobody listens on, for a server whose URL others must know before it is there.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}

impl World {
    /// A server, and a provider that issues such tokens for it.
    async fn start(tokens: Tokens) -> Self {
        let address = format!("127.0.0.1:{}", free_port());
        let resource = format!("http://{address}/mcp");
        Self::start_as(tokens, &address, resource).await
    }

    /// The same on this address, for clients who know it as `resource`.
    async fn start_as(tokens: Tokens, address: &str, resource: String) -> Self {
        let issuer = format!("http://127.0.0.1:{}", free_port());
        let provider = provider(&issuer, &resource, tokens).await;
        let mut args = vec!["--http", address, "--auth-issuer", &*issuer];
        args.extend(["--auth-resource", &resource]);
        let introspection = format!("{issuer}/token/introspection");
        if matches!(tokens, Tokens::Opaque) {
            args.extend(["--auth-introspect", &introspection]);
        }
        let client = [
            ("MCP_AUTH_INTROSPECT_ID", "mcp-server"),
            ("MCP_AUTH_INTROSPECT_SECRET", "loopback-only"),
        ];
        Self {
            server: Server::Http(Example::start_in("tickets", &args, &client).await),
            resource,
            _provider: provider,
        }
    }
}

async fn provider(issuer: &str, resource: &str, tokens: Tokens) -> Child {
    let port = issuer.rsplit(':').next().unwrap_or_default();
    let mut provider = typescript::program("provider.mjs").await;
    provider
        .args([port, resource, tokens.name()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut provider = provider.spawn().expect("Node.js was installed");
    let stdout = provider.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(stdout).lines();
    let first = timeout(START_LIMIT, lines.next_line()).await;
    let first = first.expect("it starts in time").expect("it prints text");
    assert!(first.is_some_and(|line| line.contains(issuer)));
    provider
}

/// The ways in which clients differ.
struct Way {
    version: &'static str,
    /// The scopes that it asks for once one is missing: some ask for what they had, as well.
    then: &'static [&'static str],
    /// Whether it registers itself.
    registers: bool,
}

const ADDING: Way = Way {
    version: "2026-07-28",
    then: &["tickets:read", "tickets:write"],
    registers: true,
};

/// Its new token is good for what the old one was, since one scope implies the other.
const REPLACING: Way = Way {
    version: "2025-11-25",
    then: &["tickets:write"],
    registers: true,
};

async fn finds_its_way(tokens: Tokens, client: Command, way: &Way) {
    let world = World::start(tokens).await;
    let seen = program::run(&world.server, client).await;
    world.check(&seen, tokens, way);
}

impl World {
    /// Checks what a client has seen on its way.
    fn check(&self, seen: &Seen, tokens: Tokens, way: &Way) {
        let expected = [
            ("version", json!(way.version)),
            (
                "before",
                json!("Monday to Friday, 9 to 17. Sign in to see and open tickets"),
            ),
            ("read", json!(true)),
            ("opened", json!(["ticket"])),
            (
                "after",
                json!("Monday to Friday, 9 to 17. You may open, answer and withdraw tickets"),
            ),
            // No more than is needed at first.
            ("asked for", json!([["tickets:read"], way.then])),
            // The endpoint, to the letter, is what tokens are for.
            ("resources", json!([self.resource])),
            ("registered", json!(way.registers)),
            ("token", json!(tokens.name())),
        ];
        for (step, value) in expected {
            assert_eq!(seen.of(step), &value, "{step}");
        }
        let Server::Http(server) = &self.server else {
            unreachable!("it was started so");
        };
        let log = server.log();
        assert!(!log.contains("eyJ"), "a token stands in the log: {log}");
    }
}

async fn typescript(variables: &[(&str, &str)]) -> Command {
    let mut client = typescript::program("oauth.mjs").await;
    client.envs(variables.iter().copied());
    client
}

#[tokio::test]
async fn typescript_signs_in_with_signed_tokens() {
    let client = typescript(&[]).await;
    finds_its_way(Tokens::Jwt, client, &ADDING).await;
}

#[tokio::test]
async fn typescript_signs_in_with_opaque_tokens() {
    let client = typescript(&[("CLIENT_ID", KNOWN)]).await;
    let way = Way {
        registers: false,
        ..ADDING
    };
    finds_its_way(Tokens::Opaque, client, &way).await;
}

#[tokio::test]
async fn typescript_of_an_earlier_revision_signs_in() {
    let client = typescript(&[("EARLIER", "1")]).await;
    let way = Way {
        version: "2025-11-25",
        ..ADDING
    };
    finds_its_way(Tokens::Jwt, client, &way).await;
}

async fn python(variables: &[(&str, &str)]) -> Command {
    let mut client = python::later_program("oauth.py").await;
    client.envs(variables.iter().copied());
    client
}

#[tokio::test]
async fn python_signs_in_with_signed_tokens() {
    let client = python(&[]).await;
    finds_its_way(Tokens::Jwt, client, &ADDING).await;
}

#[tokio::test]
async fn python_signs_in_with_opaque_tokens() {
    let client = python(&[("CLIENT_ID", KNOWN)]).await;
    let way = Way {
        registers: false,
        ..ADDING
    };
    finds_its_way(Tokens::Opaque, client, &way).await;
}

#[tokio::test]
async fn python_of_an_earlier_revision_signs_in() {
    let client = python(&[("EARLIER", "1")]).await;
    let way = Way {
        version: "2025-11-25",
        ..ADDING
    };
    finds_its_way(Tokens::Jwt, client, &way).await;
}

#[tokio::test]
async fn python_of_the_first_packages_signs_in_with_signed_tokens() {
    let client = python::program("oauth.py").await;
    finds_its_way(Tokens::Jwt, client, &REPLACING).await;
}

#[tokio::test]
async fn python_of_the_first_packages_signs_in_with_opaque_tokens() {
    let mut client = python::program("oauth.py").await;
    client.env("CLIENT_ID", KNOWN);
    let way = Way {
        registers: false,
        ..REPLACING
    };
    finds_its_way(Tokens::Opaque, client, &way).await;
}

/// Behind nginx, which speaks TLS and takes a prefix off: what a client reads and what tokens are
/// for is what the server was told, and not what it hears.
#[cfg(unix)]
#[tokio::test]
async fn typescript_signs_in_behind_tls_and_a_prefix() {
    let (port, address) = (free_port(), format!("127.0.0.1:{}", free_port()));
    let origin = format!("https://localhost:{port}");
    let world = World::start_as(Tokens::Jwt, &address, format!("{origin}/desk/mcp")).await;
    let nginx = format!(
        "    proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_set_header Connection \"\";
    location /desk/ {{ proxy_pass http://{address}/; }}
    location ^~ /.well-known/oauth-protected-resource {{ proxy_pass http://{address}; }}\n"
    );
    let nginx = Proxy::nginx_by_tls(([127, 0, 0, 1], port).into(), &nginx).await;
    let mut client = typescript(&[]).await;
    client.env("NODE_EXTRA_CA_CERTS", nginx.certificate());
    let seen = program::run_at(&world.resource, client).await;
    world.check(&seen, Tokens::Jwt, &ADDING);
    let metadata = format!("{origin}/.well-known/oauth-protected-resource/desk/mcp");
    assert_eq!(seen.of("metadata"), &json!([metadata]));
}
