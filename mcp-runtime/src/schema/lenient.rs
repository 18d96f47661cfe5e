//! Leniency towards models: names that are nearly right, whole numbers in other spellings.

/// The known name that was probably meant: one slip away, or much alike.
pub(crate) fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody's slip, and slow to compare.
    if name.len() > 100 {
        return None;
    }
    let name = name.to_lowercase();
    let likeness = |known: &str| {
        let known = known.to_lowercase();
        // One letter's slip is another word where there are hardly more.
        if known.len() > 2 && strsim::osa_distance(&name, &known) <= 1 {
            1.0
        } else {
            strsim::jaro_winkler(&name, &known)
        }
    };
    let near = known
        .map(|k| (likeness(k), k))
        .filter(|(score, _)| *score > 0.8);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, k)| k)
}

/// `text` with every whole number written as digits alone: `42.0` and `4.2e1` as `42`, `-0` as `0`;
/// `None` if there is none to write so.
pub(crate) fn with_plain_integers(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_end(rest),
            '-' | '0'..='9' => rest
                .find(|c: char| !matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9'))
                .unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, tail) = rest.split_at(length);
        rest = tail;
        match plain_integer(token) {
            Some(plain) => {
                changed = true;
                out.push_str(&plain);
            }
            None => out.push_str(token),
        }
    }
    changed.then_some(out)
}

/// The digits of a whole number that is written with a point, an exponent or as `-0`.
///
/// Told by its text, since a float holds no more than 17 digits exactly.
fn plain_integer(token: &str) -> Option<String> {
    /// As many digits as the greatest `u128` has.
    const LONGEST: usize = 39;
    if !token.contains(['.', 'e', 'E']) && token != "-0" {
        return None;
    }
    let (sign, number) = match token.strip_prefix('-') {
        Some(number) => ("-", number),
        None => ("", token),
    };
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    // Where the point stands, counted from the first digit that is not zero.
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    let point = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()?;
    let point = usize::try_from(point.checked_add(exponent.parse().ok()?)?).ok()?;
    (significant.len() <= point && point <= LONGEST).then(|| {
        format!(
            "{sign}{significant}{}",
            "0".repeat(point - significant.len())
        )
    })
}

/// The length of the JSON string at the start of `text`.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return i + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_integers_however_they_are_written() {
        assert_eq!(
            with_plain_integers(r#"{"a":42.0,"b":"4.0","c":[1e2,-3.0],"d":1.5}"#).as_deref(),
            Some(r#"{"a":42,"b":"4.0","c":[100,-3],"d":1.5}"#)
        );
        assert_eq!(with_plain_integers(r#"{"a":42,"b":"4.0\"","c":1.5}"#), None);
        for (written, plain) in [
            ("-0", Some("0")),
            ("-0.0e5", Some("0")),
            ("1e19", Some("10000000000000000000")),
            ("0.5e1", Some("5")),
            ("12345678901234567.0", Some("12345678901234567")),
            ("-1.20e+2", Some("-120")),
            ("100e-2", Some("1")),
            ("1e-1", None),
            ("10.5e0", None),
            ("1e40", None),
            ("1e99999999999999999999", None),
            ("7", None),
        ] {
            assert_eq!(with_plain_integers(written).as_deref(), plain, "{written}");
        }
    }

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["days", "region", "row"];
        for (name, meant) in [
            ("dayz", Some("days")),
            ("Region", Some("region")),
            ("rwo", Some("row")),
            ("place", None),
            ("", None),
        ] {
            assert_eq!(closest(name, known.into_iter()), meant, "{name}");
        }
    }
}
