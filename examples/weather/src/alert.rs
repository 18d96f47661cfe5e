//! A form: it shows what is set, and sets it by a tool that only it calls.

use mcp_runtime::prelude::*;

use crate::climate::{Climate, Day, KNOWN};
use crate::places::Places;

/// When somebody wants to hear of a place's temperatures
#[mcp_type]
#[mcp_app(html = "ui/alert.html", title = "Temperature alert", prefers_border)]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alert {
    place: String,
    /// Below this, in °C
    below: Option<i8>,
    /// Above this, in °C
    above: Option<i8>,
    /// The days known so far on which they would
    days: Vec<Day>,
}

impl Alert {
    fn of(place: String, places: &Places) -> Self {
        let kept = places.get(&place);
        let is_told = |day: &Day| {
            kept.below.is_some_and(|below| day.low < below)
                || kept.above.is_some_and(|above| day.high > above)
        };
        let days = Climate::of(&place)
            .days(KNOWN)
            .into_iter()
            .filter(is_told)
            .collect();
        Self {
            place,
            below: kept.below,
            above: kept.above,
            days,
        }
    }
}

/// Show the temperature alert of a place, for the user to set.
#[mcp_tool(title = "Temperature alert", read_only, open_world = false)]
pub(crate) fn alert(
    /// A city or a village
    #[mcp(length = 1..=80, example = "Oslo")]
    place: String,
    State(places): State<Places>,
) -> Ui<Alert> {
    let alert = Alert::of(place, &places);
    let bound =
        |word: &str, celsius: Option<i8>| celsius.map(|celsius| format!("{word} {celsius} °C"));
    let bounds: Vec<_> = [bound("below", alert.below), bound("above", alert.above)]
        .into_iter()
        .flatten()
        .collect();
    let text = match bounds.as_slice() {
        [] => format!("No alert is set for {}.", alert.place),
        bounds => format!(
            "The alert for {}: {}; on {} of the next {KNOWN} days.",
            alert.place,
            bounds.join(" or "),
            alert.days.len()
        ),
    };
    Ui::new(text, alert)
}

/// Set the temperature alert of a place.
#[mcp_tool(idempotent, open_world = false, visibility(app))]
pub(crate) fn set_alert(
    #[mcp(length = 1..=80)] place: String,
    /// Below this, in °C; without it, never
    #[mcp(range = -60..=60)]
    below: Option<i8>,
    /// Above this, in °C; without it, never
    #[mcp(range = -60..=60)]
    above: Option<i8>,
    State(places): State<Places>,
) -> Result<Json<Alert>, ToolError> {
    if let (Some(below), Some(above)) = (below, above)
        && below > above
    {
        return Err(ToolError::new(format!(
            "Each day is below {below} °C or above {above} °C: the first must not be the higher one"
        )));
    }
    places.change(&place, |kept| (kept.below, kept.above) = (below, above))?;
    Ok(Json(Alert::of(place, &places)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_shown() {
        let places = State(Places::default());
        let set = |below, above| set_alert("Oslo".to_owned(), below, above, places.clone());
        let shown = || alert("oslo".to_owned(), places.clone());
        assert_eq!((shown().below, shown().above), (None, None));
        let Json(told) = set(Some(60), None).unwrap();
        assert_eq!(told.days.len(), usize::from(KNOWN));
        assert_eq!(shown().below, Some(60));
        assert!(
            set(Some(10), Some(9))
                .unwrap_err()
                .to_string()
                .contains("10 °C")
        );
        assert_eq!(shown().below, Some(60));
        assert!(set(None, None).unwrap().0.days.is_empty());
    }
}
