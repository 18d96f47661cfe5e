//! Questions that are computed, from the other parameters by reference, and by futures.

use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

impl Db {
    async fn question(&self, name: &str) -> Question<Confirm> {
        std::future::ready(()).await;
        Question::new(format!("Delete {}?", mcp_runtime::input::quote_untrusted(&name)))
    }
}

#[derive(Form)]
struct Keep {
    backup: bool,
}

/// Delete a project.
#[mcp_tool(destructive)]
async fn delete(
    name: String,
    copies: Vec<String>,
    State(db): State<Db>,
    #[mcp(ask_with = db.question(name).await)] ok: Confirm,
    #[mcp(ask_with = match copies.len() {
        0 => Question::answered(Keep { backup: false }),
        n => Question::new(format!("Keep {n} copies?")),
    })]
    keep: Keep,
    #[mcp(ask_with = Question::url("Sign in", format!("https://example.com/{}", copies.len())))] page: Answer<Visited>,
) -> String {
    let (_, _, _, _) = (db, ok, page, copies);
    format!("{name} {}", keep.backup)
}

/// Review code.
#[mcp_prompt]
fn review(code: String, db: State<Db>, #[mcp(ask_with = db.question(code).await)] ok: Confirm) -> String {
    let _ = (db, ok);
    code
}

mcp_server! { Projects { name: "projects", version: "1.0.0", state: Db, tools: [delete], prompts: [review] } }

pub(crate) fn main() {
    let _server = Projects::new(Db);
}
