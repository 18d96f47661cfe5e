//! The `format`s that are checked: those of JSON Schema whose check is short and certain.

use std::net::{Ipv4Addr, Ipv6Addr};

/// `format = "…"`: a text of a known form (JSON Schema 2020-12, *Defined Formats*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// A day: `2026-07-28`.
    Date,
    /// A moment: `2026-07-28T09:00:00Z` (RFC 3339).
    DateTime,
    /// An e-mail address.
    Email,
    /// A host name.
    Hostname,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// An absolute URI.
    Uri,
    /// A UUID.
    Uuid,
}

impl Format {
    /// The name in the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Email => "email",
            Self::Hostname => "hostname",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Uri => "uri",
            Self::Uuid => "uuid",
        }
    }

    /// Describes the texts of this format, with an example.
    pub(crate) const fn expectation(self) -> &'static str {
        match self {
            Self::Date => "a date such as 2026-07-28",
            Self::DateTime => "an RFC 3339 time such as 2026-07-28T09:00:00Z",
            Self::Email => "an e-mail address such as ada@example.com",
            Self::Hostname => "a host name such as www.example.com",
            Self::Ipv4 => "an IPv4 address such as 192.0.2.1",
            Self::Ipv6 => "an IPv6 address such as 2001:db8::1",
            Self::Uri => "an absolute URI such as https://example.com/page",
            Self::Uuid => "a UUID such as 123e4567-e89b-12d3-a456-426614174000",
        }
    }

    pub(crate) fn accepts(self, text: &str) -> bool {
        match self {
            Self::Date => is_date(text),
            Self::DateTime => is_date_time(text),
            Self::Email => text.rsplit_once('@').is_some_and(|(local, host)| {
                !local.is_empty()
                    && !text.contains(|c: char| c.is_whitespace() || c.is_control())
                    && is_hostname(host)
            }),
            Self::Hostname => is_hostname(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Uri => text.split_once(':').is_some_and(|(scheme, rest)| {
                scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                    && scheme
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
                    && !rest.is_empty()
                    && rest.bytes().all(|b| {
                        b.is_ascii_graphic()
                            && !matches!(
                                b,
                                b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'
                            )
                    })
            }),
            Self::Uuid => {
                text.len() == 36
                    && text.bytes().enumerate().all(|(i, b)| {
                        if matches!(i, 8 | 13 | 18 | 23) {
                            b == b'-'
                        } else {
                            b.is_ascii_hexdigit()
                        }
                    })
            }
        }
    }
}

/// The description of a format, and the function that checks a text against it.
type Form = (&'static str, fn(&str) -> bool);

/// Returns the description and the check of a schema's format; `None` for an unknown format.
pub(crate) fn form_of(format: &str) -> Option<Form> {
    macro_rules! known {
        ($($format:ident)*) => {
            $(if format == Format::$format.name() {
                return Some((Format::$format.expectation(), |text| Format::$format.accepts(text)));
            })*
        };
    }
    known!(Date DateTime Email Hostname Ipv4 Ipv6 Uri Uuid);
    // As schemars names those of types that it knows.
    Some(match format {
        "ip" => ("an IP address such as 192.0.2.1 or 2001:db8::1", |text| {
            text.parse::<std::net::IpAddr>().is_ok()
        }),
        "partial-date-time" => (
            "a date and time without a zone, such as 2026-07-28T09:00:00",
            |text| is_date_time(&format!("{text}Z")),
        ),
        "partial-time" => ("a time of day such as 09:00:00", |text| {
            is_date_time(&format!("2026-07-28T{text}Z"))
        }),
        _ => return None,
    })
}

/// `n` digits at the start of `text`, and the rest.
fn digits(text: &str, n: usize) -> Option<(u32, &str)> {
    let head = text
        .get(..n)
        .filter(|head| head.bytes().all(|b| b.is_ascii_digit()))?;
    Some((head.parse().ok()?, &text[n..]))
}

fn is_date(text: &str) -> bool {
    let parts = || {
        let (year, rest) = digits(text, 4)?;
        let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
        rest.is_empty().then_some((year, month, day))
    };
    let Some((year, month, day)) = parts() else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_date_time(text: &str) -> bool {
    let parts = || {
        let rest = text.get(10..)?.strip_prefix(['T', 't', ' '])?;
        let (hour, rest) = digits(rest, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let (second, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let rest = match rest.strip_prefix('.') {
            Some(fraction) => {
                let end = fraction
                    .find(|c: char| !c.is_ascii_digit())
                    .filter(|&end| end > 0)?;
                &fraction[end..]
            }
            None => rest,
        };
        Some((hour < 24 && minute < 60 && second <= 60, rest))
    };
    let Some((clock, zone)) = parts() else {
        return false;
    };
    let offset = |zone: &str| {
        let (hour, rest) = digits(zone, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
        Some(rest.is_empty() && hour < 24 && minute < 60)
    };
    let zoned =
        matches!(zone, "Z" | "z") || zone.strip_prefix(['+', '-']).and_then(offset) == Some(true);
    clock && zoned && text.get(..10).is_some_and(is_date)
}

fn is_hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_accepts_its_own_and_refuses_its_neighbours() {
        for (format, good, bad) in [
            (
                Format::Date,
                &["2026-07-28", "2024-02-29"][..],
                &["2026-02-29", "2026-7-28", "2026-13-01", "28.07.2026", ""][..],
            ),
            (
                Format::DateTime,
                &["2026-07-28T09:00:00Z", "2026-07-28t09:00:00.25+02:00"],
                &[
                    "2026-07-28",
                    "2026-07-28T09:00",
                    "2026-07-28T24:00:00Z",
                    "2026-07-28T09:00:00",
                    "2026-07-28T09:00:00.Z",
                ],
            ),
            (
                Format::Email,
                &["ada@example.com"],
                &["ada", "@example.com", "a b@example.com", "ada@-x"],
            ),
            (
                Format::Hostname,
                &["a", "www.example.com"],
                &["", "-a", "a..b", "a_b"],
            ),
            (Format::Ipv4, &["192.0.2.1"], &["192.0.2", "::1"]),
            (Format::Ipv6, &["::1", "2001:db8::1"], &["192.0.2.1", "::g"]),
            (
                Format::Uri,
                &["https://example.com/a?b#c", "urn:isbn:1"],
                &["/a", "https:", "1a:b", "a b:c", "a:b c"],
            ),
            (
                Format::Uuid,
                &["123e4567-e89b-12d3-a456-426614174000"],
                &["123e4567e89b12d3a456426614174000", "x"],
            ),
        ] {
            for text in good {
                assert!(format.accepts(text), "{format:?} {text}");
            }
            for text in bad {
                assert!(!format.accepts(text), "{format:?} {text}");
            }
        }
    }
}
