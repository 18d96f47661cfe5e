//! The methods of the protocol, one file each: what a request asks for, and how it is started.
//!
//! A method is a `find`, which [`dispatch`](super::dispatch) names, and a [`Method`], which says of
//! its calls what those who limit and watch them need to know.

mod completion;
mod discover;
mod listen;
mod lists;
mod prepared;
mod prompts;
mod resources;
mod tasks;
mod tools;

use crate::call::{Access, Method, MirroredName};
use crate::protocol::{Refusal, Request};

use super::core::Core;
use super::lists::Offers;
use super::telemetry::{Subject, names};

pub(super) use prepared::{Asked, Begin, Emits, Found, Prepared, Run};
pub(super) use resources::READ;

/// `tools/call`, of which a task's work is a call as well.
pub(super) fn tool_call() -> &'static Method {
    &tools::CALL
}

/// Each of them.
static METHODS: [&Method; 10] = [
    &tools::CALL,
    &prompts::GET,
    &resources::READ,
    &completion::COMPLETE,
    &lists::TOOLS,
    &lists::PROMPTS,
    &lists::RESOURCES,
    &lists::TEMPLATES,
    &listen::LISTEN,
    &discover::DISCOVER,
];

/// Returns what a request asks for that begins no call, for whoever observes it. A name that the
/// server doesn't have is the client's own.
pub(super) fn subject<'a, S: 'static>(core: &'a Core<S>, request: &'a Request<'_>) -> Subject<'a> {
    let method = METHODS.iter().find(|known| known.name == request.method);
    let subject = Subject::of_method(method.map(|method| method.name), request.id);
    let Some(name) = request.params.name.as_deref() else {
        return subject;
    };
    match subject.method() {
        "tools/call" => match core.shown_tool(name, &Access::Full) {
            Some((position, _)) => {
                let name = core.tool(position).name.as_str();
                subject.named(names::TOOL, name, tools::CALL.operation)
            }
            None => subject,
        },
        "prompts/get" => match core.shown_prompt(name, &Access::Full) {
            Some(_) => subject.named(names::PROMPT, name, None),
            None => subject,
        },
        _ => subject,
    }
}

/// Returns which parameter `Mcp-Name` mirrors in a request of this method.
pub(super) fn mirrored_name(method: &str) -> MirroredName {
    let methods: [&Method; 6] = [
        &tools::CALL,
        &prompts::GET,
        &resources::READ,
        &tasks::GET,
        &tasks::UPDATE,
        &tasks::CANCEL,
    ];
    let named = methods.into_iter().find(|named| named.name == method);
    named.map_or(MirroredName::Nothing, |named| named.mirrored)
}

/// Finds the call or the answer that a request asks for; `None` if the server has no such method.
pub(super) fn find<S: Send + Sync + 'static>(
    core: &Core<S>,
    asked: Asked<'_>,
) -> Option<Result<Found<S>, Refusal>> {
    let Offers {
        tools,
        prompts,
        resources,
        completions,
        tasks: has_tasks,
        ..
    } = core.offers();
    Some(match &*asked.request.method {
        "tools/call" if tools => tools::find(core, asked),
        "tools/list" if tools => lists::tools(core, asked),
        "prompts/get" if prompts => prompts::find(core, asked),
        "prompts/list" if prompts => lists::prompts(core, asked),
        "resources/read" if resources => resources::find(core, asked),
        "resources/list" if resources => lists::resources(core, asked),
        "resources/templates/list" if resources => lists::templates(core, asked),
        "completion/complete" if completions => completion::find(core, asked),
        "subscriptions/listen" => listen::find(core, asked),
        "tasks/get" if has_tasks => tasks::get(asked),
        "tasks/update" if has_tasks => tasks::update(asked),
        "tasks/cancel" if has_tasks => tasks::cancel(asked),
        "server/discover" => Ok(discover::find(core, asked)),
        _ => return None,
    })
}
