// The views of `examples/weather` in hosts that don't do what hosts should: what can be shown is shown.
//
//   node weather-faults.mjs URL

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch } from './browser.mjs';
import { connect } from './mcp.mjs';
import { servePages } from './pages.mjs';
import { FRAMES, showScripted } from './shown.mjs';
import { views } from './weather-views.mjs';

const REFUSED = { error: { code: -32601, message: 'Method not found' } };
const WELCOME = { result: { protocolVersion: '2026-01-26', hostInfo: { name: 'odd', version: '1' }, hostCapabilities: {}, hostContext: {} } };
const INITIALIZED = 'ui/notifications/initialized';

let browser, client, pages;
before(async () => {
    [browser, client, pages] = await Promise.all([launch(), connect(process.argv[2], true), servePages()]);
});
after(async () => {
    pages.close();
    await client.close();
    await browser.close();
});

const sayResult = (shown, result) => shown.say({ method: 'ui/notifications/tool-result', params: result });

/** What hosts do: what they answer, and what they send of a result. */
const FAULTS = {
    'refuses everything but the handshake': {
        given: { 'ui/initialize': WELCOME, '*': REFUSED },
        async tells(shown, result, { shows, asks }) {
            await shown.sent(INITIALIZED);
            await sayResult(shown, result);
            await shows(shown);
            await asks(shown.view);
            await shown.view.getByRole('alert').getByText('Method not found').waitFor();
        }
    },
    'sends no input': {
        given: { 'ui/initialize': WELCOME },
        async tells(shown, result) {
            await shown.sent(INITIALIZED);
            await sayResult(shown, result);
        }
    },
    'sends the result twice': {
        given: { 'ui/initialize': WELCOME },
        async tells(shown, result) {
            await shown.sent(INITIALIZED);
            await sayResult(shown, result);
            await sayResult(shown, result);
        }
    },
    "doesn't wait for the handshake, and never answers it": {
        given: {},
        async tells(shown, result) {
            await shown.sent('ui/initialize');
            await sayResult(shown, result);
        }
    },
    'says nothing of itself': {
        given: { 'ui/initialize': { result: {} } },
        async tells(shown, result) {
            await shown.sent(INITIALIZED);
            await sayResult(shown, result);
        }
    }
};

/** Runs a test of each view in both kinds of frame. */
const eachView = (name, check) => {
    for (const [tool, view] of Object.entries(views('Bergen'))) for (const frame of FRAMES) test(`${tool}, ${frame}, ${name}`, () => check(tool, view, frame));
};

async function showing(tool, frame, given, check) {
    const { html } = await client.view(tool);
    const shown = await showScripted(browser, pages, { frame, html, given });
    try {
        await check(shown);
        assert.deepEqual(shown.complaints, []);
    } finally {
        await shown.close();
    }
}

for (const [name, { given, tells }] of Object.entries(FAULTS))
    eachView(`a host that ${name}`, (tool, view, frame) =>
        showing(tool, frame, given, async shown => {
            await tells(shown, await client.call(tool, view.args), view);
            await view.shows(shown);
        })
    );

eachView('a tool that failed', (tool, _, frame) =>
    showing(tool, frame, { 'ui/initialize': WELCOME }, async shown => {
        await shown.sent(INITIALIZED);
        const failed = await client.call(tool, { place: '' });
        assert.equal(failed.isError, true);
        await sayResult(shown, failed);
        await shown.view.getByRole('alert').getByText('`place`').waitFor();
    })
);

eachView('a call that was cancelled', (tool, _, frame) =>
    showing(tool, frame, { 'ui/initialize': WELCOME }, async shown => {
        await shown.sent(INITIALIZED);
        await shown.say({ method: 'ui/notifications/tool-cancelled', params: { reason: 'enough' } });
        await shown.view.getByRole('status').getByText('Cancelled.').waitFor();
    })
);
