"""The client of the 2.x packages."""

from contextlib import asynccontextmanager

import mcp_types as types
from mcp import Client, StdioServerParameters
from mcp import MCPError as Refused

__all__ = ["Refused", "connected", "types"]


@asynccontextmanager
async def connected(kind, target, arguments, limit, hear, mode="auto", **callbacks):
    """A client, and what its server says of itself."""
    server = target
    if kind != "http":
        server = StdioServerParameters(command=target, args=arguments)
    async with Client(
        server,
        mode=mode,
        read_timeout_seconds=limit,
        message_handler=hear,
        **callbacks,
    ) as client:
        yield client, {
            "version": client.protocol_version,
            "server": client.server_info,
            "capabilities": client.server_capabilities,
            "instructions": client.instructions,
        }
