//! Explanations of handles for clients: in schemas, descriptions and errors, all from the types.

use std::time::Duration;

use schemars::{Schema, json_schema};
use serde_json::{Map, Value};

use super::Kinds;
use crate::table::{Expiry, HandleMeta};

/// The marker in a schema that isn't explained yet: the prefix of the kind.
const MARK: &str = "x-mcp-handle";

/// The schema of a handle's text. Only a server knows which of its tools mint the kind; [`explain`]
/// adds that.
pub(super) fn schema(kind: &HandleMeta) -> Schema {
    json_schema!({
        "type": "string",
        "description": kind.description,
        MARK: { "prefix": kind.prefix, "name": kind.name, "description": kind.description, "lifetime": kind.lifetime(), "external": kind.external, "at": kind.declared_at() },
    })
}

/// The contents of a mark.
#[derive(serde::Deserialize)]
struct Mark {
    prefix: String,
    name: String,
    description: String,
    lifetime: String,
    external: bool,
    /// Where it is declared.
    at: String,
}

/// On which side of a tool a schema stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Arguments,
    Result,
}

impl Kinds {
    /// Adds to every description of a handle where it comes from, or what takes it, and how long it
    /// lives. Returns an error if no tool of the server mints it, or if another kind has its
    /// prefix.
    pub(crate) fn explain(&mut self, schema: &mut Value, side: Side) -> Result<(), String> {
        match schema {
            Value::Object(map) => {
                if let Some(mark) = map.remove(MARK) {
                    let mark: Mark = serde_json::from_value(mark).map_err(|e| e.to_string())?;
                    self.describe(map, &mark, side)?;
                }
                map.values_mut()
                    .try_for_each(|value| self.explain(value, side))
            }
            Value::Array(list) => list
                .iter_mut()
                .try_for_each(|value| self.explain(value, side)),
            _ => Ok(()),
        }
    }

    fn describe(
        &mut self,
        schema: &mut Map<String, Value>,
        mark: &Mark,
        side: Side,
    ) -> Result<(), String> {
        self.claim(&mark.prefix, &mark.name, &mark.at)?;
        let own = schema
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let mut text = own.trim_end_matches('.').to_owned();
        if text.is_empty() {
            text = mark.name.replace('_', " ");
        } else if own != mark.description && !mark.description.is_empty() {
            text = format!("{text} ({})", mark.description.trim_end_matches('.'));
        }
        let (verb, tools) = match side {
            Side::Arguments => ("from", self.makers_of(&mark.prefix)),
            Side::Result => ("for", self.takers_of(&mark.prefix)),
        };
        if side == Side::Arguments && tools.is_empty() && !mark.external {
            return Err(format!(
                "no tool of this server mints the handle `{}` that it takes; list one that returns `Minted<…>` of it, or write `external` \
                 in its `#[handle(…)]` where another server mints it",
                mark.name
            ));
        }
        text.push_str(": a handle");
        if !tools.is_empty() {
            text = format!("{text} {verb} {}", some(tools));
        }
        let text = format!("{text}, {}", mark.lifetime);
        schema.insert("description".into(), text.into());
        Ok(())
    }

    /// Returns the error message for an invalid handle: the same, whatever is wrong with it.
    pub(super) fn unknown(&self, kind: &HandleMeta) -> String {
        let makers = self.makers_of(kind.prefix);
        let noun = kind.noun();
        match makers {
            [] => format!("No such {noun}, or it expired"),
            makers => format!(
                "No such {noun}, or it expired; make one with {}",
                some(makers)
            ),
        }
    }
}

/// The first of many names.
fn some(tools: &[String]) -> String {
    const MOST: usize = 4;
    let named: Vec<String> = tools
        .iter()
        .take(MOST)
        .map(|tool| format!("`{tool}`"))
        .collect();
    match named.as_slice() {
        [all @ .., last] if tools.len() <= MOST && !all.is_empty() => {
            format!("{} or {last}", all.join(", "))
        }
        all if tools.len() > MOST => format!("{} and others", all.join(", ")),
        all => all.join(", "),
    }
}

impl HandleMeta {
    /// Its name, for people.
    pub(super) fn noun(&self) -> String {
        self.name.replace('_', " ")
    }

    pub(super) fn declared_at(&self) -> String {
        format!("{}:{}", self.location.file, self.location.line)
    }

    /// How long it lives, such as `valid for 24 hours after its last use`.
    pub(super) fn lifetime(&self) -> String {
        let since = match self.expiry {
            Expiry::AfterUse => "its last use",
            Expiry::AfterMint => "it was made",
        };
        format!("valid for {} after {since}", spoken(self.ttl))
    }

    /// Returns the sentence about the handle in the description of a tool that returns one.
    pub(crate) fn returned(&self) -> String {
        format!("Returns a handle `{}`, {}.", self.name, self.lifetime())
    }
}

fn spoken(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let units = [
        (7 * 86_400, "week"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    // A day and a half is 36 hours; a day is said as 24.
    let unit = units.iter().find(|(unit, _)| {
        seconds >= *unit && seconds.is_multiple_of(*unit) && (*unit < 86_400 || seconds > *unit)
    });
    match unit {
        Some((unit, name)) if seconds == *unit => format!("1 {name}"),
        Some((unit, name)) => format!("{} {name}s", seconds / unit),
        None => format!("{} milliseconds", duration.as_millis()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_spoken_in_their_largest_whole_unit() {
        for (seconds, expected) in [
            (1, "1 second"),
            (90, "90 seconds"),
            (60, "1 minute"),
            (3_600, "1 hour"),
            (86_400, "24 hours"),
            (129_600, "36 hours"),
            (172_800, "2 days"),
            (604_800, "7 days"),
            (1_209_600, "2 weeks"),
        ] {
            assert_eq!(spoken(Duration::from_secs(seconds)), expected);
        }
        assert_eq!(spoken(Duration::from_millis(250)), "250 milliseconds");
    }

    #[test]
    fn a_few_names_are_all_said() {
        let names = |n: usize| (0..n).map(|i| format!("t{i}")).collect::<Vec<_>>();
        assert_eq!(some(&names(1)), "`t0`");
        assert_eq!(some(&names(2)), "`t0` or `t1`");
        assert_eq!(some(&names(3)), "`t0`, `t1` or `t2`");
        assert_eq!(some(&names(5)), "`t0`, `t1`, `t2`, `t3` and others");
    }
}
