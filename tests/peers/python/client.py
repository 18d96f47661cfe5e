"""Does with a server what a client can do, one thing after the other, and prints what it saw: a
JSON object a line.

    python client.py http URL
    python client.py stdio COMMAND ARGUMENT...

With EARLIER=1 in its environment it begins with `initialize`, and leaves out what only today's
revision has. Over HTTP it otherwise listens at last until the server ends, which is for its caller
to bring about.
"""

import asyncio
import json
import logging
import os
import sys

import anyio

# Those who have PACKAGE=earlier in their environment still use the packages of 1.x.
PACKAGE = os.environ.get("PACKAGE", "later")
if PACKAGE == "earlier":
    from earlier import Refused, connected, types
else:
    from later import Refused, connected, types

EARLIER = os.environ.get("EARLIER") == "1"

# Seconds, for whatever is waited for; the longest takes a fraction of one.
LIMIT = 10

# The questions of the step that runs, and what the user answers, by the message.
asked = []
answers = {}
# What the client itself finds wrong.
complaints = []
# Notifications of changes.
told = []
# Log messages of the server's.
logged = []


class Complaints(logging.Handler):
    """Keeps what the client's own log warns of."""

    def emit(self, record):
        complaints.append(record.getMessage())


logging.getLogger("mcp").addHandler(Complaints(logging.WARNING))


def plain(value):
    """As the protocol writes it."""
    if value is None or isinstance(value, str):
        return value
    return value.model_dump(mode="json", by_alias=True, exclude_none=True)


def show(step, seen):
    print(json.dumps({"step": step, "seen": seen}), flush=True)


async def step(name, action):
    """Prints what an action came to, or the error that it failed with."""
    try:
        show(name, plain(await action))
    except Refused as e:
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


async def log(params):
    logged.append(plain(params))


async def hear(message):
    if isinstance(message, Exception):
        complaints.append(repr(message))
    elif message.method.endswith(("/list_changed", "/updated")):
        told.append(plain(message))


async def heard(count):
    """Waits until so much was told, and gives it."""
    for _ in range(LIMIT * 100):
        if len(told) >= count:
            break
        await asyncio.sleep(0.01)
    return told[:]


def accept(**content):
    return types.ElicitResult(action="accept", content=content)


async def both(session):
    """The steps of clients of either revision."""

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


async def earlier(session):
    """The steps that only earlier revisions have."""
    await step("ping", session.send_ping())
    answer = await session.call_tool("test_reconnection", {})
    show("came back", answer.content[0].text)
    await session.subscribe_resource("test://static-text")
    # The stream that tells of it may be open only later.
    for _ in range(200):
        if told:
            break
        await session.call_tool("touch_resource", {"uri": "test://static-text"})
        await asyncio.sleep(0.05)
    show("subscribed", told[0]["params"] if told else {})


class LateAnswers(logging.Handler):
    """Counts answers to requests that the client has given up."""

    count = 0

    def emit(self, record):
        self.count += record.getMessage().startswith("dropping response for unknown/late")


async def on_the_way(client):
    """Messages while a call runs, and its cancellation."""
    progress = []

    async def progressed(done, total, message):
        progress.append({"progress": done, "total": total, "message": message})

    slow = "test_tool_with_progress"
    result = plain(await client.call_tool(slow, {}, progress_callback=progressed))
    show("progress", {"result": result, "progress": progress})
    level = {"io.modelcontextprotocol/logLevel": "info"}
    result = plain(await client.call_tool("test_logging_tool", {}, meta=level))
    show("log", {"result": result, "messages": list(logged)})

    late = LateAnswers(logging.DEBUG)
    dispatcher = logging.getLogger("mcp.shared.jsonrpc_dispatcher")
    dispatcher.addHandler(late)
    dispatcher.setLevel(logging.DEBUG)
    answered = 0
    # Each is cancelled at its first sign of life.
    for _ in range(5):
        with anyio.CancelScope() as scope:

            async def enough(done, total, message):
                scope.cancel()

            await client.call_tool(slow, {}, progress_callback=enough)
            answered += 1
    # This one begins after the others and takes as long, so that their answers would come before
    # its own.
    await client.call_tool(slow, {}, progress_callback=progressed)
    show("cancelled", {"answered": answered + late.count})


async def changes(client, kind):
    """Subscriptions, of which the last lasts until the server ends."""

    def call(name, **given):
        return client.call_tool(name, given)

    text, binary = "test://static-text", "test://static-binary"
    async with client.listen(tools_list_changed=True, resource_subscriptions=[text]) as first:
        await call("test_trigger_prompt_change")
        await call("touch_resource", uri=binary)
        await call("test_trigger_tool_change")
        await call("touch_resource", uri=text)
        before = await heard(2)
        # The end of it, for those who only iterate.
        await anext(first)
    async with client.listen(tools_list_changed=True) as second:
        await call("test_trigger_tool_change")
        await heard(len(before) + 1)
        await call("test_simple_text")
        later = told[len(before) :]
        stamp = "io.modelcontextprotocol/subscriptionId"
        strays = [it for it in later if it["params"]["_meta"][stamp] != second.subscription_id]
        seen = {"told": before, "told later": later, "strays": strays}
        show("listening", {"honored": plain(first.honored), **seen})
        if kind == "http":
            show("waiting for the end", {})
            async for _ in second:
                pass
            show("server ended", "graceful")


async def unable(kind, target, arguments):
    """A client that can't be asked, and begins without asking for the server's revision."""
    mode = {"mode": "2026-07-28"}
    async with connected(kind, target, arguments, LIMIT, hear, **mode) as (client, _):
        await step("no capability", client.call_tool("order", {"sku": "tea"}))


async def main():
    kind, target, *arguments = sys.argv[1:]
    callbacks = {
        "elicitation_callback": elicit,
        "sampling_callback": sample,
        "list_roots_callback": roots,
        "logging_callback": log,
        "client_info": types.Implementation(name="python", version="1.0.0"),
    }
    if EARLIER and PACKAGE == "later":
        callbacks["mode"] = "legacy"
    async with connected(kind, target, arguments, LIMIT, hear, **callbacks) as (session, about):
        show("connected", {key: plain(value) for key, value in about.items()})
        await both(session)
        if EARLIER:
            await earlier(session)
        else:
            await on_the_way(session)
            await unable(kind, target, arguments)
            await changes(session, kind)
    show("complaints", complaints)


asyncio.run(main())
