//! From the JSON text of a call's `arguments` to its parameters' slots.
//!
//! One pass reads them straight into their own types. Only when that fails are they read again, one
//! by one, so that every mistake is named at once.

mod again;
mod entries;
mod texts;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::parameters::{IsFilled, Read};
use super::{Parameter, Parameters};
use crate::protocol::{ErrorCode, Refusal, shape};
use crate::response::ToolError;
use crate::schema::{Checks, InputSchema, Problems};
use crate::table::{ParamRole, ParamSpec};
use again::{note_hints, read_each, read_whole};

pub(crate) use entries::entries;
pub(crate) use texts::read_texts;

/// Why a tool can't be called with the arguments it got.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// They are no arguments at all.
    Refused(Refusal),
    /// The model can fix them.
    Wrong(Problems),
}

impl Unreadable {
    /// Returns the error for the caller of this tool.
    pub(crate) fn told(self, tool: &str) -> ToolError {
        match self {
            Self::Refused(refusal) => ToolError::refused(refusal),
            Self::Wrong(problems) => ToolError::new(problems.told(tool)),
        }
    }
}

/// Fills the slots of a tool from the text of its arguments.
pub(crate) fn fill(
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
pub(crate) trait Slots {
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
pub(crate) struct SlotsOf<'s, T: Parameters<M>, M>(pub(crate) &'s mut T::Slots);

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
        T::visit(self.0, index, Read::new(checked))?;
        // serde_json reads the `1` of `1e21` as a `u128`, and leaves the rest.
        deserializer.end()
    }

    fn settle(&mut self, problems: &mut Problems) {
        T::settle(self.0, T::PARAMS, problems);
    }

    fn clear(&mut self) {
        *self.0 = T::slots();
    }
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
            if T::visit(self.slots, index, IsFilled) {
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
        T::visit(self.slots, self.index, Read::new(checked))
    }
}

/// Fills a slot that nothing was read into by the default.
pub fn settle_by<P: Parameter<M>, M>(slot: &mut P::Slot, default: fn() -> P) {
    if P::value(slot).is_none() {
        P::fill(slot, default());
    }
}

/// Fills a slot that nothing was read into as the type allows. Notes it as required otherwise.
pub fn settle<P: Parameter<M>, M>(slot: &mut P::Slot, spec: &ParamSpec, problems: &mut Problems) {
    if P::value(slot).is_some() || spec.role == ParamRole::Injected {
        return;
    }
    if !P::leave_out(slot) && spec.role == ParamRole::Argument && !problems.names(spec.name) {
        let colon = if spec.description.is_empty() {
            ""
        } else {
            ": "
        };
        problems.note(spec.name, format!("is required{colon}{}", spec.description));
    }
}
