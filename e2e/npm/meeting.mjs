// What every client does at the small servers of the interop tests; the result is one line of JSON.

export const CAPABILITIES = { elicitation: { form: {} } };

/** How a client answers: with the question it was asked, so that both ends can be compared. */
export const answer = (request) => ({ action: 'accept', content: { answer: `to ${request.params.message}` } });

/** `client` is connected; `call(params, options)` calls a tool. */
export async function meet(client, call) {
    const text = async (name, args, options) =>
        (await call({ name, arguments: args }, options)).content.map((it) => it.text).join('');
    const progress = [];
    const report = {
        tools: (await client.listTools()).tools.map((tool) => tool.name).sort(),
        echo: await text('echo', { text: 'žluťoučký 🐎' }),
        count: await text('count', { to: 3 }, { onprogress: (it) => progress.push(it.progress) }),
        progress,
        ask: await text('ask', { question: 'which way?' })
    };
    await client.close();
    console.log(JSON.stringify(report));
    process.exit(0);
}
