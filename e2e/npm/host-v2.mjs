// The TypeScript SDK 2.x as a server of the interop tests, over standard input and output, in both eras.
import { acceptedContent, inputRequired, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

const text = (text) => ({ content: [{ type: 'text', text }] });

serveStdio(() => {
    const server = new McpServer({ name: 'host-v2', version: '1.0.0' }, { capabilities: { tools: {} } });

    server.registerTool('echo', { inputSchema: z.object({ text: z.string() }) }, (args) => text(args.text));

    server.registerTool('count', { inputSchema: z.object({ to: z.number().int() }) }, async ({ to }, context) => {
        for (let progress = 1; progress <= to; progress++) {
            await context.mcpReq.notify({
                method: 'notifications/progress',
                params: { progressToken: context.mcpReq._meta.progressToken, progress, total: to }
            });
        }
        return text(`counted to ${to}`);
    });

    server.registerTool('ask', { inputSchema: z.object({ question: z.string() }) }, ({ question }, context) => {
        const wanted = z.object({ answer: z.string() });
        const reply = acceptedContent(context.mcpReq.inputResponses, 'answer', wanted);
        return reply
            ? text(`accept: ${reply.answer}`)
            : inputRequired({
                  inputRequests: { answer: inputRequired.elicit({ message: question, requestedSchema: wanted }) }
              });
    });
    return server;
});
