//! Content of results and messages.

use super::{Fields, Revision, list};

/// A block. What a revision has no block for is said in words.
pub(super) fn block(revision: Revision, mut block: Fields) -> Fields {
    match block.text("type").as_deref() {
        Some("resource_link") if !revision.has_structure() => {
            let uri = block.text("uri").unwrap_or_default();
            let said = match block.text("title").or_else(|| block.text("name")) {
                Some(name) => format!("{name}: {uri}"),
                None => uri,
            };
            return text(&said);
        }
        Some("audio") if !revision.has_audio() => {
            let kind = block.text("mimeType").unwrap_or_default();
            return text(&format!("[audio, {kind}, which this client can't play]"));
        }
        Some("resource") => {
            if let Some(inner) = block.object("resource") {
                block.set("resource", &resource(revision, inner));
            }
        }
        _ => {}
    }
    list::item(revision, block)
}

fn text(said: &str) -> Fields {
    let mut block = Fields::default();
    block.set("type", "text");
    block.set("text", said);
    block
}

/// The contents of a resource.
pub(super) fn resource(revision: Revision, mut contents: Fields) -> Fields {
    if !revision.has_structure() {
        contents.remove("_meta");
    }
    contents
}
