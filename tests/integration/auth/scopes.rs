//! Scopes: what functions need, and what those are told who lack it.

use axum::Router;
use http::StatusCode;
use mcp_runtime::auth::Jwt;
use mcp_runtime::prelude::*;
use mcp_runtime::server::Metrics;
use mcp_tests::client::{Ask, Reply};
use serde_json::{Value, json};

use super::issuer::{Issuer, Key, RESOURCE, header, now};
use super::{challenge, get};
use crate::metrics::series;

/// See the projects.
#[mcp_tool(read_only)]
fn projects() -> &'static str {
    "one"
}

/// Delete a project.
#[mcp_tool(destructive, scopes("projects:write"), confirm = "Delete {name}?")]
fn delete_project(name: String) -> String {
    format!("{name} is gone")
}

/// What we sell.
#[mcp_tool(read_only, public)]
fn catalogue(scopes: Option<Scopes>) -> String {
    format!("{:?}", scopes.map(|scopes| scopes.has("projects:read")))
}

/// Read a repository.
#[mcp_tool(read_only, may_need("repo:private"))]
fn read_repo(name: String, scopes: Scopes) -> Result<String, ToolError> {
    if name == "secret" {
        scopes.require("repo:private")?;
    }
    Ok(name)
}

/// Restart everything.
#[mcp_tool(scopes("admin", "projects:write", hidden))]
fn restart() -> &'static str {
    "restarted"
}

#[mcp_completion]
fn names() -> Vec<String> {
    vec!["apollo".to_owned()]
}

/// Plan a project.
#[mcp_prompt(scopes("projects:write"))]
fn plan(#[mcp(complete = names)] name: String) -> String {
    name
}

/// A project's notes.
#[mcp_resource("notes:///{name}", scopes("projects:write"))]
fn notes(name: String, _notify: Notify) -> String {
    name
}

mcp_server! {
    Projects {
        name: "projects",
        version: "1.0.0",
        scopes: {
            "projects:read": "See projects",
            "projects:write" implies "projects:read": "Change and delete projects",
            "repo:private": "See private repositories",
            "admin": "Restart",
        },
        default_scopes: ["projects:read"],
        tools: [projects, delete_project, catalogue, read_repo, restart],
        prompts: [plan],
        resources: [notes],
    }
}

struct World {
    issuer: Issuer,
    key: Key,
    router: Router,
}

impl World {
    async fn new(change: impl FnOnce(Projects) -> Projects) -> Self {
        let (issuer, key) = (Issuer::start().await, Key::new("k", "ES256"));
        issuer.publish(&[&key]);
        let tokens = Jwt::issuer(&issuer.url).resource(RESOURCE);
        let router = change(Projects::new().authenticator(tokens)).into_router();
        Self {
            issuer,
            key,
            router,
        }
    }

    fn token(&self, scope: &str) -> String {
        let mut claims = self.issuer.claims();
        claims["scope"] = json!(scope);
        self.signed(&claims)
    }

    fn signed(&self, claims: &Value) -> String {
        let token = self.key.sign(&header(&self.key, "ES256"), claims);
        format!("Bearer {token}")
    }

    async fn ask(&self, ask: Ask, scope: &str) -> Reply {
        ask.header("authorization", &self.token(scope))
            .send(&self.router)
            .await
    }
}

/// The scopes of a challenge, and its error.
fn challenged(reply: &Reply) -> (String, String) {
    let field = |name: &str| {
        let rest = challenge(reply).split(&format!("{name}=\"")).nth(1);
        let value = rest.and_then(|rest| rest.split('"').next());
        value.unwrap_or_default().to_owned()
    };
    assert!(!field("resource_metadata").is_empty(), "{reply:?}");
    (field("scope"), field("error"))
}

/// A4, A5, A6: who lacks what is told all of it at once; what implies it does as well.
#[tokio::test]
async fn each_function_needs_its_own_scopes() {
    let world = World::new(|server| server).await;
    let delete = || Ask::tool("delete_project", json!({ "name": "apollo" }));
    let secret = || Ask::tool("read_repo", json!({ "name": "secret" }));
    let none = StatusCode::FORBIDDEN;
    let table = [
        (
            Ask::tool("projects", json!({})),
            "projects:read",
            StatusCode::OK,
            "",
        ),
        (
            Ask::tool("projects", json!({})),
            "projects:write",
            StatusCode::OK,
            "",
        ),
        (Ask::tool("projects", json!({})), "", none, "projects:read"),
        (
            Ask::tool("projects", json!({})),
            "repo:private other",
            none,
            "projects:read",
        ),
        (delete(), "projects:read", none, "projects:write"),
        (secret(), "projects:read repo:private", StatusCode::OK, ""),
        (secret(), "projects:read", none, "repo:private"),
        (Ask::tool("catalogue", json!({})), "", StatusCode::OK, ""),
        (
            Ask::new(
                "prompts/get",
                json!({ "name": "plan", "arguments": { "name": "x" } }),
            )
            .header("mcp-name", "plan"),
            "projects:read",
            none,
            "projects:write",
        ),
        (
            Ask::new("resources/read", json!({ "uri": "notes:///x" }))
                .header("mcp-name", "notes:///x"),
            "projects:read",
            none,
            "projects:write",
        ),
        (
            Ask::new(
                "completion/complete",
                json!({
                    "ref": { "type": "ref/prompt", "name": "plan" },
                    "argument": { "name": "name", "value": "" },
                }),
            ),
            "projects:read",
            none,
            "projects:write",
        ),
        (
            Ask::new(
                "subscriptions/listen",
                json!({ "notifications": { "resourceSubscriptions": ["notes:///x"] } }),
            ),
            "projects:read",
            none,
            "projects:write",
        ),
    ];
    for (ask, held, status, needed) in table {
        let shown = format!("{} with `{held}`", ask.body["params"]);
        let reply = world.ask(ask, held).await;
        assert_eq!(reply.status, status, "{shown}: {}", reply.body);
        if status == StatusCode::FORBIDDEN {
            let expected = (needed.to_owned(), "insufficient_scope".to_owned());
            assert_eq!(challenged(&reply), expected, "{shown}");
            assert_eq!(reply.messages()[0]["error"]["code"], 403);
            assert_eq!(reply.messages()[0]["id"], 1);
        }
    }
}

/// A4: no token on what isn't public: 401 with the scopes that would do; a bad one: 401 anywhere.
#[tokio::test]
async fn what_is_public_needs_no_token_and_takes_no_bad_one() {
    let world = World::new(|server| server).await;
    let open = Ask::tool("catalogue", json!({})).send(&world.router).await;
    assert_eq!(open.result()["content"][0]["text"], "None");
    let known = world
        .ask(Ask::tool("catalogue", json!({})), "projects:write")
        .await;
    assert_eq!(known.result()["content"][0]["text"], "Some(true)");
    let bad = Ask::tool("catalogue", json!({})).header("authorization", "Bearer garbage");
    let bad = bad.send(&world.router).await;
    assert_eq!(bad.status, StatusCode::UNAUTHORIZED);
    assert!(challenge(&bad).contains("invalid_token"));
    let closed = Ask::tool("delete_project", json!({ "name": "x" }));
    let closed = closed.send(&world.router).await;
    assert_eq!(closed.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        challenged(&closed),
        ("projects:write".to_owned(), String::new())
    );
}

fn listed(reply: &Reply) -> Vec<String> {
    let tools = reply.result()["tools"].as_array().unwrap().clone();
    let name = |tool: &Value| tool["name"].as_str().unwrap().to_owned();
    tools.iter().map(name).collect()
}

/// A12: what needs a scope is listed, since it can be got; what is hidden isn't there.
#[tokio::test]
async fn a_hidden_tool_is_there_for_those_who_may_call_it() {
    let world = World::new(|server| server).await;
    let list = || Ask::new("tools/list", json!({}));
    let all = ["projects", "delete_project", "catalogue", "read_repo"];
    let nobody = list().send(&world.router).await;
    assert_eq!(listed(&nobody), all);
    assert_eq!(nobody.result()["cacheScope"], "private");
    assert_eq!(listed(&world.ask(list(), "projects:read").await), all);
    let admin = world.ask(list(), "admin projects:write").await;
    assert_eq!(listed(&admin)[4], "restart");
    let unknown = world.ask(Ask::tool("restart", json!({})), "admin").await;
    assert_eq!(unknown.refusal().1, -32602, "{}", unknown.body);
    let near = world.ask(Ask::tool("restrat", json!({})), "admin").await;
    assert!(!near.body.contains("`restart`"), "{}", near.body);
    let called = world
        .ask(Ask::tool("restart", json!({})), "admin projects:write")
        .await;
    assert_eq!(called.status, StatusCode::OK);
}

#[tokio::test]
async fn lists_can_be_limited_to_what_is_granted() {
    let world = World::new(|server| server.list_granted_only(true)).await;
    let list = || Ask::new("tools/list", json!({}));
    let nobody = list().send(&world.router).await;
    assert_eq!(listed(&nobody), ["catalogue"]);
    let reader = world.ask(list(), "projects:read").await;
    assert_eq!(listed(&reader), ["projects", "catalogue", "read_repo"]);
    assert_eq!(reader.result()["cacheScope"], "private");
    let delete = Ask::tool("delete_project", json!({ "name": "x" }));
    let delete = world.ask(delete, "projects:read").await;
    assert_eq!(delete.status, StatusCode::FORBIDDEN, "it can be acquired");
}

/// A9: the minimal set, not the catalogue.
#[tokio::test]
async fn metadata_names_what_every_caller_needs_and_no_more() {
    let world = World::new(|server| server).await;
    let reply = get(&world.router, "/.well-known/oauth-protected-resource/mcp").await;
    assert_eq!(
        reply.messages()[0]["scopes_supported"],
        json!(["projects:read"])
    );
}

/// The answer to a question is checked with the token that brings it.
#[tokio::test]
async fn an_answer_is_worth_what_its_token_is() {
    let world = World::new(|server| server).await;
    let mut delete = Ask::tool("delete_project", json!({ "name": "apollo" }));
    let capabilities = "io.modelcontextprotocol/clientCapabilities";
    delete.body["params"]["_meta"][capabilities] = json!({ "elicitation": { "form": {} } });
    let asked = world.ask(delete.clone(), "projects:write").await;
    let state = asked.result()["requestState"].clone();
    delete.body["params"]["requestState"] = state;
    delete.body["params"]["inputResponses"] =
        json!({ "confirm": { "action": "accept", "content": {} } });
    let weaker = world.ask(delete.clone(), "projects:read").await;
    assert_eq!(weaker.status, StatusCode::FORBIDDEN);
    let answered = world.ask(delete, "projects:write").await;
    assert_eq!(answered.result()["content"][0]["text"], "apollo is gone");
}

#[tokio::test]
async fn who_listens_hears_no_more_once_the_token_has_ended() {
    let world = World::new(|server| server).await;
    let mut claims = world.issuer.claims();
    claims["scope"] = json!("projects:write");
    // Within the leeway of half a minute it is good, and has ended.
    claims["exp"] = json!(now() - 1);
    let listen = Ask::new(
        "subscriptions/listen",
        json!({ "notifications": { "resourceSubscriptions": ["notes:///x"] } }),
    );
    let listen = listen.header("authorization", &world.signed(&claims));
    let reply = listen.send(&world.router).await;
    let last = reply.messages().pop().unwrap();
    assert!(last.get("result").is_some(), "{last}");
}

/// Requests that are refused before anything of them runs, each by its reason.
#[tokio::test]
async fn refusals_for_want_of_a_token_or_a_scope_are_counted() {
    let metrics = Metrics::new();
    let world = World::new(|server| server.metrics(&metrics)).await;
    let delete = || Ask::tool("delete_project", json!({ "name": "x" }));
    delete().send(&world.router).await;
    let wrong = delete().header("authorization", "Bearer wrong");
    wrong.send(&world.router).await;
    world.ask(delete(), "projects:read").await;
    let tool = r#"mcp_method_name="tools/call",gen_ai_tool_name="delete_project""#;
    let counts = [
        format!(r#"reason="insufficient_scope",{tool},network_transport="tcp"}} 1"#),
        format!(r#"reason="unauthenticated",{tool},network_transport="tcp"}} 1"#),
        r#"reason="unauthenticated",network_transport="tcp"} 1"#.to_owned(),
    ];
    let text = metrics.text();
    assert_eq!(series(&text, "mcp_server_refused_requests_total"), counts);
}

/// Fail closed.
#[tokio::test]
async fn a_server_with_scopes_does_not_start_without_anybody_who_says_who_calls() {
    let listener = || async { tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap() };
    let stop = || std::future::ready(());
    let served = Projects::new()
        .serve_with_shutdown(listener().await, stop())
        .await;
    let told = served.unwrap_err().to_string();
    assert!(
        told.contains("--auth-issuer") && told.contains("--no-auth"),
        "{told}"
    );
    assert!(Projects::new().try_into_router().is_err());
    let open = Projects::new().no_auth();
    assert!(
        open.serve_with_shutdown(listener().await, stop())
            .await
            .is_ok()
    );
    let everywhere = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let open = Projects::new()
        .no_auth()
        .serve_with_shutdown(everywhere, stop())
        .await;
    assert!(open.unwrap_err().to_string().contains("this machine alone"));
}

/// Clients of earlier revisions get the same answers.
#[tokio::test]
async fn earlier_revisions_are_challenged_in_the_same_way() {
    let world = World::new(|server| server).await;
    let post = |body: Value, session: Option<&str>, token: Option<&str>| {
        let mut ask = Ask::new("x", json!({}));
        ask.headers.retain(|(name, _)| !name.starts_with("mcp-"));
        ask.body = body;
        if let Some(session) = session {
            ask = ask.header("mcp-session-id", session);
        }
        if let Some(scope) = token {
            ask = ask.header("authorization", &world.token(scope));
        }
        let router = world.router.clone();
        async move { ask.send(&router).await }
    };
    let initialize = json!({
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25", "capabilities": {},
            "clientInfo": { "name": "old", "version": "1" },
        },
    });
    let opened = post(initialize, None, Some("projects:read")).await;
    let session = opened.headers["mcp-session-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let call = |name: &str, arguments: Value| {
        json!({
            "jsonrpc": "2.0", "id": 2, "method": "tools/call",
            "params": { "name": name, "arguments": arguments },
        })
    };
    let table = [
        (call("projects", json!({})), StatusCode::OK, ""),
        (
            call("delete_project", json!({ "name": "x" })),
            StatusCode::FORBIDDEN,
            "projects:write",
        ),
        (
            call("read_repo", json!({ "name": "secret" })),
            StatusCode::FORBIDDEN,
            "repo:private",
        ),
    ];
    for (body, status, needed) in table {
        let reply = post(body, Some(&session), Some("projects:read")).await;
        assert_eq!(reply.status, status, "{}", reply.body);
        if status == StatusCode::FORBIDDEN {
            assert_eq!(challenged(&reply).0, needed);
        }
    }
    let subscribe = json!({
        "jsonrpc": "2.0", "id": 3, "method": "resources/subscribe",
        "params": { "uri": "notes:///x" },
    });
    let subscribed = post(subscribe, Some(&session), Some("projects:read")).await;
    assert_eq!(
        subscribed.status,
        StatusCode::FORBIDDEN,
        "{}",
        subscribed.body
    );
}
