//! Schemas made of others: one of several, all of several, or not one.

use serde_json::Value;

use super::object::is_required;
use super::words::{expectation, short, tag};
use super::{Explanation, types};
use crate::schema::problems::Problems;

impl Explanation<'_> {
    pub(super) fn check_parts(
        &self,
        schema: &Value,
        value: &Value,
        path: &mut String,
        problems: &mut Problems,
        depth: usize,
    ) {
        let list = |key: &str| schema.get(key).and_then(Value::as_array);
        for choices in ["oneOf", "anyOf"].into_iter().filter_map(list) {
            self.check_choice(choices, value, path, problems, depth);
        }
        for part in list("allOf").into_iter().flatten() {
            self.check_at(part, value, path, problems, depth + 1);
        }
        if let Some(condition) = schema.get("if") {
            let fits = self.fits(condition, value, problems, depth);
            if let Some(then) = schema.get(if fits { "then" } else { "else" }) {
                self.check_at(then, value, path, problems, depth + 1);
            }
        }
        if let Some(not) = schema.get("not")
            && self.fits(not, value, problems, depth)
        {
            problems.note(
                path.as_str(),
                format!("must be something else, got {}", short(value)),
            );
        }
    }

    /// Whether a schema allows a value, whatever is wrong with it.
    pub(super) fn fits(
        &self,
        schema: &Value,
        value: &Value,
        problems: &mut Problems,
        depth: usize,
    ) -> bool {
        if !problems.may_try() {
            return false;
        }
        let mut found = problems.attempt();
        self.check_at(schema, value, &mut String::new(), &mut found, depth + 1);
        problems.tried(&found);
        found.is_empty()
    }

    /// One of several schemas must fit. Objects are told apart by their tag, so that a value is
    /// checked against one choice and not, in a recursive type, against all choices at every level;
    /// the rest is tried within a limit.
    fn check_choice(
        &self,
        choices: &[Value],
        value: &Value,
        path: &mut String,
        problems: &mut Problems,
        depth: usize,
    ) {
        let tagged = |choice: &&Value| {
            tag(self.resolve(choice)).is_some_and(|(name, tag)| value.get(name) == Some(tag))
        };
        let can_be = |choice: &&Value| {
            let types = types(self.resolve(choice));
            types.is_empty() || types.iter().any(|name| super::is_type(name, value))
        };
        let keyed = |choice: &&Value| {
            only_key(self.resolve(choice)).is_some_and(|key| value.get(key).is_some())
        };
        let mut possible = choices.iter().filter(can_be);
        let meant = match (possible.next(), possible.next()) {
            // The others are of another type, such as null.
            (Some(only), None) => Some(only),
            _ => choices
                .iter()
                .find(tagged)
                .or_else(|| choices.iter().find(keyed)),
        };
        if let Some(meant) = meant {
            return self.check_at(meant, value, path, problems, depth + 1);
        }
        let is_open = |schema: &Value| {
            tag(schema)
                .is_none_or(|(name, _)| value.get(name).is_none() && !is_required(schema, name))
        };
        for choice in choices
            .iter()
            .filter(|choice| is_open(self.resolve(choice)))
        {
            if !problems.may_try() {
                // A value that can't be checked is refused.
                problems.note(
                    path.as_str(),
                    "fits too many of the choices in part to be checked; send a smaller value",
                );
                return;
            }
            let mut found = problems.attempt();
            self.check_at(choice, value, path, &mut found, depth + 1);
            problems.tried(&found);
            if found.is_empty() {
                return;
            }
        }
        let choices: Vec<String> = choices
            .iter()
            .map(|c| expectation(self, c, false))
            .collect();
        problems.note(
            path.as_str(),
            format!("must be {}, got {}", choices.join(", or "), short(value)),
        );
    }
}

/// The only key that a choice has, by which it is told from the others.
fn only_key(schema: &Value) -> Option<&str> {
    let mut keys = schema.get("properties")?.as_object()?.keys();
    let only = keys.next().filter(|_| keys.next().is_none())?;
    let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    (closed && is_required(schema, only)).then_some(only)
}
