//! A chart: the days come with the result, and a day's hours when somebody wants to see them.

use mcp_runtime::prelude::*;

use crate::climate::{Climate, Day};

/// The weather of the coming days
#[mcp_type]
#[mcp_app(html = "ui/forecast.html", title = "Forecast", prefers_border)]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Forecast {
    place: String,
    days: Vec<Day>,
}

/// Forecast the weather of a place, day by day.
#[mcp_tool(title = "Forecast", read_only, open_world = false)]
pub(crate) fn forecast(
    /// A city or a village
    #[mcp(length = 1..=80, example = "Oslo")]
    place: String,
    /// How many days, from today
    #[mcp(range = 2..=14, default = 7)]
    days: u8,
) -> Ui<Forecast> {
    let days = Climate::of(&place).days(days);
    let words: Vec<_> = days.iter().map(Day::to_string).collect();
    Ui::new(
        format!("{place}: {}.", words.join("; ")),
        Forecast { place, days },
    )
}

/// A day's temperatures, hour by hour
#[mcp_type]
pub(crate) struct Hours {
    /// In °C, from midnight to midnight
    celsius: Vec<f64>,
}

/// The temperatures of one day, for the chart.
#[mcp_tool(read_only, open_world = false, visibility(app))]
pub(crate) fn hours(
    #[mcp(length = 1..=80)] place: String,
    /// Days from today, which is 0
    #[mcp(range = 0..=13)]
    ahead: u8,
) -> Json<Hours> {
    Json(Hours {
        celsius: Climate::of(&place).hours(ahead),
    })
}
