//! A server whose tools do what user code does in the worst case: print without end, start
//! processes, block threads, panic with more than words.

#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use mcp_runtime::prelude::*;

/// Print lines to both streams.
#[mcp_tool]
fn print(text: String, times: u32) -> &'static str {
    for _ in 0..times {
        println!("{text}");
        eprintln!("{text}");
    }
    "printed"
}

/// Read standard input, in a process of its own.
#[mcp_tool(blocking)]
fn child() -> Result<String, ToolError> {
    let output = std::process::Command::new("cat")
        .stderr(std::process::Stdio::null())
        .output()?;
    Ok(format!("{} bytes", output.stdout.len()))
}

/// Panic.
#[mcp_tool]
fn burst(text: String) -> String {
    panic!("{text}")
}

struct Slippery;

impl Drop for Slippery {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            std::panic::panic_any(Self);
        }
    }
}

/// Panic with a value that panics when it is dropped.
#[mcp_tool]
fn slip() {
    std::panic::panic_any(Slippery)
}

/// Panic like that when the call is stopped.
#[mcp_tool(timeout = "50ms")]
async fn cling() {
    let _slippery = Slippery;
    std::future::pending::<()>().await;
}

/// Block a thread.
#[mcp_tool]
fn block(ms: u64) -> u64 {
    std::thread::sleep(Duration::from_millis(ms));
    ms
}

/// Wait, and write a file in the end, whatever becomes of the call.
#[mcp_tool]
async fn keep(ms: u64, file: PathBuf, cx: Context) -> Result<&'static str, ToolError> {
    std::fs::write(file.with_extension("begun"), "")?;
    let writing = async move {
        tokio::time::sleep(Duration::from_millis(ms)).await;
        std::fs::write(file, "kept")
    };
    cx.shield(writing).await?;
    Ok("kept")
}

/// Wait.
#[mcp_tool]
async fn wait(ms: u64) -> u64 {
    tokio::time::sleep(Duration::from_millis(ms)).await;
    ms
}

/// Say much.
#[mcp_tool]
fn much(kib: usize) -> String {
    "x".repeat(kib << 10)
}

/// A chest.
#[mcp_type]
#[derive(Handle, Default)]
#[handle(prefix = "chs", ttl = "1h")]
struct Chest {
    items: Vec<String>,
}

/// Bring a chest.
#[mcp_tool]
async fn bring(chests: Handles<Chest>) -> Result<Minted<Chest>, ToolError> {
    chests.mint(Chest::default()).await
}

/// A label.
#[mcp_type]
#[derive(Form)]
struct Label {
    text: String,
}

/// Put something into a chest, and fail.
#[mcp_tool]
fn pack(
    chest: Handle<Chest>,
    item: String,
    #[mcp(ask = "What is on the label?")] label: Label,
) -> Result<String, ToolError> {
    let (before, length) = (chest.items.len(), item.len() + label.text.len());
    Err(ToolError::new(format!(
        "{before} items, and no room for {length} letters"
    )))
}

/// What is in a chest.
#[mcp_resource("chest:///{chest}")]
fn chest(chest: Handle<Chest>) -> String {
    chest.items.join(" ")
}

/// Greet somebody.
#[mcp_prompt]
fn greet(name: String) -> String {
    format!("Say hello to {name}")
}

mcp_server! {
    Rough {
        name: "rough",
        version: "1.0.0",
        tools: [print, child, burst, slip, cling, block, keep, wait, much, bring, pack],
        prompts: [greet],
        resources: [chest],
    }
}

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    Rough::new().main().await
}
