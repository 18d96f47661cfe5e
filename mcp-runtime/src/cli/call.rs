//! `call`, `prompt` and `read`: results as a person wants to read them.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

use super::inspect::unknown;
use super::output::print;
use super::{Ended, Misuse};
use crate::in_process::{Client, Reply, accept, cancel, decline};

/// `call NAME`
pub(super) async fn call<S: Send + Sync + 'static>(
    client: &Client<S>,
    tool: &str,
    pairs: &[&String],
    json: Option<&str>,
) -> crate::Result<Ended> {
    let tools = client.tools().await;
    let Some(found) = tools.iter().find(|t| t["name"] == tool) else {
        return Err(unknown("tool", tool, &names(&tools)));
    };
    let arguments = match json {
        Some(json) => Value::Object(
            serde_json::from_str(json)
                .map_err(|e| Misuse(format!("--json takes one JSON object: {e}")))?,
        ),
        None => arguments(
            |key| found["inputSchema"]["properties"][key]["type"] == "string",
            pairs,
        )?,
    };
    let reply = answered(client.call(tool, arguments).await)?;
    show(
        tool,
        reply.content(),
        reply.result().get("structuredContent"),
    )?;
    Ok(if reply.is_error() {
        Ended::Failed
    } else {
        Ended::Done
    })
}

/// `prompt NAME`
pub(super) async fn prompt<S: Send + Sync + 'static>(
    client: &Client<S>,
    prompt: &str,
    pairs: &[&String],
) -> crate::Result<Ended> {
    let prompts = client.prompts().await;
    if !prompts.iter().any(|p| p["name"] == prompt) {
        return Err(unknown("prompt", prompt, &names(&prompts)));
    }
    let reply = answered(client.prompt(prompt, arguments(|_| true, pairs)?).await)?;
    for message in reply.messages() {
        print(&format!(
            "{}:",
            message["role"].as_str().unwrap_or_default()
        ))?;
        show(prompt, std::slice::from_ref(&message["content"]), None)?;
    }
    Ok(Ended::Done)
}

/// `read URI`
pub(super) async fn read<S: Send + Sync + 'static>(
    client: &Client<S>,
    uri: &str,
) -> crate::Result<Ended> {
    let reply = answered(client.read(uri).await)?;
    for (i, contents) in reply.contents().iter().enumerate() {
        match contents["text"].as_str() {
            Some(text) => print(text)?,
            None => print(&save(
                "resource",
                i,
                &contents["blob"],
                &contents["mimeType"],
            )?)?,
        }
    }
    Ok(Ended::Done)
}

fn names(items: &[Value]) -> Vec<String> {
    items
        .iter()
        .filter_map(|item| item["name"].as_str().map(str::to_owned))
        .collect()
}

/// A reply with a result, and not a refusal or a question.
fn answered(reply: Reply) -> crate::Result<Reply> {
    if let Some((code, message)) = reply.refusal() {
        return Err(format!("{message} ({code})").into());
    }
    let questions = reply.questions();
    if questions.is_empty() {
        return Ok(reply);
    }
    let asked = questions.iter().map(|(key, question)| {
        let (params, properties) = (
            &question["params"],
            &question["params"]["requestedSchema"]["properties"],
        );
        let fields = properties
            .as_object()
            .into_iter()
            .flat_map(|p| p.keys())
            .map(|field| format!("{field:?}: …"))
            .collect::<Vec<_>>();
        let text = params["message"]
            .as_str()
            .or(params["messages"][0]["content"]["text"].as_str())
            .unwrap_or_default();
        format!("\n  {text}\n    --answer '{key}={{{}}}'", fields.join(", "))
    });
    Err(format!(
        "a question comes first; answer it on the command line:{}",
        asked.collect::<String>()
    )
    .into())
}

/// `--answer KEY=JSON`, as the client's user accepts.
pub(super) fn with_answers<S: Send + Sync + 'static>(
    client: Client<S>,
    answers: &[&String],
) -> crate::Result<Client<S>> {
    answers
        .iter()
        .try_fold(client.that_can_be_asked(), |client, answer| {
            let (key, said) = answer.split_once('=').ok_or_else(|| {
                Misuse(format!(
                    "`{answer}` is no answer; write `key={{\"field\": …}}`"
                ))
            })?;
            let answer = match said {
                "decline" => decline(),
                "cancel" => cancel(),
                json => match serde_json::from_str(json)
                    .map_err(|e| Misuse(format!("the answer to `{key}` is not JSON: {e}")))?
                {
                    // As the protocol has it; a form has no reason for such a field.
                    Value::Object(whole) if whole.get("action").is_some_and(Value::is_string) => {
                        whole.into()
                    }
                    Value::Object(content) => accept(content.into()),
                    _ => return Err(Misuse(format!(
                        "the answer to `{key}` is an object, `decline` or `cancel`: `{key}={{}}`"
                    ))
                    .into()),
                },
            };
            Ok(client.with_answer(key, answer))
        })
}

/// `key=value` pairs. A value for an argument that is text is taken as it is; any other is JSON.
fn arguments(is_text: impl Fn(&str) -> bool, pairs: &[&String]) -> crate::Result<Value> {
    let mut arguments = Map::new();
    for pair in pairs {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(Misuse(format!("`{pair}` is no argument; write `key=value`")).into());
        };
        let read = if is_text(key) {
            None
        } else {
            serde_json::from_str(value).ok()
        };
        if arguments
            .insert(key.to_owned(), read.unwrap_or_else(|| value.into()))
            .is_some()
        {
            return Err(Misuse(format!(
                "`{key}` is given twice; write several values as one list: `{key}='[\"a\", \"b\"]'`"
            ))
            .into());
        }
    }
    Ok(arguments.into())
}

/// Prints blocks of content. The text form of structured content is for models; people read it with
/// line breaks.
fn show(name: &str, blocks: &[Value], structured: Option<&Value>) -> crate::Result<()> {
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
fn save(tool: &str, index: usize, data: &Value, mime: &Value) -> crate::Result<String> {
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
