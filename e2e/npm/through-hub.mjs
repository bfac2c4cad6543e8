// The client under test of the conformance suite's client mode is a hub: node through-hub.mjs URL
// Makes the suite's server the only one of a running hub, and does what the scenario asks for at the hub's /mcp.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const { NEXUS_TEST_HUB, NEXUS_TEST_ADMIN, NEXUS_TEST_KEY, NEXUS_TEST_CONFIG, NEXUS_TEST_ERA } = process.env;
const scenario = process.env.MCP_CONFORMANCE_SCENARIO;
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');
const [url] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${NEXUS_TEST_KEY}` };
const server = `s-${Date.now().toString(36)}`;

function configure(mcpServers) {
    const config = { ...JSON.parse(readFileSync(NEXUS_TEST_CONFIG, 'utf8')), mcpServers };
    writeFileSync(`${NEXUS_TEST_CONFIG}.new`, JSON.stringify(config));
    renameSync(`${NEXUS_TEST_CONFIG}.new`, NEXUS_TEST_CONFIG);
}

async function state() {
    const answer = await fetch(`${NEXUS_TEST_ADMIN}/api/v1/servers`, { headers });
    const { servers } = await answer.json();
    return servers.find((it) => it.name === server)?.state;
}

async function until(isWanted) {
    while (!isWanted(await state())) {
        await pause(50);
    }
}

async function connected() {
    const mode = NEXUS_TEST_ERA === 'modern' ? { pin: '2026-07-28' } : 'legacy';
    const client = new Client(
        { name: 'through-hub', version: '1.0.0' },
        {
            capabilities: { elicitation: { form: { applyDefaults: true } } },
            versionNegotiation: { mode }
        }
    );
    client.setRequestHandler('elicitation/create', (request) => {
        const asksToConfirm = 'confirmed' in (request.params.requestedSchema?.properties ?? {});
        return { action: 'accept', content: asksToConfirm ? { confirmed: true } : {} };
    });
    await client.connect(new StreamableHTTPClientTransport(new URL(NEXUS_TEST_HUB), { requestInit: { headers } }));
    return client;
}

const call = (client, name, args = {}) => client.callTool({ name, arguments: args });

async function callEveryTool(client) {
    for (const tool of (await client.listTools()).tools) {
        const required = tool.inputSchema.required ?? [];
        await call(client, tool.name, Object.fromEntries(required.map((name) => [name, 'x'])));
    }
}

/** What the scenarios ask for beyond a list of tools. */
const steps = {
    tools_call: (client) => call(client, 'add_numbers', { a: 5, b: 3 }),
    'elicitation-sep1034-client-defaults': callEveryTool,
    'sse-retry': callEveryTool,
    'sep-2322-client-request-state': async (client) => {
        const tools = (await client.listTools()).tools.map((it) => it.name);
        for (const name of tools) {
            await call(client, name);
        }
    },
    'http-standard-headers': async (client) => {
        await callEveryTool(client);
        for (const resource of (await client.listResources()).resources) {
            await client.readResource({ uri: resource.uri });
        }
        for (const prompt of (await client.listPrompts()).prompts) {
            await client.getPrompt({ name: prompt.name });
        }
    },
    'http-custom-headers': async (client) => {
        for (const wanted of context.toolCalls) {
            // null is not of the type that the tool declares, and the hub would say so; left out it means the same
            const given = Object.entries(wanted.arguments).filter(([, value]) => value !== null);
            await call(client, wanted.name, Object.fromEntries(given));
        }
    },
    'http-invalid-tool-headers': callEveryTool,
    'json-schema-2020-12-preservation': async (client) => {
        const { tools } = await client.listTools();
        const seen = tools.find((it) => it.name === 'json_schema_2020_12_tool');
        await call(client, 'json_schema_echo', { schema: seen.inputSchema });
    }
};

configure({ [server]: { url, prefix: '' } });
await until((it) => it === 'up');
const client = await connected();
await client.listTools();
await steps[scenario]?.(client);
await client.close();
// the suite's server ends only when nobody is connected to it any more
configure({});
await until((it) => it === undefined);
process.exit(0);
