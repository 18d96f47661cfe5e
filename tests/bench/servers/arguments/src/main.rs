//! This project's server, with tools that take structs, enums, and what has rules.

use mcp_runtime::prelude::*;

#[path = "../../runtime.rs"]
mod runtime;

#[mcp_type]
struct Sum {
    result: i64,
}

/// Add two integers.
#[mcp_tool]
fn add(
    /// One
    a: i64,
    /// The other
    b: i64,
) -> Json<Sum> {
    Json(Sum { result: a + b })
}

#[mcp_type]
enum Priority {
    Low,
    Normal,
    High,
}

#[mcp_type]
#[serde(tag = "kind")]
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

#[mcp_type]
enum Currency {
    Eur,
    Usd,
    Gbp,
}

#[mcp_type]
struct Item {
    sku: String,
    quantity: u32,
    price: f64,
    colour: Option<Colour>,
}

#[mcp_type]
enum Colour {
    Red,
    Green,
    Blue,
}

#[mcp_type]
struct Address {
    name: String,
    street: String,
    city: String,
    postcode: String,
    country: String,
}

#[mcp_type]
struct Order {
    id: String,
    priority: Priority,
    ship: Address,
    bill: Option<Address>,
    items: Vec<Item>,
    payment: Payment,
    note: Option<String>,
}

/// Place an order.
#[mcp_tool]
fn order(order: Order) -> Json<Sum> {
    let extra = match order.payment {
        Payment::Card { month, .. } => i64::from(month),
        Payment::Transfer { iban } => iban.len() as i64,
        Payment::Cash { .. } => 0,
    };
    Json(Sum {
        result: quantities(&order.items) + extra,
    })
}

/// Count items.
#[mcp_tool]
fn items(items: Vec<Item>) -> Json<Sum> {
    Json(Sum {
        result: quantities(&items),
    })
}

fn quantities(items: &[Item]) -> i64 {
    items.iter().map(|item| i64::from(item.quantity)).sum()
}

#[mcp_type]
#[serde(deny_unknown_fields)]
struct Ruled {
    #[schemars(regex(pattern = "^[A-Z]{2}-[0-9]{4}$"), length(max = 7))]
    code: String,
    #[schemars(range(min = 1, max = 1000))]
    count: u32,
    #[schemars(length(min = 1, max = 80))]
    name: String,
    colour: Colour,
}

/// Count what has rules.
#[mcp_tool]
fn ruled(items: Vec<Ruled>) -> Json<Sum> {
    Json(Sum {
        result: items.iter().map(|item| i64::from(item.count)).sum(),
    })
}

mcp_server! { Bench { name: "bench", version: "0", tools: [add, order, items, ruled] } }

fn main() -> mcp_runtime::Result<()> {
    runtime::new()?.block_on(Bench::new().serve(("127.0.0.1", runtime::port())))?;
    Ok(())
}
