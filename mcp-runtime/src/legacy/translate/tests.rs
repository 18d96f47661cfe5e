use serde_json::{Value, json};

use super::*;

fn translated(revision: Revision, method: &str, message: &Value) -> Value {
    match response(revision, method, "7", &message.to_string()) {
        Some(Translated::Answer(answer)) => serde_json::from_slice(&answer).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn result_of(revision: Revision, method: &str, result: Value) -> Value {
    let message = json!({ "jsonrpc": "2.0", "id": 7, "result": result });
    translated(revision, method, &message)["result"].take()
}

const INFO: &str = "io.modelcontextprotocol/serverInfo";

#[test]
fn a_tool_is_listed_as_its_revision_knows_it() {
    let tool = json!({
        "name": "t", "title": "T", "description": "d", "icons": [{ "src": "x" }],
        "execution": { "taskSupport": "optional" }, "annotations": { "readOnlyHint": true },
        "inputSchema": { "type": "object", "properties": {
            "region": { "type": "string", "x-mcp-header": "Region" }, "any": true } },
        "outputSchema": { "type": "object" }, "_meta": { "ui": { "resourceUri": "ui://x" } },
    });
    let list = |revision| {
        let result = json!({
            "resultType": "complete", "tools": [tool.clone()], "nextCursor": "1", "ttlMs": 1,
            "cacheScope": "public", "_meta": { INFO: { "name": "s" } },
        });
        result_of(revision, "tools/list", result)
    };
    let schema =
        json!({ "type": "object", "properties": { "region": { "type": "string" }, "any": true } });
    let latest = list(Revision::V2025_11_25);
    assert_eq!(
        latest,
        json!({ "nextCursor": "1", "tools": [{
            "name": "t", "title": "T", "description": "d", "icons": [{ "src": "x" }],
            "annotations": { "readOnlyHint": true }, "inputSchema": schema,
            "outputSchema": { "type": "object" }, "_meta": { "ui": { "resourceUri": "ui://x" } },
        }] })
    );
    let june = list(Revision::V2025_06_18);
    assert!(june["tools"][0].get("icons").is_none() && june["tools"][0]["title"] == "T");
    let march = list(Revision::V2025_03_26);
    assert_eq!(
        march["tools"][0],
        json!({ "name": "t", "description": "d", "inputSchema": schema,
            "annotations": { "readOnlyHint": true, "title": "T" } })
    );
    assert_eq!(
        list(Revision::V2024_11_05)["tools"][0],
        json!({ "name": "t", "description": "d", "inputSchema": schema })
    );
}

#[test]
fn an_output_that_is_no_object_goes_with_its_schema_and_the_text_stays() {
    let tool = json!({ "name": "t", "inputSchema": {}, "outputSchema": { "type": "array" } });
    let listed = result_of(
        Revision::V2025_11_25,
        "tools/list",
        json!({ "tools": [tool] }),
    );
    assert!(listed["tools"][0].get("outputSchema").is_none());
    let content = json!([{ "type": "text", "text": "[1]" }]);
    let called = |revision, data: Value| {
        let result = json!({ "resultType": "complete", "content": content, "structuredContent": data,
            "isError": false, "_meta": { INFO: {}, "own": 1 } });
        result_of(revision, "tools/call", result)
    };
    let without = json!({ "content": content, "isError": false, "_meta": { "own": 1 } });
    assert_eq!(called(Revision::V2025_11_25, json!([1])), without);
    assert_eq!(called(Revision::V2025_03_26, json!({ "a": 1 })), without);
    assert_eq!(
        called(Revision::V2025_06_18, json!({ "a": 1 }))["structuredContent"],
        json!({ "a": 1 })
    );
}

#[test]
fn what_a_revision_has_no_block_for_is_said_in_words() {
    let blocks = json!([
        { "type": "resource_link", "uri": "file:///x", "name": "x" },
        { "type": "audio", "data": "AA==", "mimeType": "audio/wav" },
    ]);
    let called = |revision| {
        result_of(revision, "tools/call", json!({ "content": blocks }))["content"].take()
    };
    assert_eq!(called(Revision::V2025_06_18), blocks);
    let march = called(Revision::V2025_03_26);
    assert_eq!(march[0], json!({ "type": "text", "text": "x: file:///x" }));
    assert_eq!(march[1], blocks[1]);
    assert_eq!(called(Revision::V2024_11_05)[1]["type"], "text");
}

#[test]
fn errors_have_the_numbers_of_their_time() {
    let error = |method: &str, code: i32, data: Value| {
        let error = json!({ "code": code, "message": "m", "data": data });
        let message = json!({ "jsonrpc": "2.0", "id": 7, "error": error });
        translated(Revision::V2025_11_25, method, &message)
    };
    let uri = json!({ "uri": "x:y" });
    let missing = error("resources/read", -32602, uri.clone());
    assert_eq!(
        missing,
        json!({ "jsonrpc": "2.0", "id": 7, "error": { "code": -32002, "message": "m", "data": uri } })
    );
    assert_eq!(
        error("tools/call", -32602, Value::Null)["error"]["code"],
        -32602
    );
    let needs = json!({ "requiredCapabilities": { "sampling": {} } });
    let unable = error("tools/call", -32021, needs.clone());
    assert_eq!(unable["result"]["isError"], true);
    assert_eq!(unable["result"]["content"][0]["text"], "m");
    let unable = error("prompts/get", -32021, needs);
    assert_eq!(unable["error"], json!({ "code": -32602, "message": "m" }));
}

#[test]
fn a_server_says_of_itself_what_its_client_can_know() {
    let discovered = json!({ "jsonrpc": "2.0", "id": 0, "result": {
        "resultType": "complete", "supportedVersions": ["2026-07-28"], "instructions": "i", "ttlMs": 1,
        "capabilities": { "tools": { "listChanged": true }, "completions": {}, "tasks": {},
            "extensions": { app::EXTENSION: {}, "io.modelcontextprotocol/tasks": {} } },
        "_meta": { INFO: { "name": "s", "version": "1", "title": "S", "icons": [] } },
    } });
    let said = |revision| -> Value {
        serde_json::from_str(&initialized(revision, &discovered.to_string()).unwrap()).unwrap()
    };
    assert_eq!(
        said(Revision::V2025_06_18),
        json!({
            "protocolVersion": "2025-06-18", "instructions": "i",
            "capabilities": { "tools": { "listChanged": true }, "completions": {}, "extensions": { app::EXTENSION: {} } },
            "serverInfo": { "name": "s", "version": "1", "title": "S" },
        })
    );
    let first = said(Revision::V2024_11_05);
    assert_eq!(first["serverInfo"], json!({ "name": "s", "version": "1" }));
    assert!(first["capabilities"].get("completions").is_none());
}
