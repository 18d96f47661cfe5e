//! Several schemas of which one must fit, as one node: told apart by the kind of JSON value, by the
//! property that names the choice, or by the only key there is.

use std::sync::Arc;

use super::MANY;
use super::node::{Allowed, Node, ObjectRules, Property, StringRules};

/// Returns a node for values that fit one of these choices. New nodes that it needs are added to
/// `nodes`.
pub(super) fn merged(nodes: &mut Vec<Node>, choices: &[Node]) -> Node {
    Node {
        null: choices.iter().any(|choice| choice.null),
        boolean: choices.iter().any(|choice| choice.boolean),
        number: only(choices, |choice| &choice.number),
        string: texts(choices),
        array: only(choices, |choice| &choice.array),
        object: objects(nodes, choices),
    }
}

/// The rules of the only choice that allows a kind of value at all.
fn only<R>(choices: &[Node], kind: fn(&Node) -> &Allowed<R>) -> Allowed<R> {
    let mut some = choices.iter().map(kind).filter(|kind| !kind.is_nothing());
    match (some.next(), some.next()) {
        (Some(only), None) => only.clone(),
        _ => Allowed::Nothing,
    }
}

/// All names that are allowed by one or another choice.
fn texts(choices: &[Node]) -> Allowed<StringRules> {
    let mut all: Vec<Box<str>> = Vec::new();
    for choice in choices {
        match &choice.string {
            Allowed::Nothing => {}
            Allowed::Ruled(rules) if matches!(**rules, StringRules::OneOf(_)) => {
                if let StringRules::OneOf(names) = &**rules {
                    all.extend(names.iter().cloned());
                }
            }
            _ => return only(choices, |choice| &choice.string),
        }
    }
    if all.is_empty() {
        return Allowed::Nothing;
    }
    Allowed::ruled(StringRules::OneOf(all.into()))
}

fn objects(nodes: &mut Vec<Node>, choices: &[Node]) -> Allowed<ObjectRules> {
    let mut objects: Vec<Arc<ObjectRules>> = Vec::new();
    for choice in choices {
        match &choice.object {
            Allowed::Nothing => {}
            Allowed::Ruled(rules) if rules.choices.is_empty() => objects.push(rules.clone()),
            _ => return only(choices, |choice| &choice.object),
        }
    }
    match objects.as_slice() {
        [] => Allowed::Nothing,
        [only] => Allowed::Ruled(only.clone()),
        many => by_key(many)
            .or_else(|| by_tag(nodes, many))
            .map_or(Allowed::Nothing, Allowed::ruled),
    }
}

/// `{"Circle": …}` or `{"Square": …}`: each has one key of its own.
fn by_key(choices: &[Arc<ObjectRules>]) -> Option<ObjectRules> {
    let mut properties: Vec<Property> = Vec::new();
    for choice in choices {
        let [only] = &*choice.properties else {
            return None;
        };
        let is_alone = choice.required == 1
            && choice.others.is_none()
            && choice.patterns.is_empty()
            && choice.names.is_none()
            && (choice.least, choice.most) == (0, usize::MAX);
        if !is_alone || properties.iter().any(|known| known.name == only.name) {
            return None;
        }
        properties.push(only.clone());
    }
    (properties.len() <= MANY).then(|| ObjectRules {
        properties: properties.into(),
        required: 0,
        others: None,
        patterns: Box::default(),
        names: None,
        least: 1,
        most: 1,
        choices: Box::default(),
    })
}

/// `{"kind": "circle", …}` or `{"kind": "square", …}`: one property has another value in each.
fn by_tag(nodes: &mut Vec<Node>, choices: &[Arc<ObjectRules>]) -> Option<ObjectRules> {
    let first = choices.first()?;
    let name = first
        .properties
        .iter()
        .enumerate()
        .find_map(|(bit, property)| {
            let is_tag = first.required & (1 << bit) != 0 && tag(nodes, property).is_some();
            is_tag.then(|| property.name.clone())
        })?;
    let mut tags: Vec<Box<str>> = Vec::new();
    for choice in choices {
        let bit = choice.properties.iter().position(|p| p.name == name)?;
        let tag = tag(nodes, &choice.properties[bit])?;
        if choice.required & (1 << bit) == 0 || tags.contains(&tag) {
            return None;
        }
        tags.push(tag);
    }
    nodes.push(Node {
        string: Allowed::ruled(StringRules::OneOf(tags.into())),
        ..Node::NOTHING
    });
    let node = nodes.len() - 1;
    Some(ObjectRules {
        properties: Box::new([Property { name, node }]),
        required: 1,
        // Where the tag doesn't come first, it is told the second way.
        others: None,
        patterns: Box::default(),
        names: None,
        least: 0,
        most: usize::MAX,
        choices: choices.into(),
    })
}

/// The only text that a property can have.
fn tag(nodes: &[Node], property: &Property) -> Option<Box<str>> {
    let node = &nodes[property.node];
    let Allowed::Ruled(rules) = &node.string else {
        return None;
    };
    let is_text = !node.null && !node.boolean && node.number.is_nothing();
    match &**rules {
        StringRules::OneOf(names) if is_text && node.array.is_nothing() => match &**names {
            [only] => Some(only.clone()),
            _ => None,
        },
        _ => None,
    }
}
