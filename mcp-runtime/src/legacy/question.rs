//! A question as an earlier revision puts it.

use serde_json::{Map, Value};

use super::fields::Fields;
use super::revision::Revision;
use super::seal;

/// A request of the server's to the client.
#[derive(Debug, PartialEq)]
pub(super) struct Question {
    pub(super) method: String,
    pub(super) params: Value,
}

/// The revision has no words for this question.
#[derive(Debug, PartialEq)]
pub(super) struct Unsayable;

/// Puts one of `inputRequests` in the words of a revision: never as something else than it is.
pub(super) fn put(revision: Revision, request: &Fields) -> Result<Question, Unsayable> {
    let method = request.text("method").ok_or(Unsayable)?;
    let params: Map<String, Value> = match request.get("params") {
        None => Map::new(),
        Some(params) => serde_json::from_str(params).map_err(|_| Unsayable)?,
    };
    let params = match method.as_str() {
        "elicitation/create" => elicitation(revision, params)?,
        "sampling/createMessage" | "roots/list" => params,
        _ => return Err(Unsayable),
    };
    let params = params.into();
    Ok(Question { method, params })
}

fn elicitation(
    revision: Revision,
    mut params: Map<String, Value>,
) -> Result<Map<String, Value>, Unsayable> {
    let mode = params.get("mode").and_then(Value::as_str);
    match mode.unwrap_or("form") {
        "url" if revision.has_modes() => {
            let id = seal::random().ok_or(Unsayable)?;
            params.insert("elicitationId".to_owned(), id.into());
            Ok(params)
        }
        "form" if revision.has_modes() => Ok(params),
        "form" if revision.has_forms() => {
            params.remove("mode");
            if let Some(Value::Object(schema)) = params.get_mut("requestedSchema") {
                without_modes(schema)?;
            }
            Ok(params)
        }
        _ => Err(Unsayable),
    }
}

/// A form as 2025-06-18 has it: choices have their titles in a list of their own, nobody chooses
/// among several, and only what is true or false has a default.
fn without_modes(schema: &mut Map<String, Value>) -> Result<(), Unsayable> {
    schema.remove("$schema");
    let Some(Value::Object(fields)) = schema.get_mut("properties") else {
        return Ok(());
    };
    for field in fields.values_mut() {
        let Value::Object(field) = field else {
            return Err(Unsayable);
        };
        if let Some(choices) = field.remove("oneOf") {
            let (names, titles) = choices_of(&choices).ok_or(Unsayable)?;
            field.insert("enum".to_owned(), names);
            field.insert("enumNames".to_owned(), titles);
        }
        match field.get("type").and_then(Value::as_str) {
            Some("boolean") => {}
            Some("string" | "number" | "integer") => drop(field.remove("default")),
            _ => return Err(Unsayable),
        }
    }
    Ok(())
}

/// The values of titled choices, and their titles.
fn choices_of(choices: &Value) -> Option<(Value, Value)> {
    let (mut names, mut titles) = (Vec::new(), Vec::new());
    for choice in choices.as_array()? {
        let name = choice.get("const")?.as_str()?;
        names.push(name.into());
        titles.push(
            choice
                .get("title")
                .and_then(Value::as_str)
                .unwrap_or(name)
                .into(),
        );
    }
    Some((Value::Array(names), Value::Array(titles)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(revision: Revision, method: &str, params: &Value) -> Result<Value, Unsayable> {
        let request = json!({ "method": method, "params": params }).to_string();
        put(revision, &Fields::read(&request).unwrap()).map(|question| question.params)
    }

    fn form(fields: &Value) -> Value {
        json!({
            "mode": "form", "message": "?",
            "requestedSchema": { "type": "object", "properties": fields, "required": [] },
        })
    }

    #[test]
    fn a_form_is_put_as_its_revision_puts_it() {
        let fields = json!({
            "speed": { "type": "string", "oneOf": [{ "const": "a", "title": "A" }, { "const": "b" }], "default": "a" },
            "gift": { "type": "boolean", "default": true },
            "count": { "type": "integer", "minimum": 1, "default": 3 },
        });
        let ask = |revision| asked(revision, "elicitation/create", &form(&fields));
        assert_eq!(ask(Revision::V2025_11_25), Ok(form(&fields)));
        let old = ask(Revision::V2025_06_18).unwrap();
        assert!(old.get("mode").is_none());
        assert_eq!(
            old["requestedSchema"]["properties"],
            json!({
                "speed": { "type": "string", "enum": ["a", "b"], "enumNames": ["A", "b"] },
                "gift": { "type": "boolean", "default": true },
                "count": { "type": "integer", "minimum": 1 },
            })
        );
        assert_eq!(ask(Revision::V2025_03_26), Err(Unsayable));
        let several = form(&json!({ "x": { "type": "array", "items": { "enum": ["a"] } } }));
        let ask = |revision| asked(revision, "elicitation/create", &several);
        assert_eq!(ask(Revision::V2025_06_18), Err(Unsayable));
        assert!(ask(Revision::V2025_11_25).is_ok());
    }

    #[test]
    fn only_the_last_opens_pages_and_each_page_has_an_id() {
        let page = json!({ "mode": "url", "message": "?", "url": "https://example.com" });
        let ask = |revision| asked(revision, "elicitation/create", &page);
        assert!(ask(Revision::V2025_11_25).unwrap()["elicitationId"].is_string());
        assert_eq!(ask(Revision::V2025_06_18), Err(Unsayable));
    }

    #[test]
    fn models_and_directories_are_asked_in_every_revision() {
        for revision in Revision::ALL {
            assert_eq!(asked(revision, "roots/list", &json!({})), Ok(json!({})));
            let prompt = json!({ "messages": [], "maxTokens": 1 });
            assert_eq!(
                asked(revision, "sampling/createMessage", &prompt),
                Ok(prompt.clone())
            );
            assert_eq!(asked(revision, "other/ask", &json!({})), Err(Unsayable));
        }
    }
}
