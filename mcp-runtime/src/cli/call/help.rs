//! `call NAME --help`: what one tool takes.

use std::fmt::Write as _;

use serde_json::Value;

use super::super::output::print;
use super::super::style::Paint;
use super::places::{Form, Place};

/// How deep fields are shown: a type may contain itself.
const DEPTH: usize = 3;
/// The columns for an argument, before its description, at most.
const WIDEST: usize = 36;

/// Prints the description of a tool or a prompt, and its arguments with their rules.
pub(super) fn print_help(
    usage: &str,
    item: &Value,
    schema: &Value,
    questions: &[&str],
) -> crate::Result<()> {
    let description = item["description"].as_str().unwrap_or_default();
    let text = text(usage, description, schema, questions);
    print(&Paint::of(&std::io::stdout()).help(text.trim_end()))?;
    Ok(())
}

fn text(usage: &str, description: &str, schema: &Value, questions: &[&str]) -> String {
    let mut rows = Vec::new();
    add(&mut rows, "", &Place::root(schema).forms(), DEPTH);
    let pairs = if rows.is_empty() {
        ""
    } else {
        " [KEY=VALUE]..."
    };
    let mut text = format!("{description}\n\nUsage: {usage} [OPTIONS]{pairs}\n\n");
    let widest = rows.iter().map(|row| row.what.chars().count());
    let width = widest.filter(|width| *width <= WIDEST).max().unwrap_or(0);
    // Writing to a text doesn't fail.
    if rows.is_empty() {
        text.push_str("It takes no arguments.\n");
    } else {
        text.push_str("Arguments:\n");
    }
    for Row { what, about } in &rows {
        let mut lines = about.lines();
        let first = lines.next().unwrap_or_default();
        let _ = writeln!(text, "{}", format!("  {what:width$}  {first}").trim_end());
        for line in lines {
            let _ = writeln!(text, "  {:width$}  {line}", "");
        }
    }
    if !questions.is_empty() {
        text.push_str("\nQuestions:\n");
    }
    for key in questions {
        let _ = writeln!(text, "  --answer {key}=ANSWER");
    }
    let command = usage.rsplit_once(' ').map_or(usage, |(command, _)| command);
    let _ = writeln!(
        text,
        "\n`{command} --help` says how to write values, and lists the options."
    );
    text
}

/// A line of help.
struct Row {
    /// `amount=<integer>`
    what: String,
    about: String,
}

/// Adds the fields of an object.
fn add(rows: &mut Vec<Row>, path: &str, forms: &[Form<'_>], depth: usize) {
    let mut names: Vec<&str> = Vec::new();
    for name in forms.iter().flat_map(Form::names) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        let having: Vec<&Form<'_>> = forms
            .iter()
            .filter(|it| it.property(name).is_some())
            .collect();
        let inner: Vec<Form<'_>> = having
            .iter()
            .filter_map(|form| form.property(name))
            .flat_map(Place::forms)
            .collect();
        let mut rules = Vec::new();
        if having.len() < forms.len()
            && let Some(tag) = tag(forms, &having)
        {
            rules.push(tag);
        }
        if having.iter().all(|form| form.is_required(name)) {
            rules.push("required".to_owned());
        }
        let key = format!("{path}{name}");
        push(rows, &key, &inner, rules, depth);
    }
    // The keys of a map.
    let others = forms
        .iter()
        .filter(|form| form.get("additionalProperties").is_some());
    let others: Vec<Form<'_>> = others
        .filter_map(Form::others)
        .flat_map(Place::forms)
        .collect();
    if !others.is_empty() && depth > 0 && !path.is_empty() {
        push(rows, &format!("{path}<KEY>"), &others, Vec::new(), depth);
    }
}

fn push(rows: &mut Vec<Row>, key: &str, forms: &[Form<'_>], rules: Vec<String>, depth: usize) {
    let items: Vec<Form<'_>> = forms
        .iter()
        .filter_map(Form::items)
        .flat_map(Place::forms)
        .collect();
    rows.push(Row {
        what: format!("{key}={}", kinds(forms, &items)),
        about: about(forms, &items, rules),
    });
    if depth == 0 {
        return;
    }
    add(rows, &format!("{key}."), forms, depth - 1);
    add(rows, &format!("{key}[]."), &items, depth - 1);
}

/// When a field is there that not all forms have: `with kind=circle`.
fn tag(forms: &[Form<'_>], having: &[&Form<'_>]) -> Option<String> {
    // Forms that are told apart by no field are none that a person chooses.
    forms.iter().find_map(tag_of)?;
    let tags: Option<Vec<_>> = having.iter().copied().map(tag_of).collect();
    let tags = tags?;
    let (name, _) = tags.first()?;
    let values: Vec<&str> = tags.iter().map(|(_, value)| value.as_str()).collect();
    Some(format!("with {name}={}", values.join("|")))
}

/// The field that tells a form from others, and its value.
fn tag_of<'s>(form: &Form<'s>) -> Option<(&'s str, String)> {
    let mut names = form.names().into_iter();
    names.find_map(|name| {
        let only = form.property(name)?.forms().first()?.get("const")?;
        Some((name, shown(only)))
    })
}

/// The placeholder behind the `=`.
fn kinds(forms: &[Form<'_>], items: &[Form<'_>]) -> String {
    let mut kinds: Vec<String> = Vec::new();
    let mut note = |kind: String| {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    };
    for form in forms {
        if let Some(choices) = form.choices() {
            for choice in choices {
                note(shown(choice));
            }
            continue;
        }
        match (form.get("format").and_then(Value::as_str), form.types()) {
            (_, types) if types.is_empty() => note("any JSON".to_owned()),
            (Some(format), types) if types.contains(&"string") => note(format.to_owned()),
            (_, types) => {
                let types = types.into_iter().filter(|kind| *kind != "null");
                for kind in types {
                    note(match kind {
                        "array" => format!("{}...", kinds_of_items(items)),
                        kind => kind.to_owned(),
                    });
                }
            }
        }
    }
    match kinds.as_slice() {
        [list] if list.ends_with("...") => list.clone(),
        kinds => format!("<{}>", kinds.join("|")),
    }
}

fn kinds_of_items(items: &[Form<'_>]) -> String {
    if items.is_empty() {
        return "<any JSON>".to_owned();
    }
    let deeper: Vec<Form<'_>> = items
        .iter()
        .filter_map(Form::items)
        .flat_map(Place::forms)
        .take(1)
        .collect();
    if deeper.is_empty() {
        kinds(items, &[])
    } else {
        "<array>".to_owned()
    }
}

/// The description, and the rules in brackets.
fn about(forms: &[Form<'_>], items: &[Form<'_>], mut rules: Vec<String>) -> String {
    let get = |keyword: &str| forms.iter().find_map(|form| form.get(keyword));
    let numbers = |least: &str, most: &str, unit: &str| {
        let (least, most) = (get(least).map(shown), get(most).map(shown));
        Some(match (least, most) {
            (Some(least), Some(most)) => format!("{least} to {most}{unit}"),
            (Some(least), None) => format!("at least {least}{unit}"),
            (None, Some(most)) => format!("at most {most}{unit}"),
            (None, None) => return None,
        })
    };
    rules.extend(numbers("minimum", "maximum", ""));
    rules.extend(get("exclusiveMinimum").map(|it| format!("more than {}", shown(it))));
    rules.extend(get("exclusiveMaximum").map(|it| format!("less than {}", shown(it))));
    rules.extend(numbers("minLength", "maxLength", " characters"));
    rules.extend(numbers("minItems", "maxItems", " items"));
    rules.extend(get("pattern").map(|it| format!("matches {}", shown(it))));
    rules.extend(get("default").map(|it| format!("default: {}", shown(it))));
    let examples = get("examples").and_then(Value::as_array);
    rules.extend(
        examples
            .and_then(|it| it.first())
            .map(|it| format!("example: {}", shown(it))),
    );
    let description = get("description").and_then(Value::as_str);
    let of_items = || {
        items
            .iter()
            .find_map(|form| form.get("description")?.as_str())
    };
    let mut about = description.or_else(of_items).unwrap_or_default().to_owned();
    for rule in rules {
        // Behind the first line: what follows is often a list of choices.
        let end = about.find('\n').unwrap_or(about.len());
        let space = if end == 0 { "" } else { " " };
        about.insert_str(end, &format!("{space}[{rule}]"));
    }
    about
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
