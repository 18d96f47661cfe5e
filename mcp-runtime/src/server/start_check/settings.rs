//! The settings with which no server could work.

use crate::server::{Settings, StartProblem};
use crate::store::SharedStore;

pub(super) fn problems(settings: &Settings, store: &SharedStore) -> Vec<StartProblem> {
    let mut problems = paths(settings);
    problems.extend(names(settings));
    if store.is_persistent() && settings.sealing_keys.is_none() {
        problems.push(StartProblem::NoSealingKeys);
    }
    let zeros = [
        #[cfg(feature = "http")]
        (
            "header_read_timeout",
            settings.header_read_timeout.is_zero(),
        ),
        #[cfg(feature = "http")]
        ("idle_timeout", settings.idle_timeout.is_zero()),
        #[cfg(feature = "http")]
        ("max_connections", settings.max_connections == 0),
        ("max_calls", settings.max_calls == 0),
    ];
    let zeros = zeros.into_iter().filter(|(_, is_zero)| *is_zero);
    problems.extend(zeros.map(|(setting, _)| StartProblem::Zero { setting }));
    problems
}

/// The paths that can't be routes, and those that are taken.
fn paths(settings: &Settings) -> Vec<StartProblem> {
    let beside = [&settings.health_path, &settings.ready_path];
    let beside = beside.into_iter().flatten();
    let paths: Vec<&String> = [&settings.path].into_iter().chain(beside).collect();
    let mut problems = Vec::new();
    for (i, &path) in paths.iter().enumerate() {
        if !path.starts_with('/') || path.contains(['{', '}', '*', ':', '?', '#']) {
            problems.push(StartProblem::Path { path: path.clone() });
        } else if paths[..i].contains(&path) {
            problems.push(StartProblem::SamePath { path: path.clone() });
        }
        #[cfg(all(feature = "http", any(debug_assertions, feature = "playground")))]
        if settings.playground && is_of_the_playground(path) {
            problems.push(StartProblem::PlaygroundPath { path: path.clone() });
        }
    }
    problems
}

/// Whether a path is where the playground is.
#[cfg(all(feature = "http", any(debug_assertions, feature = "playground")))]
fn is_of_the_playground(path: &str) -> bool {
    path.strip_prefix(crate::server::PLAYGROUND_PATH)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The hosts and origins that no request could ever have.
fn names(settings: &Settings) -> impl Iterator<Item = StartProblem> {
    let wrong_hosts = settings.hosts.listed().iter().filter(|host| !is_host(host));
    let wrong_origins = settings
        .origins
        .listed()
        .iter()
        .filter(|origin| !is_origin(origin));
    let hosts = wrong_hosts.map(|host| StartProblem::Host { host: host.clone() });
    let origins = wrong_origins.map(|origin| StartProblem::Origin {
        origin: origin.clone(),
    });
    hosts.chain(origins)
}

/// As `Host` has it: a name or an address, with a port or without.
fn is_host(text: &str) -> bool {
    let Ok(authority) = text.parse::<http::uri::Authority>() else {
        return false;
    };
    let host = authority.host();
    let port = text.get(host.len()..).unwrap_or_default();
    let is_port = port
        .strip_prefix(':')
        .is_some_and(|port| port.parse::<u16>().is_ok());
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok());
    let is_good = is_address || (!host.is_empty() && host.chars().all(is_name));
    is_good && (port.is_empty() || is_port)
}

/// As `Origin` has it. `null` is no origin to allow: any page can have it, in a frame of its own.
fn is_origin(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, host)| {
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(is_scheme)
            && is_host(host)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_origins_are_what_headers_have() {
        for host in [
            "mcp.example.com",
            "mcp.example.com:8443",
            "[2001:db8::1]",
            "[2001:db8::1]:80",
            "10.0.0.7",
            "mcp",
        ] {
            assert!(is_host(host), "{host}");
        }
        for no_host in [
            "",
            "http://x.com/",
            "x.com/",
            "x.com:99999",
            "x.com:",
            ":80",
            "*",
            "*.x.com",
            "me@x.com",
            "a;x",
            "a,x",
            "x y",
            "[::1",
            "::1",
        ] {
            assert!(!is_host(no_host), "{no_host}");
        }
        for origin in [
            "https://app.example.com",
            "http://10.0.0.7:5173",
            "vscode-webview://1a2b",
        ] {
            assert!(is_origin(origin), "{origin}");
        }
        for no_origin in [
            "",
            "null",
            "a;b://x.com",
            "https://a;x",
            "x.com",
            "https://x.com/",
            "https://x.com/path",
            "https://",
            "://x.com",
            "https://*.x.com",
            "*",
        ] {
            assert!(!is_origin(no_origin), "{no_origin}");
        }
    }
}
