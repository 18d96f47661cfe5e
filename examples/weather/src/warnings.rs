//! A list, which opens links, speaks to the model, and remembers what was seen.

use mcp_runtime::prelude::*;
use mcp_runtime::protocol::encode_uri_segment;

use crate::climate::{Climate, Day, Sky};
use crate::places::Places;

/// How far ahead anyone is warned, in days.
const AHEAD: u8 = 7;

/// Warnings for a place
#[mcp_type]
#[mcp_app(html = "ui/warnings.html", title = "Weather warnings", prefers_border)]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Warnings {
    place: String,
    warnings: Vec<Warning>,
}

/// A warning
#[mcp_type]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Warning {
    id: String,
    title: String,
    level: Level,
    /// Days from today, which is 0
    ahead: u8,
    text: String,
    /// A page about it
    url: String,
    /// Whether somebody has said that they have seen it
    seen: bool,
}

/// How much is at stake
#[mcp_type]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Moderate,
    Severe,
}

impl Warnings {
    fn of(place: String, places: &Places) -> Self {
        let seen = places.get(&place).seen;
        let mut warnings = Vec::new();
        for day in Climate::of(&place).days(AHEAD) {
            for (kind, title, level, text) in reasons(&day) {
                let id = format!("{kind}-{}", day.ahead);
                let url = format!(
                    "https://weather.example/{}/{kind}",
                    encode_uri_segment(&place.to_lowercase())
                );
                warnings.push(Warning {
                    title: title.to_owned(),
                    level,
                    ahead: day.ahead,
                    text,
                    url,
                    seen: seen.contains(&id),
                    id,
                });
            }
        }
        Self { place, warnings }
    }
}

/// What there is to be warned of on a day.
fn reasons(day: &Day) -> Vec<(&'static str, &'static str, Level, String)> {
    let level = |is_severe| {
        if is_severe {
            Level::Severe
        } else {
            Level::Moderate
        }
    };
    let mut reasons = Vec::new();
    if day.wind >= 60 {
        reasons.push((
            "wind",
            "Gale",
            level(day.wind >= 80),
            format!("Gusts of up to {} km/h. Tie down what is loose.", day.wind),
        ));
    }
    if day.low <= -5 {
        reasons.push((
            "frost",
            "Hard frost",
            level(day.low <= -10),
            format!("Down to {} °C. Mind pipes and plants.", day.low),
        ));
    }
    if day.high >= 26 {
        reasons.push((
            "heat",
            "Heat",
            level(day.high >= 30),
            format!("Up to {} °C. Drink, and stay in the shade.", day.high),
        ));
    }
    match day.sky {
        Sky::Rainy if day.rain >= 85 => reasons.push((
            "rain",
            "Heavy rain",
            Level::Moderate,
            "Small rivers may rise.".to_owned(),
        )),
        Sky::Snowy if day.rain >= 75 => reasons.push((
            "snow",
            "Heavy snow",
            Level::Severe,
            "Roads may be closed.".to_owned(),
        )),
        _ => {}
    }
    reasons
}

/// List the weather warnings for a place.
#[mcp_tool(title = "Weather warnings", read_only, open_world = false)]
pub(crate) fn warnings(
    /// A city or a village
    #[mcp(length = 1..=80, example = "Oslo")]
    place: String,
    State(places): State<Places>,
) -> Ui<Warnings> {
    let warnings = Warnings::of(place, &places);
    let words = warnings
        .warnings
        .iter()
        .map(|it| format!("{} {}: {}", it.title, Day::when(it.ahead), it.text));
    let words = words.collect::<Vec<_>>().join("\n");
    let text = match words.as_str() {
        "" => format!("No warnings for {}.", warnings.place),
        words => format!("Warnings for {}:\n{words}", warnings.place),
    };
    Ui::new(text, warnings)
}

/// Say that a warning was seen.
#[mcp_tool(idempotent, open_world = false, visibility(app))]
pub(crate) fn acknowledge(
    #[mcp(length = 1..=80)] place: String,
    /// The warning's id
    #[mcp(length = 1..=20)]
    id: String,
    State(places): State<Places>,
) -> Result<Json<Warnings>, ToolError> {
    if !Warnings::of(place.clone(), &places)
        .warnings
        .iter()
        .any(|it| it.id == id)
    {
        return Err(ToolError::new(format!(
            "There is no warning {id:?} for {place}"
        )));
    }
    places.change(&place, |kept| _ = kept.seen.insert(id))?;
    Ok(Json(Warnings::of(place, &places)))
}
