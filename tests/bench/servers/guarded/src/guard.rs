//! Checks that are made before a body is read.

use axum::http::header::{
    ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, ORIGIN,
};
use axum::http::{StatusCode, request::Parts};

use crate::{BODY_LIMIT, Refusal};

/// The headers that are compared with the body.
pub struct Seen<'a> {
    pub version: Option<&'a str>,
    pub method: Option<&'a str>,
    pub name: Option<&'a str>,
}

pub fn check(parts: &Parts) -> Result<Seen<'_>, Refusal> {
    let headers = &parts.headers;
    let length = one(headers, CONTENT_LENGTH)?.and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > BODY_LIMIT) {
        return Err((
            StatusCode::PAYLOAD_TOO_LARGE,
            -32600,
            "the body is too large",
        ));
    }
    if !one(headers, HOST)?.is_some_and(is_loopback) {
        return Err((StatusCode::FORBIDDEN, -32600, "not this Host"));
    }
    let origin = one(headers, ORIGIN)?;
    if !origin.is_none_or(|origin| {
        origin
            .split_once("://")
            .is_some_and(|(scheme, host)| scheme.starts_with("http") && is_loopback(host))
    }) {
        return Err((StatusCode::FORBIDDEN, -32600, "not this Origin"));
    }
    if one(headers, CONTENT_TYPE)?
        .is_none_or(|kind| !media(kind).eq_ignore_ascii_case("application/json"))
    {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, -32600, "not JSON"));
    }
    let accepts = |accept: &str, media_type: &str| {
        accept
            .split(',')
            .map(media)
            .any(|m| m == "*/*" || m.eq_ignore_ascii_case(media_type))
    };
    let accept = one(headers, ACCEPT)?;
    if accept.is_some_and(|accept| {
        !accepts(accept, "application/json") || !accepts(accept, "text/event-stream")
    }) {
        return Err((StatusCode::NOT_ACCEPTABLE, -32600, "Accept both forms"));
    }
    let mirrored = |name| one(headers, HeaderName::from_static(name));
    Ok(Seen {
        version: mirrored("mcp-protocol-version")?,
        method: mirrored("mcp-method")?,
        name: mirrored("mcp-name")?,
    })
}

/// A header's value, if it is given once.
fn one(headers: &HeaderMap, name: HeaderName) -> Result<Option<&str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().map(|value| value.to_str()).transpose();
    match (value, values.next()) {
        (Ok(value), None) => Ok(value),
        _ => Err((
            StatusCode::BAD_REQUEST,
            -32020,
            "a header is given twice, or is no text",
        )),
    }
}

fn media(range: &str) -> &str {
    range.split(';').next().unwrap_or_default().trim()
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    host == "127.0.0.1" || host == "[::1]" || host.eq_ignore_ascii_case("localhost")
}
