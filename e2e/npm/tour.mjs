// What every client does at a fixture, whichever SDK it is built on; the result is one line of JSON.

const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';

/** Runs a step and keeps its error, so that one failure does not hide the rest. */
async function attempt(report, name, step) {
    try {
        report[name] = await step();
    } catch (error) {
        report[name] = { failed: String(error?.message ?? error), code: error?.code ?? null };
    }
}

async function allTools(client) {
    const names = [];
    let cursor;
    do {
        const page = await client.listTools(cursor === undefined ? {} : { cursor });
        names.push(...page.tools.map((tool) => tool.name));
        cursor = page.nextCursor;
    } while (cursor !== undefined);
    return names.sort();
}

/** `client` is connected; `call(params, options)` calls a tool; `onLog(handler)` and `onToolsChanged(handler)` listen. */
export async function tour({ client, call, onLog, onToolsChanged, modern }) {
    const report = { server: client.getServerVersion()?.name ?? null };
    const logs = [];
    onLog((params) => logs.push(params.data));
    await attempt(report, 'tools', () => allTools(client));
    await attempt(report, 'call', () => call({ name: 'test_simple_text', arguments: {} }));
    await attempt(report, 'structured', () => call({ name: 'test_structured_content', arguments: {} }));
    await attempt(report, 'failure', () => call({ name: 'test_error_handling', arguments: {} }));
    await attempt(report, 'unknownTool', () => call({ name: 'no_such_tool', arguments: {} }));
    await attempt(report, 'resources', async () => (await client.listResources()).resources.map((it) => it.uri));
    await attempt(report, 'templates', async () =>
        (await client.listResourceTemplates()).resourceTemplates.map((it) => it.uriTemplate)
    );
    await attempt(report, 'read', () => client.readResource({ uri: 'test://static-text' }));
    await attempt(report, 'prompts', async () => (await client.listPrompts()).prompts.map((it) => it.name));
    await attempt(report, 'prompt', () =>
        client.getPrompt({ name: 'test_prompt_with_arguments', arguments: { arg1: 'one', arg2: 'two' } })
    );
    await attempt(report, 'completion', () =>
        client.complete({
            ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' },
            argument: { name: 'arg1', value: 'par' }
        })
    );
    await attempt(report, 'progress', async () => {
        const seen = [];
        await call({ name: 'test_tool_with_progress', arguments: {} }, { onprogress: (it) => seen.push(it.progress) });
        return seen;
    });
    await attempt(report, 'logs', async () => {
        const params = { name: 'test_tool_with_logging', arguments: {} };
        if (modern) {
            params._meta = { [LOG_LEVEL]: 'info' };
        } else {
            await client.setLoggingLevel('info');
        }
        await call(params);
        return logs;
    });
    await attempt(report, 'cancelled', async () => {
        const stop = new AbortController();
        await call(
            { name: 'slow', arguments: { millis: 10_000 } },
            { signal: stop.signal, onprogress: () => stop.abort('enough'), timeout: 60_000 }
        ).catch(() => {});
        return stop.signal.aborted;
    });
    if (!modern) {
        await attempt(report, 'toolsChanged', async () => {
            const heard = new Promise((resolve, reject) => {
                onToolsChanged(() => resolve(true));
                setTimeout(() => reject(new Error('no list change within ten seconds')), 10_000).unref();
            });
            await call({ name: 'test_trigger_tool_change', arguments: {} });
            return heard;
        });
    }
    await attempt(report, 'afterwards', () => call({ name: 'echo', arguments: { text: 'still here' } }));
    await client.close();
    console.log(JSON.stringify(report));
    process.exit(0);
}
