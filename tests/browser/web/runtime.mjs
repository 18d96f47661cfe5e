// The view runtime by itself, with a host that says what a test says.
//
//   node runtime.mjs VIEW.MIN.JS

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { launch } from './browser.mjs';
import { servePages } from './pages.mjs';
import { FRAMES, showScripted } from './shown.mjs';

const runtime = readFileSync(process.argv[2], 'utf8');
const REFUSED = { error: { code: -32601, message: 'Method not found' } };
const HOST = {
    protocolVersion: '2026-01-26',
    hostInfo: { name: 'scripted', version: '1.0.0' },
    hostCapabilities: { openLinks: {} },
    hostContext: { theme: 'dark', locale: 'de-CH' }
};
const INITIALIZED = 'ui/notifications/initialized';
const SIZE = 'ui/notifications/size-changed';

let browser, pages;
before(async () => {
    [browser, pages] = await Promise.all([launch(), servePages()]);
});
after(async () => {
    pages.close();
    await browser.close();
});

/** A view with this script, which writes what it hears into lines of its document by `heard`. */
const template = script => `<!doctype html>
<html lang="en"><head><script>${runtime}</script><meta charset="utf-8"><title>A test</title></head>
<body><ol id="lines"></ol>
<script>
const heard = (...what) => {
    const line = document.createElement('li');
    line.textContent = JSON.stringify(what);
    lines.append(line);
};
${script}
</script></body></html>`;

/** Runs a test in both kinds of frame. It must say which complaints it expects, if it expects any. */
function inFrames(name, { script, given = {}, complains = [] }, check) {
    for (const frame of FRAMES) {
        test(`${name} (${frame})`, async () => {
            const answers = { 'ui/initialize': { result: HOST }, ...given };
            const shown = await showScripted(browser, pages, { frame, html: template(script), given: answers });
            const line = async what => shown.view.locator('li', { hasText: JSON.stringify(what) }).waitFor();
            const lines = async () => (await shown.view.locator('li').allTextContents()).map(it => JSON.parse(it));
            try {
                await check({ ...shown, line, lines });
                assert.deepEqual(shown.complaints.map(it => it.split('\n')[0]), complains);
            } finally {
                await shown.close();
            }
        });
    }
}

const result = text => ({ content: [{ type: 'text', text }], structuredContent: { text } });
const sayResult = (shown, text) => shown.say({ method: 'ui/notifications/tool-result', params: result(text) });

inFrames(
    'introduces itself when the document is read',
    { script: "mcp.displayModes = ['inline', 'fullscreen']; mcp.ready.then(it => heard(it.hostInfo.name, mcp.context.locale))" },
    async shown => {
        const { id, params } = await shown.sent('ui/initialize');
        assert.equal(id, 1);
        assert.deepEqual(params, {
            protocolVersion: '2026-01-26',
            appInfo: { name: 'A test', version: '1' },
            appCapabilities: { availableDisplayModes: ['inline', 'fullscreen'] }
        });
        await shown.sent(INITIALIZED);
        await shown.line(['scripted', 'de-CH']);
        const [first, second] = await shown.messages();
        assert.deepEqual([first.method, second.method], ['ui/initialize', INITIALIZED]);
    }
);

inFrames(
    'hears of everything',
    {
        script: `mcp.onPartialInput(args => heard('partial', args));
            mcp.onInput(args => heard('input', args));
            mcp.onResult((data, result) => heard('result', data, result.content[0].text));
            mcp.onCancelled(reason => heard('cancelled', reason));`
    },
    async shown => {
        await shown.sent(INITIALIZED);
        const say = (name, params) => shown.say({ method: `ui/notifications/${name}`, params });
        await say('tool-input-partial', { arguments: { place: 'Os' } });
        await say('tool-input', { arguments: { place: 'Oslo' } });
        await say('tool-result', result('sunny'));
        await say('tool-cancelled', { reason: 'enough' });
        await say('something-new', {});
        await shown.say({ method: '__defineGetter__', params: {} });
        await shown.line(['cancelled', 'enough']);
        assert.deepEqual(await shown.lines(), [
            ['partial', { place: 'Os' }],
            ['input', { place: 'Oslo' }],
            ['result', { text: 'sunny' }, 'sunny'],
            ['cancelled', 'enough']
        ]);
    }
);

inFrames(
    'who listens late hears the last result',
    {
        // Not before the script that registers it is through, where it would find half of its names.
        script: `mcp.onResult(data => {
                heard('first', data.text);
                if (data.text !== 'two') return;
                mcp.onResult(data => heard(here, data.text));
                const here = 'late';
            });`
    },
    async shown => {
        // Before the host may speak at all, strictly.
        await shown.sent('ui/initialize');
        await sayResult(shown, 'one');
        await sayResult(shown, 'two');
        await shown.line(['late', 'two']);
        await sayResult(shown, 'three');
        await shown.line(['late', 'three']);
        const heard = [['first', 'one'], ['first', 'two'], ['late', 'two'], ['first', 'three'], ['late', 'three']];
        assert.deepEqual(await shown.lines(), heard);
    }
);

inFrames(
    "adopts the host's theme, variables and fonts, and changes of them",
    {
        script: "mcp.onContext(context => heard(context.theme, context.locale))",
        given: {
            'ui/initialize': {
                result: {
                    ...HOST,
                    hostContext: {
                        theme: 'dark',
                        locale: 'de-CH',
                        styles: {
                            variables: { '--color-text-primary': 'rgb(1, 2, 3)', '--font-sans': 'Testing' },
                            css: { fonts: '@font-face { font-family: Testing; src: local("serif") }' }
                        },
                        safeAreaInsets: { top: 7, right: 0, bottom: 0, left: 0 }
                    }
                }
            }
        }
    },
    async shown => {
        await shown.line(['dark', 'de-CH']);
        const seen = () =>
            shown.view.locator('html').evaluate(root => {
                const style = getComputedStyle(root);
                const variable = name => style.getPropertyValue(name);
                return {
                    theme: root.dataset.theme,
                    scheme: style.colorScheme,
                    text: variable('--color-text-primary'),
                    top: variable('--safe-area-inset-top'),
                    fonts: [...document.fonts].map(it => it.family)
                };
            });
        const before = { theme: 'dark', scheme: 'dark', text: 'rgb(1, 2, 3)', top: '7px', fonts: ['Testing'] };
        assert.deepEqual(await seen(), before);
        const variables = { '--color-text-primary': 'rgb(4, 5, 6)' };
        await shown.say({ method: 'ui/notifications/host-context-changed', params: { theme: 'light', styles: { variables } } });
        await shown.line(['light', 'de-CH']);
        assert.deepEqual(await seen(), { ...before, theme: 'light', scheme: 'light', text: 'rgb(4, 5, 6)' });
    }
);

inFrames(
    'asks the host',
    {
        script: `(async () => {
            heard((await mcp.callTool('refresh', { n: 7 })).structuredContent.text);
            await mcp.callTool('refresh');
            heard((await mcp.readResource('test://it')).contents.length);
            await mcp.openLink('https://example.com/');
            await mcp.message('Hello');
            await mcp.updateModelContext({ structuredContent: { n: 7 } });
            heard(await mcp.requestDisplayMode('fullscreen'), await mcp.requestDisplayMode('pip'));
            mcp.log('info', 'done');
        })()`,
        given: {
            'ui/initialize': { result: { ...HOST, hostContext: { availableDisplayModes: ['inline', 'fullscreen'] } } },
            'tools/call': { result: result('refreshed') },
            'resources/read': { result: { contents: [{}] } },
            'ui/request-display-mode': { result: { mode: 'fullscreen' } },
            '*': { result: {} }
        }
    },
    async shown => {
        await shown.sent('notifications/message');
        assert.deepEqual(await shown.lines(), [['refreshed'], [1], ['fullscreen', 'inline']]);
        const requests = (await shown.messages()).filter(it => it.id > 1 || it.method === 'notifications/message');
        assert.deepEqual(requests.map(({ method, params }) => [method, params]), [
            ['tools/call', { name: 'refresh', arguments: { n: 7 } }],
            ['tools/call', { name: 'refresh', arguments: {} }],
            ['resources/read', { uri: 'test://it' }],
            ['ui/open-link', { url: 'https://example.com/' }],
            ['ui/message', { role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
            ['ui/update-model-context', { structuredContent: { n: 7 } }],
            ['ui/request-display-mode', { mode: 'fullscreen' }],
            ['notifications/message', { level: 'info', data: 'done' }]
        ]);
    }
);

// Clicked by a script, so that the test doesn't depend on where they are.
const LINKS = `document.body.insertAdjacentHTML('beforeend',
        '<a id="out" href=" HTTPS://example.com/a?b "><b>out</b></a> <a id="here" href="#lines">here</a>' +
        '<a id="file" href="https://example.com/file" download>file</a> <a id="seen" href="https://example.com/seen">seen</a>' +
        '<svg><a id="drawn" href="https://example.com/drawn"><text>drawn</text></a></svg> <p id="shaded"></p>');
    shaded.attachShadow({ mode: 'open' }).innerHTML = '<a href="https://example.com/shaded">shaded</a>';
    seen.onclick = event => event.preventDefault();
    const click = from => from.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true }));
    addEventListener('click', event => {
        heard(event.defaultPrevented);
        event.preventDefault();
    });
    mcp.ready.then(() => {
        [out.firstChild, here, file, seen, drawn.firstChild, shaded.shadowRoot.firstChild].forEach(click);
        mcp.log('info', 'done');
    });`;
const LINKED = ['HTTPS://example.com/a?b', 'https://example.com/drawn', 'https://example.com/shaded'];

inFrames('links out of the view are opened by the host', { script: LINKS, given: { '*': { result: {} } } }, async shown => {
    await shown.sent('notifications/message');
    assert.deepEqual(await shown.lines(), [[true], [false], [false], [true], [true], [true]]);
    const opened = (await shown.messages()).filter(it => it.method === 'ui/open-link');
    assert.deepEqual(opened.map(it => it.params.url), LINKED);
});

inFrames(
    'links are left to the browser by a host that opens none',
    { script: LINKS, given: { 'ui/initialize': { result: { ...HOST, hostCapabilities: {} } } } },
    async shown => {
        await shown.sent('notifications/message');
        assert.deepEqual(await shown.lines(), [[false], [false], [false], [true], [false], [false]]);
        assert(!(await shown.messages()).some(it => it.method === 'ui/open-link'));
    }
);

inFrames(
    'what a tool or a host declines is an error',
    {
        script: `const failing = promise => promise.then(() => heard('?'), error => heard(error.message, error.code ?? null));
            (async () => {
                await failing(mcp.callTool('broken'));
                await failing(mcp.openLink('https://example.com/'));
                await failing(mcp.message('Hello'));
                await failing(mcp.callTool('odd', { handler() {} }).catch(error => { throw new Error(error.name) }));
                heard('end');
            })()`,
        given: {
            'tools/call': { result: { content: [{ type: 'text', text: 'No such place' }, { type: 'text', text: 'Try Oslo' }], isError: true } },
            'ui/open-link': { result: { isError: true } },
            '*': REFUSED
        }
    },
    async shown => {
        await shown.line(['end']);
        assert.deepEqual(await shown.lines(), [
            ['No such place\nTry Oslo', null],
            ['the host declined ui/open-link', null],
            ['Method not found', -32601],
            ['DataCloneError', null],
            ['end']
        ]);
    }
);

inFrames(
    'a host without the handshake shows the result nevertheless',
    {
        script: `mcp.onResult(data => heard(data.text)); mcp.ready.catch(error => heard(error.code));
            mcp.callTool('refresh').catch(error => heard('call', error.code));`,
        given: { 'ui/initialize': REFUSED, '*': REFUSED }
    },
    async shown => {
        await shown.line([-32601]);
        await sayResult(shown, 'sunny');
        await shown.line(['sunny']);
        await shown.line(['call', -32601]);
        await shown.sent(SIZE);
        assert(!(await shown.messages()).some(it => it.method === INITIALIZED));
    }
);

inFrames(
    "answers the host's requests",
    { script: 'mcp.onTeardown(() => heard("torn"))' },
    async shown => {
        await shown.sent(INITIALIZED);
        await shown.say({ id: 0, method: 'ping' });
        assert.deepEqual(await shown.answered(0), { jsonrpc: '2.0', id: 0, result: {} });
        for (const method of ['tools/list', 'toString']) {
            await shown.say({ id: method, method, params: {} });
            assert.deepEqual(await shown.answered(method), { jsonrpc: '2.0', id: method, ...REFUSED });
        }
        assert.deepEqual(await shown.lines(), []);
    }
);

inFrames(
    'is torn down after its own handlers, and silent from then on',
    {
        script: `mcp.onTeardown(async () => {
                await mcp.callTool('save');
                heard('saved');
            });
            mcp.onTeardown(() => { throw new Error('a handler that throws') });
            mcp.onResult(() => heard('too late'));
            lines.onclick = () => {
                lines.style.height = '500px';
                mcp.log('info', 'too late');
                mcp.callTool('save').catch(error => heard(error.message));
            };`,
        given: { 'tools/call': { result: result('saved') } },
        complains: ['logged: Error: a handler that throws']
    },
    async shown => {
        await shown.sent(SIZE);
        await shown.say({ id: 5, method: 'ui/resource-teardown', params: {} });
        assert.deepEqual(await shown.answered(5), { jsonrpc: '2.0', id: 5, result: {} });
        assert.deepEqual(await shown.lines(), [['saved']]);
        const messages = await shown.messages();
        assert.equal(messages.at(-1).id, 5);
        assert.equal(messages.at(-2).method, 'tools/call');

        await shown.say({ id: 6, method: 'ping' });
        await sayResult(shown, 'more');
        await shown.view.locator('#lines').click();
        await shown.line(['the view has been torn down']);
        // Two frames, so that the new size would have been seen.
        await shown.view.locator('html').evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
        assert.equal((await shown.messages()).length, messages.length);
        assert.deepEqual(await shown.lines(), [['saved'], ['the view has been torn down']]);
    }
);

inFrames(
    'a handler that throws stops no other',
    {
        script: `mcp.onResult(data => { throw new Error('at once') });
            mcp.onResult(async data => { throw new Error('in a while') });
            mcp.onResult(data => heard(data.text));`,
        complains: ['logged: Error: at once', 'logged: Error: in a while']
    },
    async shown => {
        await shown.sent(INITIALIZED);
        await sayResult(shown, 'sunny');
        await shown.line(['sunny']);
        await shown.say({ id: 9, method: 'ping' });
        await shown.answered(9);
    }
);

inFrames(
    'hears nobody but its host',
    {
        script: `mcp.onResult(data => heard(data.text));
            const frame = document.createElement('iframe');
            frame.srcdoc = '<script>parent.postMessage({ jsonrpc: "2.0", method: "ui/notifications/tool-result", ' +
                'params: { structuredContent: { text: "forged" } } }, "*"); parent.postMessage("end", "*")<\\/script>';
            addEventListener('message', ({ data }) => data === 'end' && heard('end'));
            document.body.append(frame);
            postMessage({ jsonrpc: '2.0', method: 'ui/notifications/tool-result', params: { structuredContent: { text: 'own' } } }, '*');`
    },
    async shown => {
        await shown.line(['end']);
        await shown.sent(INITIALIZED);
        for (const odd of [null, 'text', 7, [], { method: 'ui/notifications/tool-result', params: {} }]) {
            await shown.page.evaluate(odd => document.querySelector('iframe').contentWindow.postMessage(odd, '*'), odd);
        }
        await shown.say({ id: 77, result: { for: 'nothing' } });
        await sayResult(shown, 'real');
        await shown.line(['real']);
        assert.deepEqual(await shown.lines(), [['end'], ['real']]);
    }
);

inFrames(
    'reports its size when it changes, and once',
    {
        script: `document.documentElement.style.height = '100%';
            lines.onclick = () => {
                lines.style.height = '400px';
                lines.style.color = 'red';
            };
            mcp.onInput(() => { for (let px = 401; px <= 450; px++) lines.style.height = px + 'px'; });`
    },
    async shown => {
        const first = (await shown.sent(SIZE)).params;
        assert.equal(first.width, 640);
        assert(first.height > 0 && first.height < 100, JSON.stringify(first));
        assert.equal(await shown.view.locator('html').evaluate(root => root.style.height), '100%');
        await shown.view.locator('#lines').evaluate(lines => lines.click());
        const second = (await shown.sent(SIZE, 1)).params;
        assert(second.height >= 400, JSON.stringify(second));
        await shown.say({ method: 'ui/notifications/tool-input', params: {} });
        const third = (await shown.sent(SIZE, 2)).params;
        assert.equal(third.height - second.height, 50);
        await shown.view.locator('html').evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
        const sizes = (await shown.messages()).filter(it => it.method === SIZE);
        assert.equal(sizes.length, 3, JSON.stringify(sizes));
    }
);

inFrames(
    'what goes wrong in a view is seen by these tests',
    {
        script: `fetch('https://undeclared.example/').catch(() => {});
            setTimeout(() => { heard('end'); throw new Error('nobody caught it') });`,
        complains: []
    },
    async shown => {
        await shown.line(['end']);
        await shown.sent(INITIALIZED);
        const all = shown.complaints.splice(0).join('\n');
        assert.match(all, /uncaught: nobody caught it/);
        assert.match(all, /logged: .*Content Security Policy/);
    }
);
