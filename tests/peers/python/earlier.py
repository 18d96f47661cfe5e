"""The client of the 1.x packages, which most applications have."""

from contextlib import asynccontextmanager
from datetime import timedelta

from mcp import ClientSession, StdioServerParameters, types
from mcp import McpError as Refused
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamablehttp_client

__all__ = ["Refused", "connected", "types"]


@asynccontextmanager
async def connected(kind, target, arguments, limit, hear, **callbacks):
    """A session, and what its server says of itself."""
    if kind == "http":
        transport = streamablehttp_client(target)
    else:
        transport = stdio_client(StdioServerParameters(command=target, args=arguments))

    async def unwrap(message):
        if isinstance(message, types.ServerNotification):
            await hear(message.root)
        elif isinstance(message, Exception):
            await hear(message)

    async with transport as (reading, writing, *_):
        async with ClientSession(
            reading,
            writing,
            read_timeout_seconds=timedelta(seconds=limit),
            message_handler=unwrap,
            **callbacks,
        ) as session:
            opened = await session.initialize()
            yield session, {
                "version": opened.protocolVersion,
                "server": opened.serverInfo,
                "capabilities": opened.capabilities,
                "instructions": opened.instructions,
            }
