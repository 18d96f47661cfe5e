//! `tools/call`

use super::prepared::{Asked, Emits, Found, Prepared, Run};
use super::tasks::{has_tasks, without_tasks};
use crate::call::{ItemName, Method, MirroredName, Subject};
use crate::protocol::{Refusal, invalid};
use crate::server::core::Core;
use crate::server::dynamic;
use crate::server::headers::check_params;
use crate::server::limits::Admission;
use crate::server::shown::no_such_tool;
use crate::server::tasks::create;
use crate::server::telemetry::names;
use crate::table::Kind;

pub(super) static CALL: Method = Method {
    mirrored: MirroredName::Name,
    fails_in_result: true,
    may_ask: true,
    has_middleware: true,
    name_attribute: Some(names::TOOL),
    operation: Some("execute_tool"),
    names_spans: true,
    ..Method::new("tools/call")
};

pub(super) fn find<S: Send + Sync + 'static>(
    core: &Core<S>,
    asked: Asked<'_>,
) -> Result<Found<S>, Refusal> {
    let Asked {
        request,
        mirrored,
        access,
        ..
    } = asked;
    let Some(name) = request.params.name.as_deref() else {
        return Err(invalid(
            "`params.name` is missing: the name of the tool to call",
        ));
    };
    let Some((position, entry)) = core.shown_tool(name, access) else {
        if core.listers().tools.is_none() || core.definition().tool(name).is_some() {
            return Err(no_such_tool(core, name, access));
        }
        core.permit_unlisted(access)?;
        return Ok(Found::Call(unlisted(name, mirrored.is_some())));
    };
    core.permit(Kind::Tool, position, access)?;
    let tool = core.tool(position);
    if let (Some(mirrored), false) = (mirrored, tool.headers.is_empty()) {
        check_params(mirrored.headers, &tool.headers, request.params.arguments)?;
    }
    let hints = entry.meta.annotations;
    let harms_nobody = [hints.read_only, hints.idempotent].contains(&Some(true));
    let counts_once = hints.destructive == Some(true) || !harms_nobody;
    let subject = Subject::in_table(&CALL, tool.name.clone()).counting_answers_once(counts_once);
    if let Some(task) = &entry.meta.task {
        if has_tasks(request.meta.capabilities) {
            return Ok(Found::Call(Prepared {
                subject,
                admission: Admission::of_tool(position),
                emits: Emits::Nothing,
                timeout: entry.meta.timeout,
                run: Run::other(move |begin| create(begin, position, entry, task)),
            }));
        }
        if task.required {
            return Err(without_tasks());
        }
    }
    Ok(Found::Call(Prepared {
        subject,
        admission: Admission::of_tool(position),
        emits: Emits::messages(entry.emits),
        timeout: entry.meta.timeout,
        run: Run::Tool(position, entry),
    }))
}

/// A tool that a lister may know.
fn unlisted<S: Send + Sync + 'static>(name: &str, is_mirrored: bool) -> Prepared<S> {
    Prepared {
        subject: Subject::new(&CALL, ItemName::Shared(name.into())).counting_answers_once(true),
        admission: Admission::COUNTED,
        emits: Emits::Messages,
        timeout: None,
        run: Run::other(move |begin| dynamic::tool(begin, is_mirrored)),
    }
}
