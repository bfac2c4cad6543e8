// The TypeScript SDK 1.x as a client over HTTP+SSE: node client-v1-sse.mjs URL
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { LoggingMessageNotificationSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { tour } from './tour.mjs';

const [url] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${process.env.NEXUS_TEST_KEY}` };
const client = new Client({ name: 'typescript-v1-sse', version: '1.0.0' });
await client.connect(
    new SSEClientTransport(new URL(url), {
        requestInit: { headers },
        eventSourceInit: { fetch: (target, init) => fetch(target, { ...init, headers: { ...init.headers, ...headers } }) }
    })
);
await tour({
    client,
    call: (params, options) => client.callTool(params, undefined, options),
    onLog: (handler) =>
        client.setNotificationHandler(LoggingMessageNotificationSchema, (message) => handler(message.params)),
    onToolsChanged: (handler) => client.setNotificationHandler(ToolListChangedNotificationSchema, handler),
    modern: false
});
