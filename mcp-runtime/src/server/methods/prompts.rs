//! `prompts/get`

use std::borrow::Cow;

use super::prepared::{Asked, Emits, Found, Prepared, Run};
use crate::call::{ItemName, Method, MirroredName, Subject};
use crate::params::ParamSpec;
use crate::params::read::entries;
use crate::protocol::{Refusal, Shape, invalid, quotable, shape};
use crate::server::core::Core;
use crate::server::dynamic;
use crate::server::limits::Admission;
use crate::server::prompt::PromptEntry;
use crate::server::run::TextArguments;
use crate::server::shown::no_such_prompt;
use crate::server::telemetry::names;
use crate::table::Kind;

pub(super) static GET: Method = Method {
    mirrored: MirroredName::Name,
    may_ask: true,
    has_middleware: true,
    name_attribute: Some(names::PROMPT),
    names_spans: true,
    ..Method::new("prompts/get")
};

pub(super) fn find<S: Send + Sync + 'static>(
    core: &Core<S>,
    asked: Asked<'_>,
) -> Result<Found<S>, Refusal> {
    let params = &asked.request.params;
    let Some(name) = params.name.as_deref() else {
        return Err(invalid(
            "`params.name` is missing: the name of the prompt to get",
        ));
    };
    let found = core.shown_prompt(name, asked.access);
    if found.is_none()
        && (core.listers().prompts.is_none() || core.definition().prompt(name).is_some())
    {
        return Err(no_such_prompt(core, name, asked.access));
    }
    match found {
        Some((position, _)) => core.permit(Kind::Prompt, position, asked.access)?,
        None => core.permit_unlisted(asked.access)?,
    }
    let arguments = params.arguments.map_or_else(|| Ok(Vec::new()), texts)?;
    Ok(Found::Call(match found {
        Some((_, entry)) => Prepared {
            subject: Subject::in_table(&GET, name_of(entry)),
            admission: Admission::UNCOUNTED,
            emits: Emits::messages(ParamSpec::any_emits(entry.params)),
            timeout: entry.meta.timeout,
            run: Run::Texts(entry.get, arguments),
        },
        None => Prepared {
            subject: Subject::new(&GET, ItemName::Shared(name.into())),
            admission: Admission::UNCOUNTED,
            emits: Emits::Messages,
            timeout: None,
            run: Run::other(move |begin| dynamic::prompt(begin, arguments)),
        },
    }))
}

fn name_of<S>(entry: &PromptEntry<S>) -> ItemName {
    if entry.prefix.is_empty() {
        ItemName::Static(entry.meta.name)
    } else {
        ItemName::Shared(entry.name().into())
    }
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
            quotable(&name),
            quotable(value)
        ))),
    };
    entries(arguments)?.into_iter().map(text).collect()
}
