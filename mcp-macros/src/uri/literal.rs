//! The text outside braces: its scheme, its characters and its normal spelling.

use super::Part;

/// The scheme's length with its colon, as far as there is one: its characters have rules of their
/// own.
pub(super) fn check_scheme(text: &str, parts: &[Part<'_>], wrong: &mut Vec<String>) -> usize {
    let Some(Part::Literal(first)) = parts.first() else {
        wrong.push(
            "a URI starts with its scheme, which can't be a variable; write `config://{name}`"
                .to_owned(),
        );
        return 0;
    };
    let end = first.find([':', '/', '?', '#']);
    let Some(end) = end.filter(|end| *end > 0 && first[*end..].starts_with(':')) else {
        let rest = text.trim_start_matches(':');
        wrong.push(match end {
            None if parts.len() > 1 => {
                format!("`{first}` is followed by no `:`; a URI starts with its scheme, without variables: `config://{{name}}`")
            }
            Some(0) if rest.starts_with('/') && !rest.starts_with("//") => format!("a URI starts with its scheme; write `file://{rest}`"),
            _ => {
                let slashes = if rest.starts_with("//") { "" } else { "//" };
                format!("a URI starts with its scheme; write `config:{slashes}{rest}`, with a word of your own for `config`")
            }
        });
        return 0;
    };
    let scheme = &first[..end];
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(fits) {
        let better: String = scheme
            .chars()
            .map(|c| if fits(c) { c } else { '-' })
            .collect();
        let better = better.trim_start_matches(['+', '-', '.']);
        let start = if better.starts_with(|c: char| c.is_ascii_alphabetic()) {
            ""
        } else {
            "x"
        };
        let scheme = scheme.escape_debug();
        wrong.push(format!("`{scheme}` is no scheme, which is a letter, then letters, digits, `+`, `-` and `.`; write `{start}{better}:`"));
    }
    end + 1
}

/// Checks the characters outside braces and after the scheme, which have rules of their own.
pub(super) fn check_characters(parts: &[Part<'_>], scheme: usize, wrong: &mut Vec<String>) {
    let mut bad: Vec<char> = Vec::new();
    let mut is_well_encoded = true;
    for (index, part) in parts.iter().enumerate() {
        let Part::Literal(text) = part else { continue };
        let text = if index == 0 { &text[scheme..] } else { text };
        for c in text.chars() {
            if !c.is_ascii_alphanumeric()
                && !"-._~:/?#[]@!$&'()*+,;=%".contains(c)
                && !bad.contains(&c)
            {
                bad.push(c);
            }
        }
        is_well_encoded &= text
            .split('%')
            .skip(1)
            .all(|rest| rest.len() >= 2 && rest.bytes().take(2).all(|b| b.is_ascii_hexdigit()));
    }
    if !is_well_encoded {
        wrong.push(
            "two hexadecimal digits belong after a `%`; write `%25` for a percent sign itself"
                .to_owned(),
        );
    }
    if !bad.is_empty() {
        let bad: Vec<String> = bad
            .into_iter()
            .map(|c| format!("`{}` (write `{}`)", c.escape_debug(), encoded(c)))
            .collect();
        wrong.push(format!("a URI can't hold {}", bad.join(", ")));
    }
}

/// A literal in the spelling that stands for all others of it (RFC 3986, section 6.2.2): what needn't
/// be percent-encoded isn't, and the rest is in upper case.
pub(super) fn normalized(literal: &str) -> String {
    let mut parts = literal.split('%');
    let mut normal = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let byte = part
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                normal.push(char::from(byte));
                normal.push_str(&part[2..]);
            }
            Some(_) => normal.extend(["%", &part[..2].to_ascii_uppercase(), &part[2..]]),
            // `check_characters` tells of it.
            None => normal.extend(["%", part]),
        }
    }
    normal
}

/// Percent-encoded.
fn encoded(c: char) -> String {
    c.encode_utf8(&mut [0; 4])
        .bytes()
        .fold(String::new(), |text, byte| format!("{text}%{byte:02X}"))
}
