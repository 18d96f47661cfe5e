//! From what a client wants of a lister to the answer.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::HeaderName;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Listers;
use super::items::{PromptItem, ResourceItem, ResourceTemplateItem, ToolItem};
use super::page::{Listed, Page};
use crate::call::Call;
use crate::protocol::{ErrorCode, Refusal, Shape, quotable, shape, unique_value};
use crate::response::{
    Finished, PromptMessage, ReadResult, ResultWriter, ToolError, ToolOutput as _, ToolResult,
};
use crate::schema::{self, Problems};
use crate::server::catalogue::List;
use crate::server::core::Core;
use crate::server::headers::{MirroredParam, check_params};
use crate::server::lists::Position;
use crate::server::methods::Begin;
use crate::server::prompt::GetPromptResult;
use crate::server::run::{TextArguments, guarded};
use crate::server::shown::{no_such_prompt, no_such_resource, no_such_tool};
use crate::server::tool::collect_headers;

/// A page of a lister's.
pub(in crate::server) fn page<S: Send + Sync + 'static>(
    begin: Begin<'_, S>,
    list: List,
    place: Position,
) -> BoxFuture<'static, Finished> {
    let Begin { core, call, id, .. } = begin;
    let (core, mut out) = (core.clone(), ResultWriter::new(id));
    Box::pin(async move {
        let written = guarded(&call, write_page(&core, &call, list, place, &mut out)).await;
        out.finish_plain(written, list.method(), call.server_info(), None)
    })
}

/// A call of a tool that a lister may know. `is_mirrored`: whether headers must agree with the
/// arguments.
pub(in crate::server) fn tool<S: Send + Sync + 'static>(
    begin: Begin<'_, S>,
    is_mirrored: bool,
) -> BoxFuture<'static, Finished> {
    let Begin {
        core,
        call,
        id,
        arguments,
    } = begin;
    let (core, mut out) = (core.clone(), ResultWriter::new(id));
    let arguments = arguments.map(str::to_owned);
    Box::pin(async move {
        let calling = call_tool(&core, &call, arguments.as_deref(), is_mirrored);
        let result = guarded(&call, calling).await;
        let written = result.and_then(|result| result.write(&mut out));
        out.finish(written, call.name(), call.server_info())
    })
}

/// A prompt that a lister may know.
pub(in crate::server) fn prompt<S: Send + Sync + 'static>(
    begin: Begin<'_, S>,
    arguments: TextArguments,
) -> BoxFuture<'static, Finished> {
    let Begin { core, call, id, .. } = begin;
    let (core, mut out) = (core.clone(), ResultWriter::new(id));
    Box::pin(async move {
        let result = guarded(&call, get_prompt(&core, &call, &arguments)).await;
        let written = result.and_then(|(prompt, messages)| {
            out.fields(&GetPromptResult {
                description: &prompt.about.description,
                messages,
            })
        });
        out.finish_plain(written, call.name(), call.server_info(), None)
    })
}

/// A resource that a lister may know.
pub(in crate::server) fn resource<S: Send + Sync + 'static>(
    begin: Begin<'_, S>,
) -> BoxFuture<'static, Finished> {
    let Begin { core, call, id, .. } = begin;
    let (core, mut out) = (core.clone(), ResultWriter::new(id));
    Box::pin(async move {
        let result = guarded(&call, read(&core, &call)).await;
        let uri = call.name();
        let written = result
            .and_then(|contents| out.fields(&contents.result(uri, None, Duration::ZERO, false)));
        out.finish_plain(
            written,
            uri,
            call.server_info(),
            Some(json!({ "uri": uri })),
        )
    })
}

/// A request comes here only where there is a lister of its kind.
fn unlisted() -> ToolError {
    ToolError::internal("there is no lister of this kind")
}

async fn write_page<S: 'static>(
    core: &Core<S>,
    call: &Call<S>,
    list: List,
    place: Position,
    out: &mut ResultWriter,
) -> Result<(), ToolError> {
    let Listers {
        tools,
        prompts,
        resources,
    } = core.listers();
    let definition = core.definition();
    let cursor = place.cursor.clone();
    let cursor = cursor.as_deref();
    match list {
        List::Tools => {
            let page = tools
                .as_ref()
                .ok_or_else(unlisted)?
                .list(call, cursor)
                .await?;
            let is_known = |tool: &ToolItem| definition.tool(tool.name()).is_some();
            out.fields(&listed(list, place, page, |tool| {
                in_table(tool.name(), is_known(tool)).and_then(|()| tool.usable(core).map(drop))
            }))
        }
        List::Prompts => {
            let page = prompts
                .as_ref()
                .ok_or_else(unlisted)?
                .list(call, cursor)
                .await?;
            let is_known = |prompt: &PromptItem| definition.prompt(prompt.name()).is_some();
            out.fields(&listed(list, place, page, |prompt| {
                in_table(prompt.name(), is_known(prompt))
            }))
        }
        List::Resources => {
            let page = resources
                .as_ref()
                .ok_or_else(unlisted)?
                .list(call, cursor)
                .await?;
            let is_known = |resource: &ResourceItem| definition.resource(&resource.uri).is_some();
            out.fields(&listed(list, place, page, |resource| {
                in_table(&resource.uri, is_known(resource))
            }))
        }
        List::Templates => {
            let page = resources
                .as_ref()
                .ok_or_else(unlisted)?
                .templates(call, cursor)
                .await?;
            let is_known = |template: &ResourceTemplateItem| {
                definition.resource(&template.uri_template).is_some()
            };
            out.fields(&listed(list, place, page, |template| {
                in_table(&template.uri_template, is_known(template))
            }))
        }
    }
}

/// A page as it goes out: without items that clients couldn't use, which the log names.
fn listed<T: Serialize>(
    list: List,
    place: Position,
    page: Page<T>,
    check: impl Fn(&T) -> Result<(), String>,
) -> Listed<T> {
    let Page {
        mut items,
        next,
        ttl,
    } = page;
    items.retain(|item| {
        let checked = check(item);
        if let Err(reason) = &checked {
            tracing::warn!(
                list = list.method(),
                reason,
                "an item is left out of a list"
            );
        }
        checked.is_ok()
    });
    // It would go round for ever.
    let is_stuck = next.is_some() && next == place.cursor;
    if is_stuck {
        tracing::warn!(
            list = list.method(),
            "a page is followed by itself; the list ends here"
        );
    }
    let next = next
        .filter(|_| !is_stuck)
        .map(|cursor| place.followed_by(cursor));
    Listed {
        key: list.key(),
        items,
        next,
        ttl,
    }
}

fn in_table(name: &str, is_known: bool) -> Result<(), String> {
    match (name.is_empty(), is_known) {
        (true, _) => Err("it has no name".to_owned()),
        (_, true) => Err(format!(
            "`{name}` is in the server's own table, which comes first"
        )),
        _ => Ok(()),
    }
}

async fn call_tool<S: 'static>(
    core: &Core<S>,
    call: &Call<S>,
    arguments: Option<&str>,
    is_mirrored: bool,
) -> Result<ToolResult, ToolError> {
    let name = call.name();
    let lister = core.listers().tools.as_ref().ok_or_else(unlisted)?;
    let tool = lister
        .find(call, name)
        .await?
        .ok_or_else(|| ToolError::refused(no_such_tool(core, name, call.access())))?;
    let headers = tool
        .usable(core)
        .map_err(|reason| format!("`{name}` can't be called: {reason}"))?;
    if let (true, Some(http)) = (is_mirrored, call.http()) {
        check_params(&http.headers, &headers, arguments).map_err(ToolError::refused)?;
    }
    let arguments = arguments.unwrap_or("{}");
    let meant = core
        .settings()
        .lenient_arguments
        .then(|| schema::destringified(&tool.input_schema, arguments));
    let arguments = tool.read(meant.flatten().as_deref().unwrap_or(arguments))?;
    lister.call(call, tool, arguments).await
}

impl ToolItem {
    /// The arguments that headers mirror, or why no client could use the tool.
    fn usable<S: 'static>(&self, core: &Core<S>) -> Result<Vec<MirroredParam>, String> {
        if let Some(view) = self.view.filter(|view| !core.lists().apps.has(view)) {
            return Err(format!(
                "`{}` has the view `{view}`, which this server doesn't have; add it by \
                 `Server::app`",
                self.name()
            ));
        }
        self.headers()
    }

    /// The arguments that headers mirror, or why no client could tell them.
    fn headers(&self) -> Result<Vec<MirroredParam>, String> {
        let schema = &self.input_schema;
        if schema.get("type").and_then(Value::as_str) != Some("object") {
            return Err(format!(
                "the input schema of `{}` must be an object with `\"type\": \"object\"`",
                self.name()
            ));
        }
        let mut found = Vec::new();
        collect_headers(schema, &mut Vec::new(), &mut found);
        let mut headers: Vec<MirroredParam> = Vec::new();
        for (path, header) in found {
            let shown = format!("Mcp-Param-{header}");
            match (path.as_slice(), HeaderName::try_from(shown.as_str())) {
                ([properties, argument], Ok(name))
                    if properties == "properties"
                        && headers.iter().all(|other| other.name != name) =>
                {
                    headers.push(MirroredParam {
                        name,
                        shown,
                        argument: argument.clone().into(),
                    });
                }
                _ => {
                    let at = path.join("/");
                    return Err(format!(
                        "`{}` has `\"x-mcp-header\": {header:?}` at `{at}`; it stands on an \
                         argument, is a token, and comes once",
                        self.name()
                    ));
                }
            }
        }
        Ok(headers)
    }

    /// The arguments of a call, if they keep to the input schema.
    fn read(&self, arguments: &str) -> Result<Map<String, Value>, ToolError> {
        let invalid = |message: String| {
            ToolError::refused(Refusal::new(ErrorCode::InvalidParams, message).answered())
        };
        match shape(arguments) {
            Shape::Object => {}
            other => {
                return Err(invalid(format!(
                    "`params.arguments` must be an object, got {}",
                    other.name()
                )));
            }
        }
        let value = unique_value(arguments)
            .map_err(|e| invalid(format!("`params.arguments` can't be read: {e}")))?;
        let mut problems = Problems::default();
        schema::check(&self.input_schema, &value, &mut problems);
        match value {
            Value::Object(arguments) if problems.is_empty() => Ok(arguments),
            _ => Err(ToolError::new(problems.told(self.name()))),
        }
    }
}

async fn get_prompt<S: 'static>(
    core: &Core<S>,
    call: &Call<S>,
    arguments: &TextArguments,
) -> Result<(PromptItem, Vec<PromptMessage>), ToolError> {
    let name = call.name();
    let lister = core.listers().prompts.as_ref().ok_or_else(unlisted)?;
    let prompt = lister
        .find(call, name)
        .await?
        .ok_or_else(|| ToolError::refused(no_such_prompt(core, name, call.access())))?;
    let arguments = prompt.read(arguments)?;
    let messages = lister.get(call, prompt.clone(), arguments).await?;
    Ok((prompt, messages))
}

impl PromptItem {
    /// The arguments of a request, if they are those that the prompt names.
    fn read(&self, given: &TextArguments) -> Result<BTreeMap<String, String>, ToolError> {
        let arguments: BTreeMap<String, String> = given
            .iter()
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect();
        let mut problems = Problems::default();
        for argument in self
            .arguments
            .iter()
            .filter(|a| a.required && !arguments.contains_key(&a.name))
        {
            let colon = if argument.description.is_empty() {
                ""
            } else {
                ": "
            };
            problems.note(
                argument.name.as_str(),
                format!("is required{colon}{}", argument.description),
            );
        }
        for name in arguments
            .keys()
            .filter(|name| self.arguments.iter().all(|a| a.name != **name))
        {
            let meant = schema::closest(name, self.arguments.iter().map(|a| a.name.as_str()));
            let hint = meant
                .map(|meant| format!("; did you mean `{meant}`?"))
                .unwrap_or_default();
            problems.note(
                quotable(name),
                format!("is not an argument of this prompt{hint}"),
            );
        }
        if problems.is_empty() {
            Ok(arguments)
        } else {
            Err(ToolError::new(format!("Invalid arguments:\n{problems}")))
        }
    }
}

async fn read<S: 'static>(core: &Core<S>, call: &Call<S>) -> Result<ReadResult, ToolError> {
    let uri = call.name();
    let lister = core.listers().resources.as_ref().ok_or_else(unlisted)?;
    let contents = lister.read(call, uri).await?;
    contents.ok_or_else(|| ToolError::refused(no_such_resource(core, uri, call.access())))
}
