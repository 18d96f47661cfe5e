use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Value};

use super::finite::write_finite;
use super::outcome::{Finished, Outcome};
use super::{Failure, ToolError, error};
use crate::protocol::{Asking, Content, ErrorCode, Refusal};

/// Writes the result of a call, once, straight into the response.
///
/// A [`ToolOutput`](super::ToolOutput) writes the part between the head and the tail: its content,
/// and its structured content if it has any.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::response::{ResultWriter, ToolOutput};
/// use mcp_runtime::serde_json::json;
/// use mcp_runtime::testing::Client;
///
/// /// How a machine is, which is an error when it isn't well.
/// struct Health { load: f64 }
///
/// impl ToolOutput for Health {
///     fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
///         out.text(&format!("The load is {}", self.load))?; // the content first, and once
///         out.with_structured(&json!({ "load": self.load }))?;
///         if self.load > 1.0 {
///             out.mark_error();
///         }
///         Ok(())
///     }
/// }
///
/// /// Look how the machine is.
/// #[mcp_tool(read_only)]
/// fn look() -> Health {
///     Health { load: 1.5 }
/// }
///
/// mcp_server! { Machine { name: "machine", version: "1.0.0", tools: [look] } }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let reply = Client::new(Machine::new()).call_tool::<look>(json!({})).await;
/// assert_eq!(reply.text(), "The load is 1.5");
/// assert!(reply.is_error() && reply.result()["structuredContent"]["load"] == 1.5);
/// # }
/// ```
#[derive(Debug)]
pub struct ResultWriter {
    buffer: Vec<u8>,
    /// Where the fields of the result begin, so that a failure can discard what was written.
    start: usize,
    is_error: bool,
    meta: Map<String, Value>,
}

const COMPLETE: &[u8] = br#""resultType":"complete","#;

/// Why a tool's call has no result.
enum Unanswered {
    Refused(Refusal),
    Asking(Box<Asking>),
}

impl ResultWriter {
    /// A writer for the response to the request with this id.
    pub(crate) fn new(id: &str) -> Self {
        let mut buffer = Vec::with_capacity(384 + id.len());
        buffer.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
        buffer.extend_from_slice(id.as_bytes());
        buffer.extend_from_slice(br#","result":{"#);
        buffer.extend_from_slice(COMPLETE);
        Self {
            start: buffer.len(),
            buffer,
            is_error: false,
            meta: Map::new(),
        }
    }

    /// Writes the fields of a result that isn't a tool's.
    pub(crate) fn fields(&mut self, result: &impl Serialize) -> Result<(), ToolError> {
        self.json(result)?;
        // The braces are the result's own.
        self.buffer.remove(self.start);
        self.buffer.pop();
        Ok(())
    }

    /// Writes the result as one block of text.
    ///
    /// # Errors
    ///
    /// If content was written already.
    pub fn text(&mut self, text: &str) -> Result<(), ToolError> {
        self.begin()?;
        self.raw(r#""content":[{"type":"text","text":"#);
        self.json(text)?;
        self.raw("}]");
        Ok(())
    }

    /// Writes the result as blocks of content.
    ///
    /// # Errors
    ///
    /// If content was written already.
    pub fn content(&mut self, blocks: &[Content]) -> Result<(), ToolError> {
        self.begin()?;
        self.raw(r#""content":"#);
        self.json(blocks)
    }

    /// Writes the result as structured content, and as the same JSON in a block of text for clients
    /// that read only text.
    ///
    /// # Errors
    ///
    /// If content was written already, or if serde can't write the value as JSON. NaN and the
    /// infinities can't be written.
    pub fn structured<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ToolError> {
        let mut json = Vec::with_capacity(128);
        write_finite(&mut json, value)?;
        let text = std::str::from_utf8(&json)?;
        self.text(text)?;
        self.raw(r#","structuredContent":"#);
        self.raw(text);
        Ok(())
    }

    /// Adds structured content to content that was written.
    ///
    /// # Errors
    ///
    /// If no content was written yet, or if serde can't write the value as JSON.
    pub fn with_structured<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ToolError> {
        if self.buffer.len() == self.start {
            return Err(ToolError::internal(
                "structured content was written before the content it goes with",
            ));
        }
        self.raw(r#","structuredContent":"#);
        self.json(value)
    }

    /// Marks the result as an error that the model should read.
    pub fn mark_error(&mut self) {
        self.is_error = true;
    }

    /// Adds entries to the result's `_meta`.
    pub fn meta(&mut self, entries: Map<String, Value>) {
        self.meta.extend(entries);
    }

    /// Content is written once, and first.
    fn begin(&self) -> Result<(), ToolError> {
        if self.buffer.len() == self.start {
            Ok(())
        } else {
            Err(ToolError::internal(
                "the content of a result was written twice",
            ))
        }
    }

    fn raw(&mut self, json: &str) {
        self.buffer.extend_from_slice(json.as_bytes());
    }

    fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ToolError> {
        Ok(write_finite(&mut self.buffer, value)?)
    }

    /// Completes the response of a tool.
    pub(crate) fn finish(
        mut self,
        result: Result<(), ToolError>,
        tool: &str,
        server_info: &str,
    ) -> Finished {
        match result.or_else(|e| self.fail(e, tool)) {
            Ok(()) => {}
            Err(Unanswered::Refused(refusal)) => return Finished::Refused(refusal),
            Err(Unanswered::Asking(asking)) => return self.ask(&asking, server_info),
        }
        if self.buffer.len() == self.start {
            self.raw(r#""content":[]"#);
        }
        self.raw(if self.is_error {
            r#","isError":true"#
        } else {
            r#","isError":false"#
        });
        self.end(Outcome::Done, server_info)
    }

    /// Completes the response of everything else, for which every failure is a refusal; `data` goes
    /// with failures that the client can fix.
    pub(crate) fn finish_plain(
        self,
        result: Result<(), ToolError>,
        name: &str,
        server_info: &str,
        data: Option<Value>,
    ) -> Finished {
        let Err(error) = result else {
            return self.end(Outcome::Done, server_info);
        };
        let refusal = match error.into_failure() {
            Failure::Refused(refusal) => refusal,
            Failure::Asking(asking) => return self.ask(&asking, server_info),
            Failure::Told {
                message,
                data: told,
            } => {
                let refusal = Refusal::new(ErrorCode::InvalidParams, message).answered();
                match told.or(data) {
                    Some(data) => refusal.with_data(data),
                    None => refusal,
                }
            }
            Failure::Masked(error) => Refusal::new(
                ErrorCode::InternalError,
                masked("function", name, &chain(&*error)),
            )
            .answered(),
        };
        Finished::Refused(refusal)
    }

    /// Asks the client, in place of what was written so far.
    fn ask(mut self, asking: &Asking, server_info: &str) -> Finished {
        self.buffer.truncate(self.start - COMPLETE.len());
        self.raw(r#""resultType":"input_required","#);
        self.start = self.buffer.len();
        self.is_error = false;
        self.meta.clear();
        match self.fields(asking) {
            Ok(()) => self.end(Outcome::Asked, server_info),
            Err(_) => Finished::Refused(Refusal::new(
                ErrorCode::InternalError,
                "The question can't be written",
            )),
        }
    }

    /// `_meta` names the server, after the entries of the function.
    fn end(mut self, outcome: Outcome, server_info: &str) -> Finished {
        self.raw(r#","_meta":{"#);
        for (key, value) in std::mem::take(&mut self.meta) {
            // Keys and values that came out of JSON go back into it.
            let _ = self.json(&key);
            self.raw(":");
            let _ = self.json(&value);
            self.raw(",");
        }
        self.raw(r#""io.modelcontextprotocol/serverInfo":"#);
        self.raw(server_info);
        self.raw("}}}");
        let outcome = if self.is_error {
            Outcome::Failed
        } else {
            outcome
        };
        Finished::Response {
            body: self.buffer,
            outcome,
        }
    }

    /// Writes what the model reads about a failure, in place of what was written so far.
    fn fail(&mut self, error: ToolError, tool: &str) -> Result<(), Unanswered> {
        self.buffer.truncate(self.start);
        self.meta.clear();
        self.is_error = true;
        let (message, data) = match error.into_failure() {
            Failure::Refused(refusal) => return Err(Unanswered::Refused(refusal)),
            Failure::Asking(asking) => return Err(Unanswered::Asking(asking)),
            Failure::Told { message, data } => (message, data),
            Failure::Masked(error) => (masked("tool", tool, &chain(&*error)), None),
        };
        let written = match data {
            None => self.text(&message),
            Some(data) => self
                .text(&message)
                .and_then(|()| self.with_structured(&data)),
        };
        debug_assert!(written.is_ok(), "text and values always serialise");
        Ok(())
    }
}

/// Logs an error that the client must not read, and returns what the client reads instead.
fn masked(what: &str, name: &str, error: &str) -> String {
    let id = error::error_id();
    tracing::error!(name, error_id = id, error, "a {what} failed");
    format!(
        "The {what} failed for a reason of its own, not because of its arguments. Whoever runs \
         this server finds the reason in its log under error id {id}."
    )
}

/// The error and everything that caused it.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}
