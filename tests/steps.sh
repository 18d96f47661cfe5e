# Steps that are timed, one after the other or beside each other. For `tests/run.sh`, which sources
# this.

# Logs, and the table of times.
work=$(mktemp -d)
lanes=()

# The last line.
summary=

# CPU seconds of everything that this shell has started and waited for.
cpu_seconds() {
  times > "$work/times.$BASHPID"
  awk -F'[ms ]' 'NR == 2 { printf "%.1f", $1 * 60 + $2 + $4 * 60 + $5 }' "$work/times.$BASHPID"
}

# timed NAME COMMAND…: runs it in a shell of its own, and writes down what it took. Called plainly:
# within a condition, a function goes on after a command that failed.
timed() {
  local name=$1 start=$EPOCHREALTIME status=0 cpu wall
  shift
  set +e
  (
    trap 'cpu_seconds > "$work/cpu.$BASHPID"; mv "$work/cpu.$BASHPID" "$work/cpu of $name"' EXIT
    set -e
    "$@"
  )
  status=$?
  set -e
  cpu=$(cat "$work/cpu of $name")
  wall=$(awk -v from="$start" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }')
  printf '%s\t%s\t%s\t%s\n' "$name" "$wall" "$cpu" "$status" >> "$work/table"
  printf -- '-- %s: %s s, %s CPU s%s\n' "$name" "$wall" "$cpu" \
    "$([ "$status" -eq 0 ] || echo ", FAILED")"
}

failed() { awk -F'\t' '$4 != 0 { failed = 1 } END { exit !failed }' "$work/table"; }

# step NAME COMMAND…: what must hold for the rest to make sense. Ends the run where it doesn't.
step() {
  printf '\n== %s\n' "$1"
  timed "$@"
  ! failed || exit 1
}

# part NAME COMMAND…: the same, but the rest of the run goes on, and fails in the end.
part() {
  printf '\n== %s\n' "$1"
  timed "$@"
}

# lane NAME FUNCTION…: runs a function, whose parts are timed, beside what follows; `join NAME`
# waits for it, and shows what it has printed.
lane() {
  local name=$1
  shift
  # In a process group of its own, so that it can be ended whole.
  set -m
  "$@" > "$work/lane of $name" 2>&1 < /dev/null &
  set +m
  lanes+=("$!")
  printf -v "lane_$name" %s "$!"
}

join() {
  local process="lane_$1"
  wait "${!process}" || true
  cat "$work/lane of $1"
  mv "$work/lane of $1" "$work/shown lane of $1"
}

finish() {
  local status=$?
  trap - EXIT INT TERM
  for lane in ${lanes[@]+"${lanes[@]}"}; do
    kill -- "-$lane" 2> /dev/null && wait "$lane" 2> /dev/null || true
  done
  # The output of lanes that nobody waited for.
  cat "$work/lane of "* 2> /dev/null || true
  if [ -s "$work/table" ]; then
    printf '\n%-50s %9s %9s\n' step seconds "CPU s"
    awk -F'\t' '
      { printf "%-50s %9.1f %9.1f%s\n", $1, $2, $3, $4 == 0 ? "" : "   FAILED"; cpu += $3 }
      END { printf "%-50s %9s %9.1f\n", "all", "", cpu }' "$work/table"
    printf '%-50s %9d\n' "from start to end" "$SECONDS"
  fi
  [ -z "$summary" ] || printf '\n%s\n' "$summary"
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
