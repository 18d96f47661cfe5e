//! Subtitle files of recordings, and readable transcripts of them: long work as a task.
//!
//! A client that has tasks gets one: it sees how far the work is, is asked before a transcript is
//! written over, can cancel it, and fetches the result when it is there. With a file as the store,
//! a transcript that was half done is gone on with after a restart. Other clients call the same
//! tool and wait. Subtitles that are missing are written by a recogniser on another machine.

use std::path::{Path, PathBuf};

use mcp_runtime::input::quote_untrusted;
use mcp_runtime::prelude::*;
use tokio::fs;
use tokio::io::AsyncWriteExt as _;

mod recognition;
mod subtitles;

/// Where recordings and transcripts are.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// This one.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where requests to the recogniser are.
    fn spool(&self) -> PathBuf {
        self.0.join("spool")
    }

    /// A file in it, which no name leads out of.
    fn file(&self, name: &str, kind: &str) -> Result<PathBuf, ToolError> {
        let is_plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']);
        match is_plain && Path::new(name).components().count() == 1 {
            true => Ok(self.0.join(format!("{name}.{kind}"))),
            false => Err(ToolError::new(format!(
                "{name:?} is no name of a recording; `list_recordings` has them"
            ))),
        }
    }
}

mcp_server! {
    /// Make readable transcripts of the subtitle files in a folder.
    pub Transcripts {
        name: "transcripts",
        version: env!("CARGO_PKG_VERSION"),
        state: Folder,
        tools: [list_recordings, make_transcript, recognition::write_subtitles],
    }
}

/// List the recordings that have subtitles.
#[mcp_tool(read_only)]
async fn list_recordings(State(folder): State<Folder>) -> Result<Json<Recordings>, ToolError> {
    let mut names = Vec::new();
    let mut files = fs::read_dir(&folder.0).await?;
    while let Some(file) = files.next_entry().await? {
        let path = file.path();
        if path.extension().is_some_and(|kind| kind == "srt")
            && let Some(name) = path.file_stem().and_then(|name| name.to_str())
        {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable();
    Ok(Json(Recordings { names }))
}

/// The recordings that have subtitles
#[mcp_type]
struct Recordings {
    /// Their names, without `.srt`
    names: Vec<String>,
}

/// How far a transcript is.
#[mcp_type]
#[derive(Default)]
struct Done {
    recordings: usize,
    words: usize,
    /// The bytes of the transcript so far: what stands behind them is of an attempt that was lost.
    bytes: u64,
}

/// A transcript
#[mcp_type]
struct Transcript {
    /// Where it is
    file: String,
    /// How many words it has
    words: usize,
}

/// Make one readable transcript of recordings, in this order. It asks before it writes over one
/// that is there.
#[mcp_tool(idempotent, task(ttl = "2h", poll = "2s", attempts = 3))]
async fn make_transcript(
    /// The transcript's name
    name: String,
    /// The recordings' names
    #[mcp(length = 1..=1000)]
    recordings: Vec<String>,
    State(folder): State<Folder>,
    asker: Asker,
    task: Task<Done>,
) -> Result<Json<Transcript>, ToolError> {
    let path = folder.file(&name, "md")?;
    let resumed = task.resumed();
    if resumed.is_none() && fs::try_exists(&path).await? {
        let shown = quote_untrusted(&name);
        let question = format!("There is a transcript {shown} already. Write over it?");
        let Confirm = asker.ask("overwrite", question).await?;
    }
    let mut done = resumed.unwrap_or_default();
    let mut out = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .await?;
    out.set_len(done.bytes).await?;
    tokio::io::AsyncSeekExt::seek(&mut out, std::io::SeekFrom::End(0)).await?;
    for recording in &recordings[done.recordings..] {
        let text = fs::read_to_string(folder.file(recording, "srt")?).await;
        let text = text.map_err(|_| {
            ToolError::new(format!(
                "There is no recording {recording:?}; `list_recordings` has those that there are"
            ))
        })?;
        let part = format!(
            "## {recording}\n\n{}",
            subtitles::paragraphs(&subtitles::cues(&text))
        );
        out.write_all(part.as_bytes()).await?;
        out.flush().await?;
        done.recordings += 1;
        done.words += part.split_whitespace().count();
        done.bytes += part.len() as u64;
        task.status(format!(
            "{} of {} recordings",
            done.recordings,
            recordings.len()
        ));
        task.checkpoint(&done).await?;
    }
    Ok(Json(Transcript {
        file: format!("{name}.md"),
        words: done.words,
    }))
}

#[cfg(test)]
mod tests {
    use mcp_runtime::testing::{Client, accept, decline};
    use serde_json::json;

    use super::*;

    /// A folder with two recordings, of this test alone.
    pub(crate) async fn folder(test: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("transcripts-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path).await;
        fs::create_dir_all(&path)
            .await
            .expect("there is room for a folder");
        for (name, said) in [
            ("monday", "To be, or not to be."),
            ("tuesday", "That is the question."),
        ] {
            let cue = format!("1\n00:00:01,000 --> 00:00:02,000\n{said}\n");
            fs::write(path.join(format!("{name}.srt")), cue)
                .await
                .expect("it can be written");
        }
        Folder(path)
    }

    #[tokio::test]
    async fn a_transcript_is_made_as_a_task_and_as_a_call() {
        let folder = folder("made").await;
        let arguments = json!({ "name": "week", "recordings": ["monday", "tuesday"] });
        let with_tasks = Client::new(Transcripts::new(folder.clone())).with_tasks();
        let listed = with_tasks.call_tool::<list_recordings>(json!({})).await;
        assert_eq!(
            listed.result()["structuredContent"]["names"],
            json!(["monday", "tuesday"])
        );
        let made = with_tasks.finish_tool::<make_transcript>(&arguments).await;
        let written = fs::read_to_string(folder.0.join("week.md"))
            .await
            .expect("it is written");
        assert_eq!(
            written,
            "## monday\n\n[00:00:01] To be, or not to be.\n\n\
             ## tuesday\n\n[00:00:01] That is the question.\n\n"
        );

        // It is there now, so the user is asked.
        let asked = Client::new(Transcripts::new(folder.clone())).with_tasks();
        let agreeing = asked.with_answer("overwrite", accept(json!({})));
        assert_eq!(
            agreeing
                .finish_tool::<make_transcript>(&arguments)
                .await
                .text(),
            made.text()
        );
        let plain = Client::new(Transcripts::new(folder.clone()));
        let declining = plain.with_answer("overwrite", decline());
        assert!(
            declining
                .call_tool::<make_transcript>(&arguments)
                .await
                .is_error()
        );
        fs::remove_dir_all(&folder.0).await.expect("it is there");
    }

    #[tokio::test]
    async fn no_name_leads_out_of_the_folder() {
        let folder = folder("names").await;
        let client = Client::new(Transcripts::new(folder.clone()));
        for name in ["../week", "/etc/week", "", ".week", "a/b"] {
            let arguments = json!({ "name": name, "recordings": ["monday"] });
            let reply = client.call_tool::<make_transcript>(arguments).await;
            assert!(
                reply.is_error() && reply.text().contains("no name"),
                "{name}"
            );
        }
        let arguments = json!({ "name": "week", "recordings": ["../monday"] });
        assert!(
            client
                .call_tool::<make_transcript>(arguments)
                .await
                .is_error()
        );
        fs::remove_dir_all(&folder.0).await.expect("it is there");
    }
}
