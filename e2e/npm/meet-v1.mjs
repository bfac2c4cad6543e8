// The TypeScript SDK 1.x as a client of the interop tests: node meet-v1.mjs URL
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { answer, CAPABILITIES, meet } from './meeting.mjs';

const headers = { Authorization: `Bearer ${process.env.NEXUS_TEST_KEY}` };
const client = new Client({ name: 'meet-v1', version: '1.0.0' }, { capabilities: CAPABILITIES });
client.setRequestHandler(ElicitRequestSchema, answer);
await client.connect(new StreamableHTTPClientTransport(new URL(process.argv[2]), { requestInit: { headers } }));
await meet(client, (params, options) => client.callTool(params, undefined, options));
