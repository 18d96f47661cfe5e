//! A schema, made ready once at start to check values by while they are read.
//!
//! Each place of the schema becomes a [`Node`]. What can't be told in one pass over a value (which
//! of several objects is meant, where no property in front says so; `not`; items that must differ)
//! becomes a node that allows nothing: then the value is read into memory and checked by
//! [`explain`](super::explain), which knows all of it and finds the words.

mod choice;
mod node;
mod number;
mod pattern;

use std::collections::HashMap;

use serde_json::{Map, Value};

use choice::merged;
use node::StringRules;
pub(super) use node::{Allowed, ArrayRules, Node, NodeId, ObjectRules, Property};
pub(super) use number::{NumberRules, Read};
pub(super) use pattern::Patterns;
pub(crate) use pattern::{LONGEST_MATCHED, compile_pattern};

pub(super) const ANYTHING: NodeId = 0;
const NOTHING: NodeId = 1;
const NULL: NodeId = 2;

/// Properties beyond this have no bit.
const MANY: usize = 64;

/// Keywords that one pass can't check. What stands in a schema beside these and those that are
/// checked says nothing of values.
const BEYOND_ONE_PASS: [&str; 13] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "uniqueItems",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "unevaluatedProperties",
    "unevaluatedItems",
    "additionalItems",
    "$dynamicRef",
];

/// Keywords that only describe.
const ANNOTATIONS: [&str; 9] = [
    "description",
    "title",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "$comment",
    "$defs",
];

/// A schema, compiled.
#[derive(Debug)]
pub(super) struct Compiled {
    nodes: Vec<Node>,
    pub(super) patterns: Patterns,
}

impl Compiled {
    /// One that allows everything.
    pub(super) fn open() -> Self {
        Self {
            nodes: vec![Node::ANYTHING, Node::NOTHING, Node::NULL],
            patterns: Patterns::default(),
        }
    }

    #[inline]
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    pub(super) fn anything(&self) -> &Node {
        &self.nodes[ANYTHING]
    }
}

/// Compiles a schema and, beside it, others that refer to its definitions. Returns their nodes.
///
/// # Errors
///
/// For a schema that can't be checked: a pattern with a look-ahead, an unknown keyword.
pub(super) fn compile(root: &Value, others: &[Value]) -> Result<(Compiled, Vec<NodeId>), String> {
    let mut compiled = Compiled::open();
    compiled.patterns = Patterns::of(root)?;
    let mut compiler = Compiler {
        root,
        compiled,
        references: HashMap::new(),
        open: Vec::new(),
        postponed: Vec::new(),
    };
    let mut places = vec![compiler.schema(root)];
    places.extend(others.iter().map(|other| compiler.schema(other)));
    for (id, choices) in std::mem::take(&mut compiler.postponed) {
        let choices: Vec<Node> = choices.iter().map(|id| compiler.node(*id)).collect();
        compiler.compiled.nodes[id] = merged(&mut compiler.compiled.nodes, &choices);
    }
    Ok((compiler.compiled, places))
}

struct Compiler<'r> {
    root: &'r Value,
    compiled: Compiled,
    /// Definitions that have been met.
    references: HashMap<String, NodeId>,
    /// Nodes that are being made.
    open: Vec<NodeId>,
    /// Choices between nodes that were being made.
    postponed: Vec<(NodeId, Vec<NodeId>)>,
}

impl Compiler<'_> {
    fn node(&self, id: NodeId) -> Node {
        self.compiled.nodes[id].clone()
    }

    fn add(&mut self, node: Node) -> NodeId {
        self.compiled.nodes.push(node);
        self.compiled.nodes.len() - 1
    }

    fn schema(&mut self, schema: &Value) -> NodeId {
        match schema {
            Value::Bool(true) => ANYTHING,
            Value::Object(map) => self.object(map),
            _ => NOTHING,
        }
    }

    fn object(&mut self, schema: &Map<String, Value>) -> NodeId {
        let says = |key: &str| schema.contains_key(key);
        if BEYOND_ONE_PASS.iter().any(|key| says(key)) {
            return NOTHING;
        }
        // These stand alone, or in one pass they can't be checked beside others.
        let alone = |key: &str| {
            let others = schema.keys().filter(|other| *other != key);
            others
                .filter(|other| !other.starts_with("x-"))
                .all(|other| ANNOTATIONS.contains(&other.as_str()))
        };
        let list = |key: &str| schema.get(key).and_then(Value::as_array);
        if let Some(reference) = schema.get("$ref") {
            return if alone("$ref") {
                self.reference(reference)
            } else {
                NOTHING
            };
        }
        if let Some(parts) = list("allOf") {
            return match parts.as_slice() {
                [only] if alone("allOf") => self.schema(only),
                _ => NOTHING,
            };
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(choices) = list(key) {
                return if alone(key) {
                    self.choices(choices)
                } else {
                    NOTHING
                };
            }
        }
        let node = match (list("enum"), schema.get("const")) {
            (Some(values), None) => named(values),
            (None, Some(value)) => named(std::slice::from_ref(value)),
            (Some(_), Some(_)) => Node::NOTHING,
            (None, None) => self.typed(schema),
        };
        self.add(node)
    }

    fn reference(&mut self, reference: &Value) -> NodeId {
        let Some(pointer) = reference.as_str().and_then(|r| r.strip_prefix('#')) else {
            return NOTHING;
        };
        if let Some(id) = self.references.get(pointer) {
            return *id;
        }
        let root = self.root;
        let Some(schema) = root.pointer(pointer) else {
            return NOTHING;
        };
        // It may refer to itself.
        let id = self.add(Node::NOTHING);
        self.references.insert(pointer.to_owned(), id);
        self.open.push(id);
        let made = self.schema(schema);
        self.open.pop();
        if made == id {
            return NOTHING;
        }
        // Also where what was made is to be merged later on.
        match self
            .postponed
            .iter_mut()
            .find(|(postponed, _)| *postponed == made)
        {
            Some((postponed, _)) => *postponed = id,
            None => self.compiled.nodes[id] = self.node(made),
        }
        id
    }

    fn choices(&mut self, choices: &[Value]) -> NodeId {
        let made: Vec<NodeId> = choices.iter().map(|choice| self.schema(choice)).collect();
        self.merge(&made)
    }

    fn merge(&mut self, choices: &[NodeId]) -> NodeId {
        let is_unfinished = |id: &NodeId| {
            self.open.contains(id) || self.postponed.iter().any(|(postponed, _)| postponed == id)
        };
        if choices.iter().any(is_unfinished) {
            let id = self.add(Node::NOTHING);
            self.postponed.push((id, choices.to_vec()));
            return id;
        }
        let choices: Vec<Node> = choices.iter().map(|id| self.node(*id)).collect();
        let node = merged(&mut self.compiled.nodes, &choices);
        self.add(node)
    }

    /// A schema by its types; without `type`, all of them.
    fn typed(&mut self, schema: &Map<String, Value>) -> Node {
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
            _ => vec!["null", "boolean", "number", "string", "array", "object"],
        };
        let has = |name: &str| types.contains(&name);
        Node {
            null: has("null"),
            boolean: has("boolean"),
            number: match (has("number"), has("integer")) {
                (false, false) => Allowed::Nothing,
                (any, _) => Allowed::ruled(NumberRules::of(schema, !any)),
            },
            string: if has("string") {
                self.string(schema)
            } else {
                Allowed::Nothing
            },
            array: if has("array") {
                self.array(schema)
            } else {
                Allowed::Nothing
            },
            object: if has("object") {
                self.properties(schema)
            } else {
                Allowed::Nothing
            },
        }
    }

    fn string(&self, schema: &Map<String, Value>) -> Allowed<StringRules> {
        let (least, most) = sizes(schema, "minLength", "maxLength");
        let pattern = match schema.get("pattern").and_then(Value::as_str) {
            None => None,
            Some(pattern) => match self.compiled.patterns.get(pattern) {
                Ok(regex) => Some(regex.into_owned()),
                Err(_) => return Allowed::Nothing,
            },
        };
        if (least, most) == (0, usize::MAX) && pattern.is_none() {
            return Allowed::Anything;
        }
        Allowed::ruled(StringRules::Sized {
            least,
            most,
            pattern,
        })
    }

    fn array(&mut self, schema: &Map<String, Value>) -> Allowed<ArrayRules> {
        let prefix = schema.get("prefixItems").and_then(Value::as_array);
        let prefix = prefix
            .into_iter()
            .flatten()
            .map(|item| self.schema(item))
            .collect();
        let items = schema
            .get("items")
            .map_or(ANYTHING, |items| self.schema(items));
        let (least, most) = sizes(schema, "minItems", "maxItems");
        Allowed::ruled(ArrayRules {
            prefix,
            items,
            least,
            most,
        })
    }

    fn properties(&mut self, schema: &Map<String, Value>) -> Allowed<ObjectRules> {
        let declared = schema.get("properties").and_then(Value::as_object);
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut properties = Vec::new();
        for (name, schema) in declared.into_iter().flatten() {
            let node = self.schema(schema);
            // An optional property may also be null.
            let node = match required.contains(&name.as_str()) {
                false if node != ANYTHING => self.merge(&[node, NULL]),
                _ => node,
            };
            let name = name.as_str().into();
            properties.push(Property { name, node });
        }
        let mut mask = 0;
        for name in required {
            match properties.iter().position(|p| *p.name == *name) {
                Some(bit) if bit < MANY => mask |= 1 << bit,
                _ => return Allowed::Nothing,
            }
        }
        if properties.len() > MANY {
            return Allowed::Nothing;
        }
        let mut patterns = Vec::new();
        let by_pattern = schema.get("patternProperties").and_then(Value::as_object);
        for (pattern, schema) in by_pattern.into_iter().flatten() {
            let node = self.schema(schema);
            match self.compiled.patterns.get(pattern) {
                Ok(regex) => patterns.push((regex.into_owned(), node)),
                Err(_) => return Allowed::Nothing,
            }
        }
        // Two of them may say something of one key, and of one that is named.
        if patterns.len() > 1 || (!patterns.is_empty() && !properties.is_empty()) {
            return Allowed::Nothing;
        }
        let others = match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => None,
            Some(schema) => Some(self.schema(schema)),
            None => Some(ANYTHING),
        };
        let names = schema.get("propertyNames").map(|names| self.schema(names));
        let (least, most) = sizes(schema, "minProperties", "maxProperties");
        Allowed::ruled(ObjectRules {
            properties: properties.into(),
            required: mask,
            others,
            patterns: patterns.into(),
            names,
            least,
            most,
            choices: Box::default(),
        })
    }
}

/// Values that are named one by one.
fn named(values: &[Value]) -> Node {
    let mut node = Node::NOTHING;
    let has = |value: &Value| values.contains(value);
    node.null = has(&Value::Null);
    // One of the two alone is told the second way.
    node.boolean = has(&Value::Bool(true)) && has(&Value::Bool(false));
    let texts: Box<[Box<str>]> = values
        .iter()
        .filter_map(Value::as_str)
        .map(Into::into)
        .collect();
    if !texts.is_empty() {
        node.string = Allowed::ruled(StringRules::OneOf(texts));
    }
    node
}

#[allow(clippy::cast_sign_loss)] // A size below 0 is one of 0.
fn sizes(schema: &Map<String, Value>, least: &str, most: &str) -> (usize, usize) {
    let size = |key: &str| {
        let size = schema.get(key)?;
        let size = size
            .as_u64()
            .or_else(|| size.as_f64().map(|size| size as u64))?;
        Some(usize::try_from(size).unwrap_or(usize::MAX))
    };
    (size(least).unwrap_or(0), size(most).unwrap_or(usize::MAX))
}
