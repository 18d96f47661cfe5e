//! The values that a JSON Schema allows, as far as a command line has to know.

use serde_json::Value;

/// How far references and choices are followed: a type may contain itself.
const DEPTH: usize = 16;
/// How many forms are told apart. Choices multiply.
const FORMS: usize = 64;

/// A place in a schema, such as an argument's.
#[derive(Clone, Copy)]
pub(super) struct Place<'s> {
    /// The whole schema, in which `$ref` points.
    root: &'s Value,
    schema: &'s Value,
}

/// One of the forms that a value may have, such as a variant of an enum. All of these schemas
/// describe it.
#[derive(Clone)]
pub(super) struct Form<'s> {
    root: &'s Value,
    parts: Vec<&'s Value>,
}

impl<'s> Place<'s> {
    pub(super) fn root(schema: &'s Value) -> Self {
        Self {
            root: schema,
            schema,
        }
    }

    pub(super) fn forms(self) -> Vec<Form<'s>> {
        let forms = forms(self.root, self.schema, DEPTH).into_iter();
        forms
            .map(|parts| Form {
                root: self.root,
                parts,
            })
            .collect()
    }
}

fn forms<'s>(root: &'s Value, schema: &'s Value, depth: usize) -> Vec<Vec<&'s Value>> {
    let mut found = vec![vec![schema]];
    if depth == 0 {
        return found;
    }
    let mut and = |others: Vec<Vec<&'s Value>>| {
        let both = found
            .iter()
            .flat_map(|one| others.iter().map(|other| [&one[..], other].concat()));
        found = both.take(FORMS).collect();
    };
    let target = schema["$ref"].as_str().and_then(|at| at.strip_prefix('#'));
    if let Some(target) = target.and_then(|pointer| root.pointer(pointer)) {
        and(forms(root, target, depth - 1));
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        and(forms(root, part, depth - 1));
    }
    for choices in ["oneOf", "anyOf"].map(|key| schema[key].as_array()) {
        // A list of values is one form.
        if let Some(choices) = choices.filter(|choices| constants(choices).is_none()) {
            let each = choices.iter().flat_map(|it| forms(root, it, depth - 1));
            and(each.take(FORMS).collect());
        }
    }
    found
}

/// The values of `oneOf`, where each of them is one value.
fn constants(choices: &[Value]) -> Option<Vec<&Value>> {
    choices.iter().map(|choice| choice.get("const")).collect()
}

impl<'s> Form<'s> {
    pub(super) fn get(&self, keyword: &str) -> Option<&'s Value> {
        self.parts.iter().find_map(|part| part.get(keyword))
    }

    /// The types that it may have; none where any will do.
    pub(super) fn types(&self) -> Vec<&'s str> {
        match self.get("type") {
            Some(Value::String(one)) => return vec![one],
            Some(Value::Array(several)) => {
                return several.iter().filter_map(Value::as_str).collect();
            }
            _ => {}
        }
        if let Some(choices) = self.choices() {
            let mut types: Vec<&str> = choices.into_iter().map(type_of).collect();
            types.dedup();
            return types;
        }
        if self.get("properties").is_some() {
            return vec!["object"];
        }
        Vec::new()
    }

    pub(super) fn takes(&self, kind: &str) -> bool {
        let types = self.types();
        let takes = |wanted: &str| types.contains(&wanted);
        types.is_empty() || takes(kind) || (kind == "integer" && takes("number"))
    }

    pub(super) fn takes_anything(&self) -> bool {
        self.types().is_empty()
    }

    /// The values that it is one of.
    pub(super) fn choices(&self) -> Option<Vec<&'s Value>> {
        if let Some(only) = self.get("const") {
            return Some(vec![only]);
        }
        let listed = self.get("enum").and_then(Value::as_array);
        let listed = listed.map(|values| values.iter().collect());
        listed.or_else(|| constants(self.get("oneOf")?.as_array()?))
    }

    /// The names of its fields, in order.
    pub(super) fn names(&self) -> Vec<&'s str> {
        let properties = self
            .parts
            .iter()
            .filter_map(|part| part["properties"].as_object());
        properties
            .flat_map(|it| it.keys())
            .map(String::as_str)
            .collect()
    }

    pub(super) fn is_required(&self, name: &str) -> bool {
        let mut lists = self
            .parts
            .iter()
            .filter_map(|part| part["required"].as_array());
        lists.any(|list| list.iter().any(|it| it == name))
    }

    pub(super) fn property(&self, name: &str) -> Option<Place<'s>> {
        let mut fields = self.parts.iter().map(|part| &part["properties"]);
        self.place(fields.find_map(|fields| fields.get(name)))
    }

    /// Fields of any name, as a map has them.
    pub(super) fn others(&self) -> Option<Place<'s>> {
        let schema = self.get("additionalProperties");
        let is_map = schema.is_some_and(|schema| *schema != Value::Bool(false));
        if is_map {
            return self.place(schema);
        }
        let is_any = schema.is_none() && self.names().is_empty() && self.takes("object");
        self.place(is_any.then_some(&Value::Bool(true)))
    }

    pub(super) fn items(&self) -> Option<Place<'s>> {
        let items = self.get("items").filter(|_| self.takes("array"));
        self.place(items)
    }

    fn place(&self, schema: Option<&'s Value>) -> Option<Place<'s>> {
        Some(Place {
            root: self.root,
            schema: schema?,
        })
    }
}

/// A value's type, in the words of JSON Schema.
pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
