//! All that can be said of questions, on every kind of function.

use mcp_runtime::prelude::*;

#[derive(Form)]
struct Keep {
    /// A copy of it
    backup: bool,
    #[form(range = 1..=30, default = 7)]
    days: u8,
}

type Kept = Keep;
type Seen<T> = Answer<T>;

#[mcp_type]
struct Project {
    name: String,
}

/// Archive a project. In braces: `{}`.
#[mcp_tool]
fn archive(
    project: Project,
    mut r#type: Option<String>,
    #[mcp(name = "why")] reason: String,
    #[mcp(ask = "Archive {project}, of type {type}, {{for}} {reason}?")] ok: Confirm,
    #[mcp(ask = "What shall be kept?", fallback = Keep { backup: true, days: 7 }, volunteered)] keep: Kept,
    #[mcp(name = "maybe", ask = "And what else?")] else_kept: Seen<Keep>,
    #[mcp(ask = "Sign in", url = "https://example.com/sign-in?from=archive")] page: Visited,
    #[mcp(ask = "Sign in here", url = "http://localhost:8080/sign-in")] _here: Answer<Visited>,
    #[mcp(name = "last", ask_with = Question::new("Really?"))] Confirm: Confirm,
    cx: Context,
) -> String {
    let (_, _, _) = (ok, page, cx);
    r#type.take();
    let more = else_kept.accepted().is_some();
    format!("{} {reason} {} {} {more}", project.name, keep.backup, keep.days)
}

/// Delete a project.
#[mcp_tool(destructive, confirm = "Delete {project}?")]
async fn delete(project: String, #[mcp(ask = "What shall be kept?")] keep: Keep) -> String {
    format!("{project} {} {}", keep.backup, keep.days)
}

/// Review code.
#[mcp_prompt]
async fn review(code: String, #[mcp(ask = "Review {code}?", fallback = Answer::accepted(Answer::Accepted(Confirm)).unwrap())] ok: Confirm) -> String {
    let Confirm = ok;
    code
}

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String, #[mcp(ask = "Show {name}?")] ok: Answer<Confirm>) -> Option<String> {
    ok.accepted().map(|Confirm| name)
}

mcp_server! {
    Projects { name: "projects", version: "1.0.0", tools: [archive, delete], prompts: [review], resources: [note] }
}

pub(crate) fn main() {
    let _server = Projects::new();
    assert_eq!(Projects::DEFINITION.prompts().next().unwrap().questions(), ["ok"]);
}
