//! A call, and the answer to it, as `plain` and `lines` read and write them: borrowed, in one pass.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub const VERSION: &str = "2026-07-28";

#[derive(Deserialize)]
pub struct Request<'a> {
    #[serde(borrow)]
    pub id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub method: Cow<'a, str>,
    #[serde(borrow)]
    pub params: Params<'a>,
}

#[derive(Deserialize)]
pub struct Params<'a> {
    #[serde(borrow)]
    pub name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub arguments: Option<&'a RawValue>,
    #[serde(borrow, rename = "_meta")]
    pub meta: Meta<'a>,
}

#[derive(Deserialize)]
pub struct Meta<'a> {
    #[serde(borrow, rename = "io.modelcontextprotocol/protocolVersion")]
    pub version: Cow<'a, str>,
}

#[derive(Deserialize)]
pub struct AddArguments {
    pub a: i64,
    pub b: i64,
}

#[derive(Serialize)]
pub struct Answer<'a, T> {
    jsonrpc: &'a str,
    id: &'a RawValue,
    result: CallResult<'a, T>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallResult<'a, T> {
    result_type: &'a str,
    content: [Text<'a>; 1],
    structured_content: T,
    is_error: bool,
}

#[derive(Serialize)]
struct Text<'a> {
    r#type: &'a str,
    text: String,
}

#[derive(Serialize)]
pub struct Sum {
    pub result: i64,
}

impl<'a, T: Serialize> Answer<'a, T> {
    /// The answer with this data, which is also there as text.
    pub fn of(id: &'a RawValue, structured_content: T) -> serde_json::Result<Self> {
        let text = serde_json::to_string(&structured_content)?;
        let content = [Text {
            r#type: "text",
            text,
        }];
        Ok(Self {
            jsonrpc: "2.0",
            id,
            result: CallResult {
                result_type: "complete",
                content,
                structured_content,
                is_error: false,
            },
        })
    }
}
