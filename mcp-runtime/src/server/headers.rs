//! Headers that mirror parts of a message, and the checks that they agree with it.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName};
use serde::Deserialize;

use crate::call::MirroredName;
use crate::params::read::entries;
use crate::protocol::{self, ErrorCode, Refusal, Request, Shape, Str, read_params, shape};

/// An argument that a header mirrors.
#[derive(Debug)]
pub(crate) struct MirroredParam {
    pub(super) name: HeaderName,
    /// As the protocol spells it.
    pub(super) shown: String,
    pub(super) argument: Cow<'static, str>,
}

/// The parts of a message that travel beside it, for those who route without reading it.
pub(crate) struct Mirrored<'a> {
    pub(crate) version: Field<'a>,
    pub(crate) method: Field<'a>,
    pub(crate) name: Field<'a>,
    /// For `Mcp-Param-*`.
    pub(crate) headers: &'a HeaderMap,
}

/// A header's value, as often as it came.
#[derive(Clone, Copy, Default)]
pub(crate) enum Field<'a> {
    #[default]
    Missing,
    Once(&'a [u8]),
    Twice,
}

impl<'a> Field<'a> {
    pub(crate) fn add(&mut self, value: &'a [u8]) {
        *self = match self {
            Self::Missing => Self::Once(value),
            _ => Self::Twice,
        };
    }

    fn of(headers: &'a HeaderMap, name: &HeaderName) -> Self {
        let mut field = Self::Missing;
        for value in headers.get_all(name) {
            field.add(value.as_bytes());
        }
        field
    }
}

fn mismatch(message: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(ErrorCode::HeaderMismatch, message)
}

/// The headers that every request has. `named`: what the header `Mcp-Name` mirrors.
pub(super) fn check_standard(
    mirrored: &Mirrored<'_>,
    request: &Request<'_>,
    body: &[u8],
    named: MirroredName,
) -> Result<(), Refusal> {
    compare(
        "MCP-Protocol-Version",
        mirrored.version,
        &request.meta.version,
    )?;
    compare("Mcp-Method", mirrored.method, &request.method)?;
    let name = match named {
        MirroredName::Nothing => return Ok(()),
        MirroredName::Name => &request.params.name,
        MirroredName::Uri => &request.params.uri,
        MirroredName::TaskId => &task_id(body),
    };
    match (name, mirrored.name) {
        (Some(name), field) => compare_encoded("Mcp-Name", field, name),
        (None, Field::Missing) => Ok(()),
        (None, _) => Err(mismatch(
            "The header `Mcp-Name` names what the body doesn't",
        )),
    }
}

/// Compares a header that is never encoded with what the body says.
fn compare(name: &'static str, field: Field<'_>, expected: &str) -> Result<(), Refusal> {
    match field {
        Field::Once(value) if value == expected.as_bytes() => Ok(()),
        other => Err(differs(name, other, expected)),
    }
}

/// Compares a header that may be encoded with what the body says.
fn compare_encoded(name: &str, field: Field<'_>, expected: &str) -> Result<(), Refusal> {
    match field {
        Field::Once(value) if protocol::decode(value).is_some_and(|value| value == expected) => {
            Ok(())
        }
        other => Err(differs(name, other, expected)),
    }
}

fn differs(name: &str, field: Field<'_>, expected: &str) -> Refusal {
    let expected = protocol::encode(expected);
    mismatch(match field {
        Field::Missing => {
            format!("The header `{name}` is missing; for this body it is `{name}: {expected}`")
        }
        Field::Twice => format!("The header `{name}` is given more than once"),
        Field::Once(value) if protocol::decode(value).is_none() => {
            format!("The header `{name}` is malformed; for this body it is `{name}: {expected}`")
        }
        Field::Once(_) => format!(
            "The header `{name}` differs from the body; for this body it is `{name}: {expected}`"
        ),
    })
}

/// Compares `Mcp-Param-*` with the arguments they mirror: a header is there exactly when its value
/// is.
pub(super) fn check_params(
    headers: &HeaderMap,
    mirrors: &[MirroredParam],
    arguments: Option<&str>,
) -> Result<(), Refusal> {
    let given = match arguments {
        Some(arguments) if shape(arguments) == Shape::Object => entries(arguments)?,
        _ => Vec::new(),
    };
    for MirroredParam {
        name,
        shown,
        argument,
    } in mirrors
    {
        let value = given
            .iter()
            .find(|(name, value)| name == argument && *value != "null")
            .map(|(_, value)| *value);
        let field = Field::of(headers, name);
        match (value.map(|value| (shape(value), value)), field) {
            (None, Field::Missing) => {}
            (Some((Shape::Object | Shape::Array, _)), _) => {
                return Err(mismatch(format!(
                    "The argument `{argument}` is mirrored in `{shown}`, so it must be a text, an \
                     integer or a boolean"
                )));
            }
            (None | Some((Shape::Null, _)), _) => {
                return Err(mismatch(format!(
                    "The header `{shown}` is given, but the argument `{argument}` is not"
                )));
            }
            (Some((Shape::Number, number)), Field::Once(text)) if same_number(text, number) => {}
            (Some((Shape::String, text)), field) => {
                let text: protocol::Str<'_> = serde_json::from_str(text)
                    .map_err(|_| mismatch(format!("The argument `{argument}` is malformed")))?;
                compare_encoded(shown, field, &text.0)?;
            }
            (Some((_, literal)), field) => compare_encoded(shown, field, literal)?,
        }
    }
    Ok(())
}

/// `42`, `42.0` and `4.2e1` are one number.
fn same_number(header: &[u8], body: &str) -> bool {
    let Some(header) = protocol::decode(header) else {
        return false;
    };
    match (header.parse::<i128>(), body.parse::<i128>()) {
        (Ok(a), Ok(b)) => a == b,
        _ => {
            let is_json = serde_json::from_str::<serde_json::Number>(&header).is_ok();
            is_json
                && header.parse::<f64>().is_ok_and(|a| {
                    body.parse::<f64>()
                        .is_ok_and(|b| a.to_bits() == b.to_bits())
                })
        }
    }
}
/// The id in a request's `params`, if there is one. It is read for these methods alone, so that
/// others have nothing more to read.
pub(super) fn task_id(body: &[u8]) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Params<'a> {
        #[serde(borrow, rename = "taskId")]
        task_id: Str<'a>,
    }
    let params = read_params(std::str::from_utf8(body).ok()?).ok()?;
    let Params { task_id: Str(id) } = params;
    Some(id)
}
