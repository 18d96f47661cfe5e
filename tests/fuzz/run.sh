#!/bin/sh
# Runs a fuzz target for so many seconds, from the seeds: tests/fuzz/run.sh TARGET SECONDS
#
# It needs `cargo install cargo-fuzz`, and no other toolchain: with this variable, the stable
# compiler has what cargo-fuzz asks for. There is no `unsafe` here for a sanitizer to watch.
set -eu
cd "$(dirname "$0")/.."
export RUSTC_BOOTSTRAP=1
python3 fuzz/seeds.py
exec cargo fuzz run --sanitizer none "$1" -- \
    -max_total_time="$2" -timeout=30 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1
