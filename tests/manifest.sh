#!/usr/bin/env bash
# All that is asserted, one a line and sorted: each test by its binary and name, each example of the
# documentation by its item, each fixture and each mistake that the compiler must report, each test
# of a view in a browser. Lists of two commits show what a change of the tests has lost:
#
#   tests/manifest.sh > after; git stash; tests/manifest.sh > before; diff before after
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0

# By names that stay as lines and files move: an item of the documentation with several examples is
# listed as often.
{
  cargo test --workspace --lib --bins --tests --test public_items -- --list 2>&1 | awk '
    / Running / { binary = $NF; gsub(/.*\/|-[0-9a-f]*\)$/, "", binary) }
    /: test$/ { sub(/: test$/, ""); print "test " binary " " $0 }'
  cargo test --workspace --exclude mcp-runtime-macros --doc -- --list 2>&1 | awk '
    / Doc-tests / { crate = $2 }
    /: test$/ {
      sub(/: test$/, ""); sub(/^[^ ]+ - /, ""); gsub(/ ?\(line [0-9]+\)/, "")
      print "example " crate " " $0
    }'
  find tests/ui/fail tests/ui/pass -name '*.rs' | sed 's/^/fixture /'
  grep -h '^|' tests/ui/manifest.md | sed 's/^/mistake /'
  # A call on the outermost level, and the first text that it is given; and how many of them a test
  # in Rust insists on.
  awk '
    FNR == 1 { open = 0 }
    /^[a-zA-Z]+\(/ && !/^(before|after)\(/ { open = 1 }
    open && match($0, /\047[^\047]*\047/) {
      print "view " FILENAME " " substr($0, RSTART, RLENGTH)
      open = 0
    }' tests/browser/web/*.mjs
  grep -Eho 'passes\(.*' tests/browser/*.rs | sed 's/^/views /'
  grep -o '"[a-z0-9-]*"' tests/conformance/expected.rs | sed 's/^/scenario /'
} | LC_ALL=C sort
