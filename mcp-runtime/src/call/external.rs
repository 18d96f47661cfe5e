//! Calls of tools whose work runs elsewhere: as a leg of a task, which begins the job, asks it or
//! stops it, and as a plain call, which waits for it.

use std::time::Duration;

use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};
use tokio_util::task::TaskTracker;

use super::call::Call;
use super::extract::{FromCall, State};
use crate::input::Asker;
use crate::protocol::{ErrorCode, Refusal};
use crate::response::{ResultWriter, ToolError, ToolOutput as _};
use crate::table::TaskMeta;
use crate::task::{EXTENSION, External, Found, JobStatus, RunningLeg, Starts, Task};

/// The service that reaches the job of what a function returns.
type ServiceOf<R> = <<R as Starts>::Job as External>::Service;

/// A tool's result that a job comes to.
type OutputOf<J> = <J as External>::Output;

/// The end of a leg whose job has begun before: the job is asked, or told to stop. `None` where the
/// function is to begin it.
pub async fn under_way<R: Starts, S: Send + Sync>(
    call: &Call<S>,
    out: &mut ResultWriter,
) -> Option<Result<(), ToolError>>
where
    State<ServiceOf<R>>: FromCall<S>,
{
    let leg = call.leg().filter(|leg| leg.has_job())?;
    let job = leg.checkpoint()?;
    Some(resume::<R::Job, S>(job, leg, call, out).await)
}

async fn resume<J: External, S: Send + Sync>(
    job: &RawValue,
    leg: &RunningLeg,
    call: &Call<S>,
    out: &mut ResultWriter,
) -> Result<(), ToolError>
where
    State<J::Service>: FromCall<S>,
{
    let job: J = serde_json::from_str(job.get())?;
    let State(service) = State::<J::Service>::from_call(call).await?;
    if leg.stops() {
        job.cancel(&service).await?;
        return Err(leg.end_with(Found::Stopped));
    }
    match job.status(&service, asker(call)?).await {
        Ok(JobStatus::Working(text)) => Err(leg.end_with(Found::Working(text))),
        Ok(JobStatus::Completed(output)) => output.write(out),
        Ok(JobStatus::Failed(error)) => Err(error),
        Ok(JobStatus::Cancelled) => Err(leg.end_with(Found::Cancelled)),
        Err(error) if error.is_masked() => {
            unknown(call, &error);
            Err(leg.end_with(Found::Working(None)))
        }
        Err(error) if error.is_asking() => Err(error),
        Err(error) => {
            // Such as a question that was declined: nobody wants the job any more.
            stop(&job, &service).await;
            Err(error)
        }
    }
}

/// Goes on once the function has returned: notes the job, or waits for it.
pub async fn started<R: Starts, S: Send + Sync>(
    returned: R,
    task: Option<TaskMeta>,
    call: &Call<S>,
    out: &mut ResultWriter,
) -> Result<(), ToolError>
where
    State<ServiceOf<R>>: FromCall<S>,
{
    let job = returned.started()?;
    if let Some(leg) = call.leg() {
        return Err(leg.end_with(Found::Started(to_raw_value(&job)?)));
    }
    let poll = task.map_or(Duration::from_secs(5), |task| task.poll());
    let output = wait(job, poll, call).await?;
    output.write(out)
}

/// Waits for a job. Where nobody waits any more, it is cancelled.
async fn wait<J: External, S: Send + Sync>(
    job: J,
    poll: Duration,
    call: &Call<S>,
) -> Result<OutputOf<J>, ToolError>
where
    State<J::Service>: FromCall<S>,
{
    let State(service) = State::<J::Service>::from_call(call).await?;
    let mut waiting = Waiting {
        job: Some((job, service)),
        tasks: call.shielding().clone(),
    };
    let task = Task::<()>::of_call(call.emitter().cloned());
    let mut told = None;
    loop {
        let (job, service) = waiting.job.as_ref().expect("it is waited for");
        match job.status(service, asker(call)?).await {
            Ok(JobStatus::Working(text)) => {
                if let Some(text) = text
                    && told.as_ref() != Some(&text)
                {
                    task.status(text.clone());
                    told = Some(text);
                }
            }
            Ok(JobStatus::Completed(output)) => {
                waiting.job = None;
                return Ok(output);
            }
            Ok(JobStatus::Failed(error)) => {
                waiting.job = None;
                return Err(error);
            }
            Ok(JobStatus::Cancelled) => {
                waiting.job = None;
                return Err(ToolError::new("The work was stopped where it runs"));
            }
            Err(error) if error.is_masked() => unknown(call, &error),
            Err(error) if error.is_asking() => return Err(unable()),
            Err(error) => return Err(error),
        }
        tokio::time::sleep(poll).await;
    }
}

/// A job that is waited for, and is cancelled where this is dropped.
struct Waiting<J: External> {
    job: Option<(J, J::Service)>,
    tasks: TaskTracker,
}

impl<J: External> Drop for Waiting<J> {
    fn drop(&mut self) {
        let Some((job, service)) = self.job.take() else {
            return;
        };
        self.tasks.spawn(async move { stop(&job, &service).await });
    }
}

/// Stops a job that nobody waits for.
async fn stop<J: External>(job: &J, service: &J::Service) {
    if let Err(error) = job.cancel(service).await {
        tracing::error!("a job that nobody waits for can't be stopped: {error}");
    }
}

fn asker<S>(call: &Call<S>) -> Result<Asker, ToolError> {
    Ok(Asker::of(call.conversation()?))
}

#[cold]
fn unknown<S>(call: &Call<S>, error: &ToolError) {
    tracing::warn!(
        tool = call.logged_name(),
        "how far a job is that runs elsewhere is not known for now: {error}"
    );
}

/// A job asks in a plain call, whose function would begin another one for each answer.
fn unable() -> ToolError {
    let message = format!(
        "The work asks something on its way, which this client can only be asked with the client \
         capability `extensions.{EXTENSION}`; the work was cancelled"
    );
    let required = json!({ "requiredCapabilities": { "extensions": { EXTENSION: {} } } });
    let refusal = Refusal::new(ErrorCode::MissingClientCapability, message).with_data(required);
    ToolError::refused(refusal)
}
