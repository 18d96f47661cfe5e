//! Who may send what: checked before a body is read.

use std::borrow::Cow;
use std::net::IpAddr;

use http::header::HeaderMap;
use http::request::Parts;
use http::{Method, StatusCode};

use crate::server::{Allowed, Field, Mirrored, Refused, Settings};

/// A request that is refused before anybody reads it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Denied {
    pub(super) status: StatusCode,
    /// Why it is refused, or what to do instead.
    pub(super) reason: Cow<'static, str>,
    /// The same, as it is counted.
    pub(super) counts_as: Refused,
}

impl Denied {
    /// Whether this is said to whoever asks: credentials are read after it.
    #[cfg(feature = "auth")]
    pub(super) fn is_before_credentials(&self) -> bool {
        matches!(
            self.status,
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::FORBIDDEN
        )
    }
}

pub(super) const fn denied(status: StatusCode, reason: &'static str) -> Denied {
    Denied {
        status,
        reason: Cow::Borrowed(reason),
        counts_as: Refused::Form,
    }
}

const fn forbidden(counts_as: Refused, reason: &'static str) -> Denied {
    Denied {
        status: StatusCode::FORBIDDEN,
        reason: Cow::Borrowed(reason),
        counts_as,
    }
}

/// The headers that matter here, found in one pass.
#[derive(Default)]
struct Seen<'a> {
    host: Field<'a>,
    origin: Field<'a>,
    content_type: Field<'a>,
    content_length: Field<'a>,
    content_encoding: Field<'a>,
    transfer_encoding: Field<'a>,
    accepts_json: bool,
    accepts_stream: bool,
    accept_given: bool,
    version: Field<'a>,
    method: Field<'a>,
    name: Field<'a>,
}

/// Checks everything but the body, in the protocol's order, and hands on what is compared with the
/// body.
pub(super) fn check<'a>(
    parts: &'a Parts,
    settings: &Settings,
    peer: Option<IpAddr>,
) -> Result<Mirrored<'a>, Denied> {
    let seen = look(&parts.headers);
    if let Field::Once(length) = seen.content_length {
        let length = std::str::from_utf8(length)
            .ok()
            .and_then(|text| text.parse::<u64>().ok());
        if length.is_some_and(|length| length > settings.body_limit as u64) {
            return Err(too_large(settings.body_limit));
        }
    }
    let authority = parts.uri.authority().map(|a| a.as_str().as_bytes());
    check_host(authority, seen.host, &settings.hosts, is_local(peer))?;
    check_origin(seen.origin, &settings.origins)?;
    if parts.method != Method::POST {
        return Err(denied(
            StatusCode::METHOD_NOT_ALLOWED,
            "Send JSON-RPC messages by POST; this server keeps no stream to GET and no session to \
             DELETE",
        ));
    }
    if !matches!(seen.content_type, Field::Once(value) if is_media_type(value, b"application/json"))
    {
        return Err(denied(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send the message with `Content-Type: application/json`",
        ));
    }
    if !matches!(seen.content_encoding, Field::Missing)
        && !matches!(seen.content_encoding, Field::Once(value) if value.eq_ignore_ascii_case(b"identity"))
    {
        return Err(denied(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send the message as it is, without `Content-Encoding`",
        ));
    }
    // The transport takes chunks apart, and nothing below them.
    let is_transferred_plainly = match seen.transfer_encoding {
        Field::Missing => true,
        Field::Once(coding) => coding.eq_ignore_ascii_case(b"chunked"),
        Field::Twice => false,
    };
    if !is_transferred_plainly {
        return Err(denied(
            StatusCode::NOT_IMPLEMENTED,
            "Send the message as it is or in chunks, without any other `Transfer-Encoding`",
        ));
    }
    if seen.accept_given && !(seen.accepts_json && seen.accepts_stream) {
        return Err(denied(
            StatusCode::NOT_ACCEPTABLE,
            "Accept both forms of an answer: `Accept: application/json, text/event-stream`",
        ));
    }
    Ok(Mirrored {
        version: seen.version,
        method: seen.method,
        name: seen.name,
        headers: &parts.headers,
    })
}

/// Whether the client takes a stream, which it does unless it says otherwise.
#[cfg(feature = "legacy")]
pub(super) fn accepts_stream(headers: &HeaderMap) -> bool {
    let seen = look(headers);
    !seen.accept_given || seen.accepts_stream
}

/// Checks what is for this machine alone, whatever else the server answers to.
#[cfg(any(debug_assertions, feature = "playground"))]
pub(super) fn check_local(parts: &Parts) -> Result<(), Denied> {
    let seen = look(&parts.headers);
    let nobody_else = Allowed::Listed(Vec::new());
    let authority = parts.uri.authority().map(|a| a.as_str().as_bytes());
    // The page is served on loopback only.
    let checked = check_host(authority, seen.host, &nobody_else, true)
        .and_then(|()| check_origin(seen.origin, &nobody_else));
    checked.map_err(|_| {
        denied(
            StatusCode::FORBIDDEN,
            "This is for this machine alone: ask for it at 127.0.0.1 or localhost",
        )
    })
}

pub(super) fn too_large(limit: usize) -> Denied {
    let reason = format!("The body is larger than the {limit} bytes that this server takes");
    Denied {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        reason: reason.into(),
        counts_as: Refused::Form,
    }
}

#[inline] // A call would hand over a dozen fields for each request.
fn look(headers: &HeaderMap) -> Seen<'_> {
    let mut seen = Seen::default();
    for (name, value) in headers {
        let value = value.as_bytes();
        match name.as_str() {
            "mcp-protocol-version" => seen.version.add(value),
            "mcp-method" => seen.method.add(value),
            "mcp-name" => seen.name.add(value),
            "host" => seen.host.add(value),
            "origin" => seen.origin.add(value),
            "content-type" => seen.content_type.add(value),
            "content-length" => seen.content_length.add(value),
            "content-encoding" => seen.content_encoding.add(value),
            "transfer-encoding" => seen.transfer_encoding.add(value),
            "accept" => {
                seen.accept_given = true;
                let (json, stream) = accepts(value);
                seen.accepts_json |= json;
                seen.accepts_stream |= stream;
            }
            _ => {}
        }
    }
    seen
}

/// Whether an `Accept` value takes JSON, and whether it takes a stream.
fn accepts(value: &[u8]) -> (bool, bool) {
    // As most clients write it.
    if value == b"application/json, text/event-stream" {
        return (true, true);
    }
    let (mut json, mut stream) = (false, false);
    for range in value.split(|b| *b == b',') {
        let mut parts = range.split(|b| *b == b';').map(<[u8]>::trim_ascii);
        let media = parts.next().unwrap_or_default();
        let refused = parts.any(|p| {
            matches!(
                p,
                [b'q' | b'Q', b'=', b'0'] | [b'q' | b'Q', b'=', b'0', b'.', ..]
            ) && p[2..].iter().all(|b| matches!(b, b'0' | b'.'))
        });
        if refused {
            continue;
        }
        json |= ["application/json", "application/*", "*/*"]
            .iter()
            .any(|m| media.eq_ignore_ascii_case(m.as_bytes()));
        stream |= ["text/event-stream", "text/*", "*/*"]
            .iter()
            .any(|m| media.eq_ignore_ascii_case(m.as_bytes()));
    }
    (json, stream)
}

fn is_media_type(value: &[u8], media: &[u8]) -> bool {
    let end = value.iter().position(|b| *b == b';').unwrap_or(value.len());
    value[..end].trim_ascii().eq_ignore_ascii_case(media)
}

/// A web page can make its visitor's browser send requests to the visitor's own machine, under a
/// name of the page's choosing (DNS rebinding). The name shows in `Host`, or in HTTP/2's
/// `:authority`. This machine's own names are for requests of this machine, `is_local`.
fn check_host(
    authority: Option<&[u8]>,
    host: Field<'_>,
    allowed: &Allowed,
    is_local: bool,
) -> Result<(), Denied> {
    if *allowed == Allowed::Any {
        return Ok(());
    }
    let is_allowed = |authority: &[u8]| is_allowed_host(authority, allowed, is_local);
    let good = match (authority, host) {
        (_, Field::Twice) | (None, Field::Missing) => false,
        (Some(authority), Field::Missing) => is_allowed(authority),
        (Some(authority), Field::Once(host)) => is_allowed(authority) && is_allowed(host),
        (None, Field::Once(host)) => is_allowed(host),
    };
    if good {
        Ok(())
    } else {
        Err(forbidden(
            Refused::Host,
            "This `Host` is not one that the server answers to; whoever runs it can allow it",
        ))
    }
}

/// Whether a request comes from this machine. Where nobody knows, its `Host` alone decides.
fn is_local(peer: Option<IpAddr>) -> bool {
    peer.is_none_or(|peer| peer.is_loopback())
}

fn is_allowed_host(authority: &[u8], allowed: &Allowed, is_local: bool) -> bool {
    let host = without_port(authority);
    (is_local && is_loopback(host))
        || matches!(allowed, Allowed::Listed(list) if list.iter().any(|a| {
            host.eq_ignore_ascii_case(a.as_bytes()) || authority.eq_ignore_ascii_case(a.as_bytes())
        }))
}

/// The names of this machine that no name server can give to somebody else.
fn is_loopback(host: &[u8]) -> bool {
    matches!(host, b"127.0.0.1" | b"[::1]")
        || host.eq_ignore_ascii_case(b"localhost")
        || (host.starts_with(b"127.") && ip(host).is_some())
}

/// The address that a host is, if it is one.
fn ip(host: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(host).ok()?;
    match text.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse().ok().map(IpAddr::V6),
        None => text.parse().ok().map(IpAddr::V4),
    }
}

/// Checks the `Host` of what only operators ask for, by an address or by one of the server's names:
/// no web page can make a name of its own stand for it.
#[cfg(all(feature = "prometheus", feature = "cli"))]
pub(super) fn check_operator(parts: &Parts, allowed: &Allowed, peer: IpAddr) -> Result<(), Denied> {
    let host = look(&parts.headers).host;
    if matches!(host, Field::Once(host) if ip(without_port(host)).is_some()) {
        return Ok(());
    }
    let authority = parts.uri.authority().map(|a| a.as_str().as_bytes());
    check_host(authority, host, allowed, peer.is_loopback())
}

/// The host of `host:port`, where the port is a number.
fn without_port(authority: &[u8]) -> &[u8] {
    match authority.iter().rposition(|b| *b == b':') {
        Some(colon)
            if authority[colon + 1..].iter().all(u8::is_ascii_digit)
                && !authority[..colon].ends_with(b":") =>
        {
            &authority[..colon]
        }
        _ => authority,
    }
}

pub(super) fn is_allowed_origin(origin: &[u8], allowed: &Allowed) -> bool {
    let Allowed::Listed(list) = allowed else {
        return true;
    };
    let host = origin
        .strip_prefix(b"http://")
        .or_else(|| origin.strip_prefix(b"https://"));
    host.is_some_and(|host| is_loopback(without_port(host)))
        || list
            .iter()
            .any(|a| origin.eq_ignore_ascii_case(a.as_bytes()))
}

fn check_origin(origin: Field<'_>, allowed: &Allowed) -> Result<(), Denied> {
    let good = match origin {
        Field::Missing => true,
        Field::Once(origin) => is_allowed_origin(origin, allowed),
        Field::Twice => *allowed == Allowed::Any,
    };
    if good {
        Ok(())
    } else {
        Err(forbidden(
            Refused::Origin,
            "Web pages of this `Origin` may not use the server; whoever runs it can allow them",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)]) -> Parts {
        let mut request = http::Request::post("/mcp");
        let usual = [("host", "localhost"), ("content-type", "application/json")];
        for (name, value) in usual
            .iter()
            .filter(|(name, _)| headers.iter().all(|(n, _)| n != name))
            .chain(headers)
        {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn status(headers: &[(&str, &str)], settings: &Settings) -> u16 {
        check(&request(headers), settings, None).map_or_else(|d| d.status.as_u16(), |_| 200)
    }

    #[test]
    fn only_loopback_hosts_until_configured() {
        let mut settings = Settings::default();
        for host in [
            "localhost",
            "LOCALHOST:80",
            "127.0.0.1",
            "127.0.0.1:8000",
            "[::1]",
            "[::1]:8000",
            "127.0.0.2:8000",
        ] {
            assert_eq!(status(&[("host", host)], &settings), 200, "{host}");
        }
        for host in [
            "evil.example.com",
            "localhost.evil.example.com",
            "127.0.0.1.evil.example.com",
            "127.evil.example.com",
            "127.1",
            "::1",
            "",
            "127.0.0.1:x",
            "0.0.0.0",
        ] {
            assert_eq!(status(&[("host", host)], &settings), 403, "{host}");
        }
        let from = |peer: [u8; 4], settings: &Settings| {
            let request = request(&[("host", "localhost:8000")]);
            check(&request, settings, Some(peer.into())).is_ok()
        };
        assert!(from([127, 0, 0, 2], &settings));
        assert!(
            !from([10, 0, 0, 7], &settings),
            "its own machine, not this one"
        );
        settings.hosts.add("localhost".into());
        assert!(from([10, 0, 0, 7], &settings));
        settings.hosts.add("MCP.example.com".into());
        assert_eq!(status(&[("host", "mcp.EXAMPLE.com:443")], &settings), 200);
        assert_eq!(status(&[("host", "evil.example.com")], &settings), 403);
        settings.hosts = Allowed::Any;
        assert_eq!(status(&[("host", "evil.example.com")], &settings), 200);
    }

    #[test]
    fn only_loopback_origins_until_configured() {
        let mut settings = Settings::default();
        for origin in ["http://localhost:5173", "https://127.0.0.1"] {
            assert_eq!(status(&[("origin", origin)], &settings), 200, "{origin}");
        }
        for origin in [
            "null",
            "https://evil.example.com",
            "http://localhost.evil.example.com",
            "file://localhost",
            "",
        ] {
            assert_eq!(status(&[("origin", origin)], &settings), 403, "{origin}");
        }
        settings.origins.add("https://app.example.com".into());
        assert_eq!(
            status(&[("origin", "https://app.example.com")], &settings),
            200
        );
        assert_eq!(
            status(&[("origin", "https://app.example.com:8443")], &settings),
            403
        );
    }

    #[test]
    fn both_forms_of_an_answer_must_be_accepted() {
        let settings = Settings::default();
        for accept in [
            "application/json, text/event-stream",
            "*/*",
            "text/*;q=0.5, application/*",
            "TEXT/EVENT-STREAM,application/json;q=0.1",
        ] {
            assert_eq!(status(&[("accept", accept)], &settings), 200, "{accept}");
        }
        for accept in [
            "application/json",
            "text/event-stream",
            "text/html",
            "application/json, text/event-stream;q=0",
            "*/*;q=0.0",
        ] {
            assert_eq!(status(&[("accept", accept)], &settings), 406, "{accept}");
        }
        assert_eq!(status(&[], &settings), 200, "no Accept means anything");
    }

    #[test]
    fn refusals_come_in_order() {
        let settings = Settings {
            body_limit: 10,
            ..Settings::default()
        };
        let all = [
            ("content-length", "11"),
            ("host", "evil"),
            ("origin", "https://evil"),
            ("content-type", "text/plain"),
            ("accept", "text/html"),
        ];
        for (skip, expected) in [(0, 413), (1, 403), (2, 403), (3, 415), (4, 406), (5, 200)] {
            let mut headers = all[skip..].to_vec();
            headers.push(("content-type", "application/json; charset=utf-8"));
            if skip <= 3 {
                headers.pop();
            }
            assert_eq!(status(&headers, &settings), expected, "{headers:?}");
        }
    }
}
