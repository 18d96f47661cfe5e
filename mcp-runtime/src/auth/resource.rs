use std::fmt;
use std::str::FromStr;

use http::Uri;

/// The canonical URI of a protected resource: the URL of an MCP endpoint, as clients ask for tokens
/// by it (RFC 8707) and as `aud` names it.
///
/// Scheme and host are in lower case, a default port and one slash at the end are left out.
///
/// ```
/// use mcp_runtime::auth::ResourceUri;
///
/// let resource: ResourceUri = "https://MCP.example.com:443/mcp/".parse()?;
/// assert_eq!(resource.as_str(), "https://mcp.example.com/mcp");
/// assert_eq!(
///     resource.metadata_url(),
///     "https://mcp.example.com/.well-known/oauth-protected-resource/mcp"
/// );
/// assert!("http://mcp.example.com/mcp".parse::<ResourceUri>().is_err()); // not https
/// # Ok::<_, mcp_runtime::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResourceUri {
    text: String,
    /// Where in `text` the path begins.
    path: usize,
}

/// Where metadata of protected resources is, by RFC 9728.
pub(crate) const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

impl ResourceUri {
    /// The whole URI.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The path, empty for that of the root.
    pub fn path(&self) -> &str {
        &self.text[self.path..]
    }

    /// Where the metadata of this resource is, by RFC 9728: between host and path.
    pub fn metadata_url(&self) -> String {
        let (origin, path) = self.text.split_at(self.path);
        format!("{origin}{WELL_KNOWN}{path}")
    }

    /// Whether an audience names this resource, however it is written. A prefix of it doesn't.
    pub(crate) fn is(&self, audience: &str) -> bool {
        audience == self.text || canonical(audience).is_ok_and(|other| other.text == self.text)
    }
}

impl fmt::Display for ResourceUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for ResourceUri {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let resource = canonical(text)?;
        if !is_secure(text) {
            return Err(format!(
                "`{text}` must be an https URL: tokens would cross the network in the clear \
                 (http is for loopback)"
            )
            .into());
        }
        Ok(resource)
    }
}

/// Whether what goes to a URL can't be read on its way: by https, or on this machine alone.
pub(super) fn is_secure(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else {
        return false;
    };
    match uri.scheme_str() {
        Some(scheme) if scheme.eq_ignore_ascii_case("https") => true,
        Some(scheme) if scheme.eq_ignore_ascii_case("http") => {
            uri.host().is_some_and(is_loopback_host)
        }
        _ => false,
    }
}

fn is_loopback_host(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

fn canonical(text: &str) -> Result<ResourceUri, crate::Error> {
    let wrong = |what: &str| {
        crate::Error::from(format!(
            "`{text}` {what}; write the URL of the endpoint, such as `https://mcp.example.com/mcp`"
        ))
    };
    if text.contains('#') {
        return Err(wrong("has a fragment, which a resource's URI can't have"));
    }
    let uri: Uri = text.parse().map_err(|_| wrong("is no URL"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(wrong("has no scheme or no host"));
    };
    if authority.as_str().contains('@') {
        return Err(wrong("has a user in it"));
    }
    let scheme = scheme.to_ascii_lowercase();
    let mut canonical = format!("{scheme}://{}", authority.host().to_ascii_lowercase());
    let default = match &*scheme {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    };
    if let Some(port) = authority.port_u16().filter(|port| Some(*port) != default) {
        canonical.push_str(&format!(":{port}"));
    }
    let path = canonical.len();
    let rest = uri.path();
    canonical.push_str(rest.strip_suffix('/').unwrap_or(rest));
    if let Some(query) = uri.query() {
        canonical.push('?');
        canonical.push_str(query);
    }
    Ok(ResourceUri {
        text: canonical,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(text: &str) -> ResourceUri {
        text.parse().expect("a resource")
    }

    #[test]
    fn audiences_are_compared_in_their_canonical_form() {
        let ours = resource("https://mcp.example.com/mcp");
        for same in [
            "https://mcp.example.com/mcp",
            "HTTPS://MCP.Example.COM/mcp",
            "https://mcp.example.com:443/mcp",
            "https://mcp.example.com/mcp/",
        ] {
            assert!(ours.is(same), "{same}");
        }
        for other in [
            "https://mcp.example.com",
            "https://mcp.example.com/",
            "https://mcp.example.com/MCP",
            "https://mcp.example.com/mcp//",
            "https://mcp.example.com/mcp/more",
            "https://mcp.example.com/mcp#x",
            "https://mcp.example.com/mcp?x",
            "https://mcp.example.com.evil.example/mcp",
            "https://x@mcp.example.com/mcp",
            "http://mcp.example.com/mcp",
            "https://mcp.example.com:8443/mcp",
            "client-id",
            "",
        ] {
            assert!(!ours.is(other), "{other}");
        }
    }

    #[test]
    fn metadata_stands_between_host_and_path() {
        let at = |text| resource(text).metadata_url();
        assert_eq!(
            at("https://h.example/api/mcp"),
            "https://h.example/.well-known/oauth-protected-resource/api/mcp"
        );
        assert_eq!(
            at("https://h.example:8443/"),
            "https://h.example:8443/.well-known/oauth-protected-resource"
        );
    }

    #[test]
    fn only_loopback_may_do_without_tls() {
        for good in [
            "http://127.0.0.1:8000/mcp",
            "http://[::1]:8000/mcp",
            "http://localhost/mcp",
            "https://h.example/",
        ] {
            assert!(good.parse::<ResourceUri>().is_ok(), "{good}");
        }
        for bad in [
            "http://h.example/mcp",
            "http://localhost.example/mcp",
            "/mcp",
            "ftp://h.example/",
            "https://h.example/mcp#part",
            "https://user@h.example/mcp",
        ] {
            assert!(bad.parse::<ResourceUri>().is_err(), "{bad}");
        }
    }
}
