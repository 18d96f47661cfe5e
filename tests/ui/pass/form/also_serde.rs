//! One type for a tool's argument and for a form: each knows its own name for a variant.

use mcp_runtime::Form;
use mcp_runtime::input::{FormChoice, FormField};
use mcp_runtime::prelude::*;

#[mcp_type]
#[derive(Form, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Unit {
    /// As in most of the world
    #[form(name = "celsius")]
    Celsius,
    #[form(name = "kelvin")]
    #[serde(alias = "K")]
    Kelvin,
}

macro_rules! forms {
    ($($name:ident { $field:ident: $type:ty = $default:expr })*) => { $(
        #[derive(Form)]
        struct $name {
            #[form(range = 1..=3, default = $default)]
            $field: $type,
        }
    )* };
}

forms! {
    Width { width: u32 = 2 }
    Height { height: Number = 2.5 }
}

type Number = f64;

pub(crate) fn main() {
    let json = serde_json::to_value(Unit::Kelvin).unwrap();
    assert_eq!(Unit::read(&json), Ok(Unit::Kelvin));
    assert_eq!(Unit::Celsius.name(), "celsius");
    let empty = serde_json::Map::new();
    assert_eq!((Width::read(&empty).unwrap().width, Height::read(&empty).unwrap().height), (2, 2.5));
}
