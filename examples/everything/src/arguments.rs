//! What a tool can ask for: types, rules, defaults, and a whole struct.

use std::collections::BTreeMap;

use mcp_runtime::prelude::*;

#[mcp_type]
#[derive(Debug)]
#[serde(rename_all = "lowercase")]
enum Diet {
    /// Anything
    Any,
    Vegetarian,
    Vegan,
}

#[mcp_type]
#[derive(Debug)]
struct Guest {
    /// How to call them
    name: String,
    /// What they eat
    diet: Diet,
    /// Age in years, of a child
    age: Option<u8>,
}

/// Check the arguments of a booking, and say them back. Each argument shows a type or a rule.
#[mcp_tool(read_only)]
fn check_booking(
    /// Name that the table is under
    #[mcp(length = 1..=80, example = "Ada Lovelace")]
    name: String,
    /// The day
    #[mcp(format = "date", example = "2026-07-28")]
    day: String,
    /// The time, in half hours
    #[mcp(pattern = "^[0-2][0-9]:[03]0$", default = "19:00")]
    time: String,
    /// Who comes
    #[mcp(length = 1..=12)]
    guests: Vec<Guest>,
    /// Hours that the table is kept
    #[mcp(range = 0.5..=4.0, default = 2.0)]
    hours: f64,
    /// Number of high chairs
    #[mcp(range = 0..=4)]
    high_chairs: Option<u8>,
    /// Bottles to have ready, by the name of the wine
    #[mcp(name = "wine", default = BTreeMap::new())]
    bottles: BTreeMap<String, u8>,
) -> String {
    let guests: Vec<String> = guests
        .iter()
        .map(|g| format!("{} ({:?}, {:?})", g.name, g.diet, g.age))
        .collect();
    format!(
        "{name}, {day} at {time} for {hours} hours, high chairs: {high_chairs:?}, wine: {bottles:?}, guests: {}",
        guests.join(", ")
    )
}

#[mcp_type]
struct Search {
    /// Words to look for
    query: String,
    /// The most results to return
    #[schemars(range(min = 1, max = 100))]
    limit: Option<u8>,
}

/// Search an archive that is always empty. All arguments are one struct.
#[mcp_tool(read_only)]
fn search(Args(search): Args<Search>) -> String {
    format!(
        "0 of at most {} results for {:?}",
        search.limit.unwrap_or(10),
        search.query
    )
}

/// A shape of a table
#[mcp_type]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Shape {
    Round {
        /// In metres
        diameter: f64,
    },
    Square {
        /// In metres
        side: f64,
    },
}

/// Say how large a table is. An enum's variant is told by its tag.
#[mcp_tool(read_only)]
fn table_area(
    /// Which shape it has
    shape: Shape,
) -> String {
    let area = match shape {
        Shape::Round { diameter } => std::f64::consts::PI * diameter * diameter / 4.0,
        Shape::Square { side } => side * side,
    };
    format!("{area:.2} square metres")
}

mcp_tools! { pub Tools: [check_booking, search, table_area] }
