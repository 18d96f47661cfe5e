use std::ops::{Deref, DerefMut};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserializer;
use serde::de::DeserializeOwned;

use super::{Parameter, marker};
use crate::table::ParamRole;

/// All arguments of a tool as one struct, for those who have such a struct already.
///
/// The struct's fields become the tool's arguments; it must be the only argument of its function,
/// beside injected parameters.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[mcp_type]
/// struct Search {
///     /// Words to look for
///     query: String,
///     /// Most results to return
///     limit: Option<u32>,
/// }
///
/// /// Search the archive.
/// #[mcp_tool(read_only)]
/// fn search(Args(search): Args<Search>) -> String {
///     format!("{} results at most for {}", search.limit.unwrap_or(10), search.query)
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Args<T>(pub T);

impl<T> Deref for Args<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Args<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + 'static> Parameter<marker::Arguments> for Args<T> {
    const ROLE: ParamRole = ParamRole::Arguments;

    type Slot = Option<Args<T>>;

    fn read<'de, D: Deserializer<'de>>(slot: &mut Self::Slot, from: D) -> Result<(), D::Error> {
        *slot = Some(Args(T::deserialize(from)?));
        Ok(())
    }

    fn fill(slot: &mut Self::Slot, value: Self) {
        *slot = Some(value);
    }

    fn value(slot: &Self::Slot) -> Option<&Self> {
        slot.as_ref()
    }

    fn leave_out(slot: &mut Self::Slot) -> bool {
        slot.is_some()
    }

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(T::json_schema(generator))
    }
}
