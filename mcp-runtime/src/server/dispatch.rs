//! From a body to what it asks for: one parse, one look-up. Refusals come in the protocol's order.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::de::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::apps::View;
use super::catalogue::List;
use super::completion::{Choices, CompleteFn};
use super::dynamic::Wanted;
use super::headers::{Mirrored, check_params, check_standard};
use super::lists::{Offers, Turn};
use super::run::TextArguments;
use super::{Core, PromptEntry, ResourceEntry, Subject, ToolEntry};
use crate::params::Typed;
use crate::params::read::entries;
use crate::protocol::{
    self, ErrorCode, Message, NormalUri, Refusal, Request, SUPPORTED_VERSIONS, Shape, UriOperator,
    UriPiece, is_traversal, matches, read_params, shape,
};
use crate::subscription::{Filter, Subscription};
use crate::table::{Kind, ParamRole, ParamSpec};

/// What becomes of a message.
pub(crate) enum Answer {
    /// A response is there, in a piece of its own and one that others share.
    Fixed(Bytes, Bytes),
    /// A response of its own, or an error response.
    Whole(Response),
}

/// A whole JSON-RPC response, and what HTTP says beside it.
#[cfg_attr(
    not(feature = "http"),
    allow(dead_code, reason = "other transports send the body alone")
)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// In how many seconds to try again.
    pub(crate) retry_after: Option<NonZeroU32>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// An error response; without an id when the request's could not be read.
    pub(crate) fn refused(refusal: &Refusal, id: Option<&str>) -> Self {
        Self {
            status: refusal.status(),
            retry_after: refusal.retry_after(),
            body: refusal.to_json(id),
        }
    }
}

impl Answer {
    /// The message in one piece.
    pub(crate) fn into_message(self) -> Vec<u8> {
        match self {
            Self::Fixed(head, tail) => [head, tail].concat(),
            Self::Whole(response) => response.body,
        }
    }
}

/// What a message asks for, once it is known to be right.
pub(crate) enum Routed<'a, S: 'static> {
    /// A notification, which gets no answer.
    #[cfg_attr(
        not(feature = "stdio"),
        allow(
            dead_code,
            reason = "only a connection of one's own can cancel a call by it"
        )
    )]
    Notified(Cow<'a, str>),
    /// No message of this revision, and what is said of it.
    Unread(Answer),
    /// Nothing more to do.
    Answered(Answer),
    /// This is to be called.
    Call(Route<'a, S>),
}

/// What is to be called, and the request that says so.
pub(crate) struct Route<'a, S: 'static> {
    pub(super) target: Target<S>,
    pub(super) request: Request<'a>,
}

pub(super) enum Target<S: 'static> {
    /// Where it stands in the table.
    Tool(usize, &'static ToolEntry<S>),
    Prompt(usize, &'static PromptEntry<S>, TextArguments),
    /// The URI, and what matches it.
    Resource(Arc<str>, &'static ResourceEntry<S>, TextArguments),
    /// By its URI.
    View(Arc<str>, Arc<View>),
    /// What is typed, the values of the argument's type where it has few, and what completes the
    /// argument at an index.
    Completion(Arc<Typed>, Vec<String>, CompleteFn<S>, usize),
    /// What only a lister may know. In a box, so that calls of the table's tools carry nothing of
    /// it.
    Dynamic(Box<Wanted>),
    Subscription(Subscription),
}

impl<S> Target<S> {
    /// What a call of it is about.
    pub(super) fn subject(&self) -> Subject {
        match self {
            Self::Tool(position, _) => Subject::Tool(*position),
            Self::Prompt(position, ..) => Subject::Prompt(*position),
            Self::Resource(uri, entry, _) => Subject::Resource(uri.clone(), Some(entry.declared())),
            Self::View(uri, view) => Subject::View(uri.clone(), view.clone()),
            Self::Completion(typed, ..) => Subject::Completion(typed.clone()),
            Self::Dynamic(wanted) => wanted.subject(),
            Self::Subscription(_) => Subject::Subscription,
        }
    }
}

impl<S> Route<'_, S> {
    /// The request's id, as JSON text.
    #[cfg(feature = "stdio")]
    pub(crate) fn id(&self) -> &str {
        self.request.id
    }
}

/// Reads one message and finds what it asks for. `mirrored` is what its transport says of it beside
/// the body, if it says anything.
pub(crate) fn route<'a, S>(
    core: &Core<S>,
    body: &'a [u8],
    mirrored: Option<&Mirrored<'_>>,
) -> Routed<'a, S> {
    let request = match Message::parse(body) {
        Ok(Message::Request(request)) => request,
        Ok(Message::Notification(method)) => return Routed::Notified(method),
        Err((refusal, id)) => {
            return Routed::Unread(Answer::Whole(Response::refused(&refusal, id)));
        }
    };
    let id = request.id;
    let found =
        check_standard(mirrored, &request).and_then(|()| find(core, body, &request, mirrored));
    match found {
        Ok(Found::Response(response)) => Routed::Answered(response),
        Ok(Found::Target(target)) => Routed::Call(Route { target, request }),
        Err(refusal) => Routed::Answered(Answer::Whole(Response::refused(&refusal, Some(id)))),
    }
}

/// What a method comes to.
enum Found<S: 'static> {
    Response(Answer),
    Target(Target<S>),
}

fn find<S>(
    core: &Core<S>,
    body: &[u8],
    request: &Request<'_>,
    mirrored: Option<&Mirrored<'_>>,
) -> Result<Found<S>, Refusal> {
    let Offers {
        tools,
        prompts,
        resources,
        ..
    } = core.offers();
    let page = |list: List| match core
        .lists()
        .catalogue
        .turn(list, request.params.cursor.as_deref())?
    {
        Turn::Page(page) => Ok(Found::Response(page.response(request.id))),
        Turn::Lister(place) => Ok(Found::Target(Target::Dynamic(Box::new(Wanted::List(
            list, place,
        ))))),
    };
    // It was read as one.
    let text = || std::str::from_utf8(body).unwrap_or_default();
    match &*request.method {
        "tools/call" if tools => find_tool(core, request, mirrored).map(Found::Target),
        "tools/list" if tools => page(List::Tools),
        "prompts/get" if prompts => find_prompt(core, request).map(Found::Target),
        "prompts/list" if prompts => page(List::Prompts),
        "resources/read" if resources => find_resource(core, request).map(Found::Target),
        "resources/list" if resources => page(List::Resources),
        "resources/templates/list" if resources => page(List::Templates),
        "completion/complete" if core.offers().completions => {
            find_completion(core, text()).map(Found::Target)
        }
        "subscriptions/listen" => subscribe(core, request.id, text()).map(Found::Target),
        "server/discover" => Ok(Found::Response(core.lists().discover.response(request.id))),
        method => Err(unknown_method(method)),
    }
}

fn unknown_method(method: &str) -> Refusal {
    let refusal = |message: String| Refusal::new(ErrorCode::MethodNotFound, message);
    if method == "initialize" {
        return refusal(format!(
            "This server speaks MCP {} only, which has no `initialize`",
            SUPPORTED_VERSIONS.join(", ")
        ))
        .with_data(serde_json::json!({ "supported": SUPPORTED_VERSIONS }));
    }
    refusal(format!(
        "The server has no method `{}`",
        protocol::quotable(method)
    ))
}

fn invalid(message: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(ErrorCode::InvalidParams, message).answered()
}

fn find_tool<S>(
    core: &Core<S>,
    request: &Request<'_>,
    mirrored: Option<&Mirrored<'_>>,
) -> Result<Target<S>, Refusal> {
    let Some(name) = request.params.name.as_deref() else {
        return Err(invalid(
            "`params.name` is missing: the name of the tool to call",
        ));
    };
    let Some((position, entry)) = core.shown_tool(name) else {
        if core.listers().tools.is_none() || core.definition().tool(name).is_some() {
            return Err(no_such_tool(core, name));
        }
        let arguments = request.params.arguments.map(str::to_owned);
        let wanted = Wanted::Tool {
            name: name.into(),
            arguments,
            mirrored: mirrored.is_some(),
        };
        return Ok(Target::Dynamic(Box::new(wanted)));
    };
    let headers = &core.tool(position).headers;
    if let (Some(mirrored), false) = (mirrored, headers.is_empty()) {
        check_params(mirrored.headers, headers, request.params.arguments)?;
    }
    Ok(Target::Tool(position, entry))
}

/// What is switched off is no one's to learn of.
pub(super) fn no_such_tool<S>(core: &Core<S>, name: &str) -> Refusal {
    let shown = |position| !core.mask().hides(Kind::Tool, position);
    unknown("tool", name, core.near().tools.closest(name, shown))
}

pub(super) fn no_such_prompt<S>(core: &Core<S>, name: &str) -> Refusal {
    let shown = |position| !core.mask().hides(Kind::Prompt, position);
    unknown("prompt", name, core.near().prompts.closest(name, shown))
}

pub(super) fn no_such_resource<S>(core: &Core<S>, uri: &str) -> Refusal {
    // Templates are for people; the views behind them are never hidden.
    let shown = |position: usize| match core.definition().resources.entries.get(position) {
        Some((_, entry)) => {
            !entry.meta.is_template() && !core.mask().hides(Kind::Resource, position)
        }
        None => true,
    };
    let resources = &core.near().resources;
    let meant = resources
        .closest(uri, shown)
        .or_else(|| resources.begins_alike(uri, shown));
    let hint = hint(meant);
    invalid(format!("Resource not found{hint}")).with_data(about(uri))
}

/// What an error about a resource has for data.
fn about(uri: &str) -> serde_json::Value {
    const LONGEST: usize = 2048;
    serde_json::json!({ "uri": protocol::cut(uri, LONGEST) })
}

fn unknown(what: &str, name: &str, meant: Option<&str>) -> Refusal {
    let (name, hint) = (protocol::quotable(name), hint(meant));
    invalid(format!("Unknown {what}: `{name}`{hint}"))
}

fn hint(meant: Option<&str>) -> String {
    meant
        .map(|meant| format!("; did you mean `{meant}`?"))
        .unwrap_or_default()
}

fn find_prompt<S>(core: &Core<S>, request: &Request<'_>) -> Result<Target<S>, Refusal> {
    let Some(name) = request.params.name.as_deref() else {
        return Err(invalid(
            "`params.name` is missing: the name of the prompt to get",
        ));
    };
    let found = core.shown_prompt(name);
    if found.is_none()
        && (core.listers().prompts.is_none() || core.definition().prompt(name).is_some())
    {
        return Err(no_such_prompt(core, name));
    }
    let arguments = request
        .params
        .arguments
        .map_or_else(|| Ok(Vec::new()), texts)?;
    Ok(match found {
        Some((position, entry)) => Target::Prompt(position, entry, arguments),
        None => Target::Dynamic(Box::new(Wanted::Prompt(name.into(), arguments))),
    })
}

/// The arguments of a prompt, which are all texts.
fn texts(arguments: &str) -> Result<TextArguments, Refusal> {
    let shape = shape(arguments);
    if shape != Shape::Object {
        return Err(invalid(format!(
            "`params.arguments` must be an object, got {}",
            shape.name()
        )));
    }
    let text = |(name, value): (Cow<'_, str>, &str)| match serde_json::from_str::<String>(value) {
        Ok(value) => Ok((Cow::Owned(name.into_owned()), value)),
        Err(_) => Err(invalid(format!(
            "The argument `{}` of a prompt must be a string; write `\"{}\"`",
            protocol::quotable(&name),
            protocol::quotable(value)
        ))),
    };
    entries(arguments)?.into_iter().map(text).collect()
}

fn find_resource<S>(core: &Core<S>, request: &Request<'_>) -> Result<Target<S>, Refusal> {
    let Some(uri) = request.params.uri.as_deref() else {
        return Err(invalid(
            "`params.uri` is missing: the URI of the resource to read",
        ));
    };
    if let Some(view) = core.lists().apps.find(uri) {
        return Ok(Target::View(uri.into(), view.clone()));
    }
    let refuse = |refusal: Refusal| refusal.with_data(about(uri));
    let Some((_, entry, variables)) = resource(core, uri) else {
        if core.listers().resources.is_none() || core.definition().resource(uri).is_some() {
            return Err(no_such_resource(core, uri));
        }
        if is_traversal(uri, true) {
            return Err(refuse(invalid(
                "The URI must not lead out of its directory",
            )));
        }
        return Ok(Target::Dynamic(Box::new(Wanted::Resource(uri.into()))));
    };
    for (name, value) in &variables {
        let allowed = entry
            .params
            .iter()
            .any(|p| p.name == *name && p.allow_traversal);
        // Joined to a directory, an absolute path would take its place.
        let is_absolute = value.starts_with(['/', '\\']);
        if !allowed && (is_absolute || is_traversal(value, is_file_like(entry.meta.pieces, name))) {
            return Err(refuse(invalid(format!(
                "The variable `{name}` must stay within its directory"
            ))));
        }
    }
    let arguments = variables
        .into_iter()
        .map(|(name, value)| (Cow::Borrowed(name), value))
        .collect();
    Ok(Target::Resource(uri.into(), entry, arguments))
}

type Variables = Vec<(&'static str, String)>;

/// The resource with this URI, in any of its spellings, or the first template that matches it.
fn resource<S>(core: &Core<S>, uri: &str) -> Option<(usize, &'static ResourceEntry<S>, Variables)> {
    if let Some((position, entry)) = core
        .shown_resource(uri)
        .filter(|(_, entry)| !entry.meta.is_template())
    {
        return Some((position, entry, Vec::new()));
    }
    let uri = NormalUri::of(uri);
    let entries = &core.definition().resources.entries;
    let plain = (0..entries.len()).filter(|position| !entries[*position].1.meta.is_template());
    plain
        .chain(core.templates().iter().copied())
        .filter(|position| !core.mask().hides(Kind::Resource, *position))
        .find_map(|position| {
            let entry = &entries[position].1;
            let variables = matches(entry.meta.pieces, &uri)?.into_iter();
            let variables = variables.map(|(name, value)| (name, value.into_owned()));
            Some((position, entry, variables.collect()))
        })
}

/// Whether a variable is a path: of a file, or one that may hold slashes.
fn is_file_like(pieces: &[UriPiece], name: &str) -> bool {
    let of_a_file = matches!(pieces.first(), Some(UriPiece::Literal(text)) if text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:")));
    let reserved = |piece: &UriPiece| matches!(piece, UriPiece::Expression(UriOperator::Reserved, names) if names.contains(&name));
    of_a_file || pieces.iter().any(reserved)
}

/// `CompleteRequestParams` in the specification's schema.
#[derive(serde::Deserialize)]
struct CompleteParams {
    #[serde(deserialize_with = "object")]
    r#ref: Reference,
    #[serde(deserialize_with = "object")]
    argument: Argument,
    #[serde(default, deserialize_with = "object_or_null")]
    context: Context,
}

/// serde reads a struct from a list, too, which the protocol doesn't.
fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    read_object(<&RawValue>::deserialize(deserializer)?)
}

/// Some clients write null for what they leave out.
fn object_or_null<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::<&RawValue>::deserialize(deserializer)?.map_or_else(|| Ok(T::default()), read_object)
}

fn read_object<'de, T: Deserialize<'de>, E: serde::de::Error>(json: &'de RawValue) -> Result<T, E> {
    match shape(json.get()) {
        Shape::Object => serde_json::from_str(json.get()).map_err(E::custom),
        other => Err(E::custom(other.name())),
    }
}

#[derive(serde::Deserialize)]
#[serde(tag = "type")]
enum Reference {
    #[serde(rename = "ref/prompt")]
    Prompt { name: String },
    #[serde(rename = "ref/resource")]
    Resource { uri: String },
}

#[derive(serde::Deserialize)]
struct Argument {
    name: String,
    value: String,
}

#[derive(serde::Deserialize, Default)]
struct Context {
    #[serde(default)]
    arguments: BTreeMap<String, String>,
}

fn find_completion<S>(core: &Core<S>, body: &str) -> Result<Target<S>, Refusal> {
    let CompleteParams { r#ref, argument: Argument { name, value }, context } = read_params(body).map_err(|_| {
        invalid("`params` must have a `ref` (`{\"type\":\"ref/prompt\",\"name\":…}` or `{\"type\":\"ref/resource\",\"uri\":…}`) and an `argument` with `name` and `value`")
    })?;
    let (params, choices, complete): (_, &Choices, _) = match r#ref {
        Reference::Prompt { name } => {
            let (position, entry) = core
                .shown_prompt(&name)
                .ok_or_else(|| no_such_prompt(core, &name))?;
            (entry.params, core.prompt_choices(position), entry.complete)
        }
        Reference::Resource { uri } => {
            let found = core
                .shown_resource(&uri)
                .or_else(|| resource(core, &uri).map(|(position, entry, _)| (position, entry)));
            let (position, entry) = found.ok_or_else(|| {
                let shown = |position: usize| {
                    position < core.definition().resources.entries.len()
                        && !core.mask().hides(Kind::Resource, position)
                };
                unknown("resource", &uri, core.near().resources.closest(&uri, shown))
            })?;
            (
                entry.params,
                core.resource_choices(position),
                entry.complete,
            )
        }
    };
    let is_argument = |p: &ParamSpec| p.role == ParamRole::Argument;
    let Some(index) = params.iter().position(|p| is_argument(p) && p.name == name) else {
        let names = params.iter().filter(|p| is_argument(p)).map(|p| p.name);
        return Err(unknown(
            "argument",
            &name,
            crate::schema::closest(&name, names),
        ));
    };
    let choices = choices.get(&name).cloned().unwrap_or_default();
    Ok(Target::Completion(
        Arc::new(Typed {
            name,
            value,
            arguments: context.arguments,
        }),
        choices,
        complete,
        index,
    ))
}

fn subscribe<S>(core: &Core<S>, id: &str, body: &str) -> Result<Target<S>, Refusal> {
    let Offers {
        tools,
        prompts,
        resources,
        changes,
        ..
    } = core.offers();
    let filter = Filter::read(body)?;
    let filter = filter.limited(changes && tools, changes && prompts, changes && resources);
    let subscription = core
        .hub()
        .subscribe(id, filter, core.settings().max_subscriptions);
    let message =
        |wait: &str| format!("The server has as many subscribers as it takes; try again in {wait}");
    let full = || Refusal::for_now(ErrorCode::Overloaded, Duration::from_secs(1), message);
    subscription.map(Target::Subscription).ok_or_else(full)
}
