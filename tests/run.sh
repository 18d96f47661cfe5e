#!/usr/bin/env bash
# Every test of the project, and what must hold beside them.
#
#   tests/run.sh        all of it: what CI calls
#   tests/run.sh quick  format, lints, unit and integration tests: while one works
#   tests/run.sh full   all of it, the compiler's messages letter by letter, and the packages as a
#                       program outside the workspace uses them: before a release
#
# It ends with what each step took, and with a line that counts the tests. Needs bash 5.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_NUMERIC=C

mode=${1:-all}
case $mode in
  all | quick | full) ;;
  *)
    echo "usage: tests/run.sh [quick | full]" >&2
    exit 2
    ;;
esac

# A run from nothing stays small and links fast: neither incremental state nor debug information.
# (Variables and not a profile, since some tests call cargo for packages beside the workspace.) Who
# works on the code has both already.
if [ "$mode" != quick ]; then
  export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0
fi

. tests/steps.sh

# A release is tested with all rounds of what is tested over and over.
[ "$mode" != full ] || export MCP_ALL_ROUNDS=1

# Every cargo command below says `--workspace`, and narrows by targets: crates are then built with
# the same features, once.

lints() { cargo clippy --workspace --all-targets -- -D warnings; }

documentation() { RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet; }

# The list of public items, which is read from the pages.
public_items() {
  MCP_PAGES=$MCP_TEST_CHECKS/doc linting cargo test --quiet --workspace --test public_items
}

# One line for each feature of the runtime, for none at all, and for each example: what is built
# together elsewhere.
alone() {
  cargo metadata --no-deps --format-version 1 | python3 -c '
import json, sys
packages = json.load(sys.stdin)["packages"]
runtime = next(package for package in packages if package["name"] == "mcp-runtime")
for feature in ["", *runtime["features"]]:
    features = f"--features=mcp-runtime/{feature}" if feature else ""
    print("mcp-runtime", "--no-default-features", features)
for package in packages:
    if "/examples/" in package["manifest_path"].replace("\\", "/"):
        print(package["name"])'
}

# Without clippy, whose lints are the same for all. Cargo prints nothing but warnings and errors.
# With `mcp-alone` beside it, the same macros serve each of them.
each_alone() {
  local package options said
  alone | while read -r package options; do
    options="--package mcp-alone --package $package $options"
    # shellcheck disable=SC2086 # Options are words.
    said=$(cargo check --quiet --color never $options 2>&1) &&
      [ -z "$said" ] || {
      printf 'cargo check %s\n%s\n' "$options" "$said"
      exit 1
    }
  done
}

# The oldest compiler that users may have.
oldest_compiler() {
  local version
  version=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  if command -v rustup > /dev/null && rustup toolchain list | grep -q "^$version[.-]"; then
    cargo "+$version" check --quiet --package mcp-runtime --all-features --target-dir target/msrv
  else
    echo "not built with Rust $version: that toolchain isn't installed"
  fi
}

dependencies() {
  if command -v cargo-deny > /dev/null; then
    cargo deny --all-features check
  else
    echo "not checked: that needs cargo-deny"
  fi
}

# Whether all files are in the packages. That they build is tests/package.sh's to say, which builds
# all dependencies once more.
packages() {
  cargo package --quiet --allow-dirty --no-verify -p mcp-runtime-macros -p mcp-runtime
}

instructions() {
  if command -v valgrind > /dev/null && command -v python3 > /dev/null; then
    python3 tests/bench/run.py check
  else
    echo "not counted: that needs valgrind and python3"
  fi
}

# Clippy's driver is a compiler, too: lints are told while tests are built, and each crate is read
# once. Where it is to be used again, it must be named again, or cargo builds anew.
linting() { RUSTC_WORKSPACE_WRAPPER=clippy-driver "$@"; }

# Tests, and the examples that they run. Cargo "runs" each test by writing down how, so that it can
# be run later, beside builds: it holds a lock as long as it builds.
build() {
  linting cargo build --workspace --bins --tests --test public_items 2>&1 | tee "$work/said"
  mkdir "$work/tests.d"
  cat > "$work/later" << 'SCRIPT'
#!/usr/bin/env bash
set -euo pipefail
binary=$(realpath "$1")
export MCP_TEST_BINARIES=${binary%/deps/*}
# Tests that call cargo build what users build.
unset RUSTC_WORKSPACE_WRAPPER
{ export -p; printf 'cd %q\nexec' "$PWD"; printf ' %q' "$binary" "${@:2}"; echo; } \
  > "$(dirname "$0")/tests.d/${binary##*/}"
SCRIPT
  chmod +x "$work/later"
  linting cargo test --quiet --workspace --tests \
    --config "target.'cfg(all())'.runner = '$work/later'"
}

no_lints() { ! grep -A5 '^warning' "$work/said"; }

# Those that take long first. Most of what they do is wait.
run_tests() {
  local test
  local long=("$work"/tests.d/{browser,ui,programs,integration,stores,cluster,large}-*)
  for test in "${long[@]}" "$work"/tests.d/*; do
    # A name that is given twice, or to nothing.
    [ -e "$test" ] && [ ! -e "$test.log" ] && [ "${test%.log}" = "$test" ] || continue
    while [ "$(jobs -pr | wc -l)" -ge 3 ]; do wait -n || true; done
    test_alone "$test" > "$test.log" 2>&1 &
  done
  wait
  cat "$work"/tests.d/*.log
}

# Checks, of which a build can use nothing: they have a folder of their own, and don't wait for
# cargo to end the build. They are the longest chain of the run, one crate after the other, so they
# make way for nothing.
export MCP_TEST_CHECKS=$PWD/target/checks
checks() {
  export CARGO_TARGET_DIR=$MCP_TEST_CHECKS
  part "libraries of the compile failures" cargo check --quiet --package mcp-ui-tests --test ui
  part "documentation" documentation
  part "each feature on its own" each_alone
  part "oldest compiler" oldest_compiler
  part "dependencies" dependencies
}

# What computes makes way for what waits for others, and may be told from a server that hangs by the
# time alone.
makes_way() { renice -n 10 -p $BASHPID > /dev/null || true; }

test_alone() {
  local name=${1##*/}
  case $name in ui-* | programs-* | large-*) makes_way ;; esac
  part "tests: ${name%-*} ${name##*-}" bash "$1"
}

# Those of the macros are in `tests/src/documentation.rs`.
doc_tests() { linting cargo test --workspace --exclude mcp-runtime-macros --doc --no-fail-fast; }

# The `.stderr` files, and what only they need.
messages() {
  cargo clippy --quiet --package mcp-ui-tests --features full --test full -- -D warnings
  cargo test --package mcp-ui-tests --features full --test full
}

quick_tests() { cargo test --workspace --lib --test integration --no-fail-fast; }

# The last line of the run, from the logs of tests.
verdict() {
  summary=$(cat "$work"/*tests | awk '
    /^test result:/ { passed += $4; failed += $6 }
    END { printf "%d passed, %d failed", passed, failed }')
  ! failed
}

step "format" cargo fmt --all --check

if [ "$mode" = quick ]; then
  step "lints" lints
  part "tests" quick_tests | tee "$work/quick tests"
  verdict
  exit
fi

lane services part "programs that tests run beside the server" tests/services.sh
lane checks checks
step "build" build
part "lints" no_lints
join services
! failed || exit 1
lane tests run_tests
makes_way
part "packages as they would be published" packages
part "documentation's examples" doc_tests | tee "$work/doc tests"
part "instructions per call" instructions
if [ "$mode" = full ]; then
  part "messages letter by letter" messages | tee "$work/message tests"
  part "packages, used by a program" tests/package.sh
fi
join tests
join checks
part "public items" public_items | tee "$work/item tests"
verdict
