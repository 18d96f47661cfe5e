//! The official TypeScript client in front of `examples/tickets`, with a real authorization server
//! beside it: from 401 to a token to a call, and from 403 to another token to another call.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use mcp_tests::Example;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::typescript::{INSTALLED, Line};

/// Everything is on this machine.
const LIMIT: Duration = Duration::from_secs(60);

/// A port that nobody listens on, for a server whose URL others must know before it is there.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}

struct World {
    server: Example,
    node: PathBuf,
    /// Ends with this value.
    _provider: Child,
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("typescript")
}

/// A server, and a provider that issues tokens of this format for it.
async fn world(format: &str) -> World {
    let node = INSTALLED
        .get_or_init(|| mcp_tests::npm::install(&home()))
        .await
        .clone();
    let (port, own) = (free_port(), free_port());
    let (address, issuer) = (
        format!("127.0.0.1:{own}"),
        format!("http://127.0.0.1:{port}"),
    );
    let resource = format!("http://{address}/mcp");
    let mut provider = Command::new(&node);
    provider.arg(home().join("provider.mjs"));
    provider.args([&port.to_string(), &resource, format]);
    provider
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut provider = provider.spawn().expect("Node.js was installed");
    let stdout = provider.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(stdout).lines();
    let listens = timeout(LIMIT, lines.next_line()).await;
    let listens = listens.expect("it starts in time").expect("it prints text");
    assert!(listens.is_some_and(|line| line.contains(&issuer)));
    let mut args = vec!["--http", &address, "--auth-issuer", &issuer];
    args.extend(["--auth-resource", &resource]);
    let endpoint = format!("{issuer}/token/introspection");
    if format == "opaque" {
        args.extend(["--auth-introspect", &endpoint]);
    }
    let client = [
        ("MCP_AUTH_INTROSPECT_ID", "mcp-server"),
        ("MCP_AUTH_INTROSPECT_SECRET", "loopback-only"),
    ];
    World {
        server: Example::start_in("tickets", &args, &client).await,
        node,
        _provider: provider,
    }
}

/// What the client saw, step by step.
async fn seen(world: &World, variables: &[(&str, &str)]) -> Vec<(String, Value)> {
    let mut client = Command::new(&world.node);
    client.arg(home().join("oauth.mjs")).arg(world.server.url());
    client
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut client = client.spawn().expect("Node.js was installed");
    let (mut stdout, mut stderr) = (
        client.stdout.take().expect("it is piped"),
        client.stderr.take().expect("it is piped"),
    );
    let (mut said, mut log) = (String::new(), String::new());
    let ended = timeout(LIMIT, async {
        let (said, log) = (
            stdout.read_to_string(&mut said),
            stderr.read_to_string(&mut log),
        );
        tokio::join!(said, log, client.wait()).2
    });
    let status = ended
        .await
        .expect("it ends in time")
        .expect("it is waited for");
    assert!(status.success(), "{said}\n{log}\n{}", world.server.log());
    said.lines()
        .map(|line| {
            let line: Line = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
            (line.step, line.seen)
        })
        .collect()
}

async fn finds_its_way(format: &str, variables: &[(&str, &str)]) {
    let world = world(format).await;
    let seen = seen(&world, variables).await;
    let step = |name: &str, seen: Value| (name.to_owned(), seen);
    let expected = [
        step(
            "public",
            json!("Monday to Friday, 9 to 17. Sign in to see and open tickets"),
        ),
        step("asks for", json!("tickets:read")),
        step("must sign in", json!(true)),
        step("read", json!(true)),
        step("asks for", json!("tickets:read tickets:write")),
        step("must sign in", json!(true)),
        step("written", json!(["ticket"])),
        step(
            "public",
            json!("Monday to Friday, 9 to 17. You may open, answer and withdraw tickets"),
        ),
        step("token", json!(format)),
        step("done", json!(true)),
    ];
    assert_eq!(seen, expected, "{}", world.server.log());
    assert!(
        !world.server.log().contains("eyJ"),
        "no token stands in a log"
    );
}

#[tokio::test]
async fn a_client_finds_its_way_with_signed_tokens() {
    finds_its_way("jwt", &[]).await;
}

#[tokio::test]
async fn a_client_finds_its_way_with_opaque_tokens() {
    finds_its_way("opaque", &[]).await;
}

#[tokio::test]
async fn a_client_of_an_earlier_revision_finds_its_way() {
    finds_its_way("jwt", &[("EARLIER", "1")]).await;
}
