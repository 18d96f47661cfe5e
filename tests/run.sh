#!/usr/bin/env bash
# Every test of the project, and what must hold beside them. Ends with a line that counts the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

# A run from nothing stays small and links fast: neither incremental state nor debug information. (Variables and not a
# profile, since the programs of `tests/ui` are a workspace of their own.)
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0

step() { printf '\n== %s\n' "$*"; }

step "format, lints, documentation"
cargo fmt --all --check
cargo clippy --workspace --all-targets -- -D warnings
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet

step "each feature on its own"
for features in "" apps http playground http2 stdio cli metrics opentelemetry rate-limit store-file store-redis store-redis-tls store-postgres store-postgres-tls; do
  cargo clippy --quiet -p mcp-runtime --no-default-features --features "$features" -- -D warnings
done

step "packages as they would be published"
cargo package --quiet --allow-dirty --no-verify -p mcp-macros -p mcp-runtime

step "instructions per call"
if command -v valgrind > /dev/null && command -v python3 > /dev/null; then
  python3 tests/bench/run.py check
else
  echo "not counted: that needs valgrind and python3"
fi

step "programs that tests run beside the server"
tests/services.sh

step "tests"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
cargo test --workspace --no-fail-fast 2>&1 | tee "$log" || status=$?
awk '/^test result:/ { passed += $4; failed += $6 } END { printf "\n%d passed, %d failed\n", passed, failed }' "$log"
exit "$status"
