//! Results as a person wants to read them.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::super::output::print;

/// Prints blocks of content. The text form of structured content is for models; people read it with
/// line breaks.
pub(super) fn show(name: &str, blocks: &[Value], structured: Option<&Value>) -> crate::Result<()> {
    for (i, block) in blocks.iter().enumerate() {
        let text = block["text"].as_str();
        let same = text
            .and_then(|text| serde_json::from_str::<Value>(text).ok())
            .filter(|value| Some(value) == structured);
        match (block["type"].as_str(), text, same) {
            (_, _, Some(value)) => print(&serde_json::to_string_pretty(&value)?)?,
            (Some("text"), Some(text), None) => print(text)?,
            (Some("image" | "audio"), _, _) => {
                print(&save(name, i, &block["data"], &block["mimeType"])?)?;
            }
            _ => print(&serde_json::to_string_pretty(block)?)?,
        }
    }
    Ok(())
}

/// Writes bytes to a file that is not there yet, and says which.
pub(super) fn save(tool: &str, index: usize, data: &Value, mime: &Value) -> crate::Result<String> {
    let mime = mime.as_str().unwrap_or_default();
    let kind = mime.rsplit(['/', '+']).next().unwrap_or_default();
    let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).collect();
    let bytes = STANDARD.decode(data.as_str().unwrap_or_default())?;
    let tool: String = tool
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    for attempt in 0..1000 {
        let name = format!(
            "{tool}-{}.{}",
            index + attempt,
            if kind.is_empty() { "bin" } else { &kind }
        );
        match std::fs::File::create_new(&name) {
            Ok(mut file) => {
                std::io::Write::write_all(&mut file, &bytes)?;
                return Ok(format!("saved {name} ({mime}, {} bytes)", bytes.len()));
            }
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(format!("too many files are called `{tool}-….{kind}`").into())
}
