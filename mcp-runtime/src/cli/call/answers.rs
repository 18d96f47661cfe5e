//! `--answer KEY=…`, and the questions that are left.

use serde_json::{Map, Value};

use super::super::Misuse;
use super::input::Input;
use crate::in_process::{Client, Reply, accept, cancel, decline};
use crate::schema::closest;

/// The answers that are given on the command line.
pub(super) struct Answers(Vec<(String, Value)>);

impl Answers {
    pub(super) fn read(words: &[&String], input: &Input) -> Result<Self, Misuse> {
        let answers = words.iter().map(|word| {
            let (key, said) = word.split_once('=').ok_or_else(|| {
                Misuse(format!(
                    "`{word}` is no answer; write `key=accept`, `key=decline` or \
                     `key={{\"field\": …}}`"
                ))
            })?;
            Ok((key.to_owned(), answer(key, &input.text(said)?)?))
        });
        answers.collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn given_by<S: Send + Sync + 'static>(&self, client: Client<S>) -> Client<S> {
        let answers = self.0.iter().cloned();
        answers.fold(client.that_can_be_asked(), |client, (key, answer)| {
            client.with_answer(key, answer)
        })
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// Refuses answers to questions that an item never asks. `known`: all that it may ask.
    pub(super) fn check(&self, item: &str, known: &[&str]) -> Result<(), Misuse> {
        match self.keys().find(|key| !known.contains(key)) {
            Some(key) => Err(unknown(item, key, known)),
            None => Ok(()),
        }
    }

    /// Says which questions are open: the reply to a request that is not done.
    pub(super) fn open(&self, item: &str, reply: &Reply) -> crate::Error {
        let questions = reply.questions();
        let asked: Vec<&str> = reply.asked().iter().map(String::as_str).collect();
        let shown: String = questions.iter().map(|(key, it)| shown(key, it)).collect();
        if let Some(key) = self.keys().find(|key| !asked.contains(key)) {
            let Misuse(unknown) = unknown(item, key, &asked);
            return Misuse(format!("{unknown}:{shown}")).into();
        }
        if let Some(key) = self.keys().find(|key| questions.contains_key(*key)) {
            return Misuse(format!(
                "the answer to `{key}` doesn't fit the question:{shown}"
            ))
            .into();
        }
        format!("a question comes first; answer it on the command line:{shown}").into()
    }

    /// The answers that nobody asked for.
    pub(super) fn unasked<'a>(&'a self, reply: &Reply) -> Vec<&'a str> {
        let is_asked = |key: &&str| reply.asked().iter().any(|asked| asked == key);
        self.keys().filter(|key| !is_asked(key)).collect()
    }
}

fn unknown(item: &str, key: &str, known: &[&str]) -> Misuse {
    let hint = match closest(key, known.iter().copied()) {
        Some(meant) => format!("did you mean `--answer {meant}=…`?"),
        None if known.is_empty() => "leave out `--answer`".to_owned(),
        None => format!("it asks: {}", known.join(", ")),
    };
    Misuse(format!("`{item}` doesn't ask `{key}`; {hint}"))
}

/// The answer to a question, from its word on the command line.
fn answer(key: &str, said: &str) -> Result<Value, Misuse> {
    match said.trim() {
        "accept" => return Ok(accept(Map::new().into())),
        "decline" => return Ok(decline()),
        "cancel" => return Ok(cancel()),
        _ => {}
    }
    let refused = |why: String| {
        Misuse(format!(
            "the answer to `{key}` {why}; write `{key}=accept`, `{key}=decline`, `{key}=cancel` or \
             `{key}={{\"field\": …}}`"
        ))
    };
    match serde_json::from_str(said).map_err(|e| refused(format!("is not JSON ({e})")))? {
        // As the protocol has it; a form has no reason for such a field.
        Value::Object(whole) if whole.get("action").is_some_and(Value::is_string) => {
            Ok(whole.into())
        }
        Value::Object(content) => Ok(accept(content.into())),
        _ => Err(refused("is no object".into())),
    }
}

/// A question, and what to write to answer it.
fn shown(key: &str, question: &Value) -> String {
    let params = &question["params"];
    let fields = params["requestedSchema"]["properties"].as_object();
    let fields: Vec<String> = fields
        .into_iter()
        .flat_map(|fields| fields.keys())
        .map(|field| format!("{field:?}: …"))
        .collect();
    let text = params["message"]
        .as_str()
        .or(params["messages"][0]["content"]["text"].as_str())
        .unwrap_or_default();
    let answer = match question["method"].as_str() {
        Some("elicitation/create") if fields.is_empty() => format!("{key}=accept"),
        Some("roots/list") => format!("'{key}={{\"roots\": [{{\"uri\": \"file:///…\"}}]}}'"),
        Some("sampling/createMessage") => format!(
            "'{key}={{\"role\": \"assistant\", \"model\": \"…\", \"content\": {{\"type\": \
             \"text\", \"text\": \"…\"}}}}'"
        ),
        _ => format!("'{key}={{{}}}'", fields.join(", ")),
    };
    format!("\n  {text}\n    --answer {answer}")
}
