// The TypeScript SDK 1.x as a client: node client-v1.mjs URL
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { LoggingMessageNotificationSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { tour } from './tour.mjs';

const [url] = process.argv.slice(2);
const headers = process.env.NEXUS_TEST_KEY ? { Authorization: `Bearer ${process.env.NEXUS_TEST_KEY}` } : {};
const client = new Client({ name: 'typescript-v1', version: '1.0.0' });
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
await tour({
    client,
    call: (params, options) => client.callTool(params, undefined, options),
    onLog: (handler) =>
        client.setNotificationHandler(LoggingMessageNotificationSchema, (message) => handler(message.params)),
    onToolsChanged: (handler) => client.setNotificationHandler(ToolListChangedNotificationSchema, handler),
    modern: false
});
