//! The page for developers: what it is sent with, who gets it, and where it is not.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use mcp_runtime::StartProblem;
use mcp_runtime::prelude::*;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use mcp_tests::client::exchange;

/// Say hello.
#[mcp_tool(read_only)]
fn hello() -> &'static str {
    "hello"
}

mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<Result<(), mcp_runtime::ServeError>>,
}

async fn run(server: Hello) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let ended =
        tokio::spawn(server.serve_with_shutdown(listener, async move { drop(stopped.await) }));
    Running {
        address,
        stop,
        ended,
    }
}

impl Running {
    async fn get(&self, path: &str) -> Answer {
        get(self.address, path, &self.address.to_string(), "").await
    }

    /// Where the page shows apps.
    async fn sandbox(&self) -> SocketAddr {
        let page = self.get("/playground").await.body;
        let (_, rest) = page.split_once("data-sandbox=\"http://").unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    fn directive(&self, name: &str) -> Option<&str> {
        let policy = self.header("content-security-policy")?;
        policy
            .split("; ")
            .find_map(|directive| directive.strip_prefix(name)?.strip_prefix(' '))
    }
}

async fn get(address: SocketAddr, path: &str, host: &str, more: &str) -> Answer {
    let answer = exchange(
        address,
        &format!("GET {path} HTTP/1.1\r\nHost: {host}{more}"),
    )
    .await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or_else(|| panic!("no status: {answer}"));
    Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

#[tokio::test]
async fn the_page_and_all_that_it_loads_are_beside_the_endpoint() {
    let running = run(Hello::new().path("/api").playground()).await;
    let page = running.get("/playground").await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, Some("text/html; charset=utf-8")),
        "{}",
        page.head
    );
    assert!(
        page.body.contains("data-endpoint=\"/api\""),
        "{}",
        page.body
    );

    let mut wanted: Vec<String> = page
        .body
        .split('"')
        .filter_map(|text| text.strip_prefix("/playground/"))
        .map(str::to_owned)
        .collect();
    assert!(
        wanted.contains(&"main.js".to_owned()) && wanted.contains(&"style.css".to_owned()),
        "{wanted:?}"
    );
    let mut loaded = BTreeSet::new();
    while let Some(file) = wanted.pop() {
        if !loaded.insert(file.clone()) {
            continue;
        }
        let answer = running.get(&format!("/playground/{file}")).await;
        let kind = file.rsplit_once('.').map(|(_, kind)| kind);
        let media = if kind == Some("js") {
            "text/javascript; charset=utf-8"
        } else {
            "text/css; charset=utf-8"
        };
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some(media)),
            "{file}: {}",
            answer.head
        );
        let imports = answer
            .body
            .lines()
            .filter_map(|line| line.split_once(" from './")?.1.strip_suffix("';"));
        wanted.extend(imports.map(str::to_owned));
    }
    assert!(loaded.len() > 10, "{loaded:?}");
    assert_eq!(running.get("/playground/no.js").await.status, 404);

    // The endpoint takes no GET, and is there.
    assert_eq!(running.get("/api").await.status, 405);
}

#[tokio::test]
async fn nothing_runs_in_the_page_but_its_own_files_and_nobody_frames_it() {
    let running = run(Hello::new().playground()).await;
    let sandbox = running.sandbox().await;
    for path in [
        "/playground",
        "/playground/main.js",
        "/playground/style.css",
    ] {
        let answer = running.get(path).await;
        assert_eq!(
            answer.directive("default-src"),
            Some("'none'"),
            "{}",
            answer.head
        );
        for (directive, value) in [
            ("script-src", "'self'"),
            ("style-src", "'self'"),
            ("connect-src", "'self'"),
            ("frame-ancestors", "'none'"),
            ("form-action", "'none'"),
            ("base-uri", "'none'"),
            ("require-trusted-types-for", "'script'"),
            ("frame-src", &format!("http://{sandbox}")),
        ] {
            assert_eq!(
                answer.directive(directive),
                Some(value),
                "{path}: {}",
                answer.head
            );
        }
        for (name, value) in [
            ("x-frame-options", "DENY"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}: {}", answer.head);
        }
    }
}

#[tokio::test]
async fn it_is_for_this_machine_alone_whatever_else_the_server_allows() {
    let server = Hello::new()
        .allow_any_host()
        .allow_any_origin()
        .allow_host("mcp.example.com")
        .cors()
        .playground();
    let running = run(server).await;
    for (host, more, status) in [
        ("127.0.0.1", "", 200),
        ("localhost:9000", "", 200),
        ("localhost", "\r\nOrigin: http://localhost:9000", 200),
        ("mcp.example.com", "", 403),
        ("127.0.0.1.example.com", "", 403),
        ("localhost", "\r\nOrigin: https://mcp.example.com", 403),
        ("localhost", "\r\nOrigin: null", 403),
        ("localhost", "\r\nHost: localhost", 403),
    ] {
        for path in ["/playground", "/playground/main.js"] {
            let answer = get(running.address, path, host, more).await;
            // A header that is sent twice may be refused before it gets here.
            assert!(
                answer.status == status || (status == 403 && answer.status == 400),
                "{host}{more}: {}",
                answer.head
            );
        }
    }
}

#[tokio::test]
async fn an_app_has_another_origin_and_the_policy_that_it_declares() {
    let running = run(Hello::new().playground()).await;
    let sandbox = running.sandbox().await;
    assert!(sandbox.ip().is_loopback() && sandbox.port() != running.address.port());
    let own = sandbox.to_string();

    let nothing = get(sandbox, "/", &own, "").await;
    assert_eq!(
        (nothing.status, nothing.header("content-type")),
        (200, Some("text/html; charset=utf-8")),
        "{}",
        nothing.head
    );
    assert_eq!(
        nothing.directive("connect-src"),
        Some("'none'"),
        "{}",
        nothing.head
    );
    let port = running.address.port();
    let ancestors = format!("http://127.0.0.1:{port} http://localhost:{port}");
    assert_eq!(
        nothing.directive("frame-ancestors"),
        Some(&*ancestors),
        "{}",
        nothing.head
    );

    let some = get(
        sandbox,
        "/?connect=https://api.example.com&resource=https://*.example.net",
        &own,
        "",
    )
    .await;
    assert_eq!(
        some.directive("connect-src"),
        Some("https://api.example.com"),
        "{}",
        some.head
    );
    assert_eq!(
        some.directive("script-src"),
        Some("'self' 'unsafe-inline' https://*.example.net"),
        "{}",
        some.head
    );
    assert_eq!(
        some.header("x-content-type-options"),
        Some("nosniff"),
        "{}",
        some.head
    );

    for query in [
        "connect=https://a.example;script-src",
        "connect=https://a.example,https://b.example",
        "connect=https://a.example%20https://b.example",
        "connect=https://a.example%0D%0AX-More:1",
        "resource='unsafe-eval'",
        "resource=*",
        "script-src=https://a.example",
    ] {
        let answer = get(sandbox, &format!("/?{query}"), &own, "").await;
        assert_eq!(
            (answer.status, answer.header("content-security-policy")),
            (400, None),
            "{query}: {}",
            answer.head
        );
    }
    for host in [
        "localhost",
        "127.0.0.1",
        "evil.example.com",
        &format!("localhost:{}", sandbox.port()),
    ] {
        assert_eq!(get(sandbox, "/", host, "").await.status, 403, "{host}");
    }
    assert_eq!(get(sandbox, "/playground", &own, "").await.status, 404);
}

#[tokio::test]
async fn it_comes_and_goes_with_the_server() {
    let running = run(Hello::new().playground()).await;
    let sandbox = running.sandbox().await;
    drop(running.stop);
    running.ended.await.unwrap().unwrap();
    assert!(TcpStream::connect(sandbox).await.is_err());

    let without = run(Hello::new()).await;
    for path in ["/playground", "/playground/main.js"] {
        assert_eq!(without.get(path).await.status, 404);
    }
}

#[tokio::test]
async fn a_server_that_others_reach_has_none() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let refused = Hello::new()
        .playground()
        .serve_with_shutdown(listener, std::future::pending())
        .await
        .unwrap_err();
    let told = format!(
        "the playground is for this machine alone, and {address} is for others as well: serve on \
         127.0.0.1, or without the playground"
    );
    assert!(refused.to_string().contains(&told), "{refused}");
    // A router doesn't know where it will be served.
    let refused = Hello::new().playground().try_into_router().unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("`serve` and `serve_with_shutdown` have it"),
        "{refused}"
    );
}

#[tokio::test]
async fn its_path_is_its_own() {
    for path in ["/playground", "/playground/main.js"] {
        let refused = Hello::new().path(path).playground().check().unwrap_err();
        let problem = StartProblem::PlaygroundPath { path: path.into() };
        assert_eq!(refused.problems(), [problem]);
        Hello::new().path(path).check().unwrap();
    }
    Hello::new()
        .path("/playgrounds")
        .playground()
        .check()
        .unwrap();
}
