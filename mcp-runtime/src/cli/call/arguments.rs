//! Arguments as people write them: `key=value`, with lists and nested values, or as one object.

use serde_json::{Map, Value};

use super::super::Misuse;
use super::input::Input;
use super::places::{Form, Place, type_of};
use crate::schema::closest;

/// Reads the words behind the name of a tool, by its input schema.
pub(super) fn arguments(schema: &Value, words: &[&String], input: &Input) -> Result<Value, Misuse> {
    let (mut whole, mut pairs) = (None, Vec::new());
    for word in words {
        if *word == "-" || word.starts_with(['@', '{']) {
            if whole.replace(object(word, input)?).is_some() {
                return Err(Misuse(
                    "the arguments are one object; write others as `key=value`".into(),
                ));
            }
        } else {
            add(&mut pairs, Place::root(schema), word, input)?;
        }
    }
    let reading = Reading { at: String::new() };
    let read = reading.object(&Place::root(schema).forms(), pairs)?;
    Ok(match whole {
        Some(mut whole) => {
            merge(&mut whole, read);
            whole
        }
        None => read,
    })
}

/// All arguments at once.
fn object(word: &str, input: &Input) -> Result<Value, Misuse> {
    let text = input.text(word)?;
    let object = serde_json::from_str::<Map<String, Value>>(&text);
    object.map(Value::Object).map_err(|e| {
        Misuse(format!(
            "`{}` is no JSON object ({e}); write arguments as `key=value`, or as \
             `'{{\"key\": …}}'`",
            short(word)
        ))
    })
}

/// Puts a value over another; of two for one place, the later one counts.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

/// The words for one key: its values, or those of its fields.
enum Written {
    Values(Vec<String>),
    Fields(Fields),
}

type Fields = Vec<(String, Written)>;

/// Adds `a.b=value` to what is written so far.
fn add(pairs: &mut Fields, place: Place<'_>, word: &str, input: &Input) -> Result<(), Misuse> {
    let Some((key, value)) = word.split_once('=') else {
        let word = short(word);
        return Err(Misuse(format!(
            "`{word}` is no argument; write `key=value`"
        )));
    };
    let value = input.text(value)?.into_owned();
    let steps = steps(place, key);
    let Some((last, path)) = steps.split_last() else {
        return Err(Misuse(format!(
            "`={}` has no name; write `key=value`",
            short(&value)
        )));
    };
    let mut fields = pairs;
    let both = |step: &str| {
        Misuse(format!(
            "`{step}` is written as a whole and by its fields; write one or the other"
        ))
    };
    for step in path {
        match field(fields, step, || Written::Fields(Vec::new())) {
            Written::Fields(inner) => fields = inner,
            Written::Values(_) => return Err(both(step)),
        }
    }
    match field(fields, last, || Written::Values(Vec::new())) {
        Written::Values(values) => values.push(value),
        Written::Fields(_) => return Err(both(last)),
    }
    Ok(())
}

fn field<'f>(fields: &'f mut Fields, name: &str, new: impl FnOnce() -> Written) -> &'f mut Written {
    let index = fields.iter().position(|(it, _)| it == name);
    let index = index.unwrap_or_else(|| {
        fields.push((name.to_owned(), new()));
        fields.len() - 1
    });
    &mut fields[index].1
}

/// The steps of `a.b`. A field may have a point in its name, and so may the key of a map.
fn steps<'k>(place: Place<'_>, key: &'k str) -> Vec<&'k str> {
    let (mut steps, mut rest) = (Vec::new(), key);
    let mut forms = place.forms();
    while !rest.is_empty() {
        let is_whole = forms.iter().any(|form| form.property(rest).is_some());
        let (step, others) = match rest.split_once('.') {
            Some(split) if !is_whole => split,
            _ => (rest, ""),
        };
        let inner: Vec<Form<'_>> = inside(&forms, step);
        if !inner.is_empty() && !inner.iter().any(|form| form.takes("object")) {
            steps.push(rest);
            return steps;
        }
        steps.push(step);
        (rest, forms) = (others, inner);
    }
    steps
}

/// The forms of a field.
fn inside<'s>(forms: &[Form<'s>], name: &str) -> Vec<Form<'s>> {
    let named = forms.iter().filter_map(|form| form.property(name));
    let named: Vec<Form<'s>> = named.flat_map(Place::forms).collect();
    if !named.is_empty() {
        return named;
    }
    let others = forms.iter().filter_map(Form::others);
    others.flat_map(Place::forms).collect()
}

/// Turns what is written into JSON.
struct Reading {
    /// The field that is read, as it is written.
    at: String,
}

impl Reading {
    fn of(&self, name: &str) -> Self {
        let at = if self.at.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.at)
        };
        Self { at }
    }

    fn object(&self, forms: &[Form<'_>], fields: Fields) -> Result<Value, Misuse> {
        let forms = chosen(forms, &fields);
        let mut object = Map::new();
        for (name, written) in fields {
            let inner = inside(&forms, &name);
            if inner.is_empty() {
                return Err(self.unknown(&forms, &name));
            }
            let reading = self.of(&name);
            let value = match written {
                Written::Fields(fields) => reading.object(&inner, fields)?,
                Written::Values(values) => reading.values(&inner, &values)?,
            };
            object.insert(name, value);
        }
        Ok(object.into())
    }

    fn unknown(&self, forms: &[Form<'_>], name: &str) -> Misuse {
        let mut known: Vec<String> = Vec::new();
        for name in forms.iter().flat_map(Form::names) {
            let name = self.of(name).at;
            if !known.contains(&name) {
                known.push(name);
            }
        }
        let name = self.of(name).at;
        let hint = match closest(&name, known.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if known.is_empty() && self.at.is_empty() => "it takes none".to_owned(),
            None if known.is_empty() => format!("`{}` has no fields", self.at),
            None => format!("there are: {}", known.join(", ")),
        };
        Misuse(format!("there is no argument `{}`; {hint}", short(&name)))
    }

    fn values(&self, forms: &[Form<'_>], values: &[String]) -> Result<Value, Misuse> {
        let items: Vec<Form<'_>> = forms
            .iter()
            .filter_map(Form::items)
            .flat_map(Place::forms)
            .collect();
        let is_list = forms
            .iter()
            .any(|form| form.takes("array") && !form.takes_anything());
        match values {
            [one] => match value(forms, one) {
                Some(value) => return Ok(value),
                None if is_list => {}
                None => return Err(self.unreadable(forms, one)),
            },
            _ if is_list => {}
            _ => {
                return Err(Misuse(format!(
                    "`{0}` is given {1} times, and takes one value; write `{0}=…` once",
                    self.at,
                    values.len()
                )));
            }
        }
        let mut list = Vec::new();
        for text in values {
            let read = if items.is_empty() {
                Some(any(text))
            } else {
                value(&items, text)
            };
            match read {
                Some(value) => list.push(value),
                // A list of several among others.
                None => match serde_json::from_str::<Vec<Value>>(text) {
                    Ok(several) => list.extend(several),
                    Err(_) => return Err(self.unreadable(&items, text)),
                },
            }
        }
        Ok(list.into())
    }

    fn unreadable(&self, forms: &[Form<'_>], text: &str) -> Misuse {
        let at = &self.at;
        let takes = |kind: &str| forms.iter().any(|form| form.takes(kind));
        let (wanted, example) = if takes("number") {
            ("a number", format!("{at}=1.5"))
        } else if takes("integer") {
            ("a whole number", format!("{at}=2"))
        } else if takes("boolean") {
            ("`true` or `false`", format!("{at}=true"))
        } else if takes("object") {
            let name = forms.iter().find_map(|form| form.names().first().copied());
            let name = name.unwrap_or("key");
            return Misuse(format!(
                "`{at}` takes an object, and `{}` is none; write `{at}.{name}=…`, or \
                 `{at}='{{\"{name}\": …}}'`",
                short(text)
            ));
        } else {
            ("JSON", format!("{at}='…'"))
        };
        Misuse(format!(
            "`{at}` takes {wanted}, and not `{}`; write `{example}`",
            short(text)
        ))
    }
}

/// The forms that the written tags allow: `kind=circle` rules out a square.
fn chosen<'s>(forms: &[Form<'s>], fields: &Fields) -> Vec<Form<'s>> {
    let fits = |form: &&Form<'s>| {
        fields
            .iter()
            .all(|(name, written)| match (written, form.property(name)) {
                (Written::Values(values), Some(place)) => {
                    let choices: Option<Vec<_>> = place.forms().iter().map(Form::choices).collect();
                    choices.is_none_or(|choices| {
                        values
                            .iter()
                            .all(|value| choices.iter().flatten().any(|it| **it == *value.as_str()))
                    })
                }
                (_, place) => place.is_some() || form.others().is_some(),
            })
    };
    let chosen: Vec<Form<'s>> = forms.iter().filter(fits).cloned().collect();
    // If none fits, the server says why.
    if chosen.is_empty() {
        forms.to_vec()
    } else {
        chosen
    }
}

/// One value. A text is taken as it is, where a text may stand; any other value is JSON.
fn value(forms: &[Form<'_>], text: &str) -> Option<Value> {
    if forms.iter().any(Form::takes_anything) {
        return Some(any(text));
    }
    let is_text = forms.iter().any(|form| form.takes("string"));
    let json: Option<Value> = serde_json::from_str(text).ok();
    let json = json.filter(|json| {
        let kind = type_of(json);
        // `2.0` is a whole number, too; the server reads it.
        let whole = kind == "number" && forms.iter().any(|form| form.takes("integer"));
        let takes = whole || forms.iter().any(|form| form.takes(kind));
        takes && !(is_text && matches!(kind, "string" | "null"))
    });
    json.or_else(|| is_text.then(|| text.into()))
}

fn any(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

/// A text for a message.
fn short(text: &str) -> String {
    let text: String = text.escape_debug().collect();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
