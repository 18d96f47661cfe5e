//! A loop over lines, written by hand for one tool: it reads each request in one borrowed pass,
//! writes its answer into a buffer, and trusts the rest. It is what standard input and output can
//! do at best.

use std::borrow::Cow;
use std::io::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

#[path = "../../runtime.rs"]
#[expect(dead_code, reason = "it has no port")]
mod runtime;

const VERSION: &str = "2026-07-28";

/// Output that is written at once, in bytes.
const BACKLOG: usize = 60_000;

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    params: Params<'a>,
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
}

#[derive(Deserialize)]
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
    structured_content: Sum,
    is_error: bool,
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

/// Writes the answer to a line, if it is a call of the one tool.
fn answer(line: &[u8], answers: &mut Vec<u8>) -> Option<()> {
    let request: Request<'_> = serde_json::from_slice(line).ok()?;
    let params = &request.params;
    let is_known = request.method == "tools/call" && params.name.as_deref() == Some("add");
    if params.meta.version != VERSION || !is_known {
        return None;
    }
    let AddArguments { a, b } = serde_json::from_str(params.arguments?.get()).ok()?;
    let structured_content = Sum { result: a + b };
    let text = serde_json::to_string(&structured_content).ok()?;
    let content = [Text { r#type: "text", text }];
    let result = CallResult { result_type: "complete", content, structured_content, is_error: false };
    serde_json::to_writer(&mut *answers, &Answer { jsonrpc: "2.0", id: request.id?, result }).ok()?;
    writeln!(answers).ok()
}

async fn serve() -> std::io::Result<()> {
    let mut input = BufReader::with_capacity(64 << 10, tokio::io::stdin());
    let mut output = tokio::io::stdout();
    let (mut line, mut answers) = (Vec::new(), Vec::new());
    while input.read_until(b'\n', &mut line).await? > 0 {
        answer(&line, &mut answers).expect("every line is a call of the one tool");
        line.clear();
        if input.buffer().is_empty() || answers.len() > BACKLOG {
            output.write_all(&answers).await?;
            output.flush().await?;
            answers.clear();
        }
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    runtime::new()?.block_on(serve())
}
