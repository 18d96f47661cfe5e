//! Work that runs elsewhere: a cluster's job, a workflow engine, a render farm.

use std::future::Future;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::input::Asker;
use crate::response::{ToolError, ToolOutput};

/// A job that does a tool's work elsewhere, in a cluster or a workflow engine.
///
/// A tool with `task(external)` begins the job and returns it: its id, and whatever else is needed
/// to find it again. That is kept with the task, and no worker waits. When a client looks at the
/// task, on any instance, the job is asked how far it is, but not more often than `poll` says. A
/// job is told when its task is cancelled, or its time is over.
///
/// A client without tasks gets a plain call, which waits for the job; where the client goes away or
/// the call takes too long, the job is cancelled.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::{Arc, Mutex};
///
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::task::{External, JobStatus};
///
/// /// What reaches the farm. Here it is a map; otherwise, an HTTP client.
/// #[derive(Clone, Default)]
/// struct Farm(Arc<Mutex<HashMap<String, String>>>);
///
/// /// A picture that the farm renders.
/// #[mcp_type]
/// struct Rendering { id: String }
///
/// impl External for Rendering {
///     type Service = Farm;
///     type Output = String;
///
///     async fn status(&self, farm: &Farm, _: Asker) -> Result<JobStatus<String>, ToolError> {
///         Ok(match farm.0.lock().unwrap().get(&self.id) {
///             Some(picture) => JobStatus::Completed(picture.clone()),
///             None => JobStatus::Failed(ToolError::new("The farm has lost the picture")),
///         })
///     }
///
///     async fn cancel(&self, farm: &Farm) -> Result<(), ToolError> {
///         farm.0.lock().unwrap().remove(&self.id);
///         Ok(())
///     }
/// }
///
/// /// Render a scene.
/// #[mcp_tool(task(external, ttl = "6h", poll = "10s"))]
/// async fn render(scene: String, State(farm): State<Farm>) -> Result<Rendering, ToolError> {
///     let id = format!("render-{scene}");
///     farm.0.lock().unwrap().insert(id.clone(), format!("a picture of {scene}"));
///     Ok(Rendering { id })
/// }
///
/// mcp_server! { Studio { name: "studio", version: "1.0.0", state: Farm, tools: [render] } }
///
/// # use mcp_runtime::serde_json::json;
/// # use mcp_runtime::testing::Client;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let client = Client::new(Studio::new(Farm::default())).with_tasks();
/// let reply = client.call_tool::<render>(json!({ "scene": "a lake" })).await;
/// assert!(reply.task_id().is_some());
/// # let plain = Client::new(Studio::new(Farm::default()));
/// # let reply = plain.call_tool::<render>(json!({ "scene": "a lake" })).await;
/// # assert_eq!(reply.text(), "a picture of a lake");
/// # }
/// ```
///
/// The function is called once for each task. If its worker dies before the job is noted, the task
/// has failed, and nobody knows whether there is a job. Name it by [`Task::id`](crate::Task::id)
/// where the other side takes names, so that it can be found.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no job that runs elsewhere",
    label = "doesn't implement `External`",
    note = "a tool with `task(external)` begins a job and returns it: a type of your own, with \
            `#[mcp_type]` and `impl mcp_runtime::task::External for …`, which says how far the job \
            is; or a `Result` of one",
    note = "a tool that does the work itself has `task`, without `external`"
)]
pub trait External: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The client of the other side: a part of the server's state, as `State<Self::Service>` gives
    /// it.
    type Service: Send + Sync + 'static;

    /// The job's result: any type that a tool may return.
    type Output: ToolOutput;

    /// Asks how far the job is, and answers within ten seconds.
    ///
    /// An error that the model may read ([`ToolError::new`](crate::ToolError::new), a question that
    /// was declined) ends the task with it, and the job is stopped. Any other error says that this
    /// isn't known for now: it goes to the log, and the job is asked again after `poll`.
    ///
    /// A job that waits for a person asks by `asker`, each question with its own key, through `?`.
    /// The client answers with `tasks/update`; then this is called once more, and the same question
    /// returns the answer, to be handed on. It does so each time, so hand on what the job still
    /// waits for. In a plain call, a job that asks is cancelled, and the caller is told why.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # use mcp_runtime::task::{External, JobStatus};
    /// # #[derive(Clone)] struct Deployer;
    /// # impl Deployer {
    /// #     async fn stage(&self, _: &str) -> Result<&'static str, ToolError> { Ok("running") }
    /// #     async fn approve(&self, _: &str) -> Result<(), ToolError> { Ok(()) }
    /// #     async fn stop(&self, _: &str) -> Result<(), ToolError> { Ok(()) }
    /// # }
    /// /// A deployment, which waits for an approval on its way.
    /// #[mcp_type]
    /// struct Deployment { id: String }
    ///
    /// impl External for Deployment {
    ///     type Service = Deployer;
    ///     type Output = &'static str;
    ///
    ///     async fn status(
    ///         &self,
    ///         deployer: &Deployer,
    ///         asker: Asker,
    ///     ) -> Result<JobStatus<&'static str>, ToolError> {
    ///         Ok(match deployer.stage(&self.id).await? {
    ///             "done" => JobStatus::Completed("It is deployed"),
    ///             "to be approved" => {
    ///                 let Confirm = asker.ask("approve", "Deploy to production?").await?;
    ///                 deployer.approve(&self.id).await?;
    ///                 JobStatus::working("approved")
    ///             }
    ///             stage => JobStatus::working(stage),
    ///         })
    ///     }
    ///
    ///     async fn cancel(&self, deployer: &Deployer) -> Result<(), ToolError> {
    ///         deployer.stop(&self.id).await
    ///     }
    /// }
    /// ```
    fn status(
        &self,
        service: &Self::Service,
        asker: Asker,
    ) -> impl Future<Output = Result<JobStatus<Self::Output>, ToolError>> + Send;

    /// Stops the job: its task was cancelled, or its time is over. It may be called again, and for
    /// a job that has ended. An error goes to the log, and the job is told again.
    fn cancel(&self, service: &Self::Service)
    -> impl Future<Output = Result<(), ToolError>> + Send;
}

/// How far a job is.
#[derive(Debug)]
#[non_exhaustive]
pub enum JobStatus<T> {
    /// It goes on; with what is to be told of it, if anything is: the task's `statusMessage`.
    Working(Option<String>),
    /// It is done, and this is the tool's result.
    Completed(T),
    /// It has failed: a result like that of a tool that returns this error.
    Failed(ToolError),
    /// Somebody else has stopped it.
    Cancelled,
}

impl<T> JobStatus<T> {
    /// It goes on, and this is told of it.
    ///
    /// ```
    /// use mcp_runtime::task::JobStatus;
    ///
    /// let status = JobStatus::<String>::working("3 of 10 frames");
    /// assert!(matches!(status, JobStatus::Working(Some(text)) if text.starts_with('3')));
    /// ```
    pub fn working(text: impl Into<String>) -> Self {
        Self::Working(Some(text.into()))
    }
}

/// A type that a tool with `task(external)` may return: a job, or a `Result` of one.
///
/// Don't implement it by hand: implement [`External`].
// Of a `Result` of another type, the compiler says this and not what `External` would say.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no job that runs elsewhere",
    label = "is no job, and no `Result` of one",
    note = "a tool with `task(external)` begins a job and returns it: a type of your own, with \
            `#[mcp_type]` and `impl mcp_runtime::task::External for …`, which says how far the job \
            is; or a `Result` of one",
    note = "a tool that does the work itself has `task`, without `external`"
)]
#[doc(hidden)]
pub trait Starts {
    /// The job.
    type Job: External;

    /// The job, or why there is none.
    fn started(self) -> Result<Self::Job, ToolError>;
}

impl<J: External> Starts for J {
    type Job = J;

    fn started(self) -> Result<J, ToolError> {
        Ok(self)
    }
}

impl<J: External, E: Into<ToolError>> Starts for Result<J, E> {
    type Job = J;

    fn started(self) -> Result<J, ToolError> {
        self.map_err(Into::into)
    }
}
