//! A notebook that a model and its user share: notes are Markdown files in a folder, which stay
//! readable without it.
//!
//! ```text
//! cargo run -p quickstart                     # serves http://127.0.0.1:8000/mcp
//! NOTES_DIR=~/notes cargo run -p quickstart   # with a folder of your own
//! ```
//!
//! Without `NOTES_DIR`, the notes are kept with the user's data: in `~/.local/share/mcp-quickstart`.
//! The folder is made with the first note, and told then.

mod notebook;

use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

use mcp_runtime::prelude::*;
use mcp_runtime::protocol::encode_uri_segment;
use notebook::{Note, Notebook, Summary};

/// Write a note, or replace the one with the same title.
#[mcp_tool(title = "Write a note", idempotent, open_world = false, blocking)]
fn write_note(
    /// What the note is about, in a few words; it is found by this again
    #[mcp(length = 1..=100, example = "Groceries for Friday")]
    title: String,
    /// The note itself, as Markdown
    #[mcp(length = 1..=20_000)]
    text: String,
    State(notebook): State<Notebook>,
    notify: Notify,
) -> Result<String, ToolError> {
    let replaced = notebook.write(&title, &text).map_err(told)?;
    notify.resource_updated(uri(&title));
    Ok(format!(
        "The note {title:?} is {}.",
        if replaced { "replaced" } else { "written" }
    ))
}

/// Read one note as a whole.
#[mcp_tool(title = "Read a note", read_only, open_world = false, blocking)]
fn read_note(
    /// The title, as `find_notes` gives it
    #[mcp(length = 1..=100)]
    title: String,
    State(notebook): State<Notebook>,
) -> Result<Json<Note>, ToolError> {
    match notebook.read(&title).map_err(told)? {
        Some(note) => Ok(Json(note)),
        None => Err(ToolError::new(format!(
            "There is no note {title:?}; `find_notes` lists what there is"
        ))),
    }
}

/// Find notes by words in their titles and texts, the latest first. Without words, the latest notes
/// are listed.
#[mcp_tool(title = "Find notes", read_only, open_world = false, blocking)]
fn find_notes(
    /// Words that must all occur; upper and lower case are the same
    #[mcp(default = "")]
    words: String,
    /// How many notes to list at most
    #[mcp(range = 1..=50, default = 10)]
    limit: usize,
    State(notebook): State<Notebook>,
) -> Result<Json<Vec<Summary>>, ToolError> {
    Ok(Json(notebook.find(&words, limit)?))
}

/// Throw a note away for good. The user is asked first.
#[mcp_tool(
    title = "Delete a note",
    destructive,
    idempotent,
    open_world = false,
    blocking,
    confirm = "Delete the note {title} for good?"
)]
fn delete_note(
    /// The title, as `find_notes` gives it
    #[mcp(length = 1..=100)]
    title: String,
    State(notebook): State<Notebook>,
    notify: Notify,
) -> Result<String, ToolError> {
    if notebook.delete(&title).map_err(told)? {
        notify.resource_updated(uri(&title));
        Ok(format!("The note {title:?} is gone."))
    } else {
        Err(ToolError::new(format!(
            "There is no note {title:?}; `find_notes` lists what there is"
        )))
    }
}

/// A note, to be attached to a conversation.
#[mcp_resource("note:///{title}", title = "Note", mime_type = "text/markdown", audience = ["user", "assistant"], blocking)]
fn note(
    #[mcp(complete = titles)] title: String,
    State(notebook): State<Notebook>,
) -> Result<Option<String>, ToolError> {
    Ok(notebook.read(&title).map_err(told)?.map(|note| note.text))
}

/// Titles that begin as what is typed.
#[mcp_completion(blocking)]
fn titles(
    typed: CompletionContext,
    State(notebook): State<Notebook>,
) -> Result<Vec<String>, ToolError> {
    let begins = |title: &String| {
        title
            .to_lowercase()
            .starts_with(&typed.value().to_lowercase())
    };
    Ok(notebook
        .find("", usize::MAX)?
        .into_iter()
        .map(|note| note.title)
        .filter(begins)
        .collect())
}

/// The URI of the note with this title.
fn uri(title: &str) -> String {
    format!("note:///{}", encode_uri_segment(title))
}

/// Bring order into what was noted.
#[mcp_prompt(title = "Tidy up")]
fn tidy_up(
    /// What the notes are about; all of them unless given
    about: Option<String>,
) -> String {
    let which = about.map_or_else(
        || "my notes".to_owned(),
        |about| format!("my notes about {about}"),
    );
    format!(
        "Look through {which}. Tell me which of them say the same, which are out of date, and what is missing. Change nothing yet."
    )
}

/// What is wrong with a title is the model's to mend; what is wrong with the disk is not, and `?`
/// masks it.
fn told(error: std::io::Error) -> ToolError {
    match error.kind() {
        ErrorKind::InvalidInput => ToolError::new(error.to_string()),
        _ => error.into(),
    }
}

mcp_server! {
    /// A notebook. Look here when the user refers to something they noted, and write here what they
    /// want to keep.
    pub Notes {
        name: "quickstart",
        version: env!("CARGO_PKG_VERSION"),
        title: "Notebook",
        state: Notebook,
        tools: [find_notes, read_note, write_note, delete_note],
        prompts: [tidy_up],
        resources: [note],
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    Notes::new_with(async || Ok(Notebook::at(folder())))
        .main()
        .await
}

/// `NOTES_DIR`, or the place where programs keep a user's data.
fn folder() -> PathBuf {
    let set = |name| std::env::var_os(name).map(PathBuf::from);
    chosen(set("NOTES_DIR"), set("XDG_DATA_HOME"), std::env::home_dir())
}

/// A variable that is empty is one that isn't set.
fn chosen(given: Option<PathBuf>, data: Option<PathBuf>, home: Option<PathBuf>) -> PathBuf {
    if let Some(given) = given.filter(|given| !given.as_os_str().is_empty()) {
        return given;
    }
    let data = data.filter(|data| data.is_absolute());
    let data = data.or_else(|| home.map(|home| home.join(".local/share")));
    data.map_or_else(
        || PathBuf::from("notes"),
        |data| data.join("mcp-quickstart"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_kept_where_the_environment_says() {
        let path = |path: &str| Some(PathBuf::from(path));
        let home = path("/home/me");
        for (given, data, expected) in [
            (path("notes"), path("/data"), "notes"),
            (path(""), path("/data"), "/data/mcp-quickstart"),
            (None, path("data"), "/home/me/.local/share/mcp-quickstart"),
            (None, None, "/home/me/.local/share/mcp-quickstart"),
        ] {
            assert_eq!(chosen(given, data, home.clone()), PathBuf::from(expected));
        }
        assert_eq!(chosen(None, None, None), PathBuf::from("notes"));
    }
}
