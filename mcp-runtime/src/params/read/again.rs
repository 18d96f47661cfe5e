//! Arguments read a second time, one by one, so that every mistake is named.

use super::{Slots, Unreadable, entries};
use crate::schema::{self, InputSchema, Problems, worded};
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

/// Returns the message for an argument that no parameter takes.
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
