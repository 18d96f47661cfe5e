//! Values in HTTP headers: plain ASCII, or `=?base64?…?=` around anything else.
//!
//! Source: *Value Encoding* on the specification's Streamable HTTP page.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};

const PREFIX: &str = "=?base64?";
const SUFFIX: &str = "?=";

/// The value a header carries, or `None` where it is malformed: a byte that no header may hold, or
/// broken Base64.
pub(crate) fn decode(header: &[u8]) -> Option<Cow<'_, str>> {
    let plain = std::str::from_utf8(header)
        .ok()
        .filter(|text| text.bytes().all(is_plain))?;
    // Without the prefix or the suffix a value is literal, even one that looks half encoded.
    let Some(encoded) = plain
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.strip_suffix(SUFFIX))
    else {
        return Some(Cow::Borrowed(plain));
    };
    let bytes = STANDARD.decode(encoded).ok()?;
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// How a client has to write `value`, so that an error can quote it and a gateway table can match
/// it.
pub(crate) fn encode(value: &str) -> Cow<'_, str> {
    let padded = value.starts_with([' ', '\t']) || value.ends_with([' ', '\t']);
    let sentinel = value.starts_with(PREFIX) && value.ends_with(SUFFIX);
    if !padded && !sentinel && value.bytes().all(is_plain) {
        return Cow::Borrowed(value);
    }
    Cow::Owned(format!("{PREFIX}{}{SUFFIX}", STANDARD.encode(value)))
}

/// Visible ASCII, space and tab (RFC 9110, field values).
fn is_plain(byte: u8) -> bool {
    matches!(byte, b'\t' | 0x20..=0x7e)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specifications_examples_come_back() {
        for (value, encoded) in [
            ("us-west1", "us-west1"),
            ("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="),
            (" padded ", "=?base64?IHBhZGRlZCA=?="),
            ("line1\nline2", "=?base64?bGluZTEKbGluZTI=?="),
            ("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="),
        ] {
            assert_eq!(encode(value), encoded);
            assert_eq!(decode(encoded.as_bytes()).as_deref(), Some(value));
        }
    }

    #[test]
    fn broken_base64_is_malformed_and_half_a_sentinel_is_literal() {
        assert_eq!(decode(b"=?base64?SGVsbG8?="), None, "padding missing");
        assert_eq!(decode(b"=?base64?SGVs!!!bG8=?="), None, "not the alphabet");
        assert_eq!(decode(b"=?base64?/w==?="), None, "not UTF-8 inside");
        assert_eq!(decode("caf\u{e9}".as_bytes()), None, "not ASCII");
        assert_eq!(decode(b"SGVsbG8=").as_deref(), Some("SGVsbG8="));
        assert_eq!(
            decode(b"=?base64?SGVsbG8=").as_deref(),
            Some("=?base64?SGVsbG8=")
        );
        assert_eq!(
            decode(b"=?BASE64?SGVsbG8=?=").as_deref(),
            Some("=?BASE64?SGVsbG8=?=")
        );
    }
}
