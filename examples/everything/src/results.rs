//! What a tool can return beside content: data with a schema, plain values, nothing, and all of it
//! at once.

use mcp_runtime::prelude::*;

#[mcp_type]
struct Statistics {
    /// How many numbers there were
    count: usize,
    /// Their arithmetic mean
    mean: f64,
    /// The least of them
    least: f64,
    /// The greatest of them
    greatest: f64,
}

/// Describe a list of numbers: the result has a schema, and comes as data and as text.
#[mcp_tool(read_only, idempotent)]
fn statistics(
    /// The numbers
    #[mcp(length = 1..=1000, example = [1.0, 2.5, 4.0])]
    numbers: Vec<f64>,
) -> Json<Statistics> {
    let count = numbers.len();
    // Divided first, since a sum of great numbers is no number.
    #[allow(clippy::cast_precision_loss)] // At most 1000.
    let mean = numbers.iter().map(|n| n / count as f64).sum();
    let (least, greatest) = numbers
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, g), n| {
            (l.min(*n), g.max(*n))
        });
    Json(Statistics {
        count,
        mean,
        least,
        greatest,
    })
}

/// Count the words of a text. The result is a plain number.
#[mcp_tool(read_only, idempotent)]
fn count_words(
    /// The text
    text: String,
) -> usize {
    text.split_whitespace().count()
}

/// Do nothing, and return nothing.
#[mcp_tool(read_only, idempotent)]
fn nothing() {}

/// Return content, data and `_meta` at once.
#[mcp_tool(read_only, title = "A whole result", meta({ "com.example/tier": "gold" }))]
fn whole_result() -> Result<ToolResult, ToolError> {
    ToolResult::new(["It is 21 °C on the roof.".into()])
        .with_meta("com.example/sensor", "roof")
        .with_structured(21)
}

mcp_tools! { pub Tools: [statistics, count_words, nothing, whole_result] }
