// The TypeScript SDK 1.x as a server of the interop tests, over standard input and output.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const text = (text) => ({ content: [{ type: 'text', text }] });
const server = new McpServer({ name: 'host-v1', version: '1.0.0' });

server.registerTool('echo', { inputSchema: { text: z.string() } }, (args) => text(args.text));

server.registerTool('count', { inputSchema: { to: z.number().int() } }, async ({ to }, extra) => {
    for (let progress = 1; progress <= to; progress++) {
        await extra.sendNotification({
            method: 'notifications/progress',
            params: { progressToken: extra._meta.progressToken, progress, total: to }
        });
    }
    return text(`counted to ${to}`);
});

server.registerTool('ask', { inputSchema: { question: z.string() } }, async ({ question }) => {
    const reply = await server.server.elicitInput({
        message: question,
        requestedSchema: { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] }
    });
    return text(`${reply.action}: ${reply.content?.answer}`);
});

await server.connect(new StdioServerTransport());
