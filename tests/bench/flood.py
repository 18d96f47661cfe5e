#!/usr/bin/env python3
"""What a server's memory does in a flood: bodies that stand still, and answers that nobody reads.

  flood.py [--server PATH] [--count N] [--quiet-for SECONDS]

PATH is a binary of tests/servers/rough.rs (target/debug/rough unless given; `cargo build -p
mcp-tests --bin rough`). It runs with the limits that a server has unless told otherwise. N clients
(1,000 unless given) connect from one address. First, each sends a body of 4 MiB but for its last
bytes; then, each asks for an answer of 4 MiB and reads none of it. Resident memory is read every
few milliseconds during each flood, and again after all clients have left and nothing has happened
for some seconds (10 unless given). A small call is sent in each state: before and after, it must be
answered; during a flood from the same address, it may be refused with 503, but not left without an
answer.

The flood is passed if memory never grows by more than 128 MiB, and is back within 64 MiB of what it
was.
"""

import argparse
import json
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_DURING, MOST_AFTER = 128, 64
BODY = 4 << 20
ENDING = 100_000
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}


def request(tool, arguments, padding=0):
    """A call, as bytes for a socket."""
    params = {"name": tool, "arguments": arguments, "_meta": META | {"padding": "x" * padding}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    body = json.dumps(message).encode()
    head = {
        "Host": "localhost",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "tools/call",
        "Mcp-Name": tool,
        "Content-Length": len(body),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST /mcp HTTP/1.1\r\n{lines}\r\n".encode() + body


class Server:
    def __init__(self, path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = free.getsockname()
        command = [path, "serve", "--http", "{}:{}".format(*self.address)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
        self.peak = 0
        for _ in range(100):
            try:
                self.connect().close()
                break
            except OSError:
                time.sleep(0.1)

    def memory(self):
        """Resident memory in MiB; the most of it is kept."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                now = int(line.split()[1]) / 1024
                self.peak = max(self.peak, now)
                return now
        raise SystemExit("the server is gone")

    def connect(self):
        client = socket.socket()
        # A client that takes in little, so that the rest of an answer stays with the server.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(self.address)
        return client

    def status(self, message):
        """The status of a call's answer."""
        with self.connect() as client:
            client.settimeout(30)
            client.sendall(message)
            return int(client.recv(12)[9:12])

    def watch(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.memory()
            time.sleep(0.005)

    def end(self):
        self.process.kill()
        self.process.wait()


def refused(clients):
    """How many have been told 503 so far."""
    count = 0
    for client in clients:
        client.setblocking(False)
        try:
            count += client.recv(12)[9:12] == b"503"
        except OSError:
            pass
    return count


def stalled_bodies(server, count):
    body = request("wait", {"ms": 0}, BODY - 1000)[:-ENDING]
    clients = [server.connect() for _ in range(count)]
    left = {client: body for client in clients}
    for client in clients:
        client.setblocking(False)
    end = time.monotonic() + 30
    while left and time.monotonic() < end:
        moved = False
        for client in list(left):
            try:
                sent = client.send(left[client][: 256 << 10])
                moved = True
                left[client] = left[client][sent:]
                if not left[client]:
                    del left[client]
            except BlockingIOError:
                pass
            except OSError:
                # It was refused.
                del left[client]
        server.memory()
        if not moved:
            break
    server.watch(2)
    return clients


def unread_answers(server, count):
    ask = request("much", {"kib": BODY >> 10})
    clients = []
    for _ in range(count):
        client = server.connect()
        client.sendall(ask)
        clients.append(client)
        server.memory()
    server.watch(5)
    return clients


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--server", default=ROOT / "target/debug/rough")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--quiet-for", type=float, default=10)
    options = parser.parse_args()
    server = Server(options.server)
    small = request("wait", {"ms": 0})
    passed = True
    try:
        passed &= server.status(small) == 200
        time.sleep(1)
        idle = server.memory()
        print(f"idle: {idle:.1f} MiB")
        floods = {
            "bodies that stand still": stalled_bodies,
            "answers that nobody reads": unread_answers,
        }
        for name, flood in floods.items():
            server.peak = 0
            clients = flood(server, options.count)
            meanwhile = server.status(small)
            passed &= meanwhile in (200, 503)
            told = refused(clients)
            for client in clients:
                client.close()
            during = server.peak - idle
            server.watch(options.quiet_for)
            after, answered = server.memory() - idle, server.status(small)
            passed &= during <= MOST_DURING and after <= MOST_AFTER and answered == 200
            print(
                f"{options.count} {name}: {during:.1f} MiB above idle at most, {told} told 503, "
                f"a small call meanwhile {meanwhile}; {after:.1f} MiB above idle "
                f"{options.quiet_for:g} s after, a small call {answered}"
            )
    finally:
        server.end()
    sys.exit(not passed)


if __name__ == "__main__":
    main()
