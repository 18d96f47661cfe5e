//! One spelling for a URI that can be spelled in several ways.

use std::borrow::Cow;

/// A URI as RFC 3986 (section 6.2.2) has it compared: what needn't be percent-encoded isn't, what
/// can't stand in a URI is, and in upper case. `%c3%a9`, `%C3%A9` and a raw `é` are the same, and
/// so are `%2D` and `-`; but `%2F` isn't `/`.
///
/// The case of scheme and host is left, since only a template tells where the host ends; a scheme
/// is never percent-encoded.
pub(crate) struct NormalUri<'u>(Cow<'u, str>);

impl<'u> NormalUri<'u> {
    /// Malformed percent-encoding stays as it is.
    pub(crate) fn of(uri: &'u str) -> Self {
        if uri.bytes().all(is_allowed) {
            return Self(Cow::Borrowed(uri));
        }
        let scheme = uri.find([':', '/', '?', '#']).unwrap_or(uri.len());
        let (scheme, rest) = uri.split_at(scheme);
        let mut normal = String::with_capacity(uri.len() + 16);
        normal.push_str(scheme);
        let mut rest = rest.as_bytes();
        while let [first, after @ ..] = rest {
            rest = after;
            match (*first, after) {
                (b'%', [high, low, after @ ..]) => match digit(*high).zip(digit(*low)) {
                    Some((high, low)) => {
                        let is_itself = if is_broken_off(&normal) {
                            |_| false
                        } else {
                            is_unreserved
                        };
                        push(&mut normal, high << 4 | low, is_itself);
                        rest = after;
                    }
                    None => normal.push('%'),
                },
                (b'%', _) => normal.push('%'),
                (byte, _) => push(&mut normal, byte, is_allowed),
            }
        }
        Self(Cow::Owned(normal))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text as a segment of a URI: percent-encoded but for letters, digits and `-._~`, so that a
/// template's `{variable}` matches it and gives it back.
///
/// ```
/// use mcp_runtime::protocol::encode_uri_segment;
///
/// assert_eq!(format!("notes:///{}", encode_uri_segment("milk & honey")), "notes:///milk%20%26%20honey");
/// ```
pub fn encode_uri_segment(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        push(&mut encoded, byte, is_unreserved);
    }
    encoded
}

/// As itself, or percent-encoded.
fn push(text: &mut String, byte: u8, is_itself: fn(u8) -> bool) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    if is_itself(byte) {
        text.push(char::from(byte));
    } else {
        let [high, low] = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
        text.extend(['%', high, low]);
    }
}

/// Whether a text ends in half of a percent-encoding, which what is decoded after it must not make
/// whole.
fn is_broken_off(text: &str) -> bool {
    match text.as_bytes() {
        [.., b'%'] => true,
        [.., b'%', last] => digit(*last).is_some(),
        _ => false,
    }
}

/// Checks whether a character means the same percent-encoded (RFC 3986, section 2.3).
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Checks whether a URI can hold a character as it is, without percent-encoding.
fn is_allowed(byte: u8) -> bool {
    is_unreserved(byte) || b":/?#[]@!$&'()*+,;=".contains(&byte)
}

/// Of a hexadecimal digit.
pub(super) fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_uri_has_one_spelling() {
        for (spellings, normal) in [
            (&["x:a-b", "x:a%2Db", "x:a%2db", "x:%61-b"][..], "x:a-b"),
            (&["x:é", "x:%C3%A9", "x:%c3%A9", "x:%c3%a9"], "x:%C3%A9"),
            (&["x:a b", "x:a%20b"], "x:a%20b"),
            (&["x:{}|\"", "x:%7b%7D%7c%22"], "x:%7B%7D%7C%22"),
            (&["x:%2f%3F%2523"], "x:%2F%3F%2523"),
            (&["x:%2%zz%"], "x:%2%zz%"),
            (&["x:%2%46", "x:%2%46"], "x:%2%46"),
            (&["x:%%32%46"], "x:%%32F"),
            (&["x:?%66rom=%e4"], "x:?from=%E4"),
            (&["%78:%78", "%78:x"], "%78:x"),
            (&["X:/?#[]@!$&'()*+,;="], "X:/?#[]@!$&'()*+,;="),
        ] {
            for spelling in spellings {
                let uri = NormalUri::of(spelling);
                assert_eq!(uri.as_str(), normal, "{spelling}");
                assert_eq!(
                    NormalUri::of(uri.as_str()).as_str(),
                    normal,
                    "once is enough"
                );
            }
        }
    }
}
