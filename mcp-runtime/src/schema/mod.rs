//! JSON Schema, both ways: made from types for the client to read, and read to tell a model what it
//! got wrong.

mod explain;
mod generate;
mod input;
mod lenient;
mod problems;
mod tidy;
mod wording;

pub use generate::ArgumentSchema;
pub use problems::Problems;

pub(crate) use generate::{ArgumentFn, OutputFn, input_schema, output_schema};
pub(crate) use input::{InputSchema, check};
pub(crate) use lenient::{closest, with_plain_integers};
pub(crate) use wording::worded;
