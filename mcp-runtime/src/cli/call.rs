//! `call NAME key=value…`: a tool's result, as a person wants to read it.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

use super::Ended;
use super::inspect::unknown;
use super::output::print;
use crate::testing::{Client, Reply};

pub(super) async fn call<S: Send + Sync + 'static>(
    client: &Client<S>,
    tool: &str,
    pairs: &[&String],
    json: Option<&str>,
) -> crate::Result<Ended> {
    let tools = client.tools().await;
    let Some(found) = tools.iter().find(|t| t["name"] == tool) else {
        let known: Vec<String> = tools.iter().filter_map(|t| t["name"].as_str().map(str::to_owned)).collect();
        return Err(unknown(tool, &known));
    };
    let arguments = match json {
        Some(json) => serde_json::from_str(json).map_err(|e| format!("--json takes one JSON object: {e}"))?,
        None => arguments(&found["inputSchema"], pairs)?,
    };
    let reply = client.call(tool, arguments).await;
    if let Some((code, message)) = reply.refusal() {
        return Err(format!("{message} ({code})").into());
    }
    show(tool, &reply)
}

/// `key=value` pairs. A value for an argument that is text is taken as it is; any other is JSON.
fn arguments(schema: &Value, pairs: &[&String]) -> crate::Result<Value> {
    let mut arguments = Map::new();
    for pair in pairs {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(format!("`{pair}` is no argument; write `key=value`").into());
        };
        let is_text = schema["properties"][key]["type"] == "string";
        let read = if is_text { None } else { serde_json::from_str(value).ok() };
        arguments.insert(key.to_owned(), read.unwrap_or_else(|| value.into()));
    }
    Ok(arguments.into())
}

fn show(tool: &str, reply: &Reply) -> crate::Result<Ended> {
    let structured = reply.result().get("structuredContent");
    for (i, block) in reply.content().iter().enumerate() {
        let text = block["text"].as_str();
        // The text form of structured content is for models; people read it with line breaks.
        let same = text.and_then(|text| serde_json::from_str::<Value>(text).ok()).filter(|value| Some(value) == structured);
        match (block["type"].as_str(), text, same) {
            (_, _, Some(value)) => print(&serde_json::to_string_pretty(&value)?)?,
            (Some("text"), Some(text), None) => print(text)?,
            (Some("image" | "audio"), _, _) => print(&save(tool, i, block)?)?,
            _ => print(&serde_json::to_string_pretty(block)?)?,
        }
    }
    Ok(if reply.is_error() { Ended::Failed } else { Ended::Done })
}

/// Writes an image or a sound to a file that is not there yet, and says which.
fn save(tool: &str, index: usize, block: &Value) -> crate::Result<String> {
    let mime = block["mimeType"].as_str().unwrap_or_default();
    let kind = mime.rsplit(['/', '+']).next().unwrap_or_default();
    let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).collect();
    let bytes = STANDARD.decode(block["data"].as_str().unwrap_or_default())?;
    let tool: String = tool.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    for attempt in 0..1000 {
        let name = format!("{tool}-{}.{}", index + attempt, if kind.is_empty() { "bin" } else { &kind });
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
