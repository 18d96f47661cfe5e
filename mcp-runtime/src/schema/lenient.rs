//! What a model may have meant: names that are nearly right, numbers that are whole.

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

/// `text` with every number such as `42.0` or `4e1` written as an integer; `None` if there is none.
pub(crate) fn with_plain_integers(text: &str) -> Option<String> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let token = match first {
            '"' => string_end(rest),
            '-' | '0'..='9' => rest
                .find(|c: char| !matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9'))
                .unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, tail) = rest.split_at(token);
        rest = tail;
        let whole = token
            .parse::<f64>()
            .ok()
            .filter(|n| n.fract() == 0.0 && n.abs() <= EXACT);
        match whole {
            Some(n) if token.contains(['.', 'e', 'E']) => {
                changed = true;
                out.push_str(&(n as i64).to_string());
            }
            _ => out.push_str(token),
        }
    }
    changed.then_some(out)
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
