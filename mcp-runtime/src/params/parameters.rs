//! The trait that every attribute implements for its function's companion type: how a request
//! becomes the function's parameters.

use schemars::SchemaGenerator;
use serde::Deserializer;

use super::Parameter;
use crate::schema::{ArgumentSchema, Problems};
use crate::table::ParamSpec;

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

    /// Whether the slot of one parameter holds a value.
    fn is_filled(slots: &Self::Slots, index: usize) -> bool;

    /// Fills the slot of one parameter.
    fn read<'de, D: Deserializer<'de>>(
        slots: &mut Self::Slots,
        index: usize,
        from: D,
    ) -> Result<(), D::Error>;

    /// Fills what was left out, and checks the rules of all arguments.
    fn settle(slots: &mut Self::Slots, problems: &mut Problems);

    /// The schema of one parameter; `None` for an injected one.
    fn argument(index: usize, generator: &mut SchemaGenerator) -> Option<ArgumentSchema>;
}

/// The schema of one parameter, as its type describes it.
pub fn argument<P: Parameter<M>, M>(generator: &mut SchemaGenerator) -> Option<ArgumentSchema> {
    let schema = P::schema(generator)?;
    Some(ArgumentSchema {
        schema,
        optional: P::leave_out(&mut P::Slot::default()),
    })
}

impl ParamSpec {
    /// A parameter of this type, without rules.
    #[doc(hidden)]
    pub const fn of<P: Parameter<M>, M>(name: &'static str) -> Self {
        Self {
            asks: P::ASKS,
            notifies: P::NOTIFIES,
            caller: P::CALLER,
            hides: P::HIDES,
            ..Self::new(name, P::ROLE, P::EMITS)
        }
    }
}
