// What every client does at the small servers of the interop tests; the result is one line of JSON.

export const CAPABILITIES = { elicitation: { form: {} } };

/** How a client answers: with the question it was asked, so that both ends can be compared. */
export const answer = (request) => ({ action: 'accept', content: { answer: `to ${request.params.message}` } });

/** A hub that its client starts answers before its servers have come. */
async function listed(client) {
    const end = Date.now() + 60_000;
    let tools = [];
    while (tools.length === 0 && Date.now() < end) {
        tools = (await client.listTools()).tools.map((tool) => tool.name).sort();
    }
    return tools;
}

/** What arrives, before the SDK looks at it: it drops progress that comes in one read with the answer. */
function progressOn(transport) {
    const seen = [];
    const receive = transport.onmessage;
    transport.onmessage = (message, extra) => {
        if (message.method === 'notifications/progress') {
            seen.push(message.params.progress);
        }
        receive(message, extra);
    };
    return seen;
}

/**
 * `client` is connected; `call(params, options)` calls a tool; `connection` is the transport where messages are not
 * events that come one by one.
 */
export async function meet(client, call, connection) {
    const text = async (name, args, options) =>
        (await call({ name, arguments: args }, options)).content.map((it) => it.text).join('');
    const told = [];
    const arrived = connection && progressOn(connection);
    const report = {
        tools: await listed(client),
        echo: await text('echo', { text: 'žluťoučký 🐎' }),
        count: await text('count', { to: 3 }, { onprogress: (it) => told.push(it.progress) }),
        progress: arrived ?? told,
        ask: await text('ask', { question: 'which way?' })
    };
    await client.close();
    console.log(JSON.stringify(report));
    process.exit(0);
}
