// The TypeScript SDK 2.x as a client of the interop tests: node meet-v2.mjs URL legacy|modern
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { answer, CAPABILITIES, meet } from './meeting.mjs';

const [url, era] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${process.env.NEXUS_TEST_KEY}` };
const mode = era === 'modern' ? { pin: '2026-07-28' } : 'legacy';
const client = new Client(
    { name: 'meet-v2', version: '1.0.0' },
    { capabilities: CAPABILITIES, versionNegotiation: { mode } }
);
client.setRequestHandler('elicitation/create', answer);
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
await meet(client, (params, options) => client.callTool(params, options));
