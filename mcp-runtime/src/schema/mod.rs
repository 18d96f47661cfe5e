//! JSON Schema, both ways: made from types for the client to read, and read to tell a model what it
//! got wrong.

mod checked;
mod coerce;
mod compiled;
mod explain;
mod generate;
mod input;
mod lenient;
mod near;
mod problems;
mod tidy;
mod variants;
mod wording;

pub use generate::ArgumentSchema;
pub use problems::Problems;
pub use variants::in_order;

pub(crate) use checked::Checks;
pub(crate) use compiled::{LONGEST_MATCHED, compile_pattern};
pub(crate) use generate::{ArgumentFn, OutputFn, input_schema, output_schema, published};
pub(crate) use input::{InputSchema, check, destringified};
pub(crate) use lenient::{closest, with_plain_integers};
pub(crate) use near::NearNames;
pub(crate) use wording::worded;
