//! The trait that every attribute implements for its function's companion type: how a request
//! becomes the function's parameters.

use std::marker::PhantomData;

use schemars::SchemaGenerator;
use serde::de::{Deserializer, Error as _};

use super::Parameter;
use crate::schema::{ArgumentSchema, Problems};
use crate::table::{HandleUse, ParamSpec};

/// A function whose parameters have been classified: `M` holds a marker for each of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be listed: it carries none of this crate's attributes, or one of its \
               parameters is not what it can take",
    label = "can't be listed",
    note = "put `#[mcp_tool]`, `#[mcp_prompt]` or `#[mcp_resource]` on a function and list it by \
            the function's path"
)]
pub trait Parameters<M> {
    /// The parameters, read and injected ones, in the function's order.
    const PARAMS: &'static [ParamSpec];

    /// The keys of what is asked.
    const QUESTIONS: &'static [&'static str] = &[];

    /// The slots of the parameters, which are filled before the function is called.
    type Slots: Send + 'static;

    /// Empty slots.
    fn slots() -> Self::Slots;

    /// Leads a visitor to one parameter: everything that is done to a parameter by its index.
    fn visit<V: SlotVisitor>(slots: &mut Self::Slots, index: usize, visitor: V) -> V::Output;

    /// Fills what was left out, and checks the rules of all arguments. `params`: [`Self::PARAMS`].
    fn settle(slots: &mut Self::Slots, params: &'static [ParamSpec], problems: &mut Problems);

    /// The schema of one parameter; `None` for an injected one.
    fn argument(index: usize, generator: &mut SchemaGenerator) -> Option<ArgumentSchema> {
        Self::visit(&mut Self::slots(), index, Describe(generator))
    }
}

/// Does something to a parameter that is known by its index.
pub trait SlotVisitor: Sized {
    /// The result of a visit.
    type Output;

    /// Visits a parameter of the type `P`.
    fn visit<P: Parameter<M>, M>(self, slot: &mut P::Slot) -> Self::Output;

    /// There is no such parameter.
    fn absent(self) -> Self::Output;
}

/// Whether a slot holds a value.
pub(super) struct IsFilled;

impl SlotVisitor for IsFilled {
    type Output = bool;

    fn visit<P: Parameter<M>, M>(self, slot: &mut P::Slot) -> bool {
        P::value(slot).is_some()
    }

    fn absent(self) -> bool {
        false
    }
}

/// Fills a slot.
pub(super) struct Read<'de, D> {
    from: D,
    data: PhantomData<&'de ()>,
}

impl<'de, D: Deserializer<'de>> Read<'de, D> {
    pub(super) fn new(from: D) -> Self {
        let data = PhantomData;
        Self { from, data }
    }
}

impl<'de, D: Deserializer<'de>> SlotVisitor for Read<'de, D> {
    type Output = Result<(), D::Error>;

    fn visit<P: Parameter<M>, M>(self, slot: &mut P::Slot) -> Result<(), D::Error> {
        P::read(slot, self.from)
    }

    fn absent(self) -> Result<(), D::Error> {
        Err(D::Error::custom("no such parameter"))
    }
}

/// The schema of a parameter, as its type describes it.
struct Describe<'g>(&'g mut SchemaGenerator);

impl SlotVisitor for Describe<'_> {
    type Output = Option<ArgumentSchema>;

    fn visit<P: Parameter<M>, M>(self, slot: &mut P::Slot) -> Option<ArgumentSchema> {
        let schema = P::schema(self.0)?;
        Some(ArgumentSchema {
            schema,
            optional: P::leave_out(slot),
        })
    }

    fn absent(self) -> Option<ArgumentSchema> {
        None
    }
}

impl ParamSpec {
    /// A parameter of this type, without rules.
    #[doc(hidden)]
    pub const fn of<P: Parameter<M>, M>(
        name: &'static str,
        description: &'static str,
        handles: HandleUse,
    ) -> Self {
        Self {
            description,
            handles,
            asks: P::ASKS,
            notifies: P::NOTIFIES,
            caller: P::CALLER,
            hides: P::HIDES,
            ..Self::new(name, P::ROLE, P::EMITS)
        }
    }
}
