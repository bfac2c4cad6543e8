// The TypeScript SDK 2.x as a client of the interop tests: node meet-v2.mjs URL|stdio legacy|modern
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { answer, CAPABILITIES, meet } from './meeting.mjs';

const [place, era] = process.argv.slice(2);
const key = process.env.NEXUS_TEST_KEY;

/** As its child for 'stdio', with the child's command line as a JSON array in NEXUS_TEST_COMMAND. */
function wayTo() {
    if (place === 'stdio') {
        const [command, ...args] = JSON.parse(process.env.NEXUS_TEST_COMMAND);
        return new StdioClientTransport({ command, args, env: { NEXUS_API_KEY: key } });
    }
    return new StreamableHTTPClientTransport(new URL(place), {
        requestInit: { headers: { Authorization: `Bearer ${key}` } }
    });
}

const mode = era === 'modern' ? { pin: '2026-07-28' } : 'legacy';
const client = new Client(
    { name: 'meet-v2', version: '1.0.0' },
    { capabilities: CAPABILITIES, versionNegotiation: { mode } }
);
client.setRequestHandler('elicitation/create', answer);
const way = wayTo();
await client.connect(way);
const call = (params, options) => client.callTool(params, options);
await meet(client, call, place.startsWith('http') ? undefined : way);
