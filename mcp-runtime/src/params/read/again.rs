//! Arguments read a second time, one by one, so that every mistake is named.

use super::{Slots, Unreadable, entries};
use crate::params::Problems;
use crate::schema::{self, InputSchema};
use crate::table::{ParamRole, ParamSpec};

/// The second pass over named arguments: each on its own.
pub(super) fn read_each(
    text: &str,
    params: &[ParamSpec],
    schema: &InputSchema,
    slots: &mut dyn Slots,
) -> Result<Problems, Unreadable> {
    let mut problems = Problems::default();
    for (name, value) in entries(text).map_err(Unreadable::Refused)? {
        let Some(index) = ParamSpec::index_of(params, &name) else {
            if problems.is_full() {
                continue;
            }
            let names = params
                .iter()
                .filter(|p| p.role == ParamRole::Argument)
                .map(|p| p.name);
            problems.note(name.clone().into_owned(), unknown("tool", &name, names));
            continue;
        };
        let outcome = read_lenient(index, value, schema, slots);
        // Nothing was given, in other words; whether that will do is settled later.
        if value == "null" {
            continue;
        }
        let failed = outcome
            .as_ref()
            .err()
            .map(|(path, _)| format!("{name}{path}"));
        schema.check(Some(&name), value, failed.as_deref(), false, &mut problems);
        if let (Err((path, e)), false) = (outcome, problems.names(&name)) {
            let message = format!("is not what it should be: {}", worded(&e));
            problems.note(format!("{name}{path}"), message);
        }
    }
    Ok(problems)
}

/// Names unknown keys that are allowed, where they are nearly known ones: when a call fails anyway,
/// they are likely to be a reason.
pub(super) fn note_hints(
    text: &str,
    params: &[ParamSpec],
    schema: &InputSchema,
    problems: &mut Problems,
) -> Result<(), Unreadable> {
    if params
        .iter()
        .any(|param| param.role == ParamRole::Arguments)
    {
        schema.check(None, text, None, true, problems);
        return Ok(());
    }
    for (name, value) in entries(text).map_err(Unreadable::Refused)? {
        if ParamSpec::index_of(params, &name).is_some() && value != "null" {
            schema.check(Some(&name), value, None, true, problems);
        }
    }
    Ok(())
}

/// The second pass over the arguments of a struct.
pub(super) fn read_whole(
    text: &str,
    index: usize,
    schema: &InputSchema,
    slots: &mut dyn Slots,
) -> Result<Problems, Unreadable> {
    let mut problems = Problems::default();
    let given = entries(text).map_err(Unreadable::Refused)?;
    if let Some(known) = schema.closed() {
        for (name, _) in &given {
            if !problems.is_full() && !known.iter().any(|k| k == name) {
                problems.note(
                    name.clone().into_owned(),
                    unknown("tool", name, known.iter().map(String::as_str)),
                );
            }
        }
    }
    let outcome = read_lenient(index, text, schema, slots);
    let path = |path: &str| path.strip_prefix('.').unwrap_or(path).to_owned();
    let failed = outcome.as_ref().err().map(|(failed, _)| path(failed));
    schema.check(None, text, failed.as_deref(), false, &mut problems);
    if let (Err((failed, e)), true) = (outcome, problems.is_empty()) {
        let message = worded(&e);
        match path(&failed) {
            path if path.is_empty() => problems.note(
                "",
                format!("The arguments are not what they should be: {message}"),
            ),
            path => problems.note(path, format!("is not what it should be: {message}")),
        }
    }
    Ok(problems)
}

/// Reads a value, and once more with `42.0` as `42`: JSON has one kind of number, and JSON Schema
/// calls both integers. Where it fails, the way to what failed in it comes with the error.
pub(super) fn read_lenient(
    index: usize,
    text: &str,
    schema: &InputSchema,
    slots: &mut dyn Slots,
) -> Result<(), (String, serde_json::Error)> {
    let mut read = |text: &str| {
        let checks = schema.checks();
        let outcome = slots.read(index, text, &checks, None);
        outcome.map_err(|e| (checks.take_path(), e))
    };
    read(text).or_else(|e| match schema::with_plain_integers(text) {
        Some(text) => read(&text),
        None => Err(e),
    })
}

/// serde's message without what means nothing to a model: a line and a column, and the names that
/// integers have in Rust.
pub(crate) fn worded(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message
        .rfind(" at line ")
        .map_or(&*message, |end| &message[..end]);
    macro_rules! range {
        ($integer:ident) => {
            (
                stringify!($integer),
                $integer::MIN.to_string(),
                $integer::MAX.to_string(),
            )
        };
    }
    let ranges = [
        range!(u32),
        range!(i32),
        range!(u64),
        range!(i64),
        range!(usize),
        range!(isize),
    ];
    let found = ranges.into_iter().find_map(|(name, min, max)| {
        Some((
            message.strip_suffix(name)?.strip_suffix("expected ")?,
            min,
            max,
        ))
    });
    found.map_or_else(
        || message.to_owned(),
        |(before, min, max)| format!("{before}expected an integer from {min} to {max}"),
    )
}

/// What to say of an argument that no parameter takes.
pub(super) fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> String {
    let known: Vec<&str> = known.collect();
    if known.is_empty() {
        return format!("is not an argument of this {what}, which takes none");
    }
    match schema::closest(name, known.iter().copied()) {
        Some(meant) => format!("is not an argument of this {what}; did you mean `{meant}`?"),
        None => format!(
            "is not an argument of this {what}, which takes: {}",
            known.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_integer_may_be_is_told_in_numbers() {
        let said = |e: serde_json::Error| worded(&e);
        let too_great = serde_json::from_str::<u32>("99999999999").map_err(said);
        assert_eq!(
            too_great,
            Err(
                "invalid value: integer `99999999999`, expected an integer from 0 to 4294967295"
                    .into()
            )
        );
        let no_number = serde_json::from_str::<Vec<i64>>("[1, true]").map_err(said);
        let range = "expected an integer from -9223372036854775808 to 9223372036854775807";
        assert_eq!(
            no_number,
            Err(format!("invalid type: boolean `true`, {range}"))
        );
        let no_text = serde_json::from_str::<String>("7").map_err(said);
        assert_eq!(
            no_text,
            Err("invalid type: integer `7`, expected a string".into())
        );
    }
}
