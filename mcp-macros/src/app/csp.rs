//! `csp(connect = ["https://api.example.com"], …)`: the origins that a view may use. Clients make
//! the policy of them.

use darling::ast::NestedMeta;
use syn::{Expr, ExprArray, ExprLit, Lit, LitStr, Meta};

use super::template::url::{Origin, Url};
use crate::attr;
use crate::diagnostics::Mistakes;

/// The origins declared in `csp(…)`, by kind of use.
#[derive(Default)]
pub(super) struct Csp {
    connect: Vec<Source>,
    resource: Vec<Source>,
    frame: Vec<Source>,
    base_uri: Vec<Source>,
}

/// The use that an origin is declared for: one key of `csp(…)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Connect,
    Resource,
    Frame,
    BaseUri,
}

impl Use {
    /// The keys, in the order of the variants.
    const KEYS: [&str; 4] = ["connect", "resource", "frame", "base_uri"];
    const ALL: [Self; 4] = [Self::Connect, Self::Resource, Self::Frame, Self::BaseUri];

    pub(super) fn key(self) -> &'static str {
        Self::KEYS[self as usize]
    }
}

impl Csp {
    pub(super) fn validate(metas: &[Meta], mistakes: &mut Mistakes) -> Self {
        let mut csp = Self::default();
        for entry in attr::entries(metas.to_vec(), &Use::KEYS, &[], mistakes) {
            let NestedMeta::Meta(meta) = entry else {
                continue;
            };
            let Some(used) = Use::ALL
                .into_iter()
                .find(|used| meta.path().is_ident(used.key()))
            else {
                continue;
            };
            let sources: Vec<Source> = list(&meta, used, mistakes)
                .iter()
                .filter_map(|text| Source::validate(text, used, mistakes))
                .collect();
            *csp.of_mut(used) = sources;
        }
        csp
    }

    fn of(&self, used: Use) -> &[Source] {
        match used {
            Use::Connect => &self.connect,
            Use::Resource => &self.resource,
            Use::Frame => &self.frame,
            Use::BaseUri => &self.base_uri,
        }
    }

    fn of_mut(&mut self, used: Use) -> &mut Vec<Source> {
        match used {
            Use::Connect => &mut self.connect,
            Use::Resource => &mut self.resource,
            Use::Frame => &mut self.frame,
            Use::BaseUri => &mut self.base_uri,
        }
    }

    pub(super) fn allows(&self, used: Use, origin: &Origin) -> bool {
        self.of(used).iter().any(|source| source.allows(origin))
    }

    /// As written, in the order of [`Use`].
    pub(super) fn into_texts(self) -> [Vec<String>; 4] {
        [self.connect, self.resource, self.frame, self.base_uri]
            .map(|sources| sources.into_iter().map(|source| source.text).collect())
    }
}

fn list(meta: &Meta, used: Use, mistakes: &mut Mistakes) -> Vec<LitStr> {
    let key = used.key();
    let expected = format!("`{key}` takes a list of origins: `{key} = [\"https://example.com\"]`");
    let value = match meta {
        Meta::NameValue(pair) => &pair.value,
        other => {
            mistakes.at(other, expected);
            return Vec::new();
        }
    };
    let Expr::Array(ExprArray { elems, .. }) = value else {
        mistakes.at(value, expected);
        return Vec::new();
    };
    let text = |elem: &Expr| match elem {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.clone()),
        other => {
            mistakes.at(other, &expected);
            None
        }
    };
    elems.iter().filter_map(text).collect()
}

/// A host source of a policy, without a path.
struct Source {
    text: String,
    /// Its host may have a wildcard for subdomains.
    origin: Origin,
    any_port: bool,
}

impl Source {
    fn validate(literal: &LitStr, used: Use, mistakes: &mut Mistakes) -> Option<Self> {
        let text = literal.value();
        match Self::parse(&text, used) {
            Ok(source) => Some(source),
            Err(wrong) => {
                mistakes.at(literal, wrong);
                None
            }
        }
    }

    fn parse(text: &str, used: Use) -> Result<Self, String> {
        if matches!(text, "data:" | "blob:") {
            return Err(format!(
                "`{text}` is no origin, and hosts take origins alone; remove it: images and media \
                 may be `data:` URLs without being declared, and nothing may be a `blob:`"
            ));
        }
        if text.starts_with('\'') {
            return Err(format!(
                "`{text}` is for a policy, which the host makes; write origins here, such as \
                 \"https://example.com\""
            ));
        }
        if let Some(bad) = text
            .chars()
            .find(|c| !c.is_ascii() || c.is_ascii_control() || " \"'();,<>\\`{}|^%@".contains(*c))
        {
            return Err(format!(
                "an origin goes into a policy as it is, so {bad:?} can't be in it; write one such \
                 as \"https://example.com\""
            ));
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(if text.trim_matches('*').is_empty() {
                "hosts take origins one by one; write each out, such as \"https://example.com\""
                    .to_owned()
            } else {
                format!(
                    "an origin begins with its scheme; write \"https://{}\"",
                    text.trim_start_matches("//")
                )
            });
        };
        let schemes: &[&str] = if used == Use::Connect {
            &["https", "wss", "http", "ws"]
        } else {
            &["https", "http"]
        };
        if !schemes.contains(&scheme) {
            return Err(match scheme {
                "ws" | "wss" => {
                    format!("`{scheme}:` is for connections; write it in `connect = […]`")
                }
                _ => format!(
                    "an origin's scheme is {}; write \"https://…\"",
                    schemes
                        .iter()
                        .map(|s| format!("`{s}`"))
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            });
        }
        let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if !path.is_empty() {
            return Err(format!(
                "an origin has no path; write \"{scheme}://{host}\""
            ));
        }
        let (text_for_port, any_port) = host
            .strip_suffix(":*")
            .map_or((host, false), |host| (host, true));
        let bare = text_for_port.strip_prefix("*.").unwrap_or(text_for_port);
        let parsed = match Url::of(&format!("{scheme}://{bare}")) {
            Url::Absolute(origin) if is_host(&origin.host) => Some(origin),
            _ => None,
        };
        let Some(origin) = parsed else {
            return Err(if bare.contains('*') {
                "a wildcard stands for subdomains, at the front: \"https://*.example.com\""
                    .to_owned()
            } else {
                "this has no host that a policy could name; write an origin such as \
                 \"https://example.com\" or \"https://example.com:8443\""
                    .to_owned()
            });
        };
        if text.chars().any(|c| c.is_ascii_uppercase()) {
            return Err(format!(
                "an origin is written in lower case: \"{}\"",
                text.to_ascii_lowercase()
            ));
        }
        let host = if bare.len() < text_for_port.len() {
            format!("*.{}", origin.host)
        } else {
            origin.host
        };
        Ok(Self {
            text: text.to_owned(),
            origin: Origin { host, ..origin },
            any_port,
        })
    }

    /// As policies match it: nothing of another scheme but the safer one of the same kind.
    fn allows(&self, origin: &Origin) -> bool {
        let scheme = match (self.origin.scheme.as_str(), origin.scheme.as_str()) {
            ("http", "https") | ("ws", "wss") => true,
            (declared, used) => declared == used,
        };
        let host = match self.origin.host.strip_prefix('*') {
            Some(domain) => origin
                .host
                .strip_suffix(domain)
                .is_some_and(|subdomain| !subdomain.is_empty()),
            None => self.origin.host == origin.host,
        };
        // Without one, it is the default of the scheme that is used.
        let port = self.any_port || self.origin.port == origin.port;
        scheme && host && port
    }
}

/// A domain, an IPv4 address, or an IPv6 address in brackets.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.split('.').all(label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        Source::parse(text, Use::Resource)
            .err()
            .unwrap_or_else(|| panic!("`{text}` is fine"))
    }

    #[test]
    fn what_is_no_origin_is_told_what_to_write() {
        for (text, says) in [
            ("cdn.example.com", "write \"https://cdn.example.com\""),
            ("//cdn.example.com", "write \"https://cdn.example.com\""),
            (
                "https://cdn.example.com/",
                "write \"https://cdn.example.com\"",
            ),
            (
                "https://cdn.example.com/lib/?v=1#x",
                "write \"https://cdn.example.com\"",
            ),
            ("https://CDN.example.com", "\"https://cdn.example.com\""),
            ("https://*", "at the front"),
            ("https://a.*.example.com", "at the front"),
            ("https://**.example.com", "at the front"),
            ("*", "write each out"),
            ("", "write each out"),
            ("https://", "no host"),
            ("https://*.", "no host"),
            ("https://example..com", "no host"),
            ("https://example.com:port", "no host"),
            ("https://example.com:99999", "no host"),
            ("https://[::g]", "no host"),
            ("'unsafe-inline'", "write origins here"),
            ("'none'", "write origins here"),
            ("data:", "without being declared"),
            (
                "https://a.example.com https://b.example.com",
                "can't be in it",
            ),
            ("https://example.com; script-src *", "can't be in it"),
            ("https://user@example.com", "can't be in it"),
            ("https://exämple.com", "can't be in it"),
            ("https://example.com\n", "can't be in it"),
            ("file://example", "scheme is `https`, `http`"),
            ("wss://example.com", "write it in `connect"),
        ] {
            let said = wrong(text);
            assert!(said.contains(says), "{text:?}: {said}");
        }
    }

    #[test]
    fn an_origin_is_matched_as_a_policy_does() {
        for (declared, used, is_allowed) in [
            ("https://a.example.com", "https://a.example.com/x.js", true),
            ("https://a.example.com", "https://A.Example.com:443", true),
            ("https://a.example.com:443", "https://a.example.com", true),
            ("https://a.example.com", "https://a.example.com:8443", false),
            (
                "https://a.example.com:8443",
                "https://a.example.com:8443",
                true,
            ),
            (
                "https://a.example.com:*",
                "https://a.example.com:8443",
                true,
            ),
            ("https://a.example.com", "http://a.example.com", false),
            ("http://a.example.com", "https://a.example.com", true),
            ("https://a.example.com", "wss://a.example.com", false),
            ("ws://a.example.com", "wss://a.example.com", true),
            ("wss://a.example.com", "ws://a.example.com", false),
            ("https://*.example.com", "https://a.example.com", true),
            ("https://*.example.com", "https://a.b.example.com", true),
            ("https://*.example.com", "https://example.com", false),
            ("https://*.example.com", "https://badexample.com", false),
            (
                "https://example.com",
                "https://example.com.evil.test",
                false,
            ),
            (
                "https://example.com",
                "https://example.com@evil.test",
                false,
            ),
            ("http://localhost:3000", "http://localhost:3000/x", true),
            ("https://[::1]", "https://[::1]/x", true),
        ] {
            let source =
                Source::parse(declared, Use::Connect).unwrap_or_else(|e| panic!("{declared}: {e}"));
            let Url::Absolute(origin) = Url::of(used) else {
                panic!("{used} has an origin")
            };
            assert_eq!(source.allows(&origin), is_allowed, "{declared} for {used}");
        }
    }
}
