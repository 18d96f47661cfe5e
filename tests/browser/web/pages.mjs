// The two web servers of a host: its own page, and the sandbox on another origin.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import { text } from 'node:stream/consumers';

import { build } from 'esbuild';

const here = name => new URL(`host/${name}`, import.meta.url).pathname;

/** The policy that the specification makes from a resource's metadata, where its two places differ the stricter one. */
export function policy({ connectDomains = [], resourceDomains = [], frameDomains = [], baseUriDomains = [] } = {}) {
    const these = (list, others) => (list.length ? list.join(' ') : others);
    const inline = ["'self'", "'unsafe-inline'", ...resourceDomains].join(' ');
    const data = ["'self'", 'data:', ...resourceDomains].join(' ');
    return [
        "default-src 'none'",
        `script-src ${inline}`,
        `style-src ${inline}`,
        `img-src ${data}`,
        `media-src ${data}`,
        `font-src ${["'self'", ...resourceDomains].join(' ')}`,
        `connect-src ${these(connectDomains, "'none'")}`,
        `frame-src ${these(frameDomains, "'none'")}`,
        "object-src 'none'",
        `base-uri ${these(baseUriDomains, "'self'")}`
    ].join('; ');
}

async function listen(handle) {
    const server = http.createServer((request, response) => {
        handle(request, new URL(request.url, 'http://here'), response).catch(error => response.writeHead(500).end(String(error)));
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Serves both. `asked` has what the host's page may ask of this program, by name: a function of the parameters. */
export async function servePages(asked = {}) {
    const options = { entryPoints: [here('main.js')], bundle: true, format: 'esm', target: 'es2022', write: false };
    const [script] = (await build(options)).outputFiles;

    const host = await listen(async (request, { pathname }, response) => {
        const send = (type, body) => response.writeHead(200, { 'content-type': type }).end(body);
        if (pathname === '/') return send('text/html', readFileSync(here('index.html')));
        if (pathname === '/host.js') return send('text/javascript', script.text);
        const answer = asked[pathname.slice(1)];
        if (!answer) return response.writeHead(404).end();
        const params = JSON.parse(await text(request));
        const outcome = await answer(params).then(result => ({ result }), ({ message }) => ({ error: message }));
        send('application/json', JSON.stringify(outcome));
    });

    const sandbox = await listen(async (request, { pathname, searchParams }, response) => {
        if (pathname !== '/') return response.writeHead(404).end();
        const csp = policy(JSON.parse(searchParams.get('csp')));
        response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': csp }).end(readFileSync(here('sandbox.html')));
    });

    const close = () => {
        host.close();
        sandbox.close();
    };
    /** Where a view is shown: `frame` is `same-origin` or `opaque`. */
    const sandboxUrl = (frame, csp = {}) => `${sandbox.origin}/?frame=${frame}&csp=${encodeURIComponent(JSON.stringify(csp))}`;
    return { url: host.origin, sandboxUrl, close };
}
