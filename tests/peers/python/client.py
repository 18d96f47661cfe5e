"""Does with a server what a client of 2025-11-25 can do, one thing after the other, and prints what
it saw: a JSON object a line.

    python client.py http URL
    python client.py stdio COMMAND ARGUMENT...
"""

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from datetime import timedelta

from mcp import ClientSession, McpError, StdioServerParameters, types
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamablehttp_client

# For whatever is waited for; the longest takes a fraction of a second.
LIMIT = timedelta(seconds=10)

# The questions of the step that runs, and what the user answers, by the message.
asked = []
answers = {}
# What the client itself finds wrong.
complaints = []
updates = []


def plain(value):
    """As the protocol writes it."""
    return value.model_dump(mode="json", by_alias=True, exclude_none=True)


def show(step, seen):
    print(json.dumps({"step": step, "seen": seen}), flush=True)


async def step(name, action):
    """Prints what an action came to, or the error that it failed with."""
    try:
        show(name, plain(await action))
    except McpError as e:
        show(name, {"error": {"code": e.error.code, "message": e.error.message}})


async def asking(name, replies, action):
    """The same, with the questions that are asked on the way."""
    asked.clear()
    answers.clear()
    answers.update(replies)
    result = plain(await action)
    show(name, {"asked": list(asked), "result": result})


async def elicit(context, params):
    asked.append(plain(params))
    return answers.get(params.message, types.ElicitResult(action="cancel"))


async def sample(context, params):
    asked.append(plain(params))
    said = types.TextContent(type="text", text="Good day")
    return types.CreateMessageResult(role="assistant", content=said, model="none")


async def roots(context):
    return types.ListRootsResult(roots=[types.Root(uri="file:///work")])


async def hear(message):
    if isinstance(message, Exception):
        complaints.append(repr(message))
    elif isinstance(message, types.ServerNotification) and isinstance(
        message.root, types.ResourceUpdatedNotification
    ):
        updates.append(plain(message.root.params))


def accept(**content):
    return types.ElicitResult(action="accept", content=content)


@asynccontextmanager
async def connected(kind, target, arguments):
    if kind == "http":
        async with streamablehttp_client(target) as (reading, writing, _):
            yield reading, writing
    else:
        server = StdioServerParameters(command=target, args=arguments)
        async with stdio_client(server) as (reading, writing):
            yield reading, writing


async def everything(session):
    opened = await session.initialize()
    show(
        "connected",
        {
            "version": opened.protocolVersion,
            "server": plain(opened.serverInfo),
            "capabilities": plain(opened.capabilities),
            "instructions": opened.instructions,
        },
    )

    def call(name, **given):
        return session.call_tool(name, given)

    await step("tools", session.list_tools())
    await step("text", call("test_simple_text"))
    await step("image", call("test_image_content"))
    await step("statistics", call("statistics", numbers=[1, 2.5, 4]))
    await step("number", call("count_words", text="one two three"))
    await step("wrong arguments", call("statistics", numbers="many"))
    await step("unknown tool", call("no_such_tool"))
    await step("headers", call("test_header_params", region="Zürich", shard=7, replica=True))
    await step("whoami", call("whoami"))
    await step("prints", call("prints"))

    await step("prompts", session.list_prompts())
    letter = {"to": "Ada", "tone": "formal", "lines": "5"}
    await step("prompt", session.get_prompt("letter", letter))
    prompt = types.PromptReference(type="ref/prompt", name="test_prompt_with_arguments")
    await step("complete prompt", session.complete(prompt, {"name": "arg1", "value": "par"}))

    await step("resources", session.list_resources())
    await step("templates", session.list_resource_templates())
    for name, uri in [
        ("text", "test://static-text"),
        ("binary", "test://static-binary"),
        ("template", "test://template/42/data"),
        ("nothing", "test://no/such"),
    ]:
        await step(f"read {name}", session.read_resource(uri))
    files = types.ResourceTemplateReference(type="ref/resource", uri="project:///{+path}")
    await step("complete template", session.complete(files, {"name": "path", "value": "src"}))

    confirm, where = 'Order 2 of "tea"?', 'Where shall "tea" go?'
    decline = types.ElicitResult(action="decline")
    delivery = accept(street="Long Lane 1", zip="12345", speed="Express", gift=True)
    for name, replies in [
        ("order", {confirm: accept(), where: delivery}),
        ("order declined", {confirm: decline, where: delivery}),
        ("order picked up", {confirm: accept(), where: decline}),
    ]:
        await asking(name, replies, call("order", sku="tea", count=2))
    rounds = {
        "Step 1: What is your name?": accept(name="Ada"),
        "Step 2: What is your favorite color, Ada?": accept(color="green"),
    }
    await asking("two rounds", rounds, call("test_input_required_result_multi_round"))
    name = {"What is your name?": accept(name="Ada")}
    await asking("three kinds", name, call("test_input_required_result_multiple_inputs"))
    page = {"Sign in to connect your account": types.ElicitResult(action="accept")}
    await asking("page", page, call("connect_account"))
    context = {"What context should the prompt use?": accept(context="tea time")}
    await asking(
        "prompt that asks", context, session.get_prompt("test_input_required_result_prompt")
    )
    may_read = {'May the assistant read "diary"?': accept()}
    await asking(
        "resource that asks", may_read, session.read_resource("test://private/diary")
    )

    await step("ping", session.send_ping())
    await session.subscribe_resource("test://static-text")
    # The stream that tells of it may be open only later.
    for _ in range(200):
        if updates:
            break
        await call("touch_resource", uri="test://static-text")
        await asyncio.sleep(0.05)
    show("subscribed", updates[0] if updates else {})


async def main():
    kind, target, *arguments = sys.argv[1:]
    async with connected(kind, target, arguments) as (reading, writing):
        async with ClientSession(
            reading,
            writing,
            read_timeout_seconds=LIMIT,
            elicitation_callback=elicit,
            sampling_callback=sample,
            list_roots_callback=roots,
            message_handler=hear,
            client_info=types.Implementation(name="python", version="1.0.0"),
        ) as session:
            await everything(session)
    show("complaints", complaints)


asyncio.run(main())
