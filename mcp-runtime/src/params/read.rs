//! From the JSON text of a call's `arguments` to its parameters' slots.
//!
//! One pass reads them straight into their own types. Only when that fails are they read again, one
//! by one, so that every mistake is named at once.

use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::text::Text;
use super::{Parameter, Problems};
use crate::handle::{self, Pending};
use crate::protocol::{ErrorCode, Refusal, Str, quotable, shape};
use crate::response::ToolError;
use crate::schema::{self, Checks, InputSchema};
use crate::server::{Parameters, panicked};
use crate::table::{ParamRole, ParamSpec};

/// Why a tool can't be called with the arguments it got.
#[derive(Debug)]
enum Unreadable {
    /// They are no arguments at all.
    Refused(Refusal),
    /// The model can mend them.
    Wrong(Problems),
}

impl Unreadable {
    /// What the caller of this tool is told.
    fn told(self, tool: &str) -> ToolError {
        match self {
            Self::Refused(refusal) => ToolError::refused(refusal),
            Self::Wrong(problems) => ToolError::new(format!(
                "The arguments of `{tool}` are not right. Mend them and call it again:\n{problems}"
            )),
        }
    }
}

/// Reads `arguments` (an object; absent is empty) for the tool `T`, which has this name, and gives
/// the handles in them as well.
pub(crate) fn read<T: Parameters<M>, M>(
    arguments: Option<&str>,
    schema: &InputSchema,
    lenient: bool,
    name: &str,
) -> Result<(T::Slots, Pending), ToolError> {
    let mut slots = T::slots();
    let handles = guarded(
        &mut SlotsOf::<T, M>(&mut slots),
        T::PARAMS,
        arguments,
        schema,
        lenient,
        name,
    )?;
    Ok((slots, handles))
}

/// A type's own `Deserialize` may panic.
fn guarded(
    slots: &mut dyn Slots,
    params: &[ParamSpec],
    arguments: Option<&str>,
    schema: &InputSchema,
    lenient: bool,
    name: &str,
) -> Result<Pending, ToolError> {
    // So may the `Drop` of what was read in vain.
    let filling = || {
        catch_unwind(AssertUnwindSafe(|| {
            let text = arguments.unwrap_or("{}");
            fill(slots, params, text, schema)
                .or_else(
                    |wrong| match lenient.then(|| schema.destringified(text)).flatten() {
                        Some(text) => {
                            slots.clear();
                            fill(slots, params, &text, schema)
                        }
                        None => Err(wrong),
                    },
                )
                .inspect_err(|_| slots.clear())
        }))
    };
    match handle::collecting(filling) {
        (Ok(Ok(())), handles) => Ok(handles),
        (Ok(Err(unreadable)), _) => Err(unreadable.told(name)),
        (Err(panic), _) => Err(panicked(panic)),
    }
}

fn fill(
    slots: &mut dyn Slots,
    params: &[ParamSpec],
    text: &str,
    schema: &InputSchema,
) -> Result<(), Unreadable> {
    let shape = shape(text);
    if shape != crate::protocol::Shape::Object {
        let message = format!("`params.arguments` must be an object, got {}", shape.name());
        return Err(Unreadable::Refused(
            Refusal::new(ErrorCode::InvalidParams, message).answered(),
        ));
    }
    let whole = params
        .iter()
        .position(|param| param.role == ParamRole::Arguments);
    let checks = schema.checks();
    let is_read = match whole {
        None => slots.read_all(text, schema, &checks),
        Some(index) => {
            let place = Some(schema.place(index));
            slots.read(index, text, &checks, place).is_ok()
        }
    };
    if is_read {
        let mut problems = Problems::default();
        slots.settle(&mut problems);
        if problems.is_empty() {
            return Ok(());
        }
    }
    slots.clear();
    let mut problems = match whole {
        None => read_each(text, params, schema, slots)?,
        Some(index) => read_whole(text, index, schema, slots)?,
    };
    slots.settle(&mut problems);
    if problems.is_empty() {
        return Ok(());
    }
    note_hints(text, params, schema, &mut problems)?;
    problems.sort(params);
    Err(Unreadable::Wrong(problems))
}

/// The slots of a tool's parameters, whatever their types are. All that is not about a type is
/// written for these, and so is there once, and not once per tool.
trait Slots {
    /// The fast pass, over the text of an object. It fails without saying why.
    fn read_all(&mut self, text: &str, schema: &InputSchema, checks: &Checks<'_>) -> bool;

    /// Reads one argument: as its place in the schema has it, or any that its type takes.
    fn read(
        &mut self,
        index: usize,
        text: &str,
        checks: &Checks<'_>,
        place: Option<usize>,
    ) -> Result<(), serde_json::Error>;

    /// Fills what was left out, and checks the rules of all arguments.
    fn settle(&mut self, problems: &mut Problems);

    /// Empties them.
    fn clear(&mut self);
}

/// The slots of the tool `T`.
struct SlotsOf<'s, T: Parameters<M>, M>(&'s mut T::Slots);

impl<T: Parameters<M>, M> Slots for SlotsOf<'_, T, M> {
    fn read_all(&mut self, text: &str, schema: &InputSchema, checks: &Checks<'_>) -> bool {
        let keyed = Keyed::<T, M> {
            slots: self.0,
            schema,
            checks,
        };
        serde_json::Deserializer::from_str(text)
            .deserialize_map(keyed)
            .is_ok()
    }

    fn read(
        &mut self,
        index: usize,
        text: &str,
        checks: &Checks<'_>,
        place: Option<usize>,
    ) -> Result<(), serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let checked = match place {
            Some(place) => checks.around(place, &mut deserializer),
            None => checks.open(&mut deserializer),
        };
        T::read(self.0, index, checked)?;
        // serde_json reads the `1` of `1e21` as a `u128`, and leaves the rest.
        deserializer.end()
    }

    fn settle(&mut self, problems: &mut Problems) {
        T::settle(self.0, problems);
    }

    fn clear(&mut self) {
        *self.0 = T::slots();
    }
}

/// Reads arguments that are texts.
pub(crate) fn read_texts<T: Parameters<M>, M>(
    given: &[(Cow<'_, str>, String)],
) -> Result<T::Slots, Problems> {
    let mut slots = T::slots();
    let mut read =
        |index, value: &str| T::read(&mut slots, index, Text(value)).map_err(|e| e.to_string());
    let mut problems = read_each_text(given, T::PARAMS, &mut read);
    T::settle(&mut slots, &mut problems);
    problems.sort(T::PARAMS);
    if problems.is_empty() {
        Ok(slots)
    } else {
        Err(problems)
    }
}

fn read_each_text(
    given: &[(Cow<'_, str>, String)],
    params: &[ParamSpec],
    read: &mut dyn FnMut(usize, &str) -> Result<(), String>,
) -> Problems {
    let mut problems = Problems::default();
    for (name, value) in given {
        match ParamSpec::index_of(params, name) {
            Some(index) => {
                if let Err(e) = read(index, value) {
                    problems.note(name.clone(), e);
                }
            }
            None if problems.is_full() => break,
            None => {
                let names = params
                    .iter()
                    .filter(|p| p.role == ParamRole::Argument)
                    .map(|p| p.name);
                problems.note(name.clone(), unknown("prompt", name, names));
            }
        }
    }
    problems
}

/// The fast pass. It fails without saying why.
struct Keyed<'s, T: Parameters<M>, M> {
    slots: &'s mut T::Slots,
    schema: &'s InputSchema,
    checks: &'s Checks<'s>,
}

impl<'de, T: Parameters<M>, M> Visitor<'de> for Keyed<'_, T, M> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(index) = map.next_key_seed(Key(T::PARAMS))? {
            if T::is_filled(self.slots, index) {
                return Err(A::Error::custom(""));
            }
            map.next_value_seed(Value::<T, M> {
                slots: self.slots,
                index,
                place: self.schema.place(index),
                checks: self.checks,
            })?;
        }
        Ok(())
    }
}

/// An argument's name, as the index of its parameter.
struct Key(&'static [ParamSpec]);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an argument's name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<usize, E> {
        ParamSpec::index_of(self.0, name).ok_or_else(|| E::custom(""))
    }
}

struct Value<'s, T: Parameters<M>, M> {
    slots: &'s mut T::Slots,
    index: usize,
    place: usize,
    checks: &'s Checks<'s>,
}

impl<'de, T: Parameters<M>, M> DeserializeSeed<'de> for Value<'_, T, M> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let checked = self.checks.around(self.place, deserializer);
        T::read(self.slots, self.index, checked)
    }
}

/// The second pass over named arguments: each on its own.
fn read_each(
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
fn note_hints(
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
fn read_whole(
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
fn read_lenient(
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
fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> String {
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

/// The entries of an object in order; a key given twice is refused, since what reads the header and
/// what reads the arguments might each believe another one.
pub(crate) fn entries(text: &str) -> Result<Vec<(Cow<'_, str>, &str)>, Refusal> {
    struct Entries<'a>(Vec<(Cow<'a, str>, &'a str)>);
    impl<'de> Deserialize<'de> for Entries<'de> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct EntriesVisitor;
            impl<'de> Visitor<'de> for EntriesVisitor {
                type Value = Entries<'de>;
                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                    let mut entries = Vec::new();
                    while let Some((Str(key), value)) =
                        map.next_entry::<Str<'de>, &'de RawValue>()?
                    {
                        entries.push((key, value.get()));
                    }
                    Ok(Entries(entries))
                }
            }
            deserializer.deserialize_map(EntriesVisitor)
        }
    }
    let refuse = |message: String| Refusal::new(ErrorCode::InvalidParams, message).answered();
    let Entries(entries) = serde_json::from_str(text)
        .map_err(|e| refuse(format!("`params.arguments` can't be read: {}", worded(&e))))?;
    let mut names: Vec<&str> = entries.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(entries),
        Some(pair) => Err(refuse(format!(
            "The key `{}` is given twice in `params.arguments`",
            quotable(pair[0])
        ))),
    }
}

/// Fills a slot that nothing was read into: by the default, or as the type allows. Notes it as
/// required otherwise.
pub fn settle<P: Parameter<M>, M>(
    slot: &mut P::Slot,
    spec: &ParamSpec,
    default: Option<fn() -> P>,
    problems: &mut Problems,
) {
    if P::value(slot).is_some() || spec.role == ParamRole::Injected {
        return;
    }
    if let Some(default) = default {
        P::fill(slot, default());
    } else if !P::leave_out(slot) && spec.role == ParamRole::Argument && !problems.names(spec.name)
    {
        let colon = if spec.description.is_empty() {
            ""
        } else {
            ": "
        };
        problems.note(spec.name, format!("is required{colon}{}", spec.description));
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
