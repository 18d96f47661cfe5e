//! `call`, `prompt` and `read`: what a person asks of the server.

mod answers;
mod arguments;
mod help;
mod input;
mod places;
mod show;
mod watch;

use std::io::{Write as _, stderr, stdout};
use std::sync::Arc;

use clap::{ArgMatches, Command};
use serde_json::{Map, Value, json};

use super::inspect::unknown;
use super::output::print;
use super::style::Paint;
use super::{Ended, Misuse, all, text};
use crate::in_process::{Client, Reply};
use crate::protocol::LogLevel;
use crate::schema::Problems;
use crate::server::Server;
use crate::table::ParamSpec;
use answers::Answers;
use input::Input;
use show::{save, show};
use watch::Watch;

/// Does what `call`, `prompt` or `read` says.
pub(super) async fn run<S: Send + Sync + 'static, D: 'static>(
    server: Server<S, D>,
    command: &str,
    args: &ArgMatches,
) -> crate::Result<Ended> {
    let input = Input::new(server.settings.body_limit);
    let answers = Answers::read(&all(args, "answer"), &input)?;
    let definition = server.definition();
    let client = answers.given_by(super::client(server.open().await?)?);
    let item = text(args, "item");
    let watch = Watch::on_terminal(item).map(Arc::new);
    let client = match watch.clone() {
        Some(watch) => client
            .with_log_level(LogLevel::Info)
            .watched_by(move |notification| watch.notified(notification)),
        None => client,
    };
    let arguments = |schema: &Value| arguments::arguments(schema, &all(args, "arguments"), &input);
    let asked = async {
        Ok(match command {
            "call" => {
                let (_, schema) = tool(&client, item).await?;
                let arguments = arguments(&schema)?;
                if let Some((_, entry)) = definition.tool(item) {
                    check(&answers, item, entry.questions, entry.params)?;
                }
                client.call(item, arguments).await
            }
            "prompt" => {
                let (_, schema) = prompt(&client, item).await?;
                let arguments = arguments(&schema)?;
                if let Some((_, entry)) = definition.prompt(item) {
                    check(&answers, item, entry.questions, entry.params)?;
                }
                client.prompt(item, arguments).await
            }
            _ => client.read(item).await,
        })
    };
    let reply: crate::Result<Reply> = asked.await;
    if let Some(watch) = watch {
        watch.end();
    }
    client.settle().await;
    let reply = reply?;
    let ended = answered(item, &reply, &answers, args.get_flag("json"))?;
    for key in answers.unasked(&reply) {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(stderr(), "`{item}` didn't ask `{key}` this time");
    }
    Ok(ended)
}

/// `call NAME --help` and `prompt NAME --help`; the command's own help without a name.
pub(super) async fn help<S: Send + Sync + 'static, D: 'static>(
    server: Server<S, D>,
    command: &mut Command,
    args: &ArgMatches,
) -> crate::Result<Ended> {
    let Some(item) = args.get_one::<String>("item") else {
        print(&Paint::of(&stdout()).help(command.render_help().to_string().trim_end()))?;
        return Ok(Ended::Done);
    };
    let definition = server.definition();
    let client = super::client(server.open_for_lists().await?)?;
    let ((found, schema), questions) = match command.get_name() {
        "call" => (
            tool(&client, item).await?,
            definition.tool(item).map(|(_, entry)| entry.questions),
        ),
        _ => (
            prompt(&client, item).await?,
            definition.prompt(item).map(|(_, entry)| entry.questions),
        ),
    };
    let name = command.get_bin_name().unwrap_or_default();
    help::print_help(
        &format!("{name} {item}"),
        &found,
        &schema,
        questions.unwrap_or_default(),
    )?;
    Ok(Ended::Done)
}

/// A tool, and the schema of its arguments.
async fn tool<S: Send + Sync + 'static>(
    client: &Client<S>,
    name: &str,
) -> crate::Result<(Value, Value)> {
    let tool = find("tool", client.tools().await, name)?;
    let schema = tool["inputSchema"].clone();
    Ok((tool, schema))
}

/// A prompt, and what would be the schema of its arguments.
async fn prompt<S: Send + Sync + 'static>(
    client: &Client<S>,
    name: &str,
) -> crate::Result<(Value, Value)> {
    let prompt = find("prompt", client.prompts().await, name)?;
    let arguments = prompt["arguments"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let named = |argument: &Value| argument["name"].as_str().unwrap_or_default().to_owned();
    let properties = arguments.iter().map(|argument| {
        let about = argument["description"].as_str().unwrap_or_default();
        (
            named(argument),
            json!({ "type": "string", "description": about }),
        )
    });
    let properties: Map<String, Value> = properties.collect();
    let required = arguments
        .iter()
        .filter(|argument| argument["required"] == true);
    let required: Vec<String> = required.map(named).collect();
    let schema = json!({ "type": "object", "properties": properties, "required": required });
    Ok((prompt, schema))
}

fn find(what: &str, items: Vec<Value>, name: &str) -> crate::Result<Value> {
    let named = |item: &Value| item["name"].as_str().unwrap_or_default().to_owned();
    let known: Vec<String> = items.iter().map(named).collect();
    let found = items.into_iter().find(|item| item["name"] == name);
    found.ok_or_else(|| unknown(what, name, &known))
}

/// Refuses an answer to what an item never asks, before it runs. What its body asks is not known.
fn check(
    answers: &Answers,
    item: &str,
    questions: &[&str],
    params: &[ParamSpec],
) -> Result<(), Misuse> {
    if params.iter().any(|param| param.asks) {
        return Ok(());
    }
    answers.check(item, questions)
}

/// Prints the reply to a request, or says why there is no result.
fn answered(item: &str, reply: &Reply, answers: &Answers, json: bool) -> crate::Result<Ended> {
    if let Some((code, message)) = reply.refusal() {
        if json {
            print(&serde_json::to_string_pretty(&reply.refused())?)?;
        }
        return Err(format!("{message} ({code})").into());
    }
    if json {
        print(&serde_json::to_string_pretty(reply.result())?)?;
    }
    if !reply.questions().is_empty() {
        return Err(answers.open(item, reply));
    }
    let text = reply.text();
    if let Some(problems) = Problems::in_told(&text, item).filter(|_| reply.is_error()) {
        return Err(Misuse(format!(
            "these arguments are wrong; `call {item} --help` shows the rules:\n{problems}"
        ))
        .into());
    }
    if !json {
        show_result(item, reply)?;
    }
    Ok(if reply.is_error() {
        Ended::Failed
    } else {
        Ended::Done
    })
}

/// Prints a result for a person.
fn show_result(item: &str, reply: &Reply) -> crate::Result<()> {
    for message in reply.messages() {
        let role = message["role"].as_str().unwrap_or_default();
        print(&format!("{role}:"))?;
        show(item, std::slice::from_ref(&message["content"]), None)?;
    }
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
    let structured = reply.result().get("structuredContent");
    show(item, reply.content(), structured)
}
