use schemars::Schema;

use super::Parameter;
use crate::table::ParamSpec;

impl ParamSpec {
    /// A parameter of this type, without rules.
    pub const fn of<P: Parameter<M>, M>(name: &'static str) -> Self {
        Self {
            asks: P::ASKS,
            notifies: P::NOTIFIES,
            ..Self::new(name, P::ROLE, P::EMITS)
        }
    }
}

/// The schema of one parameter's type.
#[derive(Debug)]
pub struct ArgumentSchema {
    /// Of the type, before any rules.
    pub schema: Schema,
    /// Whether it may be left out.
    pub optional: bool,
}
