//! Any text as a URI, over templates of every form.
//!
//! What must hold: another spelling of the same URI (RFC 3986, section 6.2.2) is read in the same
//! way, and no value of a variable leads out unnoticed.

#![no_main]

// Private to the runtime, and without dependencies.
#[path = "../../../mcp-runtime/src/protocol/template.rs"]
#[allow(dead_code)]
mod template;
