#!/usr/bin/env python3
"""What a call costs, as a ratio to a hand-written handler, measured in one run.

  run.py build                builds servers/* (release, thin LTO)
  run.py count  [SERVER…]     instructions of a request, by callgrind (Debian package `valgrind`)
  run.py load   [SERVER…]     throughput and CPU time of a request, by wrk (Debian package `wrk`)
  run.py record               counts, and writes instructions.json
  run.py check                counts, and fails if a request costs more than instructions.json says;
                              does nothing where all that the numbers depend on is as it was when
                              they were recorded

SERVER is `plain`, `guarded`, `lines`, `ours`, `handles`, `arguments` (these unless given; the first
is the unit), or NAME=COMMAND: any program that serves http://127.0.0.1:{port}/mcp with the tools
add(a, b) -> {"result": a + b} and 50 more of three parameters. {port} in COMMAND and PORT in its
environment are the port to listen on.

plain     reads a request in one borrowed pass, compares three headers, and trusts the rest; keeps
          what lasts in a DashMap
lines     a loop over standard input and output: reads a call as `plain` does; the unit of `lines`
guarded   also checks Host, Origin, Content-Type, Accept, the size, keys given twice, and answers
          with JSON-RPC errors
ours      this project
arguments this project, with structs, enums and rules in what its tools take: what `plain` does by
          serde alone and by hand
handles   this project, with state that lasts behind a handle, in memory: what `plain` does with its
          DashMap

The kinds of requests: a call, the list of 51 tools, a call with a handle, one that mints one, three
of large arguments, a call that publishes a change to nobody and to one listener; and `lines`, calls
over standard input and output, one behind the other. For those, the count is of the whole process,
with the threads that read and write, and repeats within 1 %.

The numbers:
- instructions: user instructions of one request, from the read of a socket to the write, hyper and
  libc with them, on one thread and one connection, after a warm-up. The system's own work is not in
  it, nor is waiting for memory. Builds of one source are the same, and runs of one binary agree
  within 0.01 %, but for a rare one that is 0.7 % above (hence the median of three, which `check`
  takes only where one is too much): this is the number to compare commits by. A change that saves
  instructions may still not be faster, so look at the load, too.
- rps, cpu: requests a second, and CPU time a request (the system's with it), median of interleaved
  rounds, each against the first server of the same round; server on core 0, wrk on core 1. Two runs
  of one binary differ by up to 20 %.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path

from measure import (
    ARGUMENTS,
    CASES,
    LINES,
    Server,
    build,
    compiled,
    digest,
    environment,
    instructions,
    load,
)

HERE = Path(__file__).resolve().parent
RECORD = HERE / "instructions.json"
# The files that ours were compiled from.
SOURCES = HERE / "sources.txt"
TOLERANCE = 0.02
OURS = ["plain", "guarded", "lines", "ours", "handles", "arguments"]
# Built one by one, servers that need other features of the same crates would not get each other's;
# these need the same.
GROUPS = [["plain"], ["guarded"], ["lines"], ["ours", "handles", "arguments"]]

# The counts of the hand-written server depend on these files, beside the environment. Ours depend
# on what they are compiled from, too.
UNIT = [
    f"tests/bench/{path}"
    for path in (
        "measure.py",
        "servers/Cargo.toml",
        "servers/Cargo.lock",
        "servers/lines",
        "servers/message.rs",
        "servers/plain",
        "servers/runtime.rs",
        "servers/tools.rs",
    )
]
MANIFESTS = [
    *(f"tests/bench/servers/{name}/Cargo.toml" for name in GROUPS[-1]),
    "Cargo.toml",
    "mcp-runtime/Cargo.toml",
    "mcp-macros/Cargo.toml",
]


def unit_of(kind):
    """The server that the others are compared with."""
    return "lines" if kind == LINES else "plain"


def count(names, kinds, requests, rounds):
    """Prints and returns the instructions of each kind of request per server."""
    result = {}
    for kind in kinds:
        answering = [name for name in names if kind in Server(name).kinds()]
        if not answering:
            continue
        print(f"instructions, {kind}")
        for name in answering:
            runs = [instructions(Server(name), kind, requests) for _ in range(rounds)]
            result.setdefault(Server(name).name, {})[kind] = round(statistics.median(runs))
            unit = result[Server(answering[0]).name][kind]
            spread = f"   spread {(max(runs) - min(runs)) / min(runs):.3%}" if rounds > 1 else ""
            median = statistics.median(runs)
            ratio = f"ratio {median / unit:6.3f}"
            print(f"  {Server(name).name:12s} {median:9.0f}   {ratio}{spread}", flush=True)
    alones = [(kind, "call", f"the arguments of {kind} alone") for kind in ARGUMENTS]
    for kind, less, what in [*alones, ("notice", "touch", "a notification alone")]:
        alone = lambda name: result[name][kind] - result[name][less]
        having = [name for name in result if {kind, less} <= result[name].keys()]
        if having:
            print(f"instructions, {what}")
        for name in having:
            unit = Server(names[0]).name
            ratio = (
                f"   ratio {alone(name) / alone(unit):6.3f}" if kind in result.get(unit, {}) else ""
            )
            print(f"  {name:12s} {alone(name):9d}{ratio}", flush=True)
    return result


def measured_load(names, cases, rounds, seconds):
    """Prints and returns throughput and CPU time per case and server."""
    result = {}
    for case, per_server in load([Server(name) for name in names], cases, rounds, seconds).items():
        print(f"load, {case[0]} on {case[1]} connections")
        unit = next(iter(per_server.values()))
        for name, runs in per_server.items():
            median = lambda key: statistics.median(run[key] for run in runs)
            ratio = lambda key: statistics.median(
                run[key] / base[key] for run, base in zip(runs, unit)
            )
            errors = sum(run["errors"] for run in runs)
            result.setdefault(f"{case[0]}:{case[1]}", {})[name] = {
                "rps": median("rps"),
                "rps_ratio": ratio("rps"),
                "cpu_us": median("cpu_us"),
                "cpu_ratio": ratio("cpu_us"),
                "p50_us": median("p50_us"),
                "p99_us": median("p99_us"),
                "errors": errors,
            }
            print(
                f"  {name:12s} rps {ratio('rps'):6.3f}   cpu {ratio('cpu_us'):6.3f}   "
                f"{median('cpu_us'):7.2f} us a request   "
                f"p50 {median('p50_us'):6.0f} us   p99 {median('p99_us'):6.0f} us   errors {errors}"
            )
    return result


def digests():
    """Digests of what the numbers depend on. A source that is new is named by one that changes."""
    sources = SOURCES.read_text().splitlines()
    return {"unit": digest(UNIT), "sources": digest([*UNIT, *MANIFESTS, *sources])}


def verdict(name, kind, expected, runs, tolerance):
    """Whether no request costs more than it may."""
    now = statistics.median(runs)
    change = now / expected - 1
    said = (
        "TOO MUCH" if change > tolerance else "ok, record the gain" if change < -tolerance else "ok"
    )
    print(
        f"{name}, {kind}: {expected:.0f} recorded, {now:.0f} now, {change:+.2%}: {said}", flush=True
    )
    return change <= tolerance


def check(record, requests, built):
    """Whether no request costs more than recorded, within the tolerance.

    Under another compiler, C library or processor the hand-written server changes, too: by as much
    as it did, more or less is allowed.
    """
    now = {"environment": environment(), **digests()}
    changed = [what for what in now if record.get(what) != now[what]]
    if not changed:
        print("nothing that the numbers depend on has changed since they were recorded")
        return True
    if "environment" in changed:
        print(f"recorded under {record['environment']}, now {now['environment']}")
    recorded = record["instructions"]
    scaled = "environment" in changed or "unit" in changed
    if not built:
        build([*([["plain"], ["lines"]] if scaled else []), GROUPS[-1]])

    good = True
    for name, kind in [(name, kind) for name in GROUPS[-1] for kind in recorded.get(name, {})]:
        base = Server(unit_of(kind))
        before = recorded[base.name][kind]
        unit = [instructions(base, kind, requests) if scaled else before]
        runs = [instructions(Server(name), kind, requests)]
        expected = recorded[name][kind] * unit[0] / before
        # One of either that is far from the record may be one of the rare ones.
        if abs(runs[0] / expected - 1) > record["tolerance"]:
            runs += [instructions(Server(name), kind, requests) for _ in range(2)]
            if scaled:
                unit += [instructions(base, kind, requests) for _ in range(2)]
            expected = recorded[name][kind] * statistics.median(unit) / before
        good &= verdict(name, kind, expected, runs, record["tolerance"])
    return good


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mode", choices=["build", "count", "load", "record", "check"])
    parser.add_argument("servers", nargs="*", metavar="SERVER")
    parser.add_argument("--requests", type=int, default=500, help="of an instruction count (500)")
    parser.add_argument("--rounds", type=int, help="measurements of each (count 3, load 5)")
    parser.add_argument("--seconds", type=int, default=2, help="of load a round (2)")
    parser.add_argument(
        "--cases", default="call:1,call:16,call:64,list:16", help="KIND:CONNECTIONS of the load"
    )
    every = [*CASES, LINES]
    parser.add_argument("--kinds", nargs="*", default=every, choices=every, help="to count (all)")
    parser.add_argument("--json", type=Path, help="a file for the results")
    parser.add_argument("--no-build", action="store_true", help="take what is built")
    args = parser.parse_intermixed_args()

    if args.mode == "check":
        sys.exit(0 if check(json.loads(RECORD.read_text()), args.requests, args.no_build) else 1)
    names = args.servers or OURS
    if not args.no_build:
        build(
            [
                group
                for group in ([name for name in group if name in names] for group in GROUPS)
                if group
            ]
        )
    if args.mode == "build":
        return
    if args.mode == "load":
        cases = [
            (kind, int(connections))
            for kind, connections in (case.split(":") for case in args.cases.split(","))
        ]
        result = {"load": measured_load(names, cases, args.rounds or 5, args.seconds)}
    else:
        names = OURS if args.mode == "record" else names
        kinds = every if args.mode == "record" else args.kinds
        counts = count(names, kinds, args.requests, args.rounds or 3)
        result = {"environment": environment(), "instructions": counts}
    if args.json:
        args.json.write_text(json.dumps(result, indent=2) + "\n")
    if args.mode == "record":
        SOURCES.write_text("\n".join(compiled(GROUPS[-1])) + "\n")
        record = {"tolerance": TOLERANCE, **digests(), **result}
        RECORD.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
