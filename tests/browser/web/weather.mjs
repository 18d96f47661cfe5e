// The views of `examples/weather`, used as a user does, in hosts of several kinds.
//
//   node weather.mjs URL

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { accessible } from './accessible.mjs';
import { launch, picture } from './browser.mjs';
import { connect } from './mcp.mjs';
import { servePages } from './pages.mjs';
import { FRAMES, eventually, showOfficially } from './shown.mjs';
import { views } from './weather-views.mjs';

const url = process.argv[2];
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Runs a test with a client, and the pages of a host that goes through it. */
async function hosted(declares, check) {
    const client = await connect(url, declares);
    const pages = await servePages(client.asked);
    try {
        await check(client, pages);
    } finally {
        pages.close();
        await client.close();
    }
}

/** One for each kind of host: what is done in a view lasts. */
const PLACES = ['Bergen', 'Oslo', 'Nairobi', 'Lima'];
const hosts = FRAMES.flatMap(frame => [true, false].map(declares => ({ frame, declares }))).map((host, i) => ({ ...host, place: PLACES[i] }));

for (const { frame, declares, place } of hosts)
    for (const [tool, { args, shows, uses }] of Object.entries(views(place)))
        test(`${tool}, ${frame}, by a client that ${declares ? 'says' : "doesn't say"} that it shows views`, () =>
            hosted(declares, async (client, pages) => {
                const context = { theme: 'dark', displayMode: 'inline', availableDisplayModes: ['inline'] };
                const { html, ui } = await client.view(tool);
                const shown = await showOfficially(browser, pages, { frame, html, ui, context });
                const root = shown.view.locator('html');
                const name = `${tool}-${frame}${declares ? '' : '-undeclared'}`;
                try {
                    assert.equal(ui.prefersBorder, true);
                    await shown.sendInput(args);
                    const result = await client.call(tool, args);
                    assert(result.content[0].text.includes(place), result.content[0].text);
                    await shown.sendResult(result);
                    await shows(shown);
                    await picture(shown.host, `${name}-result-dark`);
                    assert.equal(await root.getAttribute('data-theme'), 'dark');
                    await accessible(shown.page);

                    await uses(shown);
                    await shown.changeContext({ ...context, theme: 'light' });
                    await shown.view.locator('html[data-theme=light]').waitFor();
                    await accessible(shown.page);
                    await picture(shown.host, `${name}-used-light`);

                    // The host's frame is as high as the view says that it is, which must be all of it.
                    await eventually(() => root.evaluate(root => root.scrollHeight <= innerHeight && root.scrollWidth <= innerWidth));
                    assert.equal((await shown.events('size')).at(-1).height, (await shown.host.boundingBox()).height);
                    await shown.tearDown();
                    assert.deepEqual(shown.complaints, []);
                } finally {
                    await shown.close();
                }
            }));
