// Preloaded with `node --import`: adds the test's key to every HTTP request this process sends, so that suites which
// know no credentials run through the guarded path. A request that carries a credential of its own keeps it.
import http from 'node:http';
import https from 'node:https';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const credential = `Bearer ${process.env.NEXUS_TEST_KEY}`;

const plainFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    if (!request.headers.has('authorization')) {
        request.headers.set('authorization', credential);
    }
    return plainFetch(request);
};

for (const module of [http, https]) {
    const send = module.request;
    module.request = (...args) => {
        const request = send(...args);
        if (!request.hasHeader('authorization') && !request.headersSent) {
            request.setHeader('authorization', credential);
        }
        return request;
    };
    module.get = (...args) => {
        const request = module.request(...args);
        request.end();
        return request;
    };
}
syncBuiltinESMExports();

const undici = createRequire(import.meta.url)('undici');
const plainRequest = undici.request;
undici.request = (url, options = {}) =>
    plainRequest(url, { ...options, headers: { authorization: credential, ...options.headers } });
