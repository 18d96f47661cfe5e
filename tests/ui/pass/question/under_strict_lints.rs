//! Expanded code of prompts, resources, completions and questions passes the strictest lints.
#![deny(
    warnings,
    missing_docs,
    unused,
    nonstandard_style,
    rust_2018_idioms,
    unreachable_pub,
    missing_debug_implementations,
    missing_copy_implementations,
    single_use_lifetimes,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    trivial_casts,
    let_underscore_drop,
    clippy::all,
    clippy::pedantic
)]
#![allow(clippy::missing_errors_doc, clippy::must_use_candidate)]
#![forbid(unsafe_code)]

/// Notes.
pub mod notes {
    use mcp_runtime::prelude::*;

    /// What is kept.
    #[derive(Clone, Copy, Debug, Form)]
    pub struct Keep {
        /// A copy of it
        pub backup: bool,
    }

    /// Names of notes.
    #[mcp_completion]
    pub async fn names(typed: CompletionContext) -> Vec<String> {
        std::future::ready(()).await;
        vec![typed.value().to_owned()]
    }

    /// Review a note.
    #[mcp_prompt(title = "Review", timeout = "1s")]
    pub async fn review(
        /// Its name
        #[mcp(title = "Name", complete = names, length = 1..=80, default = "today")]
        name: String,
        /// How closely to look
        #[mcp(range = 1..=5)]
        depth: Option<u8>,
        #[mcp(ask = "Review {name}?", fallback = Confirm)] ok: Confirm,
        #[mcp(ask = "What shall be kept of {name}?", volunteered)] keep: Answer<Keep>,
        cx: Context,
    ) -> Result<[PromptMessage; 1], ToolError> {
        drop((ok, cx));
        std::future::ready(()).await;
        let keep = keep.accepted().is_some_and(|keep| keep.backup);
        Ok([PromptMessage::user(format!(
            "Review {name}, {depth:?} levels deep, and keep it: {keep}."
        ))])
    }

    /// A note.
    #[mcp_resource("notes:///{name}{?page}", ttl = "1s", cache = "public", priority = 0.5)]
    pub fn note(
        /// Its name
        #[mcp(complete = names)]
        name: String,
        /// Of it
        #[mcp(default = 1)]
        page: u32,
        #[mcp(ask_with = question(name).await)] ok: Confirm,
        principal: Principal,
    ) -> Option<String> {
        drop((ok, principal));
        (page > 0).then_some(name)
    }

    async fn question(name: &str) -> Question<Confirm> {
        std::future::ready(()).await;
        Question::new(format!("Show {name}?"))
    }

    /// Delete a note.
    #[mcp_tool(destructive, confirm = "Delete {name}?")]
    pub fn delete(
        /// Its name
        name: String,
        #[mcp(ask = "Sign in", url = "https://example.com")] page: Visited,
    ) -> String {
        let Visited = page;
        name
    }
}

use mcp_runtime::prelude::*;

mcp_server! {
    /// Keeps notes.
    pub Notes { name: "notes", version: "1.0.0", tools: [notes::delete], prompts: [notes::review], resources: [notes::note] }
}

pub(crate) fn main() {
    drop(Notes::new());
}
