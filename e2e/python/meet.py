"""The Python SDK as a client of the interop tests: meet.py URL|stdio legacy|modern"""

import asyncio
import json
import os
import sys
import time
from contextlib import asynccontextmanager

import httpx2
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitResult


async def answer(context, params):
    return ElicitResult(action="accept", content={"answer": f"to {params.message}"})


@asynccontextmanager
async def way(place):
    """As its child for 'stdio', with the child's command line as a JSON array in NEXUS_TEST_COMMAND."""
    key = os.environ["NEXUS_TEST_KEY"]
    if place == "stdio":
        command, *args = json.loads(os.environ["NEXUS_TEST_COMMAND"])
        yield stdio_client(StdioServerParameters(command=command, args=args, env={"NEXUS_API_KEY": key}))
    else:
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=60) as http:
            yield streamable_http_client(place, http_client=http)


async def listed(client):
    """A hub that its client starts answers before its servers have come."""
    end = time.monotonic() + 60
    tools = []
    while not tools and time.monotonic() < end:
        tools = sorted(tool.name for tool in (await client.list_tools(cache_mode="refresh")).tools)
    return tools


async def main(place, era):
    mode = "2026-07-28" if era == "modern" else "legacy"
    progress = []

    async def count(done, total, message):
        progress.append(done)

    async with way(place) as transport:
        async with Client(transport, mode=mode, elicitation_callback=answer) as client:

            async def text(name, arguments, **options):
                result = await client.call_tool(name, arguments, **options)
                return "".join(item.text for item in result.content)

            report = {
                "tools": await listed(client),
                "echo": await text("echo", {"text": "žluťoučký 🐎"}),
                "count": await text("count", {"to": 3}, progress_callback=count),
                "progress": progress,
                "ask": await text("ask", {"question": "which way?"}),
            }
    print(json.dumps(report))


asyncio.run(main(*sys.argv[1:]))
