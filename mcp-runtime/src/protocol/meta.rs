//! `params._meta`: what every request says of itself.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::faults::{Faults, Keys};
use super::id::is_id;
use super::raw::{Shape, Str, shape};
use super::{ErrorCode, LogLevel};

const VERSION: &str = "io.modelcontextprotocol/protocolVersion";
const CLIENT_INFO: &str = "io.modelcontextprotocol/clientInfo";
const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
const LOG_LEVEL: &str = "io.modelcontextprotocol/logLevel";
const PROGRESS_TOKEN: &str = "progressToken";

/// The protocol's own fields of `_meta`; JSON texts are checked for their shape only and read when
/// somebody asks.
#[derive(Debug, Clone)]
pub(crate) struct Meta<'a> {
    pub(crate) version: Cow<'a, str>,
    /// A JSON object.
    pub(crate) capabilities: &'a str,
    /// A JSON object.
    pub(crate) client_info: Option<&'a str>,
    pub(crate) log_level: Option<LogLevel>,
    /// A JSON string or integer.
    pub(crate) progress_token: Option<&'a str>,
}

/// Reads `_meta`; `None` when a required field is missing, which only a request minds.
pub(super) struct MetaSeed<'f> {
    pub(super) faults: &'f Faults,
}

impl<'de> DeserializeSeed<'de> for MetaSeed<'_> {
    type Value = Result<Meta<'de>, &'static str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let faults = self.faults;
        deserializer.deserialize_map(self).map_err(|e| {
            faults.or(
                e,
                ErrorCode::InvalidParams,
                "`params._meta` must be an object",
            )
        })
    }
}

impl<'de> Visitor<'de> for MetaSeed<'_> {
    type Value = Result<Meta<'de>, &'static str>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut version, mut capabilities, mut client_info) = (None, None, None);
        let (mut log_level, mut progress_token) = (None, None);
        let mut keys = Keys::new(self.faults, ErrorCode::InvalidParams, "params._meta");
        let invalid =
            |e, message: &'static str| self.faults.or(e, ErrorCode::InvalidParams, message);
        while let Some(Str(key)) = map.next_key()? {
            match &*key {
                VERSION => {
                    let Str(value) = map.next_value().map_err(|e| {
                        invalid(
                            e,
                            "`_meta` `io.modelcontextprotocol/protocolVersion` must be a string",
                        )
                    })?;
                    keys.set(&mut version, value, VERSION)?;
                }
                CAPABILITIES => {
                    let value: &RawValue = map.next_value()?;
                    if shape(value.get()) != Shape::Object {
                        return Err(self.faults.raise(
                            ErrorCode::InvalidParams,
                            "`_meta` `io.modelcontextprotocol/clientCapabilities` must be an \
                             object",
                        ));
                    }
                    keys.set(&mut capabilities, value.get(), CAPABILITIES)?;
                }
                CLIENT_INFO => {
                    let value: &RawValue = map.next_value()?;
                    if !matches!(shape(value.get()), Shape::Object | Shape::Null) {
                        return Err(self.faults.raise(
                            ErrorCode::InvalidParams,
                            "`_meta` `io.modelcontextprotocol/clientInfo` must be an object with \
                             `name` and `version`",
                        ));
                    }
                    keys.set(&mut client_info, value.get(), CLIENT_INFO)?;
                }
                LOG_LEVEL => {
                    let value: Option<LogLevel> = map.next_value().map_err(|e| invalid(
                        e,
                        "`_meta` `io.modelcontextprotocol/logLevel` must be one of debug, info, \
                         notice, warning, error, critical, alert, emergency",
                    ))?;
                    keys.set(&mut log_level, value, LOG_LEVEL)?;
                }
                PROGRESS_TOKEN => {
                    let value: &RawValue = map.next_value()?;
                    if !is_id(value.get()) && shape(value.get()) != Shape::Null {
                        return Err(self.faults.raise(
                            ErrorCode::InvalidParams,
                            "`_meta` `progressToken` must be a string or an integer, of 256 bytes \
                             at most",
                        ));
                    }
                    keys.set(&mut progress_token, value.get(), PROGRESS_TOKEN)?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    keys.other(key);
                }
            }
        }
        keys.finish()?;
        let Some(version) = version else {
            return Ok(Err(
                "`params._meta` needs `io.modelcontextprotocol/protocolVersion`, such as \
                 \"2026-07-28\"",
            ));
        };
        let Some(capabilities) = capabilities else {
            return Ok(Err(
                "`params._meta` needs `io.modelcontextprotocol/clientCapabilities`, an object \
                 (`{}` for none)",
            ));
        };
        // Some clients write null for what they leave out.
        let given = |json: &&str| shape(json) != Shape::Null;
        Ok(Ok(Meta {
            version,
            capabilities,
            client_info: client_info.filter(given),
            log_level: log_level.flatten(),
            progress_token: progress_token.filter(given),
        }))
    }
}
