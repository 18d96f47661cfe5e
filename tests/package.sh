#!/usr/bin/env bash
# What would be published works for others: cargo packages both crates and builds what it has
# packaged, and then a program outside the workspace is built against the packaged files alone, once
# with the default features and once with most of the others.
#
# `tests/run.sh full` runs it; it builds all dependencies once more.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# With verification: cargo unpacks each package and builds it.
export CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0
cargo package --quiet --allow-dirty -p mcp-runtime-macros -p mcp-runtime
for package in mcp-runtime-macros mcp-runtime; do
  tar -xzf "${CARGO_TARGET_DIR:-target}/package/$package-$version.crate" -C "$work"
done

mkdir -p "$work/program/src"
cat > "$work/program/Cargo.toml" << MANIFEST
[package]
name = "program"
version = "1.0.0"
edition = "2024"

[dependencies]
mcp-runtime = "=$version"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }

[features]
all = ["mcp-runtime/apps", "mcp-runtime/auth", "mcp-runtime/rate-limit"]

[patch.crates-io]
mcp-runtime = { path = "../mcp-runtime-$version" }
mcp-runtime-macros = { path = "../mcp-runtime-macros-$version" }

[workspace]
MANIFEST
cat > "$work/program/src/main.rs" << 'PROGRAM'
use mcp_runtime::prelude::*;

/// Say hello to somebody.
#[mcp_tool(read_only)]
fn hello(
    /// Their name
    name: String,
) -> String {
    format!("Hello, {name}")
}

mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }

#[tokio::main]
async fn main() -> std::process::ExitCode {
    Hello::new().main().await
}
PROGRAM

# The versions that the workspace is tested with.
cp Cargo.lock "$work/program/Cargo.lock"
cd "$work/program"
export CARGO_TARGET_DIR=$work/target
cargo build --quiet
said=$("$CARGO_TARGET_DIR/debug/program" call hello name=Ada)
[ "$said" = "Hello, Ada" ] || {
  echo "the program says: $said" >&2
  exit 1
}
cargo check --quiet --features all
echo "a program builds against the packaged files, and works"
