//! The text in braces: an operator and the names of variables.

use super::{Operator, Piece};

pub(super) fn expression(text: &str) -> Result<Piece, Vec<String>> {
    let Some(first) = text.chars().next() else {
        return Err(vec!["`{}` names no variable; write `{name}`".to_owned()]);
    };
    if ";=,!@|".contains(first) {
        let known = "`{a}`, `{+a}` (may hold slashes), `{/a}`, `{.a}`, `{?a}`, `{&a}` and `{#a}`";
        return Err(vec![format!(
            "the operator `{first}` in `{{{text}}}` isn't one that can be matched; write one of \
             {known}"
        )]);
    }
    let (operator, list) =
        Operator::of(first).map_or((Operator::Simple, text), |operator| (operator, &text[1..]));
    let sign = operator.sign();
    if list.is_empty() {
        return Err(vec![format!(
            "`{{{text}}}` names no variable; write `{{{sign}name}}`"
        )]);
    }
    let wrong: Vec<String> = list
        .split(',')
        .filter_map(|name| check_name(name, sign))
        .collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Piece::Expression {
        operator,
        names: list.split(',').map(str::to_owned).collect(),
    })
}

/// Returns the mistake in a variable's name, if there is one. The name must suit an argument, too.
fn check_name(name: &str, sign: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() {
        return Some(format!(
            "a name is missing between commas; write `{{{sign}a,b}}`"
        ));
    }
    if let Some(name) = name.strip_suffix('*') {
        return Some(format!(
            "a variable has one value, so `*` means nothing after `{name}`; write \
             `{{{sign}{name}}}`, or `{{+{name}}}` for slashes in it"
        ));
    }
    if let Some((name, length)) = name.split_once(':') {
        return Some(format!(
            "a variable is read whole, so that `:{length}` means nothing; write \
             `{{{sign}{name}}}`, and check the length in the function"
        ));
    }
    if matches!(name, "_" | "self" | "Self" | "super" | "crate") {
        return Some(format!(
            "`{name}` can't be the name of an argument, which a variable becomes; take another"
        ));
    }
    if name.chars().all(fits) && !name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let better: String = name
        .chars()
        .map(|c| if fits(c) { c } else { '_' })
        .collect();
    let better = better.trim_matches('_');
    let better = match better.chars().next() {
        None => "name".to_owned(),
        Some(c) if c.is_ascii_digit() => format!("n{better}"),
        Some(_) => better.to_owned(),
    };
    let why = if name.contains(['.', '%']) {
        "RFC 6570 allows `.` and `%`, but a"
    } else {
        "a"
    };
    Some(format!(
        "`{}` can't be a variable: {why} variable becomes an argument, whose name is letters, \
         digits and `_`; write `{{{sign}{better}}}`",
        name.escape_debug()
    ))
}
