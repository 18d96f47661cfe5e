//! Items of lists.

use super::{Fields, Revision};

/// A tool.
pub(super) fn tool(revision: Revision, mut tool: Fields) -> Fields {
    // The title of a tool was one of its annotations before it was a field.
    if revision.has_tool_annotations()
        && !revision.has_structure()
        && let Some(title) = tool.text("title")
    {
        let mut annotations = tool.object("annotations").unwrap_or_default();
        if !annotations.has("title") {
            annotations.set("title", &title);
            tool.set("annotations", &annotations);
        }
    }
    if !revision.has_tool_annotations() {
        tool.remove("annotations");
    }
    let is_object = tool
        .object("outputSchema")
        .is_some_and(|schema| schema.text("type").as_deref() == Some("object"));
    if !revision.has_structure() || !is_object {
        tool.remove("outputSchema");
    }
    // Tasks of the core are none of the experiment that 2025-11-25 had.
    tool.remove("execution");
    if let Some(schema) = tool.object("inputSchema") {
        tool.set("inputSchema", &without_headers(schema));
    }
    item(revision, tool)
}

/// Arguments that headers mirror are arguments like others there.
fn without_headers(mut schema: Fields) -> Fields {
    let Some(properties) = schema.object("properties") else {
        return schema;
    };
    let mut all = Fields::default();
    for (name, property) in properties.iter() {
        let Some(mut property) = Fields::read(property) else {
            // A schema that is only `true` or `false`.
            all.set(name, &(property == "true"));
            continue;
        };
        property.remove("x-mcp-header");
        all.set(name, &property);
    }
    schema.set("properties", &all);
    schema
}

/// Any item.
pub(super) fn item(revision: Revision, mut item: Fields) -> Fields {
    if !revision.has_icons() {
        item.remove("icons");
    }
    if !revision.has_structure() {
        item.retain(|key| key != "title" && key != "_meta");
        item.each("arguments", |mut argument| {
            argument.remove("title");
            argument
        });
        if let Some(mut annotations) = item.object("annotations") {
            annotations.remove("lastModified");
            item.set("annotations", &annotations);
        }
    }
    item
}
