// The TypeScript SDK 1.x as a client of the interop tests: node meet-v1.mjs URL|stdio
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { answer, CAPABILITIES, meet } from './meeting.mjs';
import { wayTo } from './way-v1.mjs';

const client = new Client({ name: 'meet-v1', version: '1.0.0' }, { capabilities: CAPABILITIES });
client.setRequestHandler(ElicitRequestSchema, answer);
const place = process.argv[2];
const way = wayTo(place);
await client.connect(way);
const call = (params, options) => client.callTool(params, undefined, options);
await meet(client, call, place.startsWith('http') ? undefined : way);
