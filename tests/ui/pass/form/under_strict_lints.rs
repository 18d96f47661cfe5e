//! Expansions pass the strictest lints.
#![deny(
    warnings,
    missing_docs,
    unused,
    nonstandard_style,
    rust_2018_idioms,
    unreachable_pub,
    missing_debug_implementations,
    missing_copy_implementations,
    single_use_lifetimes,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    trivial_casts,
    let_underscore_drop,
    clippy::all,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

/// Orders.
pub mod orders {
    use mcp_runtime::Form;

    /// An order.
    #[derive(Form, Debug, Clone)]
    pub struct Order {
        /// What to eat
        #[form(title = "Dish", length = 1..=80, default = "soup")]
        pub dish: String,
        /// How many
        #[form(range = 1..=9)]
        pub amount: i64,
        /// How it tastes
        #[form(default = Spice::Mild)]
        pub spice: Spice,
        /// What else
        #[form(items = ..=1, default = [Spice::Hot])]
        pub spices: Vec<Spice>,
        /// Until when
        #[form(format = "date-time")]
        pub until: Option<String>,
    }

    /// How it tastes.
    #[derive(Form, Debug, Clone, Copy)]
    pub enum Spice {
        /// For everyone
        Mild,
        /// For some
        #[form(name = "hot")]
        Hot,
    }
}

use mcp_runtime::Form as _;

pub(crate) fn main() {
    assert!(orders::Order::read(&serde_json::Map::new()).is_err());
}
