use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use orion::hazardous::hash::sha2::sha256::Sha256;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// As deep as `serde_json` reads; no recursion here goes deeper.
const DEPTH: usize = 128;

/// Says that two JSON texts mean the same: clients write a request anew when they retry it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    /// Of a value, however it is spelled: white space, the order of keys, escapes in strings and
    /// the notation of numbers don't matter. Numbers are compared as decimals of any length, so
    /// that none are equal by rounding.
    ///
    /// A text that is no JSON, is too deep, or has half of a surrogate pair in it, equals only
    /// itself.
    pub(crate) fn of_json(text: &str) -> Self {
        match canonical(text) {
            Some(bytes) => Self(sha256(&[&bytes])),
            None => Self(sha256(&[b"!", text.as_bytes()])),
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", String::from(*self))
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        URL_SAFE_NO_PAD.encode(digest.0)
    }
}

impl TryFrom<String> for Digest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| "a digest is Base64")?;
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| "a digest has 32 bytes")
    }
}

/// The hash of the parts, one after the other.
pub(super) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part).expect("fewer than 2^61 bytes");
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(hash.finalize().expect("not finalised before").as_ref());
    bytes
}

/// Bytes that are the same for the same value only. Each value begins with a byte that says what it
/// is; strings and numbers say how long they are, objects and lists where they end: so no two
/// values can run into one another.
fn canonical(text: &str) -> Option<Vec<u8>> {
    // `Scanner` relies on the grammar. Whatever features a user's crates give `serde_json`, this
    // reads no numbers.
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let mut out = Vec::with_capacity(text.len());
    Scanner { text, at: 0 }.value(&mut out, DEPTH)?;
    Some(out)
}

/// Walks over text that is known to be JSON.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    /// The first byte of what comes next. In valid JSON, commas and colons say nothing that the
    /// brackets don't.
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        let skipped = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':'))
            .count();
        self.at += skipped;
        rest.get(skipped).copied()
    }

    /// The text from here on, as far as the bytes belong to it.
    fn take(&mut self, belongs: impl Fn(&u8) -> bool) -> Option<&'a str> {
        let rest = self.text.get(self.at..)?;
        let taken = rest.bytes().take_while(belongs).count();
        self.at += taken;
        rest.get(..taken)
    }

    fn value(&mut self, out: &mut Vec<u8>, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match self.peek()? {
            b'{' => self.object(out, depth)?,
            b'[' => {
                self.at += 1;
                out.push(b'[');
                while self.peek()? != b']' {
                    self.value(out, depth)?;
                }
                self.at += 1;
                out.push(b']');
            }
            b'"' => self.string(out)?,
            literal @ (b't' | b'f' | b'n') => {
                self.take(u8::is_ascii_lowercase)?;
                out.push(literal);
            }
            _ => {
                let number = self.take(|byte| {
                    byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')
                })?;
                text(out, b'#', &decimal(number)?);
            }
        }
        Some(())
    }

    fn object(&mut self, out: &mut Vec<u8>, depth: usize) -> Option<()> {
        self.at += 1;
        let mut members = Vec::new();
        while self.peek()? != b'}' {
            let (mut name, mut value) = (Vec::new(), Vec::new());
            self.string(&mut name)?;
            self.value(&mut value, depth)?;
            members.push((name, value));
        }
        self.at += 1;
        // Stable: should a key be there twice, which one comes first still tells two texts apart.
        members.sort_by(|(a, _), (b, _)| a.cmp(b));
        out.push(b'{');
        for (name, value) in members {
            out.extend(name);
            out.extend(value);
        }
        out.push(b'}');
        Some(())
    }

    fn string(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let mut escaped = false;
        let quoted = self.text.get(self.at..)?;
        let end = quoted.bytes().skip(1).position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        })?;
        // Both quotation marks.
        let length = end + 2;
        self.at += length;
        let quoted = quoted.get(..length)?;
        if quoted.contains('\\') {
            text(out, b'"', &serde_json::from_str::<String>(quoted).ok()?);
        } else {
            text(out, b'"', quoted.get(1..length - 1)?);
        }
        Some(())
    }
}

fn text(out: &mut Vec<u8>, kind: u8, text: &str) {
    out.push(kind);
    field(out, text.as_bytes());
}

/// Appends bytes behind their length, so that what follows can't be taken for a part of them.
pub(super) fn field(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

/// A number as its significant digits and a power of ten: `1.50` and `15e-1` are both `15e-1`.
fn decimal(number: &str) -> Option<String> {
    let (sign, number) = number
        .strip_prefix('-')
        .map_or(("", number), |rest| ("-", rest));
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        // Also of `-0`.
        return Some("0".to_owned());
    }
    let significant = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let exponent = exponent
        .parse::<i64>()
        .ok()?
        .checked_sub_unsigned(fraction.len() as u64)?
        .checked_add(zeros)?;
    Some(format!("{sign}{significant}e{exponent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equal(a: &str, b: &str) -> bool {
        Digest::of_json(a) == Digest::of_json(b)
    }

    #[test]
    fn spelling_does_not_matter() {
        for (a, b) in [
            (
                r#"{"a":1,"b":{"c":[true,null],"d":"x"}}"#,
                "\n{ \"b\" : {\"d\":\"x\",\t\"c\": [ true , null ]} ,\r\n \"a\": 1 } ",
            ),
            (
                r#""A/é\n😀\"\\""#,
                r#""\u0041\/\u00e9\u000A\ud83d\uDE00\u0022\\""#,
            ),
            (r#"{"a":1}"#, r#"{"\u0061":1}"#),
            (r#"{"\\":1,"\"":2}"#, r#"{"\u0022":2,"\u005c":1}"#),
            ("1", "1.0"),
            ("1", "1e0"),
            ("1", "10E-1"),
            ("1", "0.1e+1"),
            ("-150", "-1.50e2"),
            ("0", "-0.0"),
            ("0", "-0"),
            ("0", "0e999999999999999999999"),
            ("1000000000000000000000", "1e21"),
            ("0.000001", "1e-6"),
            ("[]", " [ ] "),
            ("{}", "{ }"),
        ] {
            assert!(
                equal(a, b),
                "{a} and {b} are one value: {:?}, {:?}",
                canonical(a),
                canonical(b)
            );
        }
    }

    #[test]
    fn different_values_differ() {
        let values = [
            "9007199254740993",
            "9007199254740992",
            "18446744073709551616",
            "18446744073709551617",
            "100000000000000000000000000000000000001",
            "100000000000000000000000000000000000002",
            "1",
            "-1",
            "10",
            "0.1",
            "0.10000000000000001",
            "1e400",
            "1e401",
            "1e9223372036854775807",
            "10e9223372036854775807",
            "1e9223372036854775808",
            "0",
            "\"1\"",
            "\"0\"",
            "true",
            "false",
            "null",
            "\"true\"",
            "\"null\"",
            "\"\"",
            "[]",
            "{}",
            "[[]]",
            "[{}]",
            "[[],[]]",
            "[1,1]",
            "[11]",
            "[null]",
            r#"["a","b"]"#,
            r#"["b","a"]"#,
            r#"["a,b"]"#,
            r#"["a\",\"b"]"#,
            r#"["ab"]"#,
            r#"[["a"],"b"]"#,
            r#"["a",["b"]]"#,
            r#"[["a","b"]]"#,
            r#"{"a":"b"}"#,
            r#"{"b":"a"}"#,
            r#"{"a":{"b":1}}"#,
            r#"{"a":{},"b":1}"#,
            r#"{"a":1,"b":2}"#,
            r#"{"a":2,"b":1}"#,
            r#"{"a":1}"#,
            r#"{"a":2}"#,
            r#"{"a":1,"a":2}"#,
            r#"{"a":2,"a":1}"#,
            r#"{"A":1}"#,
            r#""é""#,
            r#""e\u0301""#,
            r#""\u0000""#,
            r#""\\u0000""#,
        ];
        for (i, a) in values.iter().enumerate() {
            for b in &values[i + 1..] {
                assert!(!equal(a, b), "{a} and {b} are two values");
            }
        }
    }

    #[test]
    fn what_has_no_canonical_form_equals_itself_only() {
        let nested = |depth: usize, inside: &str| {
            format!("{}{inside}{}", "[".repeat(depth), "]".repeat(depth))
        };
        assert!(
            equal(&nested(DEPTH - 1, "1"), &nested(DEPTH - 1, "1.0")),
            "as deep as it may be"
        );
        let (deep, respelled) = (nested(DEPTH, "1"), nested(DEPTH, "1.0"));
        assert!(equal(&deep, &deep) && !equal(&deep, &respelled), "deeper");
        let deepest = nested(200_000, "");
        assert!(equal(&deepest, &deepest), "and no stack overflows");
        for text in [
            "",
            "{",
            "[1 2]",
            "01",
            "tru",
            "nulll",
            "{} {}",
            r#"{"a" 1}"#,
            r#""\ud800""#,
            r#"["\ud800\ud800"]"#,
            "!",
        ] {
            assert!(canonical(text).is_none(), "{text}");
            assert!(
                equal(text, text) && !equal(text, &format!("{text} ")),
                "{text}"
            );
        }
        assert!(
            !equal("t", "true") && !equal("[t]", "[true]"),
            "nor what stands for another value inside"
        );
    }

    #[test]
    fn a_digest_comes_back_from_its_text() {
        let digest = Digest::of_json(r#"{"a":1}"#);
        let text = serde_json::to_string(&digest).unwrap_or_default();
        assert_eq!(
            text.len(),
            45,
            "43 characters between quotation marks: {text}"
        );
        assert!(serde_json::from_str::<Digest>(&text).is_ok_and(|back| back == digest));
        assert_eq!(
            format!("{digest:?}"),
            format!("Digest({})", text.trim_matches('"'))
        );
        assert!(
            serde_json::from_str::<Digest>("\"AAAA\"").is_err(),
            "too short"
        );
        assert!(
            serde_json::from_str::<Digest>(&text.replace(&text[1..2], "!")).is_err(),
            "not the alphabet"
        );
    }

    #[test]
    fn the_hash_is_sha_256() {
        // FIPS 180-2, appendix B.1.
        let expected = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
        assert_eq!(URL_SAFE_NO_PAD.encode(sha256(&[b"a", b"bc"])), expected);
    }
}
