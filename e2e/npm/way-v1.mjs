// How a client of the TypeScript SDK 1.x reaches the hub: over HTTP or WebSocket by a URL, or as its child for 'stdio',
// with the child's command line as a JSON array in NEXUS_TEST_COMMAND. The key is in NEXUS_TEST_KEY.
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';

const key = process.env.NEXUS_TEST_KEY;
const headers = { Authorization: `Bearer ${key}` };

/** The SDK has no way to say who the client is on a WebSocket; Node's own has. */
const KnownWebSocket = class extends WebSocket {
    constructor(url, protocols) {
        super(url, { protocols, headers });
    }
};

export function wayTo(place) {
    if (place === 'stdio') {
        const [command, ...args] = JSON.parse(process.env.NEXUS_TEST_COMMAND);
        return new StdioClientTransport({ command, args, env: { NEXUS_API_KEY: key } });
    }
    const url = new URL(place);
    if (url.protocol === 'ws:') {
        globalThis.WebSocket = KnownWebSocket;
        return new WebSocketClientTransport(url);
    }
    return new StreamableHTTPClientTransport(url, { requestInit: { headers } });
}
