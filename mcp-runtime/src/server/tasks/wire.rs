//! The wire form of a task in answers and notifications.

use serde_json::value::RawValue;

use crate::task::{Record, Shown};

/// The params of `notifications/tasks`, or a result, with the task's fields.
pub(in crate::server) fn shown<'a>(id: &'a str, record: &'a Record) -> Shown<'a> {
    Shown {
        id,
        record,
        result_type: None,
        detailed: true,
        meta: None,
    }
}

/// A JSON-RPC response with a task's fields as its result.
pub(in crate::server) fn response(id: &str, shown: &Shown<'_>) -> Vec<u8> {
    let mut out = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":"#).into_bytes();
    serde_json::to_writer(&mut out, shown).expect("texts and JSON are JSON");
    out.push(b'}');
    out
}

/// `_meta` of a result.
pub(in crate::server) fn meta(server_info: &str) -> Box<RawValue> {
    let meta = format!(r#"{{"io.modelcontextprotocol/serverInfo":{server_info}}}"#);
    RawValue::from_string(meta).expect("a server's description is JSON")
}
