//! The expansion names everything by its whole path, also where the dependency has another name.
#![no_implicit_prelude]
#![deny(warnings)]

use ::mcp_runtime as renamed;

mod std {}
mod core {}
mod serde {}
mod serde_json {}
mod mcp_runtime {}

#[derive(::mcp_runtime::Form)]
#[form(crate = renamed)]
struct Order {
    /// What to eat
    #[form(title = "Dish", length = 1..=80, default = "soup")]
    dish: ::std::string::String,
    #[form(range = 1..=9, default = 1)]
    amount: u8,
    #[form(default = Spice::Mild)]
    spice: Spice,
    #[form(items = 1..2, default = [Spice::Hot])]
    spices: ::std::vec::Vec<Spice>,
    #[form(format = "date")]
    content: ::std::option::Option<::std::string::String>,
    answer: ::std::option::Option<bool>,
    properties: ::std::option::Option<f64>,
}

#[derive(::mcp_runtime::Form)]
enum Spice {
    /// For everyone
    Mild,
    #[form(name = "hot")]
    Hot,
}

pub(crate) fn main() {
    let content = ::std::default::Default::default();
    let order = <Order as renamed::Form>::read(&content).ok().unwrap();
    let Order { dish, amount, spice, spices, content, answer, properties } = order;
    ::std::assert!(dish == "soup" && amount == 1 && ::std::matches!(spice, Spice::Mild) && spices.len() == 1);
    ::std::assert!(content.is_none() && answer.is_none() && properties.is_none());
}
