//! The spellings of a value in a header: plain, or in Base64, which clients may use for any value
//! and must use for some.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::protocol::encode;

const PREFIX: &str = "=?base64?";
const SUFFIX: &str = "?=";
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Which values are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    Is(String),
    StartsWith(String),
}

/// One way to write them in a header: always visible ASCII, blanks and tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Is(String),
    StartsWith(String),
    /// A regular expression for how it starts: letters, digits, `+/=` and characters in brackets.
    StartsLike(String),
}

impl Pattern {
    pub(super) fn matches(&self, value: &str) -> bool {
        match self {
            Self::Is(text) => text == value,
            Self::StartsWith(start) => value.starts_with(start),
        }
    }

    pub(super) fn is_exact(&self) -> bool {
        matches!(self, Self::Is(_))
    }

    pub(super) fn text(&self) -> &str {
        let (Self::Is(text) | Self::StartsWith(text)) = self;
        text
    }

    /// All ways to write what is meant.
    pub(super) fn spellings(&self) -> Vec<Spelling> {
        match self {
            Self::Is(text) => {
                let plain = Spelling::Is(encode(text).into_owned());
                let encoded = Spelling::Is(format!("{PREFIX}{}{SUFFIX}", STANDARD.encode(text)));
                if plain == encoded {
                    vec![encoded]
                } else {
                    vec![plain, encoded]
                }
            }
            // Whatever it is.
            Self::StartsWith(start) if start.is_empty() => {
                vec![Spelling::StartsWith(String::new())]
            }
            Self::StartsWith(start) => {
                // The start of an encoded value says nothing about its content. The `x` stands for
                // the rest, so that a blank may come before it.
                let is_plain = !PREFIX.starts_with(start)
                    && !start.starts_with(PREFIX)
                    && encode(&format!("{start}x")).ends_with('x');
                let plain = is_plain.then(|| Spelling::StartsWith(start.clone()));
                plain
                    .into_iter()
                    .chain([Spelling::StartsLike(encoded_start(start.as_bytes()))])
                    .collect()
            }
        }
    }
}

/// How the Base64 of everything that begins with `start` begins. Three bytes are four characters;
/// of one or two bytes that are left, the last character also holds bits of what follows.
fn encoded_start(start: &[u8]) -> String {
    let (whole, rest) = start.split_at(start.len() / 3 * 3);
    let any = |from: u8, count: u8| -> String {
        (from..from + count)
            .map(|i| char::from(ALPHABET[usize::from(i)]))
            .collect()
    };
    let rest = match *rest {
        [a] => format!("{}[{}]", literal(&any(a >> 2, 1)), any((a & 3) << 4, 16)),
        [a, b] => format!(
            "{}[{}]",
            literal(&(any(a >> 2, 1) + &any((a & 3) << 4 | b >> 4, 1))),
            any((b & 15) << 2, 4)
        ),
        _ => String::new(),
    };
    format!(
        "{}{}{rest}",
        literal(PREFIX),
        literal(&STANDARD.encode(whole))
    )
}

/// As a regular expression (PCRE or RE2) that no quotes, variables or ends of statements of a
/// configuration can be in.
pub(super) fn literal(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        'a'..='z'
        | 'A'..='Z'
        | '0'..='9'
        | ' '
        | '_'
        | '/'
        | ':'
        | '='
        | '-'
        | '%'
        | '~'
        | ','
        | '@'
        | '&' => c.to_string(),
        '.' | '?' | '+' | '*' | '(' | ')' | '|' => format!("[{c}]"),
        // A header can't hold what isn't ASCII.
        c => format!("\\x{:02x}", u32::from(c)),
    });
    escaped.collect()
}

impl Spelling {
    /// As the end of a regular expression; the whole of it, with what comes `before`.
    pub(super) fn regex(&self, before: &str) -> String {
        match self {
            Self::Is(text) => format!("^{}{}$", literal(before), literal(text)),
            Self::StartsWith(start) => format!("^{}{}", literal(before), literal(start)),
            Self::StartsLike(regex) => format!("^{}{regex}", literal(before)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_spelled(pattern: &Pattern, header: &str) -> bool {
        pattern.spellings().iter().any(|spelling| {
            regex_lite::Regex::new(&spelling.regex("m:"))
                .unwrap()
                .is_match(&format!("m:{header}"))
        })
    }

    fn encoded(value: &str) -> String {
        format!("{PREFIX}{}{SUFFIX}", STANDARD.encode(value))
    }

    #[test]
    fn a_name_is_matched_plain_and_encoded_and_nothing_else_is() {
        for name in [
            "make_report",
            "a.b",
            "r$1;\"'\\{}\n^[x]|#",
            "wörter://ü",
            " padded ",
            "=?base64?x?=",
            "a\tb",
        ] {
            let pattern = Pattern::Is(name.to_owned());
            assert!(is_spelled(&pattern, &encoded(name)), "{name}");
            let plain =
                !matches!(name, "wörter://ü" | " padded " | "=?base64?x?=") && !name.contains('\n');
            assert_eq!(is_spelled(&pattern, name), plain, "{name}");
            for other in [
                format!("{name}x"),
                format!("x{name}"),
                name.to_uppercase() + "x",
                encoded(&format!("{name}x")),
            ] {
                assert!(!is_spelled(&pattern, &other), "{name}: {other}");
            }
        }
        assert!(!is_spelled(&Pattern::Is("a.b".into()), "axb"));
        assert!(!is_spelled(&Pattern::Is("Case".into()), "case"));
    }

    #[test]
    fn a_start_is_found_in_base64_whatever_its_length_and_what_follows() {
        for start in [
            "crm_",
            "a",
            "ab",
            "abc",
            "reports://",
            "wörter://",
            "~?>~?>",
            "ÿÿ",
            "a ",
            "=",
        ] {
            let pattern = Pattern::StartsWith(start.to_owned());
            for rest in ["", "x", "~~", "?\u{7f}>", "\u{10ffff}", "longer than that"] {
                let value = format!("{start}{rest}");
                assert!(is_spelled(&pattern, &encoded(&value)), "{value}");
            }
            let mut other = start.to_owned();
            let last = other.pop().unwrap();
            // The next character differs in its last bits only.
            other.push(char::from_u32(u32::from(last) + 1).unwrap());
            assert!(!is_spelled(&pattern, &encoded(&other)), "{start}: {other}");
        }
        assert!(
            is_spelled(&Pattern::StartsWith("crm_".into()), "crm_add")
                && !is_spelled(&Pattern::StartsWith("crm_".into()), "Xcrm_")
        );
        assert!(
            is_spelled(&Pattern::StartsWith(String::new()), ""),
            "all of a method"
        );
        assert!(
            !is_spelled(&Pattern::StartsWith("=".into()), &encoded("add")),
            "an encoded value begins with it, too"
        );
    }

    #[test]
    fn no_regular_expression_holds_what_ends_a_statement_or_a_quotation() {
        let every: String = (0..128_u8).map(char::from).collect();
        let regex = literal(&every);
        assert!(
            regex
                .bytes()
                .all(|b| matches!(b, 0x20..=0x7e) && !b"\"'$;{}#`".contains(&b)),
            "{regex}"
        );
        assert!(
            regex
                .split('\\')
                .skip(1)
                .all(|escape| escape.starts_with('x')),
            "{regex}"
        );
        assert!(
            regex_lite::Regex::new(&format!("^{regex}$"))
                .unwrap()
                .is_match(&every)
        );
    }
}
