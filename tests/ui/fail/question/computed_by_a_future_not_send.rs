use mcp_runtime::prelude::*;
use std::rc::Rc;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask_with = question(project).await)] answer: Confirm) -> String { //~ archive
    let Confirm = answer;
    project
}

async fn question(project: &str) -> Question<Confirm> {
    let project = Rc::new(project.to_owned());
    std::future::ready(()).await;
    Question::new(format!("Archive {project}?"))
}

fn main() {}
