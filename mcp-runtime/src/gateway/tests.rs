use super::table::Kind;
use super::*;
use crate::server::DeclaredLimits;

pub(super) fn row(method: &'static str, name: &str, kind: Kind) -> Row {
    Row {
        method,
        name: name.to_owned(),
        kind,
        headers: Vec::new(),
        limits: DeclaredLimits::default(),
        access: super::table::RowAccess::default(),
        source: "src/main.rs:1".to_owned(),
    }
}

/// A table, and three upstreams.
pub(super) fn gateway() -> Gateway {
    let mut rows: Vec<Row> = ["make_report", "crm_add", "crm_drop"]
        .map(|name| row("tools/call", name, Kind::Name))
        .into();
    rows[1].headers = vec![("region", "Region")];
    rows.push(row("prompts/get", "überblick", Kind::Name));
    rows.push(row("resources/read", "reports://terms", Kind::Uri));
    rows.push(row(
        "resources/read",
        "reports://{id}",
        Kind::Template("reports://"),
    ));
    rows.push(row(
        "resources/read",
        "reports://public/{id}",
        Kind::Template("reports://public/"),
    ));
    let listen = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
    let gateway = Gateway {
        name: "My shop",
        version: "1.0.0",
        rows,
        listen,
        path: "/mcp".to_owned(),
        ready_path: Some("/readyz".to_owned()),
        body_limit: 4 << 20,
        upstreams: Vec::new(),
        routes: Vec::new(),
        params: Vec::new(),
        legacy: false,
    };
    gateway
        .upstream("main", ["127.0.0.1:8001", "[::1]:8002"])
        .upstream("reports", ["10.0.0.9:9001"])
        .upstream("eu", ["10.0.0.1:80"])
}

fn routed() -> Gateway {
    gateway()
        .route("tools/call", "make_report", "reports")
        .route("tools/call", "crm_*", "eu")
        .route("prompts/get", "überblick", "reports")
        .route("resources/read", "reports://{id}", "reports")
        .param("region", "eu", "eu")
        .param("region", "über all", "main")
}

/// With every character that ends something in one of the formats, in each place that takes a text.
fn nasty() -> Gateway {
    let mut gateway = gateway();
    gateway.name =
        "9\" ;}\n$evil, and a name that goes on and on beyond what a table of variables holds";
    gateway.version = "1\r\ninclude /etc/passwd;";
    let texts = [
        "a\"b",
        "a'b",
        "a;b}",
        "$http_host",
        "a\\",
        "#a",
        "a\nb",
        "${x}",
        "%[env(HOME)]",
        "{{x}}",
        "~.*",
        "*",
        "-f",
        "ä",
        " a",
        "a\tb",
    ];
    for text in texts {
        gateway.rows.push(row("prompts/get", text, Kind::Name));
        gateway = gateway
            .route("prompts/get", text, "reports")
            .param("Region", text, "eu");
    }
    gateway.rows.push(row(
        "resources/read",
        "a'\"$://{x}",
        Kind::Template("a'\"$://"),
    ));
    gateway.route("resources/read", "a'\"$://{x}", "eu")
}

/// Compares a configuration with the file of this name under `gateway/snapshots`, or writes it,
/// with `UPDATE_SNAPSHOTS` set.
fn check(file: &str, config: &str) {
    let path = format!(
        "{}/src/gateway/snapshots/{file}",
        env!("CARGO_MANIFEST_DIR")
    );
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, config).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        config, reviewed,
        "`{file}` has changed: review it, and run with UPDATE_SNAPSHOTS=1"
    );
}

#[test]
fn configurations_are_as_they_were_reviewed() {
    for format in Format::ALL {
        let name = format.name();
        check(&format!("routed.{name}"), &routed().config(format).unwrap());
        check(&format!("nasty.{name}"), &nasty().config(format).unwrap());
    }
}

#[test]
fn no_text_leaves_its_place() {
    for format in [Format::Nginx, Format::Haproxy, Format::Envoy] {
        let config = nasty().config(format).unwrap();
        for line in config.lines() {
            assert!(
                line.is_ascii() && !line.contains(char::is_control)
                    || line.contains("'prompts/get:a\tb'")
                    || line.contains("'a\tb'"),
                "{line}"
            );
            assert!(!line.trim_start().starts_with("include"), "{line}");
        }
    }
}

#[test]
fn json_needs_no_upstream_and_the_others_say_that_they_do() {
    let mut alone = gateway();
    alone.upstreams.clear();
    let table: serde_json::Value =
        serde_json::from_str(&alone.config(Format::Json).unwrap()).unwrap();
    assert_eq!(table[0]["name"], "make_report");
    assert!(table[0].get("upstream").is_none());
    let said = alone.config(Format::Envoy).unwrap_err().to_string();
    assert!(
        said.contains("there is no upstream; name where the server runs"),
        "{said}"
    );
    assert!(
        alone
            .route("tools/call", "make_report", "main")
            .config(Format::Json)
            .is_err()
    );
}

#[test]
fn nginx_lets_headers_through_that_it_drops_otherwise() {
    let with = |header| {
        let mut gateway = gateway();
        gateway.rows[0].headers = vec![("user", header)];
        gateway.config(Format::Nginx).unwrap()
    };
    assert!(
        with("User_Id").contains("underscores_in_headers on;")
            && !with("User_Id").contains("ignore_invalid_headers")
    );
    assert!(with("user.id").contains("ignore_invalid_headers off;"));
    assert!(!with("User-Id").contains("_headers o"));
}

#[test]
fn a_server_without_readiness_is_checked_for_its_port_alone() {
    let mut gateway = gateway();
    gateway.ready_path = None;
    let haproxy = gateway.config(Format::Haproxy).unwrap();
    assert!(
        !haproxy.contains("httpchk") && haproxy.contains("check inter"),
        "{haproxy}"
    );
    assert!(!gateway.config(Format::Envoy).unwrap().contains("health"));
}

#[test]
fn formats_are_read_by_their_names() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    assert!(
        "apache"
            .parse::<Format>()
            .unwrap_err()
            .to_string()
            .contains("there are: nginx, haproxy, envoy, json")
    );
}
