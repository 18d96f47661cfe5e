//! Classifies URLs in a template the way that a browser parses them.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Url {
    /// Nothing, or a place in the document itself.
    Here,
    /// To the document's own address, which it doesn't have.
    Relative,
    /// Of a scheme with hosts.
    Absolute(Origin),
    Data,
    Blob,
    /// `about:`, `javascript:`, `mailto:` and whatever else.
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Origin {
    pub(in super::super) scheme: String,
    pub(in super::super) host: String,
    /// `None` for the scheme's own.
    pub(in super::super) port: Option<u16>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, host, port } = self;
        write!(f, "{scheme}://{host}")?;
        port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl Url {
    pub(in super::super) fn of(text: &str) -> Self {
        let text = cleaned(text);
        if text.is_empty() || text.starts_with('#') {
            return Self::Here;
        }
        let Some((scheme, rest)) = scheme(&text) else {
            return Self::Relative;
        };
        match scheme.as_str() {
            "http" | "https" | "ws" | "wss" | "ftp" => {
                authority(&scheme, rest).map_or(Self::Other, Self::Absolute)
            }
            "data" => Self::Data,
            "blob" => Self::Blob,
            _ => Self::Other,
        }
    }

    /// Of what is known to be its beginning, where that is enough.
    pub(in super::super) fn of_beginning(text: &str) -> Option<Self> {
        let text = cleaned(text);
        let whole = Self::of(&text);
        let ends = |rest: &str| {
            rest.trim_start_matches(['/', '\\'])
                .contains(['/', '\\', '?', '#'])
        };
        let is_enough = match (&whole, scheme(&text)) {
            (Self::Absolute(_), Some((_, rest))) => ends(rest),
            (Self::Other, _) => false,
            (_, Some(_)) => true,
            // It could still turn out to be `//host`, or a scheme.
            (_, None) => {
                text.len() > 1 && !text.starts_with("//") && text.contains(['/', '?', '#'])
            }
        };
        is_enough.then_some(whole)
    }

    /// Whether it takes the document's scheme: `//host/…`.
    pub(in super::super) fn lacks_scheme(text: &str) -> bool {
        cleaned(text).replace('\\', "/").starts_with("//")
    }
}

/// As browsers do before they read one.
fn cleaned(text: &str) -> String {
    text.trim_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect()
}

fn scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_one = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    is_one.then(|| (scheme.to_ascii_lowercase(), rest))
}

fn authority(scheme: &str, rest: &str) -> Option<Origin> {
    let rest = rest.trim_start_matches(['/', '\\']);
    let authority = &rest[..rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len())];
    let host_and_port = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let (host, port) = match host_and_port
        .rfind(':')
        .filter(|at| !host_and_port[*at..].contains(']'))
    {
        Some(at) => (&host_and_port[..at], &host_and_port[at + 1..]),
        None => (host_and_port, ""),
    };
    let own = match scheme {
        "https" | "wss" => 443,
        "http" | "ws" => 80,
        _ => 21,
    };
    let port = if port.is_empty() {
        None
    } else {
        Some(port.parse::<u16>().ok()?).filter(|port| *port != own)
    };
    (!host.is_empty()).then(|| Origin {
        scheme: scheme.to_owned(),
        host: host.to_lowercase(),
        port,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> String {
        match Url::of(text) {
            Url::Absolute(origin) => origin.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn urls_are_read_as_browsers_read_them() {
        for (text, leads_to) in [
            ("https://cdn.example.com/x.js", "https://cdn.example.com"),
            (
                " HTTPS://CDN.example.com:443/x.js\n",
                "https://cdn.example.com",
            ),
            ("ht\ntps://cdn.exam\tple.com", "https://cdn.example.com"),
            ("https:\\\\cdn.example.com\\x", "https://cdn.example.com"),
            ("https:/cdn.example.com", "https://cdn.example.com"),
            ("https:cdn.example.com", "https://cdn.example.com"),
            (
                "https://safe.example@evil.example:8443/",
                "https://evil.example:8443",
            ),
            ("https://[::1]:8080/x", "https://[::1]:8080"),
            ("wss://live.example.com?x", "wss://live.example.com"),
            ("//cdn.example.com/x.js", "Relative"),
            ("/x.js", "Relative"),
            ("x.js", "Relative"),
            ("a/b:c", "Relative"),
            ("?q", "Relative"),
            ("", "Here"),
            ("#top", "Here"),
            ("data:image/png;base64,AAAA", "Data"),
            ("blob:https://example.com/1", "Blob"),
            ("javascript:void 0", "Other"),
            ("https://", "Other"),
            ("https://host:notaport/", "Other"),
        ] {
            assert_eq!(origin(text), leads_to, "{text:?}");
        }
    }

    #[test]
    fn a_beginning_tells_where_its_host_has_ended() {
        let known = |text| Url::of_beginning(text).is_some();
        for text in [
            "https://api.example.com/",
            "https://api.example.com?q=",
            "/api/",
            "api/items/",
            "data:",
        ] {
            assert!(known(text), "{text:?}");
        }
        for text in [
            "",
            "https://",
            "https://api.example.com",
            "https:",
            "/",
            "//",
            "api",
            "htt",
        ] {
            assert!(!known(text), "{text:?}");
        }
    }
}
