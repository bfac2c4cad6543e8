// The TypeScript SDK 2.x as a client: node client-v2.mjs URL legacy|modern|auto
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { tour } from './tour.mjs';

const [url, era] = process.argv.slice(2);
const headers = process.env.NEXUS_TEST_KEY ? { Authorization: `Bearer ${process.env.NEXUS_TEST_KEY}` } : {};
const mode = era === 'modern' ? { pin: '2026-07-28' } : era;
const client = new Client({ name: 'typescript-v2', version: '1.0.0' }, { versionNegotiation: { mode } });
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
await tour({
    client,
    call: (params, options) => client.callTool(params, options),
    onLog: (handler) => client.setNotificationHandler('notifications/message', (message) => handler(message.params)),
    onToolsChanged: (handler) => client.setNotificationHandler('notifications/tools/list_changed', handler),
    modern: client.getProtocolEra() === 'modern'
});
