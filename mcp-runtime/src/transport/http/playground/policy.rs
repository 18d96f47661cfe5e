//! The policy of an app, from what it declares.
//!
//! Source:
//! <https://github.com/modelcontextprotocol/ext-apps/blob/main/specification/2026-01-26/apps.mdx>,
//! "CSP Construction from Metadata". Where that leaves a choice, the stricter one is taken: what
//! nobody declared is not there.

use std::fmt::Write as _;

/// The origins that an app declares it needs.
#[derive(Default)]
pub(super) struct Declared<'a> {
    connect: Vec<&'a str>,
    resource: Vec<&'a str>,
    frame: Vec<&'a str>,
    base: Vec<&'a str>,
}

impl<'a> Declared<'a> {
    /// From a query such as `connect=https://a.example&resource=https://b.example`; otherwise what
    /// is wrong with it. Values are as they are: the characters that an origin has need no escape
    /// in a query, and others have no place in a policy.
    pub(super) fn read(query: &'a str) -> Result<Self, &'a str> {
        let mut declared = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or(pair)?;
            let list = match key {
                "connect" => &mut declared.connect,
                "resource" => &mut declared.resource,
                "frame" => &mut declared.frame,
                "base" => &mut declared.base,
                _ => return Err(pair),
            };
            if !is_source(value) {
                return Err(value);
            }
            list.push(value);
        }
        Ok(declared)
    }

    /// The value of `Content-Security-Policy`, for a frame of the playground on this port.
    pub(super) fn policy(&self, playground: u16) -> String {
        let listed = |sources: &[&str], otherwise: &str| {
            if sources.is_empty() {
                otherwise.to_owned()
            } else {
                sources.join(" ")
            }
        };
        let resource = self
            .resource
            .iter()
            .fold(String::new(), |all, source| all + " " + source);
        let mut policy = String::from("default-src 'none'");
        for (directive, value) in [
            ("script-src", format!("'self' 'unsafe-inline'{resource}")),
            ("style-src", format!("'self' 'unsafe-inline'{resource}")),
            ("img-src", format!("'self' data:{resource}")),
            ("font-src", format!("'self'{resource}")),
            ("media-src", format!("'self' data:{resource}")),
            ("connect-src", listed(&self.connect, "'none'")),
            ("frame-src", listed(&self.frame, "'none'")),
            ("object-src", "'none'".to_owned()),
            ("base-uri", listed(&self.base, "'self'")),
            (
                "frame-ancestors",
                format!("http://127.0.0.1:{playground} http://localhost:{playground}"),
            ),
        ] {
            // A `String` takes whatever is written.
            let _ = write!(policy, "; {directive} {value}");
        }
        policy
    }
}

/// An origin, where `*` may stand for subdomains or the port. Nothing that ends a directive (`;`),
/// a policy (`,`) or a header, and no keyword such as `'unsafe-eval'`.
fn is_source(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once("://") else {
        return false;
    };
    matches!(scheme, "http" | "https" | "ws" | "wss")
        && rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '*')
        && rest
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._:/*".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(query: &str) -> String {
        Declared::read(query)
            .unwrap_or_else(|wrong| panic!("{wrong}"))
            .policy(8000)
    }

    #[test]
    fn nothing_declared_is_nothing_allowed() {
        assert_eq!(
            policy(""),
            "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
             font-src 'self'; media-src 'self' data:; connect-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'self'; \
             frame-ancestors http://127.0.0.1:8000 http://localhost:8000"
        );
    }

    #[test]
    fn what_is_declared_is_where_it_belongs() {
        let policy = policy(
            "connect=https://api.example.com&connect=wss://live.example.com:8443&resource=https://*.example.net&frame=https://video.example.org\
             &base=https://example.com",
        );
        let directive = |name: &str| {
            policy
                .split("; ")
                .find_map(|d| d.strip_prefix(name)?.strip_prefix(' '))
                .unwrap()
                .to_owned()
        };
        assert_eq!(
            directive("connect-src"),
            "https://api.example.com wss://live.example.com:8443"
        );
        for name in [
            "script-src",
            "style-src",
            "img-src",
            "font-src",
            "media-src",
        ] {
            assert!(
                directive(name).ends_with(" https://*.example.net"),
                "{policy}"
            );
        }
        assert_eq!(directive("frame-src"), "https://video.example.org");
        assert_eq!(directive("base-uri"), "https://example.com");
        assert_eq!(directive("default-src"), "'none'");
    }

    #[test]
    fn nothing_gets_out_of_its_directive() {
        for value in [
            "https://a.example;script-src *",
            "https://a.example,default-src *",
            "https://a.example script-src",
            "https://a.example%0d%0aX: y",
            "https://a.example\r\nX: y",
            "'unsafe-eval'",
            "*",
            "data:",
            "https:",
            "https://",
            "https:///path",
            "javascript://a.example",
            "https://é.example",
            "",
        ] {
            assert!(
                Declared::read(&format!("connect={value}")).is_err(),
                "{value:?}"
            );
        }
        assert!(Declared::read("script=https://a.example").is_err());
        assert!(Declared::read("connect").is_err());
    }
}
