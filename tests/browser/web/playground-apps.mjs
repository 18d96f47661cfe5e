// Apps in the playground: those of `examples/weather`.
//
//   node playground-apps.mjs URL

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch } from './browser.mjs';
import { looked, openPlayground, pictureOfReadme } from './playground-page.mjs';

const endpoint = process.argv[2];
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Runs a test with the app of a tool, called for Oslo. */
const shown = (name, tool, check) =>
    test(name, async () => {
        const playground = await openPlayground(browser, endpoint, `tool/${tool}`);
        const { page, main, field, press } = playground;
        try {
            await field('place').fill('Oslo');
            await press('Call');
            const app = main.getByRole('region', { name: 'App' });
            await check({
                ...playground,
                app,
                view: page.frameLocator('iframe').frameLocator('iframe'),
                /** The app's own document, and the page around it. */
                frames: () => {
                    const view = page.frames().find(frame => frame.parentFrame()?.parentFrame());
                    return [view, view.parentFrame()];
                },
                log: app.getByRole('log', { name: 'Messages between app and host' })
            });
        } finally {
            await playground.close();
        }
    });

shown('an app gets its input and its result, and calls tools', 'forecast', async playground => {
    const { view, app, log, complaints } = playground;
    await view.getByRole('heading', { name: 'Weather in Oslo' }).waitFor();
    await view.getByRole('button', { name: /^Today/ }).press('Enter');
    await view.getByRole('img', { name: /^Temperatures hour by hour/ }).waitFor();
    const methods = await log.locator('summary code').allTextContents();
    const order = ['ui/initialize', 'ui/notifications/initialized', 'ui/notifications/tool-input', 'ui/notifications/tool-result', 'tools/call'];
    assert.deepEqual(order.map(method => methods.indexOf(method)).toSorted((a, b) => a - b), order.map(method => methods.indexOf(method)));
    assert(!methods.includes('error') && methods.includes('ui/notifications/size-changed'), methods.join());
    // As high as it says, and declared nothing.
    const height = await app.locator('.frame').evaluate(frame => frame.clientHeight);
    assert(height > 200 && height < 900, `${height}`);
    await app.getByText('What it declares').click();
    await app.getByLabel('What the app declares').getByText('"connectDomains": []').waitFor();
    await looked(playground, 'app');
    await pictureOfReadme(playground.page);
    assert.deepEqual(complaints, []);
});

shown('an app has the theme of the page, and the screen when it wants it', 'forecast', async ({ page, view, press, app, complaints }) => {
    await view.getByRole('heading', { name: 'Weather in Oslo' }).waitFor();
    for (const theme of ['dark', 'light']) {
        await page.getByLabel('Theme').selectOption(theme);
        await view.locator(`html[data-theme=${theme}]`).waitFor();
    }
    await press('Full screen');
    const { width, height } = await app.boundingBox();
    assert.deepEqual([width, height], [1280, 900]);
    await press('Leave full screen');
    assert((await app.boundingBox()).width < 1280);
    assert.deepEqual(complaints, []);
});

shown('a page is opened when the user agrees', 'warnings', async ({ page, view, app, log }) => {
    const link = view.getByRole('link', { name: 'Read more' }).first();
    await link.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^https:\/\/weather\.example\//).waitFor();
    await page.keyboard.press('Escape');
    await log.getByText('error', { exact: true }).waitFor();
    await page.route(/weather\.example/, route => route.fulfill({ body: 'A warning', contentType: 'text/plain' }));
    await page.context().route(/weather\.example/, route => route.fulfill({ body: 'A warning', contentType: 'text/plain' }));
    await link.click();
    const [popup] = await Promise.all([page.waitForEvent('popup'), dialog.getByRole('button', { name: 'Open' }).click()]);
    assert.equal(await popup.evaluate(() => opener), null);
    await popup.close();

    await view.getByRole('button', { name: 'Ask what to do' }).first().click();
    await app.getByRole('log', { name: 'What the app says' }).getByText('What should I do about this in Oslo').waitFor();
    await view.getByRole('button', { name: 'Got it' }).first().click();
    await app.getByText('The user has seen the warning').first().waitFor();
});

shown('an app reaches neither the playground, nor storage, nor the network', 'forecast', async ({ page, url, view, frames, complaints }) => {
    await view.getByRole('heading', { name: 'Weather in Oslo' }).waitFor();
    const [inner, around] = frames();
    assert.notEqual(new URL(around.url()).origin, new URL(url).origin);
    const tried = await inner.evaluate(async ([page, endpoint]) => {
        const outcome = async attempt => {
            try {
                return `done: ${await attempt()}`;
            } catch ({ name }) {
                return name;
            }
        };
        return {
            origin: String(self.origin),
            page: await outcome(() => top.document.title),
            around: await outcome(() => parent.document.title),
            storage: await outcome(() => localStorage.length),
            cookies: await outcome(() => document.cookie),
            fetched: await outcome(() => fetch(page).then(() => 'fetched')),
            called: await outcome(() => fetch(endpoint, { method: 'POST', mode: 'no-cors', body: '{}' }).then(() => 'sent')),
            // Later: as long as the test's driver runs something, it may do more.
            evaluated: await new Promise(resolve => setTimeout(() => outcome(() => eval('1')).then(resolve))),
            opened: await outcome(() => open('about:blank')?.closed ?? 'not opened'),
            left: await outcome(() => {
                top.location = 'about:blank';
                return 'asked';
            })
        };
    }, [url, endpoint]);
    assert.deepEqual(tried, {
        origin: 'null', page: 'SecurityError', around: 'SecurityError', storage: 'SecurityError', cookies: 'SecurityError',
        fetched: 'TypeError', called: 'TypeError', evaluated: 'EvalError', opened: 'done: not opened', left: 'SecurityError'
    });
    // Nor does it get another page into its place.
    await inner.evaluate(url => (location = url), url).catch(() => {});
    await page.locator('main h2').waitFor();
    assert.equal(await view.locator('#items').count(), 0);
    assert(complaints.some(complaint => /connect-src/.test(complaint)), complaints.join('\n'));
});

shown('an app calls no tool that is not for apps, and what a host lacks is told', 'forecast', async ({ view, frames }) => {
    await view.getByRole('heading', { name: 'Weather in Oslo' }).waitFor();
    const [inner] = frames();
    const refused = (method, params) => inner.evaluate(async ([method, params]) => {
        const id = `test-${method}`;
        const answered = new Promise(resolve => addEventListener('message', ({ data }) => data.id === id && resolve(data)));
        parent.postMessage({ jsonrpc: '2.0', id, method, params }, '*');
        return (await answered).error;
    }, [method, params]);
    assert.deepEqual(await refused('tools/call', { name: 'no_such_tool', arguments: {} }), { code: -32000, message: 'The server has no tool no_such_tool' });
    assert.deepEqual(await refused('ui/open-link', { url: 'javascript:alert(1)' }), { code: -32000, message: 'Only pages (http, https) can be opened' });
    assert.deepEqual(await refused('sampling/createMessage', {}), { code: -32601, message: 'The host has no method sampling/createMessage' });
    assert.equal((await refused('toString', {})).code, -32601);
});

shown('an app that is closed may say goodbye, and is gone', 'forecast', async ({ page, view, press, frames, field, log, complaints }) => {
    await view.getByRole('heading', { name: 'Weather in Oslo' }).waitFor();
    /** Does something that ends the app, which says goodbye. */
    const ends = async end => {
        await frames()[0].evaluate(() => mcp.onTeardown(() => console.info('goodbye')));
        await Promise.all([page.waitForEvent('console', message => message.text() === 'goodbye'), end()]);
    };
    await ends(() => press('Close the app'));
    await page.locator('iframe').waitFor({ state: 'detached' });
    await log.getByText('ui/resource-teardown', { exact: true }).waitFor();
    // Another call shows another one.
    await field('place').fill('Lima');
    await press('Call');
    await view.getByRole('heading', { name: 'Weather in Lima' }).waitFor();
    assert.equal(await page.locator('iframe').count(), 1);
    await ends(() => page.getByRole('link', { name: /^warnings/ }).click());
    await page.locator('iframe').waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
});

test('an app of an origin of its own has storage', async () => {
    const { page, main, field, press, close, complaints } = await openPlayground(browser, endpoint, 'tool/forecast');
    try {
        await main.getByLabel(/origin of its own/).check();
        await field('place').fill('Oslo');
        await press('Call');
        await page.frameLocator('iframe').frameLocator('iframe').getByRole('heading', { name: 'Weather in Oslo' }).waitFor();
        const view = page.frames().find(frame => frame.parentFrame()?.parentFrame());
        assert.equal(await view.evaluate(() => (localStorage.kept = 'yes', localStorage.kept)), 'yes');
        assert.equal(await page.evaluate(() => localStorage.kept), undefined);
        assert.deepEqual(complaints, []);
    } finally {
        await close();
    }
});
