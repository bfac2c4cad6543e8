"""The Python SDK as a server of the interop tests, over standard input and output, in both eras."""

from typing import Annotated

from mcp.server.mcpserver import Context, Elicit, ElicitationResult, MCPServer, Resolve
from pydantic import BaseModel

server = MCPServer("host-py")


class Wanted(BaseModel):
    answer: str


def put(question: str) -> Elicit[Wanted]:
    return Elicit(question, Wanted)


@server.tool()
def echo(text: str) -> str:
    return text


@server.tool()
async def count(to: int, context: Context) -> str:
    for progress in range(1, to + 1):
        await context.report_progress(progress, to)
    return f"counted to {to}"


@server.tool()
def ask(question: str, reply: Annotated[ElicitationResult[Wanted], Resolve(put)]) -> str:
    return f"{reply.action}: {reply.data.answer}" if reply.action == "accept" else reply.action


server.run("stdio")
