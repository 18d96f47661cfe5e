//! One borrowed pass over a JSON-RPC message.
//!
//! The pass only succeeds or fails. If it fails, the body is read again, part by part, to report
//! what was wrong in the order that the protocol prescribes: JSON, then the envelope, then
//! `params`.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::faults::{Faults, Keys};
use super::id::is_id;
use super::meta::{Meta, MetaSeed};
use super::raw::{Shape, Str, shape};
use super::{ErrorCode, Refusal};

/// A message that a client may send.
#[derive(Debug)]
pub(crate) enum Message<'a> {
    Request(Request<'a>),
    /// Has no id and gets no answer; only its method is read.
    Notification(Cow<'a, str>),
}

/// A request whose envelope and `_meta` are well formed.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// JSON text: a string or an integer, sent back as it came.
    pub(crate) id: &'a str,
    pub(crate) method: Cow<'a, str>,
    pub(crate) meta: Meta<'a>,
    pub(crate) params: Params<'a>,
}

/// The fields of `params` that methods share. Each method reads its own fields itself.
#[derive(Debug, Default)]
pub(crate) struct Params<'a> {
    pub(crate) name: Option<Cow<'a, str>>,
    pub(crate) uri: Option<Cow<'a, str>>,
    pub(crate) cursor: Option<Cow<'a, str>>,
    /// JSON text of any shape.
    pub(crate) arguments: Option<&'a str>,
}

impl<'a> Message<'a> {
    /// Reads a message, or says why it isn't one. The text beside the refusal is the request's id,
    /// if it could be read.
    pub(crate) fn parse(body: &'a [u8]) -> Result<Self, (Refusal, Option<&'a str>)> {
        let Ok(text) = std::str::from_utf8(body) else {
            return Err((
                Refusal::new(ErrorCode::ParseError, "The body is not UTF-8"),
                None,
            ));
        };
        let faults = Faults::default();
        read(text, Depth::Whole, &faults)
            .and_then(|envelope| envelope.into_message(&faults))
            .map_err(|()| explain(text, faults))
    }
}

/// Why `text`, which could not be read, isn't a message. `faults` holds the first faults of the
/// failed pass.
fn explain(text: &str, faults: Faults) -> (Refusal, Option<&str>) {
    if let Err(e) = serde_json::from_str::<IgnoredAny>(text) {
        return (
            Refusal::new(ErrorCode::ParseError, format!("The body is not JSON: {e}")),
            None,
        );
    }
    let id = read_id(text);
    let envelope = Faults::default();
    let fault = match read(text, Depth::Envelope, &envelope) {
        Err(()) => envelope.take(),
        Ok(_) => faults.take(),
    };
    let refusal = fault.unwrap_or_else(|| {
        Refusal::new(
            ErrorCode::InvalidRequest,
            "The body is not a JSON-RPC 2.0 request object",
        )
    });
    (name_versions(refusal, text), id)
}

/// The id of a message that is otherwise wrong. The id of a response doesn't count: it belongs to a
/// request that somebody sent to the client.
fn read_id(text: &str) -> Option<&str> {
    #[derive(Deserialize)]
    struct Message<'a> {
        #[serde(borrow)]
        id: &'a RawValue,
        method: Option<IgnoredAny>,
        result: Option<IgnoredAny>,
        error: Option<IgnoredAny>,
    }
    let message: Message<'_> = serde_json::from_str(text).ok()?;
    let is_response =
        message.method.is_none() && (message.result.is_some() || message.error.is_some());
    Some(message.id.get()).filter(|id| is_id(id) && !is_response)
}

/// A client of an earlier revision opens with `initialize` and shows its user nothing but this
/// message.
fn name_versions(refusal: Refusal, text: &str) -> Refusal {
    #[derive(Deserialize)]
    struct Method<'a> {
        #[serde(borrow)]
        method: Str<'a>,
    }
    match serde_json::from_str::<Method<'_>>(text) {
        Ok(m) if m.method.0 == "initialize" => super::Refusal::new(
            refusal.code(),
            format!(
                "This server speaks MCP {} only, which has no `initialize`. {}",
                super::PROTOCOL_VERSION,
                refusal.message()
            ),
        )
        .with_data(serde_json::json!({ "supported": super::SUPPORTED_VERSIONS })),
        _ => refusal,
    }
}

fn read<'a>(text: &'a str, depth: Depth, faults: &Faults) -> Result<Envelope<'a>, ()> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let envelope = EnvelopeSeed { faults, depth }
        .deserialize(&mut deserializer)
        .map_err(drop)?;
    deserializer.end().map_err(drop)?;
    Ok(envelope)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Everything but what is inside `params`.
    Envelope,
    Whole,
}

struct Envelope<'a> {
    id: Option<&'a str>,
    method: Cow<'a, str>,
    params: Option<(Params<'a>, Option<Result<Meta<'a>, &'static str>>)>,
}

impl<'a> Envelope<'a> {
    fn into_message(self, faults: &Faults) -> Result<Message<'a>, ()> {
        let Some(id) = self.id else {
            return Ok(Message::Notification(self.method));
        };
        let (params, meta) = self.params.unwrap_or_default();
        match meta {
            Some(Ok(meta)) => Ok(Message::Request(Request {
                id,
                method: self.method,
                meta,
                params,
            })),
            Some(Err(missing)) => {
                faults.note(ErrorCode::InvalidParams, missing);
                Err(())
            }
            None => {
                faults.note(
                    ErrorCode::InvalidParams,
                    "`params._meta` is missing; every request needs \
                     `io.modelcontextprotocol/protocolVersion` and \
                     `io.modelcontextprotocol/clientCapabilities` in it",
                );
                Err(())
            }
        }
    }
}

struct EnvelopeSeed<'f> {
    faults: &'f Faults,
    depth: Depth,
}

impl<'de> DeserializeSeed<'de> for EnvelopeSeed<'_> {
    type Value = Envelope<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let faults = self.faults;
        deserializer.deserialize_map(self).map_err(|e| {
            faults.or(
                e,
                ErrorCode::InvalidRequest,
                "The body must be one JSON-RPC request object, not a batch or a bare value",
            )
        })
    }
}

impl<'de> Visitor<'de> for EnvelopeSeed<'_> {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let faults = self.faults;
        let (mut version, mut id, mut method, mut params) = (None, None, None, None);
        let mut keys = Keys::new(faults, ErrorCode::InvalidRequest, "the request");
        while let Some(Str(key)) = map.next_key()? {
            match &*key {
                "jsonrpc" => {
                    let Str(value) = map.next_value().map_err(|e| {
                        faults.or(e, ErrorCode::InvalidRequest, "`jsonrpc` must be \"2.0\"")
                    })?;
                    keys.set(&mut version, value, "jsonrpc")?;
                }
                "id" => {
                    let value: &RawValue = map.next_value()?;
                    if !is_id(value.get()) {
                        return Err(faults.raise(
                            ErrorCode::InvalidRequest,
                            "`id` must be a string or an integer, of 256 bytes at most",
                        ));
                    }
                    keys.set(&mut id, value.get(), "id")?;
                }
                "method" => {
                    let Str(value) = map.next_value().map_err(|e| {
                        faults.or(e, ErrorCode::InvalidRequest, "`method` must be a string")
                    })?;
                    keys.set(&mut method, value, "method")?;
                }
                "params" if self.depth == Depth::Whole => {
                    let value = map.next_value_seed(ParamsSeed { faults })?;
                    keys.set(&mut params, value, "params")?;
                }
                "params" => {
                    map.next_value::<IgnoredAny>()?;
                    keys.set(&mut params, (Params::default(), None), "params")?;
                }
                "result" | "error" => {
                    return Err(faults.raise(
                        ErrorCode::InvalidRequest,
                        "A client sends requests and notifications, not responses",
                    ));
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    keys.other(key);
                }
            }
        }
        keys.finish()?;
        if version.as_deref() != Some("2.0") {
            return Err(faults.raise(ErrorCode::InvalidRequest, "`jsonrpc` must be \"2.0\""));
        }
        let Some(method) = method else {
            return Err(faults.raise(ErrorCode::InvalidRequest, "`method` is missing"));
        };
        if id.is_none() && !method.starts_with("notifications/") {
            return Err(faults.raise(
                ErrorCode::InvalidRequest,
                "`id` is missing; only `notifications/…` go without one",
            ));
        }
        Ok(Envelope { id, method, params })
    }
}

struct ParamsSeed<'f> {
    faults: &'f Faults,
}

impl<'de> DeserializeSeed<'de> for ParamsSeed<'_> {
    type Value = (Params<'de>, Option<Result<Meta<'de>, &'static str>>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let faults = self.faults;
        deserializer
            .deserialize_option(self)
            .map_err(|e| faults.or(e, ErrorCode::InvalidParams, "`params` must be an object"))
    }
}

impl<'de> Visitor<'de> for ParamsSeed<'_> {
    type Value = (Params<'de>, Option<Result<Meta<'de>, &'static str>>);

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    // Some clients write null for what they leave out.
    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Self::Value::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let faults = self.faults;
        let (mut params, mut meta, mut cursor) = (Params::default(), None, None);
        let mut keys = Keys::new(faults, ErrorCode::InvalidParams, "params");
        while let Some(Str(key)) = map.next_key()? {
            match &*key {
                "_meta" => {
                    let value = map.next_value_seed(MetaSeed { faults })?;
                    keys.set(&mut meta, value, "_meta")?;
                }
                "name" => {
                    let Str(value) = map.next_value().map_err(|e| {
                        faults.or(
                            e,
                            ErrorCode::InvalidParams,
                            "`params.name` must be a string",
                        )
                    })?;
                    keys.set(&mut params.name, value, "name")?;
                }
                "uri" => {
                    let Str(value) = map.next_value().map_err(|e| {
                        faults.or(e, ErrorCode::InvalidParams, "`params.uri` must be a string")
                    })?;
                    keys.set(&mut params.uri, value, "uri")?;
                }
                "cursor" => {
                    let value: Option<Str<'_>> = map.next_value().map_err(|e| {
                        faults.or(
                            e,
                            ErrorCode::InvalidParams,
                            "`params.cursor` must be a string",
                        )
                    })?;
                    keys.set(&mut cursor, value, "cursor")?;
                }
                "arguments" => {
                    let value: &RawValue = map.next_value()?;
                    keys.set(&mut params.arguments, value.get(), "arguments")?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    keys.other(key);
                }
            }
        }
        keys.finish()?;
        params.cursor = cursor.flatten().map(|Str(cursor)| cursor);
        params.arguments = params.arguments.filter(|json| shape(json) != Shape::Null);
        Ok((params, meta))
    }
}

/// Reads the part of `params` that only one method uses.
pub(crate) fn read_params<'a, T: Deserialize<'a>>(body: &'a str) -> Result<T, serde_json::Error> {
    #[derive(Deserialize)]
    struct Outer<T> {
        params: T,
    }
    serde_json::from_str::<Outer<T>>(body).map(|outer| outer.params)
}

#[cfg(test)]
mod tests {
    use super::*;

    const META: &str = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;

    fn refusal(body: &str) -> (i32, String, Option<&str>) {
        let (refusal, id) = Message::parse(body.as_bytes()).expect_err("must be refused");
        (refusal.code().number(), refusal.message().to_owned(), id)
    }

    #[test]
    fn a_request_is_borrowed_and_escapes_are_decoded() {
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":"a\"b","method":"tools\/call","params":{{"name":"add","arguments":{{"a":1}},{META}}}}}"#
        );
        let Ok(Message::Request(request)) = Message::parse(body.as_bytes()) else {
            panic!("a request")
        };
        assert_eq!(request.id, r#""a\"b""#);
        assert_eq!(request.method, "tools/call");
        assert!(matches!(request.params.name, Some(Cow::Borrowed("add"))));
        assert_eq!(request.params.arguments, Some(r#"{"a":1}"#));
        assert_eq!(request.meta.capabilities, "{}");
    }

    #[test]
    fn notifications_need_no_meta() {
        assert!(
            matches!(Message::parse(br#"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#), Ok(Message::Notification(method)) if method == "notifications/cancelled")
        );
    }

    #[test]
    fn the_order_is_json_then_envelope_then_params() {
        // Wrong in `_meta` and, later in the text, in the envelope and in JSON itself.
        assert_eq!(refusal(r#"{"params":{"_meta":1},"id":null,"#).0, -32700);
        assert_eq!(
            refusal(r#"{"params":{"_meta":1},"jsonrpc":"2.0","id":null,"method":"m"}"#).0,
            -32600
        );
        assert_eq!(
            refusal(r#"{"params":{"_meta":1},"jsonrpc":"2.0","id":7,"method":"m"}"#),
            (-32602, "`params._meta` must be an object".into(), Some("7"))
        );
        assert_eq!(refusal("[]").0, -32600);
        assert_eq!(
            refusal(r#"{"jsonrpc":"2.0","id":1,"method":"m"} x"#).0,
            -32700
        );
    }

    #[test]
    fn ids_are_strings_or_integers() {
        for id in ["null", "1.5", "1e3", "true", "[]", "{}"] {
            let body = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"m","params":{{{META}}}}}"#);
            let (code, _, echoed) = refusal(&body);
            assert_eq!((code, echoed), (-32600, None), "{id}");
        }
        for id in ["0", "-7", r#""""#, "123456789012345678901234567890"] {
            let body = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"m","params":{{{META}}}}}"#);
            assert!(
                matches!(Message::parse(body.as_bytes()), Ok(Message::Request(r)) if r.id == id),
                "{id}"
            );
        }
    }

    #[test]
    fn a_key_given_twice_is_refused_even_where_nobody_reads_it() {
        for (body, code) in [
            (
                format!(r#"{{"jsonrpc":"2.0","id":1,"id":2,"method":"m","params":{{{META}}}}}"#),
                -32600,
            ),
            (
                format!(
                    r#"{{"jsonrpc":"2.0","id":1,"x":1,"x":1,"method":"m","params":{{{META}}}}}"#
                ),
                -32600,
            ),
            (
                format!(
                    r#"{{"jsonrpc":"2.0","id":1,"method":"m","params":{{"name":"a","name":"a",{META}}}}}"#
                ),
                -32602,
            ),
            (
                format!(
                    r#"{{"jsonrpc":"2.0","id":1,"method":"m","params":{{"x":1,"\u0078":1,{META}}}}}"#
                ),
                -32602,
            ),
            (
                format!(r#"{{"jsonrpc":"2.0","id":1,"method":"m","params":{{{META},{META}}}}}"#),
                -32602,
            ),
        ] {
            let (refused, message, _) = refusal(&body);
            assert_eq!(refused, code, "{message}");
            assert!(message.contains("twice"), "{message}");
        }
    }

    #[test]
    fn an_initialize_is_told_the_versions() {
        let (refusal, _) =
            Message::parse(br#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#)
                .expect_err("refused");
        assert!(
            refusal.message().contains("2026-07-28"),
            "{}",
            refusal.message()
        );
        assert!(
            String::from_utf8_lossy(&refusal.to_json(None))
                .contains(r#""supported":["2026-07-28"]"#)
        );
    }
}
