"""Signs in to a server as a client in front of a person would, and prints what it saw: a JSON
object a line.

    python oauth.py http URL

With CLIENT_ID in its environment it is a client that the provider knows, and registers nowhere.
With PACKAGE=later it is the client of the 2.x packages, otherwise of 1.x; with EARLIER=1, the
former begins with `initialize`, too.
"""

import asyncio
import json
import os
import re
import sys
from urllib.parse import parse_qs, urljoin, urlsplit

from mcp.client.auth import OAuthClientProvider
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata

LATER = os.environ.get("PACKAGE") == "later"
if LATER:
    import httpx2 as httpx
    from mcp import Client
    from mcp.client.streamable_http import streamable_http_client
    from mcp.shared.auth import AuthorizationCodeResult
else:
    import httpx
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

REDIRECT = "http://127.0.0.1:9/back"
METADATA = {
    "client_name": "python",
    "redirect_uris": [REDIRECT],
    "grant_types": ["authorization_code"],
    "response_types": ["code"],
    "token_endpoint_auth_method": "none",
    "application_type": "native",
}


def show(step, seen):
    print(json.dumps({"step": step, "seen": seen}), flush=True)


class Keeper:
    """What the client keeps, and where it sends its user."""

    def __init__(self):
        known = os.environ.get("CLIENT_ID")
        self.client = known and OAuthClientInformationFull(client_id=known, **METADATA)
        self.registered = False
        self.tokens = None
        self.asked = []
        self.resources = set()
        self.answer = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client
        self.registered = True

    async def sign_in(self, page):
        query = parse_qs(urlsplit(page).query)
        self.asked.append(query["scope"][0])
        self.resources.update(query["resource"])
        self.answer = await browse(page)

    async def answered(self):
        answer = {name: values[0] for name, values in self.answer.items()}
        if LATER:
            return AuthorizationCodeResult.model_validate(answer)
        return answer["code"], answer["state"]


async def browse(page):
    """Goes where a browser is sent, with its cookies, until it is sent back to the client."""
    cookies = {}
    async with httpx.AsyncClient(trust_env=False) as browser:
        for _ in range(20):
            cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
            answer = await browser.get(page, headers={"cookie": cookie})
            browser.cookies.clear()
            for line in answer.headers.get_list("set-cookie"):
                name, value = re.match("([^=]+)=([^;]*)", line).groups()
                cookies[name] = value
            assert "location" in answer.headers, f"{page} answers {answer.status_code}"
            page = urljoin(page, answer.headers["location"])
            if page.startswith(REDIRECT):
                return parse_qs(urlsplit(page).query)
    raise AssertionError("the browser goes round in circles")


def result(called):
    """A result as the protocol writes it."""
    return called.model_dump(mode="json", by_alias=True)


async def everything(session, version, keeper):
    show("version", version)

    async def text(name, **given):
        called = result(await session.call_tool(name, given))
        return called["content"][0]["text"]

    show("before", await text("opening_hours"))
    # What needs a token, and then what needs more than that.
    unknown = result(await session.call_tool("show_ticket", {"ticket": "tkt_none"}))
    show("read", unknown["isError"])
    ticket = {"subject": "No sound", "text": "Nothing to hear"}
    opened = result(await session.call_tool("open_ticket", ticket))
    show("opened", list(opened["structuredContent"]))
    show("after", await text("opening_hours"))
    show("asked for", [sorted(scope.split()) for scope in keeper.asked])
    show("resources", list(keeper.resources))
    show("registered", keeper.registered)
    token = keeper.tokens.access_token
    show("token", "jwt" if token.count(".") == 2 else "opaque")


async def main():
    _, url = sys.argv[1:]
    keeper = Keeper()
    signed_in = OAuthClientProvider(
        server_url=url,
        client_metadata=OAuthClientMetadata.model_validate(METADATA),
        storage=keeper,
        redirect_handler=keeper.sign_in,
        callback_handler=keeper.answered,
    )
    if LATER:
        mode = "legacy" if os.environ.get("EARLIER") == "1" else "auto"
        async with httpx.AsyncClient(auth=signed_in, trust_env=False) as http:
            transport = streamable_http_client(url, http_client=http)
            async with Client(transport, mode=mode) as client:
                await everything(client, client.protocol_version, keeper)
        return
    async with streamablehttp_client(url, auth=signed_in) as (reading, writing, _):
        async with ClientSession(reading, writing) as session:
            opened = await session.initialize()
            await everything(session, opened.protocolVersion, keeper)


asyncio.run(main())
