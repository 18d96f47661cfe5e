//! `completion/complete`

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::prepared::{Asked, Emits, Found, Prepared, Run};
use crate::call::{ItemName, Method, Subject, Typed};
use crate::params::{ParamRole, ParamSpec};
use crate::protocol::{Refusal, Shape, invalid, read_params, shape};
use crate::schema::closest;
use crate::server::completion::{Choices, respond};
use crate::server::core::Core;
use crate::server::limits::Admission;
use crate::server::shown::{no_such_prompt, no_such_reference, resource, unknown};
use crate::table::Kind;

pub(super) static COMPLETE: Method = Method {
    has_middleware: true,
    ..Method::new("completion/complete")
};

pub(super) fn find<S: Send + Sync + 'static>(
    core: &Core<S>,
    asked: Asked<'_>,
) -> Result<Found<S>, Refusal> {
    let CompleteParams {
        r#ref,
        argument: Argument { name, value },
        context,
    } = read_params(asked.text()).map_err(|_| {
        invalid(
            "`params` must have a `ref` (`{\"type\":\"ref/prompt\",\"name\":…}` or \
             `{\"type\":\"ref/resource\",\"uri\":…}`) and an `argument` with `name` and `value`",
        )
    })?;
    let (params, choices, complete): (_, &Choices, _) = match r#ref {
        Reference::Prompt { name } => {
            let (position, entry) = core
                .shown_prompt(&name, asked.access)
                .ok_or_else(|| no_such_prompt(core, &name, asked.access))?;
            core.permit(Kind::Prompt, position, asked.access)?;
            (entry.params, core.prompt_choices(position), entry.complete)
        }
        Reference::Resource { uri } => {
            let found = core.shown_resource(&uri, asked.access).or_else(|| {
                resource(core, &uri, asked.access).map(|(position, entry, _)| (position, entry))
            });
            let (position, entry) =
                found.ok_or_else(|| no_such_reference(core, &uri, asked.access))?;
            core.permit(Kind::Resource, position, asked.access)?;
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
        return Err(unknown("argument", &name, closest(&name, names)));
    };
    let choices = choices.get(&name).cloned().unwrap_or_default();
    let typed = Arc::new(Typed {
        name,
        value,
        arguments: context.arguments,
    });
    Ok(Found::Call(Prepared {
        subject: Subject::new(&COMPLETE, ItemName::Typed(typed.clone())),
        admission: Admission::COUNTED,
        emits: Emits::Nothing,
        timeout: None,
        run: Run::other(move |begin| {
            let running = complete(index, begin.call);
            let info = begin.core.server_info();
            respond(running, &choices, &typed.value, begin.id, info)
        }),
    }))
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
