#!/usr/bin/env python3
"""What this project costs beside a call, against its peers: the same 51 tools, the same profile, one run.

  compare.py [WHAT…] [--peers NAME…] [--rounds N] [--json FILE]

WHAT is any of these, all unless given:
  crates   crates in the build of a release binary
  build    a clean release build, without downloads
  size     bytes of the stripped release binary
  memory   MiB that the server has while it waits, after its first call over HTTP
  rebuild  an incremental debug build after one tool of 51 was edited, median of the rounds
  stdio    20,000 pipelined calls over standard input and output, as a ratio to a loop written by hand

Servers: ours (with its whole command line), rmcp, tower-mcp (without any); `bare` is ours without one, for size and memory;
quickstart for crates, build and size; `loop` is the unit of stdio.
Each is generated from compare/NAME.rs, in which what stands between `//{{ for each tool` and `//}}` is repeated, into a
package of its own. Builds are told in CPU seconds of cargo and all that it starts, and in seconds by the clock: the former hardly
depend on what else a machine does. Machines are noisy: compare what one run says, not two.
"""

import argparse
import contextlib
import json
import os
import re
import resource
import shutil
import socket
import statistics
import subprocess
import threading
import time
from pathlib import Path

from measure import TARGET, cpu_seconds, message

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = TARGET / "compare"
CALLS = 20_000

PROFILE = '[profile.release]\nopt-level = 3\nlto = "thin"\ncodegen-units = 1\nstrip = true\n'
COMMON = (
    'serde = { version = "1", features = ["derive"] }\n'
    'serde_json = { version = "1", features = ["raw_value"] }\n'
    'tokio = { version = "1", features = ["rt-multi-thread", "net", "macros", "io-std", "io-util"] }\n'
)
HTTP = 'axum = { version = "0.8", default-features = false, features = ["http1", "tokio"] }\n'
OURS = f'mcp-runtime = {{ path = "{ROOT / "mcp-runtime"}" }}\n'
DEPENDENCIES = {
    "bare": OURS + 'tokio = { version = "1", features = ["rt-multi-thread"] }\n',
    "ours": OURS + 'tokio = { version = "1", features = ["rt-multi-thread"] }\n',
    "rmcp": 'rmcp = { version = "=3.9.0", features = ["server", "macros", "transport-streamable-http-server", "transport-io"] }\n' + HTTP + COMMON,
    "tower-mcp": 'tower-mcp = { version = "=0.25.0", features = ["http", "macros", "protocol-2026-07-28"] }\nschemars = "1.2"\n' + HTTP + COMMON,
    "loop": COMMON,
}  # fmt: skip


def generate(name):
    """The package of a server, as it was before anything in it was edited."""
    home = WORK / name
    (home / "src").mkdir(parents=True, exist_ok=True)
    # The same source as ours, but for its `main`.
    features = '[features]\ndefault = ["bare"]\nbare = []\n\n' if name == "bare" else "[features]\nbare = []\n\n"
    manifest = f'[package]\nname = "compare-{name}"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n{features}[dependencies]\n{DEPENDENCIES[name]}\n{PROFILE}'
    write(home / "Cargo.toml", manifest)
    repeat = lambda found: "".join(found[1].replace("NN", f"{number:02}") for number in range(50))
    source = re.sub(r" *//\{\{ for each tool\n(.*?) *//\}\}\n", repeat, (HERE / "compare" / f"{'ours' if name == 'bare' else name}.rs").read_text(), flags=re.S)
    write(home / "src" / "main.rs", source)
    return home


def write(file, text):
    """Leaves alone what is so already: Cargo goes by the time of the last change."""
    if not file.exists() or file.read_text() != text:
        file.write_text(text)


def cargo(home, *args, **kwargs):
    # As cargo is without being told: what one builds by hand is what is compared.
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CARGO_PROFILE_", "CARGO_INCREMENTAL", "RUSTFLAGS"))}
    environment["CARGO_TARGET_DIR"] = str(home / "target")
    return subprocess.run(["cargo", *args], cwd=home, env=environment, check=True, text=True, **kwargs)


def timed(work):
    """CPU seconds of all processes that ended meanwhile, and seconds by the clock."""
    spent = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    cpu, clock = spent(), time.perf_counter()
    work()
    return {"cpu": spent() - cpu, "clock": time.perf_counter() - clock}


class Subject:
    """A server that is compared."""

    def __init__(self, name):
        self.name = name
        self.quickstart = name == "quickstart"
        self.home = WORK / name if self.quickstart else generate(name)
        self.home.mkdir(parents=True, exist_ok=True)
        # The workspace's own release profile is the same, but for what is stripped.
        self.args = ["-p", "quickstart", "--manifest-path", str(ROOT / "Cargo.toml")] if self.quickstart else []
        self.binary = self.home / "target" / "release" / ("quickstart" if self.quickstart else f"compare-{name}")

    def built(self):
        cargo(self.home, "build", "--release", "--quiet", "--config", "profile.release.strip=true", *self.args)
        return self.binary

    def crates(self):
        out = cargo(self.home, "tree", "-e", "normal,build", "--prefix", "none", *self.args, capture_output=True).stdout
        return len({line.split(" (")[0] for line in out.splitlines() if line.strip()}) - 1

    def build(self):
        cargo(self.home, "fetch", "--quiet", *self.args[2:])
        shutil.rmtree(self.home / "target", ignore_errors=True)
        return timed(self.built)

    def size(self):
        return self.built().stat().st_size

    def memory(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        address = f"127.0.0.1:{port}"
        process = subprocess.Popen([self.built()], env={**os.environ, "MCP_HTTP": address, "RUST_LOG": "off"}, stderr=subprocess.DEVNULL)
        try:
            headers, body = message("call")
            head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
            request = f"POST /mcp HTTP/1.1\r\nHost: {address}\r\n{head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            answer = b""
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                    connection.sendall(request.encode())
                    while chunk := connection.recv(65536):
                        answer += chunk
                if answer:
                    break
                time.sleep(0.05)
            assert b'"result":3' in answer.replace(b" ", b""), (self.name, answer)
            time.sleep(1)
            status = Path(f"/proc/{process.pid}/status").read_text()
            return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024
        finally:
            process.kill()
            process.wait()

    def rebuild(self, rounds):
        source = self.home / "src" / "main.rs"
        original = source.read_text()
        cargo(self.home, "build", "--quiet")
        times = []
        for number in range(rounds):
            # In the body of the tool in the middle.
            source.write_text(original.replace('format!("25 ', f'format!("25 edit {number} '))
            times.append(timed(lambda: cargo(self.home, "build", "--quiet")))
        source.write_text(original)
        return {key: statistics.median(run[key] for run in times) for key in times[0]}

    def pipelined(self):
        """Seconds for all calls, by the clock and of the server's CPU time, and how many of them got no answer."""
        _, body = message("call")
        lines = "".join(body.replace('"id":1', f'"id":{number}', 1) + "\n" for number in range(1, CALLS + 1)).encode()
        process = subprocess.Popen([self.binary, "stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
        deadline = threading.Timer(120, process.kill)
        deadline.start()

        def feed():
            view = memoryview(lines)
            with contextlib.suppress(OSError):
                while view:
                    view = view[os.write(process.stdin.fileno(), view[:65536]) :]

        try:
            start = time.perf_counter()
            threading.Thread(target=feed, daemon=True).start()
            answers, pieces = 0, []
            while answers < CALLS and (chunk := os.read(process.stdout.fileno(), 1 << 20)):
                answers += chunk.count(b"\n")
                pieces.append(chunk)
            taken = time.perf_counter() - start
            cpu = cpu_seconds(process.pid)
        finally:
            process.kill()
            process.wait()
            deadline.cancel()
        answered = {json.loads(line).get("id") for line in b"".join(pieces).splitlines()}
        return {"clock": taken, "cpu": cpu, "lost": CALLS - len(answered & set(range(1, CALLS + 1)))}


def stdio(names, rounds):
    """Ratios to the loop, in interleaved rounds."""
    # Built before anything is measured.
    subjects = {name: Subject(name) for name in ["loop", *names]}
    binaries = [subject.built() for subject in subjects.values()]
    assert all(binary.exists() for binary in binaries)
    runs = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, subject in subjects.items():
            runs[name].append(subject.pipelined())
    ratio = lambda name, key: statistics.median(base[key] / run[key] for base, run in zip(runs["loop"], runs[name]))
    return {name: {"ratio": ratio(name, "clock"), "cpu ratio": ratio(name, "cpu"), "lost": max(run["lost"] for run in runs[name])} for name in runs}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    every = ["crates", "build", "size", "memory", "rebuild", "stdio"]
    parser.add_argument("what", nargs="*", metavar="WHAT", choices=[*every, []])
    parser.add_argument("--peers", nargs="*", default=["rmcp", "tower-mcp"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    args = parser.parse_intermixed_args()

    names = ["ours", *args.peers]
    result = {}
    for what in args.what or every:
        if what == "stdio":
            result[what] = stdio(names, args.rounds)
        elif what == "rebuild":
            result[what] = {name: Subject(name).rebuild(args.rounds) for name in names}
        else:
            subjects = {"memory": ["bare", *names], "size": ["quickstart", "bare", *names]}.get(what, ["quickstart", *names])
            result[what] = {name: getattr(Subject(name), what)() for name in subjects}
        print(what)
        for name, value in result[what].items():
            number = lambda value: f"{value:.2f}" if isinstance(value, float) else str(value)
            shown = ", ".join(f"{key} {number(each)}" for key, each in value.items()) if isinstance(value, dict) else number(value)
            print(f"  {name:12s} {shown}", flush=True)
        if args.json:
            args.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
