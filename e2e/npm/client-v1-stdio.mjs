// The TypeScript SDK 1.x as a client that starts its server: node client-v1-stdio.mjs COMMAND ARGUMENT...
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: 'typescript-v1-stdio', version: '1.0.0' });
await client.connect(new StdioClientTransport({ command, args, env: { ...process.env } }));
const deadline = Date.now() + 60_000;
let names = [];
while (!names.includes('legacy__echo') && Date.now() < deadline) {
    names = (await client.listTools()).tools.map((tool) => tool.name);
}
const answer = await client.callTool({ name: 'legacy__echo', arguments: { text: 'from the SDK' } });
await client.close();
console.log(JSON.stringify(answer));
