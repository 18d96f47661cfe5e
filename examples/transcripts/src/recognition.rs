//! Recordings without subtitles: a recogniser writes them, on a machine that shares the folder.
//!
//! A request is a file in the folder's `spool`, named `ID.request`, with the name of the recording.
//! The recogniser says how far it is in `ID.progress`, and ends with the subtitles in `ID.srt`,
//! moved there in one piece, or with what is wrong in `ID.error`. Where there is an `ID.cancelled`,
//! nobody wants them any more. With whisper.cpp, it is a loop in a shell:
//!
//! ```text
//! for request in spool/*.request; do
//!     id="${request%.request}"; name="$(cat "$request")"
//!     if whisper-cli --output-srt --output-file "$id.part" "$name.wav"
//!     then mv "$id.part.srt" "$id.srt"; else echo "it can't be read" >"$id.error"; fi
//!     rm "$request"
//! done
//! ```

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use mcp_runtime::prelude::*;
use mcp_runtime::task::{External, JobStatus};
use tokio::fs;

use crate::{Folder, subtitles};

/// A request to the recogniser.
#[mcp_type]
pub(crate) struct Recognition {
    id: String,
    recording: String,
}

/// Subtitles
#[mcp_type]
pub(crate) struct Subtitles {
    /// Where they are
    file: String,
    /// How many there are
    cues: usize,
}

impl Recognition {
    fn file(&self, folder: &Folder, kind: &str) -> PathBuf {
        folder.spool().join(format!("{}.{kind}", self.id))
    }

    /// Reads the text that the recogniser has written in a file of this kind, if there is one.
    async fn said(&self, folder: &Folder, kind: &str) -> Result<Option<String>, ToolError> {
        match fs::read_to_string(self.file(folder, kind)).await {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

impl External for Recognition {
    type Service = Folder;
    type Output = Json<Subtitles>;

    async fn status(
        &self,
        folder: &Folder,
        _: Asker,
    ) -> Result<JobStatus<Json<Subtitles>>, ToolError> {
        if let Some(text) = self.said(folder, "srt").await? {
            let file = folder.file(&self.recording, "srt")?;
            fs::write(file, &text).await?;
            return Ok(JobStatus::Completed(Json(Subtitles {
                file: format!("{}.srt", self.recording),
                cues: subtitles::cues(&text).len(),
            })));
        }
        if let Some(error) = self.said(folder, "error").await? {
            return Ok(JobStatus::Failed(ToolError::new(format!(
                "The recogniser has failed: {error}"
            ))));
        }
        let progress = self.said(folder, "progress").await?;
        Ok(JobStatus::working(progress.unwrap_or_else(|| {
            "waiting for the recogniser".to_owned()
        })))
    }

    async fn cancel(&self, folder: &Folder) -> Result<(), ToolError> {
        fs::write(self.file(folder, "cancelled"), "").await?;
        match fs::remove_file(self.file(folder, "request")).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// Have subtitles written for a recording that has none. It takes about as long as the recording.
#[mcp_tool(idempotent, task(external, ttl = "6h", poll = "2s"))]
pub(crate) async fn write_subtitles(
    /// The recording's name
    recording: String,
    State(folder): State<Folder>,
) -> Result<Recognition, ToolError> {
    if fs::try_exists(folder.file(&recording, "srt")?).await? {
        return Err(ToolError::new(format!(
            "{recording:?} has subtitles already; `make_transcript` reads them"
        )));
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let id = format!("{recording}-{}", now.as_nanos());
    let request = Recognition { id, recording };
    fs::create_dir_all(folder.spool()).await?;
    fs::write(request.file(&folder, "request"), &request.recording).await?;
    Ok(request)
}

#[cfg(test)]
mod tests {
    use mcp_runtime::testing::Client;
    use serde_json::json;

    use super::*;
    use crate::Transcripts;

    const SUBTITLES: &str = "1\n00:00:01,000 --> 00:00:02,000\nTo be.\n";

    /// The id of the only request in the spool.
    async fn requested(folder: &Folder) -> String {
        let mut files = fs::read_dir(folder.spool())
            .await
            .expect("there is a spool");
        while let Some(file) = files.next_entry().await.expect("it can be read") {
            let name = file.file_name().into_string().expect("it is ASCII");
            if let Some(id) = name.strip_suffix(".request") {
                return id.to_owned();
            }
        }
        panic!("nothing is requested")
    }

    /// Waits until a task has begun, or says this.
    async fn says<S: Send + Sync + 'static>(client: &Client<S>, id: &str, message: &str) {
        for _ in 0..1_000 {
            if client.task(id).await.result()["statusMessage"] == message {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("it never says {message:?}")
    }

    #[tokio::test]
    async fn a_recogniser_elsewhere_writes_subtitles() {
        let folder = crate::tests::folder("recognition").await;
        let client = Client::new(Transcripts::new(folder.clone())).with_tasks();
        let arguments = json!({ "recording": "friday" });
        let made = client.call_tool::<write_subtitles>(&arguments).await;
        let task = made.task_id().expect("it is a task").to_owned();
        says(&client, &task, "waiting for the recogniser").await;
        let id = requested(&folder).await;
        let spool = folder.spool();
        fs::write(spool.join(format!("{id}.progress")), "2 of 3 minutes\n")
            .await
            .expect("it can be written");
        says(&client, &task, "2 of 3 minutes").await;
        fs::write(spool.join(format!("{id}.srt")), SUBTITLES)
            .await
            .expect("it can be written");
        let written = client.finish(made).await;
        assert_eq!(
            written.result()["structuredContent"],
            json!({ "file": "friday.srt", "cues": 1 })
        );
        let again = client.call_tool::<write_subtitles>(&arguments).await;
        let refused = client.finish(again).await;
        assert!(refused.is_error() && refused.text().contains("already"));
        fs::remove_dir_all(&folder.0).await.expect("it is there");
    }

    #[tokio::test]
    async fn subtitles_that_nobody_wants_are_not_written() {
        let folder = crate::tests::folder("unwanted").await;
        let client = Client::new(Transcripts::new(folder.clone())).with_tasks();
        let arguments = json!({ "recording": "friday" });
        let made = client.call_tool::<write_subtitles>(&arguments).await;
        let task = made.task_id().expect("it is a task");
        says(&client, task, "waiting for the recogniser").await;
        let id = requested(&folder).await;
        client.cancel_task(task).await;
        let cancelled = folder.spool().join(format!("{id}.cancelled"));
        for _ in 0..1_000 {
            if fs::try_exists(&cancelled).await.expect("it can be read") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert!(fs::try_exists(&cancelled).await.expect("it can be read"));
        fs::remove_dir_all(&folder.0).await.expect("it is there");
    }
}
