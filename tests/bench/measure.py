"""Starting servers, asking them, and measuring what it costs them. See run.py."""

import contextlib
import hashlib
import json
import os
import platform
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target" / "bench"))

META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


def call(tool, **arguments):
    """The method, the headers beside it and the params of a call."""
    params = {"name": tool, "arguments": arguments, "_meta": META}
    return "tools/call", {"Mcp-Name": tool}, params


def result(text):
    """The text that the answer to a call holds, and how often."""
    return b'"structuredContent":' + text, 1


# Per kind of request: the method, the headers beside it, its params, and what a right answer holds,
# how often.
CASES = {
    "call": (*call("add", a=1, b=2), *result(b'{"result":3}')),
    "list": ("tools/list", {}, {"_meta": META}, b'"inputSchema"', 51),
    "handle": (*call("read_counter", counter="HANDLE"), *result(b'{"count":7}')),
    "mint": (*call("make_counter"), *result(b'{"counter":"cnt_')),
    # A call that publishes a change. Nobody listens to the former, and one client to the latter.
    "touch": (*call("touch"), *result(b'{"result":1}')),
    "notice": (*call("touch"), *result(b'{"result":1}')),
}
# The call that is made first, for the handle in the request that is measured.
MINT = call("make_counter")
ITEMS = [
    {"sku": f"sku-{n}", "quantity": n, "price": n + 0.5, "colour": ["Red", "Green", "Blue"][n % 3]}
    for n in range(1, 101)
]
ADDRESS = {
    "name": "Ada Lovelace",
    "street": "12 St James's Square",
    "city": "London",
    "postcode": "SW1Y 4JH",
    "country": "GB",
}
ORDER = {
    "id": "order-2026-07-28-0001",
    "priority": "High",
    "ship": ADDRESS,
    "bill": ADDRESS,
    "items": ITEMS[:8],
    "payment": {"kind": "Card", "number": "4111 1111 1111 1111", "month": 7, "year": 2030},
    "note": "Leave it with the neighbour",
}
RULED = [
    {"code": f"AB-{1000 + n}", "count": n, "name": f"number {n} of a hundred", "colour": "Green"}
    for n in range(1, 101)
]
# Arguments with structs and enums, and with rules. What they cost is told beside a plain call.
CASES["order"] = (*call("order", order=ORDER), *result(b'{"result":43}'))
CASES["items"] = (*call("items", items=ITEMS), *result(b'{"result":5050}'))
CASES["ruled"] = (*call("ruled", items=RULED), *result(b'{"result":5050}'))
ARGUMENTS = ["order", "items", "ruled"]
LISTEN = {"notifications": {"resourceSubscriptions": ["bench://counter"]}, "_meta": META}
# Calls over standard input and output, one behind the other, beside a loop written by hand.
LINES = "lines"
HANDLE = re.compile(rb'"counter":"([^"]+)"')


def message(kind):
    """Headers and body of a request."""
    return written(*CASES[kind][:3])


def written(method, headers, params):
    body = json.dumps(
        {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}, separators=(",", ":")
    )
    return {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": method,
        **headers,
    }, body


class Server:
    """A server that can be started: one of ours by name, or NAME=COMMAND."""

    def __init__(self, spec):
        self.name, _, self.command = spec.partition("=")

    def kinds(self):
        """The requests that it answers."""
        return {
            "plain": ["call", "list", "handle", "mint", "touch", "notice", *ARGUMENTS],
            "handles": ["handle", "mint", "touch", "notice"],
            "lines": [LINES],
            "ours": ["call", "list", LINES],
            "arguments": ["call", *ARGUMENTS],
        }.get(self.name, ["call", "list"])

    def argv(self, port):
        command = self.command or str(TARGET / "release" / f"bench-{self.name}")
        return shlex.split(command.replace("{port}", str(port)))

    @contextlib.contextmanager
    def running(self, before=(), env=()):
        """Its process and its port, once it answers; `before` goes in front of its command."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        env = {**os.environ, "RUST_LOG": "off", "PORT": str(port), **dict(env)}
        process = subprocess.Popen(
            [*before, *self.argv(port)],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                if process.poll() is not None:
                    sys.exit(
                        f"{self.name} ended with status {process.returncode} before it answered; "
                        "is it built?"
                    )
                time.sleep(0.05)
            for kind in set(self.kinds()) - {LINES}:
                with Client(port, kind, self.name) as client:
                    client.ask()
            yield process, port
        finally:
            process.terminate()
            process.wait()


class Client:
    """One connection that is kept, and one request that is sent again and again."""

    def __init__(self, port, kind, server):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        host = f"127.0.0.1:{port}"
        headers, body = message(kind)
        self.listening = None
        if "HANDLE" in body:
            body = body.replace(
                "HANDLE", HANDLE.search(self.exchange(host, *written(*MINT)))[1].decode()
            )
        self.request = self.bytes(host, headers, body)
        self.expected, self.times = CASES[kind][3:]
        if kind == "notice":
            self.listening = Listener(port, "/listen" if server == "plain" else "/mcp")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        if self.listening:
            self.listening.socket.close()

    @staticmethod
    def bytes(host, headers, body, path="/mcp"):
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{head}Content-Length: {len(body)}\r\n"
        return f"{head}\r\n{body}".encode()

    def exchange(self, host, headers, body):
        """The body of the answer to a request that is sent once."""
        self.request, self.expected, self.times = self.bytes(host, headers, body), b'"jsonrpc"', 1
        return self.ask()

    def ask(self):
        """Sends the request, checks the answer, and gives its body."""
        self.socket.sendall(self.request)
        received = b""
        while (answer := parsed(received)) is None:
            piece = self.socket.recv(1 << 20)
            assert piece, received[:600]
            received += piece
        head, body = answer
        assert head.startswith(b"HTTP/1.1 200 ") and body.count(self.expected) == self.times, (
            received[:600]
        )
        if self.listening:
            self.listening.hear(b'"method":"notifications/resources/updated"')
        return body


class Listener:
    """A connection with a stream of changes."""

    def __init__(self, port, path):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.received = b""
        request = written("subscriptions/listen", {}, LISTEN)
        self.socket.sendall(Client.bytes(f"127.0.0.1:{port}", *request, path))
        self.hear(b'"method":"notifications/subscriptions/acknowledged"')

    def hear(self, expected):
        """Waits for the end of an event, and for nothing else."""
        while not self.received.endswith(b"\n\n\r\n"):
            piece = self.socket.recv(1 << 16)
            assert piece, self.received
            self.received += piece
        assert self.received.count(expected) == 1, (expected, self.received)
        self.received = b""


def parsed(received):
    """Head and body of a response, once it is whole."""
    head, _, rest = received.partition(b"\r\n\r\n")
    if length := re.search(rb"(?i)content-length: (\d+)", head):
        return (head, rest) if len(rest) >= int(length[1]) else None
    # In chunks, as streams come.
    body = b""
    while b"\r\n" in rest:
        size, _, rest = rest.partition(b"\r\n")
        if int(size, 16) == 0:
            return head, body
        body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return None


def build(groups):
    """Builds servers, those of a group together."""
    for names in groups:
        env = {**os.environ, "CARGO_TARGET_DIR": str(TARGET)}
        packages = [f"--package=bench-{name}" for name in names]
        subprocess.run(
            ["cargo", "build", "--release", "--quiet", *packages],
            cwd=HERE / "servers",
            env=env,
            check=True,
        )


def need(program):
    if not shutil.which(program):
        sys.exit(f"{program} is missing; on Debian: apt-get install {program}")


def environment():
    """What instruction counts depend on, beside the code."""
    version = lambda *argv: subprocess.run(
        argv, capture_output=True, text=True, check=True
    ).stdout.split()[1]
    processor = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return {
        "rustc": version("rustc", "--version"),
        "machine": platform.machine(),
        "processor": processor[1] if processor else "unknown",
        "libc": " ".join(platform.libc_ver()),
    }


def digest(paths):
    """Of files and folders, by their names in the project, but for the comments of Rust's lines."""
    every = {file for path in paths for file in [ROOT / path, *(ROOT / path).rglob("*")]}
    hashed = hashlib.sha256()
    for file in sorted(file for file in every if file.is_file()):
        lines = file.read_bytes().splitlines()
        if file.suffix == ".rs" and HERE not in file.parents:
            lines = [line for line in lines if not line.lstrip().startswith(b"//")]
        content = b"\n".join(lines)
        hashed.update(f"{file.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return hashed.hexdigest()


def compiled(names):
    """The sources in the project that these servers were built from, as the compiler lists them:
    without those that other features need."""
    files = set()
    for name in names:
        _, _, listed = (TARGET / "release" / f"bench-{name}.d").read_text().partition(": ")
        # A backslash stands before a space in a name.
        for file in re.split(r"(?<!\\) +", listed.strip()):
            files.add(Path(file.replace("\\ ", " ")))
    ours = [file.relative_to(ROOT) for file in files if file.is_relative_to(ROOT)]
    return sorted(str(file) for file in ours if file.suffix == ".rs")


def callgrind(out):
    """The words before the command of a server, and its environment, by which it is counted."""
    need("valgrind")
    # The same layout of memory every time: addresses decide how memory is allocated and copied.
    valgrind = [
        "setarch",
        "-R",
        "valgrind",
        "--tool=callgrind",
        f"--callgrind-out-file={out}",
        "--",
    ]
    # Large copies in a loop, as small ones are: valgrind counts the one instruction that does it
    # as one a byte.
    tunables = "glibc.cpu.x86_rep_movsb_threshold=0x7fffffff"
    return valgrind, {"CURRENT_THREAD": "1", "GLIBC_TUNABLES": tunables}


def counted(dump):
    """The instructions that callgrind has counted."""
    return int(re.search(r"^(?:summary|totals): (\d+)", dump.read_text(), re.MULTILINE)[1])


def instructions(server, kind, requests):
    """Instructions of one request, in the steady state: counted over `requests` of them after as
    many to warm up."""
    if kind == LINES:
        few, many = (whole_run(server, requests * times) for times in (4, 12))
        return (many - few) / (requests * 8)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        before, env = callgrind(out)
        with (
            server.running(before, env) as (process, port),
            Client(port, kind, server.name) as client,
        ):
            command = ["callgrind_control", None, str(process.pid)]
            for command[1] in ("--zero", "--dump"):
                for _ in range(requests):
                    client.ask()
                    settle(process.pid)
                subprocess.run(command, check=True, capture_output=True)
        return counted(out.with_name("out.1")) / requests


def whole_run(server, calls):
    """Instructions of a process that reads so many calls from a file, one a line, and answers them
    to another: what it takes to start and to end is the same for any number."""
    with tempfile.TemporaryDirectory() as folder:
        out, asked, answered = (Path(folder) / name for name in ("out", "asked", "answered"))
        before, env = callgrind(out)
        _, body = message("call")
        numbered = (body.replace('"id":1', f'"id":{1000 + call}', 1) for call in range(calls))
        asked.write_text("".join(f"{line}\n" for line in numbered))
        with asked.open() as stdin, answered.open("w") as stdout:
            argv, env = (
                [*before, *server.argv(0), "stdio"],
                {**os.environ, "RUST_LOG": "off", **env},
            )
            subprocess.run(
                argv, env=env, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, check=True
            )
        ids = {json.loads(line)["id"] for line in answered.read_text().splitlines()}
        right = answered.read_bytes().count(CASES["call"][3])
        assert right == len(ids) == calls, (server.name, right, len(ids), calls)
        return counted(out)


def settle(pid):
    """Until all threads of a server wait again; else one may find the next request already there,
    and save a turn."""
    waits = lambda task: (task / "stat").read_text().rpartition(")")[2].split()[0] == "S"
    while not all(waits(task) for task in Path(f"/proc/{pid}/task").iterdir()):
        pass


WRK = """
wrk.method = "POST"
wrk.body = [==[{body}]==]
{headers}
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    'RESULT {{"requests":%d,"us":%d,"p50_us":%d,"p99_us":%d,"errors":%d}}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), failed))
end
"""


def load(servers, cases, rounds, seconds):
    """Measurements per case, server and round, interleaved so that whatever the machine does hits
    all alike."""
    need("wrk")
    data = {case: {server.name: [] for server in servers} for case in cases}
    with contextlib.ExitStack() as stack:
        running = {
            server.name: stack.enter_context(server.running(before=["taskset", "-c", "0"]))
            for server in servers
        }
        scripts = {
            kind: Path(stack.enter_context(tempfile.TemporaryDirectory())) / f"{kind}.lua"
            for kind in CASES
        }
        for kind, path in scripts.items():
            headers, body = message(kind)
            path.write_text(
                WRK.format(
                    body=body,
                    headers="\n".join(f'wrk.headers["{k}"] = "{v}"' for k, v in headers.items()),
                )
            )
        for turn in range(-1, rounds):
            for kind, connections in cases:
                for name in list(running)[:: 1 if turn % 2 else -1]:
                    process, port = running[name]
                    run = one_load(process.pid, port, scripts[kind], connections, seconds)
                    # The first turn warms up.
                    if turn >= 0:
                        data[kind, connections][name].append(run)
    return data


def one_load(pid, port, script, connections, seconds):
    before = cpu_seconds(pid)
    argv = [
        "taskset",
        "-c",
        "1",
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--latency",
        "-s",
        str(script),
        f"http://127.0.0.1:{port}/mcp",
    ]
    out = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    run = json.loads(re.search(r"^RESULT (.*)", out, re.MULTILINE)[1])
    return {
        **run,
        "rps": run["requests"] / run["us"] * 1e6,
        "cpu_us": (cpu_seconds(pid) - before) / max(run["requests"], 1) * 1e6,
    }


def cpu_seconds(pid):
    """CPU time of all threads, from the scheduler: to the nanosecond, where the process's own clock
    counts in ticks."""
    return (
        sum(
            int((task / "schedstat").read_text().split()[0])
            for task in Path(f"/proc/{pid}/task").iterdir()
        )
        / 1e9
    )
