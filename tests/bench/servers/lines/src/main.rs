//! A loop over lines, written by hand for one tool: it reads each request in one borrowed pass,
//! writes its answer into a buffer, and trusts the rest. It is what standard input and output can
//! do at best.

use std::io::Write as _;

use message::{AddArguments, Answer, Request, Sum, VERSION};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

#[path = "../../message.rs"]
mod message;
#[path = "../../runtime.rs"]
#[expect(dead_code, reason = "it has no port")]
mod runtime;

/// Output that is written at once, in bytes.
const BACKLOG: usize = 60_000;

/// Writes the answer to a line, if it is a call of the one tool.
fn answer(line: &[u8], answers: &mut Vec<u8>) -> Option<()> {
    let request: Request<'_> = serde_json::from_slice(line).ok()?;
    let params = &request.params;
    let is_known = request.method == "tools/call" && params.name.as_deref() == Some("add");
    if params.meta.version != VERSION || !is_known {
        return None;
    }
    let AddArguments { a, b } = serde_json::from_str(params.arguments?.get()).ok()?;
    let answer = Answer::of(request.id?, Sum { result: a + b }).ok()?;
    serde_json::to_writer(&mut *answers, &answer).ok()?;
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
