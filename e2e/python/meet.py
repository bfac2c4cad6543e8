"""The Python SDK as a client of the interop tests: meet.py URL legacy|modern"""

import asyncio
import json
import os
import sys

import httpx2
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitResult


async def answer(context, params):
    return ElicitResult(action="accept", content={"answer": f"to {params.message}"})


async def main(url, era):
    headers = {"Authorization": f"Bearer {os.environ['NEXUS_TEST_KEY']}"}
    mode = "2026-07-28" if era == "modern" else "legacy"
    progress = []

    async def count(done, total, message):
        progress.append(done)

    async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
        transport = streamable_http_client(url, http_client=http)
        async with Client(transport, mode=mode, elicitation_callback=answer) as client:

            async def text(name, arguments, **options):
                result = await client.call_tool(name, arguments, **options)
                return "".join(item.text for item in result.content)

            report = {
                "tools": sorted(tool.name for tool in (await client.list_tools()).tools),
                "echo": await text("echo", {"text": "žluťoučký 🐎"}),
                "count": await text("count", {"to": 3}, progress_callback=count),
                "progress": progress,
                "ask": await text("ask", {"question": "which way?"}),
            }
    print(json.dumps(report))


asyncio.run(main(*sys.argv[1:]))
