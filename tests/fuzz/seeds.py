#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets into tests/fuzz/corpus: the messages, texts and changes that
the other tests begin with."""

import json
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}},
}


def write(target, seeds):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number:03}").write_bytes(seed)


def message(method, params, meta=META, name=None, head=""):
    params = params | ({"_meta": meta} if meta else {})
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    head = f"mcp-method: {method}\n" + (f"mcp-name: {name}\n" if name else "") + head
    return f"{head}\n{body}".encode()


def call(arguments, head="", meta=META):
    params = {"name": "everything", "arguments": arguments}
    return message("tools/call", params, meta, "everything", head)


def earlier(method, params, version="2025-11-25"):
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return f"mcp-protocol-version: {version}\n\n{json.dumps(body)}".encode()


def http():
    leaf = {"kind": "leaf", "value": 1.5}
    yield call({"word": "a"}, "mcp-param-word: a\n")
    yield call({"word": "ü"}, "mcp-param-word: =?base64?w7w=?=\n")
    yield call({"count": 5, "list": [1, None]}, "mcp-param-count: 5\n")
    yield call({"part": {"kind": "branch", "left": leaf, "right": leaf}})
    yield call({}, meta=META | {"progressToken": 1})
    yield call({}, meta=META | {"io.modelcontextprotocol/logLevel": "info"})
    for method in ["tools/list", "prompts/list", "resources/list", "server/discover", "ping"]:
        yield message(method, {})
    yield message("tools/list", {"cursor": "x"})
    yield message("resources/templates/list", {})
    yield message("prompts/get", {"name": "greet", "arguments": {"name": "a"}}, name="greet")
    yield message("resources/read", {"uri": "x://a/b"}, name="x://a/b")
    prompt = {"type": "ref/prompt", "name": "greet"}
    params = {"ref": prompt, "argument": {"name": "name", "value": "a"}}
    yield message("completion/complete", params)
    yield message("notifications/cancelled", {"requestId": 1})
    answers = {"ok": {"action": "accept", "content": {"confirm": True}}}
    params = {"name": "wipe", "arguments": {}}
    yield message("tools/call", params, name="wipe")
    params |= {"requestState": "x", "inputResponses": answers}
    yield message("tools/call", params, name="wipe")
    opening = {"capabilities": {}, "clientInfo": {"name": "old", "version": "1"}}
    for version in ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "2026-07-28"]:
        yield earlier("initialize", {"protocolVersion": version} | opening, version)
    yield earlier("tools/list", {})
    yield b'\n\n[{"jsonrpc":"2.0","id":1,"method":"ping"}]'
    yield b'\n\n\xef\xbb\xbf{"jsonrpc":"2.0","id":1,"method":"tools\\/list","params":null}'
    for head in [
        "method GET",
        "method DELETE\nmcp-session-id: x",
        "host: evil.example",
        "origin: null",
        "content-type: application/json; charset=utf-8",
        "accept: */*;q=0",
        "content-encoding: gzip",
        "mcp-method: =?base64?dG9vbHMvY2FsbA==?=",
        "mcp-name: everything\nmcp-name: everything",
        "mcp-protocol-version: 2024-11-05",
        "last-event-id: 7",
    ]:
        yield head.encode()


def changes():
    """As the property tests of the same name have them."""
    yield b""
    for place in range(0, 140, 3):
        for how in range(6):
            yield bytes([place, how, (place * 7 + how * 53) % 256])
    for what in range(200, 240):
        for place in (1, 60, 90, 110, 120):
            yield bytes([place, 5, what])


def credentials():
    for kind in [b"\0", b"\1"]:
        for raw in [b"", b"Bearer", b"Bearer a.b.c", b"Basic YTpi", b"bearer  abc==", b"a,b"]:
            yield kind + raw
    for name in range(18):
        yield bytes([2, 2, name, 0])
        for value in range(0, 43, 3):
            yield bytes([2, 0, name, (value + name) % 43])
    for signer in range(4):
        yield bytes([2, 3, signer, 0, 0, 0, 14 + signer])
    for how in range(4, 8):
        for at in range(0, 256, 31):
            yield bytes([2, how, at, at * 7 % 256])


def seal():
    for kind in range(4):
        for at in range(0, 256, 17):
            for how in [0, 1, 2, 3, 4, 5, 0x80, 0x81]:
                yield bytes([kind, how, at, at * 7 % 256])


def variant(number, count):
    """The bytes that `arbitrary` reads as this one of an enum's variants."""
    return (-(-(number << 32) // count)).to_bytes(4, "little")


def template():
    texts = ["x://host/a", "x://Host/%c3%a9", "x:a,b", "x:a?q=1&r=2", "x:/a/b", "x:a.b.c", "x:#f"]
    texts += ["x:?k=v&q=%2Fetc", "x:a/../b", "x://h/a/-b", "x:%66rom", "x:é", "x:a%00"]
    for text in texts:
        yield variant(0, 4) + text.encode()
        for which in range(9):
            yield variant(1, 4) + bytes([which]) + text[2:].encode()
    for which in range(5):
        yield variant(2, 4) + bytes([which]) + b"abcdef\x01\x02"
    for value in ["a", "../a", "/etc/passwd", "C:\\a", "a/./b", "\\\\h\\s", "a\0b", "~", "con:"]:
        yield variant(3, 4) + value.encode()


def install():
    texts = ["", "{}", "\ufeff{}\n", '{"servers":{}}', '{ // no comment\n  "servers": {\n  }\n}\n']
    texts += ['{"servers":{"shop":{"type":"stdio","command":"/old","env":{"A":"1e400"}}}}']
    texts += ['{"a":1e400,"b":"\\ud800","servers":{"other":{"command":"x"},},}', '{"servers":[]}']
    texts += ['{\r\n\t"servers": {\r\n\t\t"shop": {\r\n\t\t\t"url": "http://x"\r\n\t\t}\r\n}\r\n}']
    texts += ['{"s\\u0065rvers":{"shop":{}}}', '{"servers":{"shop":null}}']
    texts += ['{"servers":{},"servers":{}}']
    for text in texts:
        yield variant(0, 2) + text.encode()
    for parts in [b"\x00\x0b\x00\x01\x01", b"\x1a\x1c", b"\x1b\x0c\x00\x01\x1d", bytes(range(32))]:
        yield variant(1, 2) + parts


for target in [http, credentials, seal, template, install]:
    write(target.__name__, target())
write("arguments", changes())
