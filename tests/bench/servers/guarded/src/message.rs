//! From a body to its answer. serde's derive refuses fields that are given twice.

use std::borrow::Cow;
use std::sync::LazyLock;

use axum::http::StatusCode;
use bytes::Bytes;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::Refusal;
use crate::guard::Seen;
use crate::tools;

const VERSION: &str = "2026-07-28";
const SERVER_INFO: ServerInfo = ServerInfo {
    name: "bench",
    version: "0",
};

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    jsonrpc: Cow<'a, str>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    params: Option<Params<'a>>,
}

#[derive(Deserialize)]
struct Params<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    arguments: Option<&'a RawValue>,
    #[serde(borrow, rename = "_meta")]
    meta: Meta<'a>,
}

#[derive(Deserialize)]
struct Meta<'a> {
    #[serde(borrow, rename = "io.modelcontextprotocol/protocolVersion")]
    version: Cow<'a, str>,
    #[serde(rename = "io.modelcontextprotocol/clientCapabilities")]
    _capabilities: Capabilities,
}

/// An object of any kind.
#[derive(Deserialize)]
struct Capabilities {
    #[serde(rename = "elicitation")]
    _elicitation: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddArguments {
    a: i64,
    b: i64,
}

#[derive(Serialize)]
struct Answer<'a> {
    jsonrpc: &'a str,
    id: &'a RawValue,
    result: CallResult<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallResult<'a> {
    result_type: &'a str,
    content: [Text<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    structured_content: Option<Sum>,
    is_error: bool,
    #[serde(rename = "_meta")]
    meta: ResultMeta,
}

#[derive(Serialize)]
struct Text<'a> {
    r#type: &'a str,
    text: String,
}

#[derive(Serialize)]
struct Sum {
    result: i64,
}

#[derive(Serialize)]
struct ResultMeta {
    #[serde(rename = "io.modelcontextprotocol/serverInfo")]
    server_info: ServerInfo,
}

#[derive(Serialize)]
struct ServerInfo {
    name: &'static str,
    version: &'static str,
}

fn bad(code: i32, reason: &'static str) -> Refusal {
    (StatusCode::BAD_REQUEST, code, reason)
}

/// `None` for a notification.
pub fn answer(seen: &Seen<'_>, body: &[u8]) -> Result<Option<Bytes>, Refusal> {
    let request: Request<'_> = serde_json::from_slice(body).map_err(|e| match e.classify() {
        serde_json::error::Category::Data => bad(-32600, "not a request"),
        _ => bad(-32700, "not JSON"),
    })?;
    if request.jsonrpc != "2.0" {
        return Err(bad(-32600, "not JSON-RPC 2.0"));
    }
    let Some(id) = request.id else {
        return Ok(None);
    };
    let is_integer = id
        .get()
        .trim_start_matches('-')
        .bytes()
        .all(|b| b.is_ascii_digit());
    if !is_integer && !id.get().starts_with('"') {
        return Err(bad(-32600, "an id is a string or an integer"));
    }
    let Some(params) = &request.params else {
        return Err(bad(-32602, "no params"));
    };
    if seen.version != Some(&params.meta.version) || seen.method != Some(&request.method) {
        return Err(bad(-32020, "a header differs from the body"));
    }
    if params.meta.version != VERSION {
        return Err(bad(-32022, "not this version"));
    }
    match &*request.method {
        "tools/call" if seen.name != params.name.as_deref() => {
            Err(bad(-32020, "Mcp-Name differs from the body"))
        }
        "tools/call" => match params.name.as_deref() {
            Some("add") => add(id, params.arguments).map(Some),
            _ => Err((StatusCode::OK, -32602, "no such tool")),
        },
        "tools/list" => Ok(Some(list(id))),
        _ => Err((StatusCode::NOT_FOUND, -32601, "no such method")),
    }
}

fn add(id: &RawValue, arguments: Option<&RawValue>) -> Result<Bytes, Refusal> {
    let arguments = serde_json::from_str::<AddArguments>(arguments.map_or("{}", RawValue::get));
    let internal = |_| (StatusCode::OK, -32603, "no JSON");
    let (text, structured_content) = match arguments {
        Ok(AddArguments { a, b }) => {
            let sum = Sum { result: a + b };
            (serde_json::to_string(&sum).map_err(internal)?, Some(sum))
        }
        Err(e) => (format!("Invalid arguments for `add`: {e}"), None),
    };
    let result = CallResult {
        result_type: "complete",
        content: [Text {
            r#type: "text",
            text,
        }],
        is_error: structured_content.is_none(),
        structured_content,
        meta: ResultMeta {
            server_info: SERVER_INFO,
        },
    };
    let answer = serde_json::to_vec(&Answer {
        jsonrpc: "2.0",
        id,
        result,
    })
    .map_err(internal)?;
    Ok(answer.into())
}

fn list(id: &RawValue) -> Bytes {
    const CACHE: &str = r#""ttlMs":300000,"cacheScope":"public""#;
    static TAIL: LazyLock<String> = LazyLock::new(|| {
        let meta = r#"{"io.modelcontextprotocol/serverInfo":{"name":"bench","version":"0"}}"#;
        let tools = tools::list();
        format!(r#","result":{{"resultType":"complete","tools":{tools},{CACHE},"_meta":{meta}}}}}"#)
    });
    [r#"{"jsonrpc":"2.0","id":"#, id.get(), &TAIL]
        .concat()
        .into()
}
