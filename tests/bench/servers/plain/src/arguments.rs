//! Structs and enums by serde alone, and the rules of some of them by hand.

use std::sync::LazyLock;

use regex_lite::Regex;
use serde::Deserialize;

#[derive(Deserialize)]
enum Priority {
    Low,
    Normal,
    High,
}

#[derive(Deserialize)]
#[serde(tag = "kind")]
#[expect(dead_code, reason = "only read")]
enum Payment {
    Card {
        number: String,
        month: u8,
        year: u16,
    },
    Transfer {
        iban: String,
    },
    Cash {
        currency: Currency,
    },
}

#[derive(Deserialize)]
enum Currency {
    Eur,
    Usd,
    Gbp,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Item {
    sku: String,
    quantity: u32,
    price: f64,
    colour: Option<Colour>,
}

#[derive(Deserialize)]
enum Colour {
    Red,
    Green,
    Blue,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Address {
    name: String,
    street: String,
    city: String,
    postcode: String,
    country: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Order {
    id: String,
    priority: Priority,
    ship: Address,
    bill: Option<Address>,
    items: Vec<Item>,
    payment: Payment,
    note: Option<String>,
}

#[derive(Deserialize)]
struct One {
    order: Order,
}

#[derive(Deserialize)]
struct Many<T> {
    items: Vec<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only read")]
struct Ruled {
    code: String,
    count: u32,
    name: String,
    colour: Colour,
}

pub fn order(arguments: &str) -> Option<i64> {
    let One { order } = serde_json::from_str(arguments).ok()?;
    let extra = match order.payment {
        Payment::Card { month, .. } => i64::from(month),
        Payment::Transfer { iban } => iban.len() as i64,
        Payment::Cash { .. } => 0,
    };
    Some(quantities(&order.items) + extra)
}

pub fn items(arguments: &str) -> Option<i64> {
    let Many { items } = serde_json::from_str(arguments).ok()?;
    Some(quantities(&items))
}

fn quantities(items: &[Item]) -> i64 {
    items.iter().map(|item| i64::from(item.quantity)).sum()
}

pub fn ruled(arguments: &str) -> Option<i64> {
    static CODE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("^[A-Z]{2}-[0-9]{4}$").expect("a pattern"));
    let Many { items } = serde_json::from_str::<Many<Ruled>>(arguments).ok()?;
    let keeps = |item: &Ruled| {
        let characters = item.name.chars().count();
        CODE.is_match(&item.code)
            && (1..=1000).contains(&item.count)
            && (1..=80).contains(&characters)
    };
    items
        .iter()
        .all(keeps)
        .then(|| items.iter().map(|item| i64::from(item.count)).sum())
}
