//! `check`: whether the server would start, and which tools strict clients refuse.

use clap::ArgMatches;
use serde::Serialize;

use super::inspect::{is_for, name};
use super::output::print;
use super::store::stored;
use super::{Ended, strict};
use crate::in_process::Client;
use crate::server::{Server, StartError, StartProblem, apps};
use crate::table::Kind;

/// The findings, as `--json` prints them.
#[derive(Serialize)]
struct Report {
    server: &'static str,
    version: &'static str,
    starts: bool,
    problems: Vec<Problem>,
    tools: usize,
    prompts: usize,
    resources: usize,
    templates: usize,
    views: usize,
    /// Only with `--strict`, and only of a server that would start.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Vec<Refused>>,
    /// How many tools a strict client would get to see, with those of a lister.
    #[serde(skip)]
    listed: usize,
}

/// A reason why the server wouldn't start.
#[derive(Serialize)]
struct Problem {
    message: String,
    #[serde(flatten)]
    item: Option<Item>,
}

/// The item that a problem is about.
#[derive(Serialize)]
struct Item {
    kind: &'static str,
    name: String,
    file: &'static str,
    line: u32,
}

/// A reason why a client refuses a tool.
#[derive(Serialize)]
struct Refused {
    tool: String,
    #[serde(flatten)]
    problem: strict::Problem,
}

pub(super) async fn check<S: Send + Sync + 'static, D: 'static>(
    server: Server<S, D>,
    args: &ArgMatches,
) -> crate::Result<Ended> {
    let is_json = args.get_flag("json");
    let mut report = Report::of(&server);
    match examine(server, args, &mut report).await {
        Ok(()) => {}
        Err(error) if is_json => report.problems = problems(&error),
        Err(error) => return Err(error),
    }
    report.starts = report.problems.is_empty();
    if is_json {
        print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        report.tell()?;
    }
    let is_refused = report.refused.is_some_and(|refused| !refused.is_empty());
    Ok(if report.starts && !is_refused {
        Ended::Done
    } else {
        Ended::Failed
    })
}

/// Builds the server, and looks at its tools if strict clients are asked for.
async fn examine<S: Send + Sync + 'static, D: 'static>(
    server: Server<S, D>,
    args: &ArgMatches,
    report: &mut Report,
) -> crate::Result<()> {
    let mut server = stored(server, args).await?;
    let is_strict = args.get_flag("strict");
    if is_strict {
        server = server.open_for_lists().await?;
    }
    let client = Client::for_lists(server)?;
    if is_strict {
        let tools = client.tools().await;
        let of_models = tools.iter().filter(|tool| is_for(tool, "model"));
        let refused = of_models.flat_map(|tool| {
            strict::problems(tool).into_iter().map(|problem| Refused {
                tool: name(tool),
                problem,
            })
        });
        report.refused = Some(refused.collect());
        report.listed = tools.len();
    }
    Ok(())
}

impl Report {
    fn of<S: Send + Sync + 'static, D: 'static>(server: &Server<S, D>) -> Self {
        let definition = server.definition();
        let resources = definition.resources.iter();
        let all = resources.len();
        let templates = resources.filter(|entry| entry.meta().is_template()).count();
        Self {
            server: definition.name,
            version: definition.version,
            starts: false,
            problems: Vec::new(),
            tools: definition.tools.iter().len(),
            prompts: definition.prompts.iter().len(),
            resources: all - templates,
            templates,
            views: apps(definition, &server.settings).len(),
            refused: None,
            listed: 0,
        }
    }

    /// Prints the findings for people.
    fn tell(&self) -> crate::Result<()> {
        let Self {
            server,
            tools,
            prompts,
            resources,
            templates,
            ..
        } = self;
        let views = match self.views {
            0 => String::new(),
            views => format!(", and {views} views"),
        };
        print(&format!(
            "{server} would start, with {tools} tools, {prompts} prompts, {resources} resources \
             and {templates} templates{views}"
        ))?;
        let Some(refused) = &self.refused else {
            return Ok(());
        };
        for Refused { tool, problem } in refused {
            print(&format!("{tool}: {problem}"))?;
        }
        // The problems of a tool stand side by side.
        let mut tools: Vec<&str> = refused.iter().map(|refused| &*refused.tool).collect();
        tools.dedup();
        print(&match tools.len() {
            0 => "each strict client takes all of its tools".to_owned(),
            count => format!(
                "{count} of {} tools are refused by a strict client",
                self.listed
            ),
        })?;
        Ok(())
    }
}

/// The problems that an error is about; of an error that isn't the server's own, the error itself.
fn problems(error: &crate::Error) -> Vec<Problem> {
    match error.downcast_ref::<StartError>() {
        Some(error) => error.problems().iter().map(Problem::of).collect(),
        None => vec![Problem {
            message: error.to_string(),
            item: None,
        }],
    }
}

impl Problem {
    fn of(problem: &StartProblem) -> Self {
        let item = match problem {
            StartProblem::Item {
                kind,
                name,
                location,
                reason: _,
            } => Some(Item {
                kind: match kind {
                    Kind::Tool => "tool",
                    Kind::Prompt => "prompt",
                    Kind::Resource => "resource",
                },
                name: name.clone(),
                file: location.file,
                line: location.line,
            }),
            _ => None,
        };
        Self {
            message: problem.to_string(),
            item,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Problem, problems};
    use crate::prelude::*;
    use crate::server::StartProblem;
    use crate::table::{Kind, Location};

    /// Say hello.
    #[mcp_tool]
    fn hello() -> &'static str {
        "hello"
    }

    mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }

    fn told(problem: &Problem) -> Value {
        serde_json::to_value(problem).unwrap()
    }

    #[test]
    fn each_problem_has_its_message_and_its_item() {
        let error: crate::Error = Hello::new()
            .path("mcp")
            .max_calls(0)
            .check()
            .unwrap_err()
            .into();
        let told_all: Vec<Value> = problems(&error).iter().map(told).collect();
        assert_eq!(told_all.len(), 2, "{told_all:?}");
        assert!(
            told_all
                .iter()
                .all(|problem| problem.as_object().unwrap().len() == 1)
        );
        let other: crate::Error = "no key".into();
        assert_eq!(told(&problems(&other)[0]), json!({ "message": "no key" }));
        let item = StartProblem::Item {
            kind: Kind::Tool,
            name: "add".to_owned(),
            location: Location {
                file: "a.rs",
                line: 7,
            },
            reason: "no schema".to_owned(),
        };
        assert_eq!(
            told(&Problem::of(&item)),
            json!({
                "message": "the tool `add` (a.rs:7): no schema",
                "kind": "tool", "name": "add", "file": "a.rs", "line": 7,
            })
        );
    }
}
