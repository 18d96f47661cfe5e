// The playground beside `examples/everything`.
//
//   node playground.mjs URL

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { launch } from './browser.mjs';
import { looked, openPlayground } from './playground-page.mjs';

const endpoint = process.argv[2];
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Runs a test in the playground, in which nothing goes wrong. */
const used = (name, shown, check) =>
    test(name, async () => {
        const playground = await openPlayground(browser, endpoint, shown);
        try {
            await check(playground);
            assert.deepEqual(playground.complaints, []);
        } finally {
            await playground.close();
        }
    });

const resource = uri => `resource/${encodeURIComponent(uri)}`;
const template = uri => `template/${encodeURIComponent(uri)}`;

used('what the server has is listed and found', '', async ({ page, main }) => {
    await main.getByRole('heading', { name: 'Everything' }).waitFor();
    const nav = page.getByRole('navigation');
    const all = await nav.getByRole('link').count();
    assert(all > 40, `${all} links`);
    await nav.getByRole('searchbox').fill('booking');
    await nav.getByText(/matches|1 match/).waitFor();
    const found = await nav.getByRole('link').count();
    assert(found > 0 && found < 5, `${found} links`);
    await nav.getByRole('link', { name: /^check_booking/ }).click();
    await main.getByRole('heading', { name: 'check_booking' }).waitFor();
    assert.equal(await nav.locator('[aria-current=page]').count(), 1);
    assert.equal(await page.title(), 'check_booking · everything playground');
});

used('a tool is called with nested arguments', 'tool/check_booking', async playground => {
    const { main, field, press, outcome, exchange } = playground;
    await press('Fill in examples');
    await press('Add item');
    await main.getByLabel(/^name\b/).nth(1).fill('Grace');
    await field('diet').selectOption({ label: 'vegan' });
    await field('hours').fill('3.5');
    await press('Add entry');
    await field('key').fill('Riesling');
    await field('value').fill('2');
    await press('Call');
    await outcome.getByText('Ada Lovelace, 2026-07-28 at 19:00 for 3.5 hours').waitFor();
    await outcome.getByText('"Riesling": 2').waitFor();
    await outcome.getByText('Grace (Vegan, None)').waitFor();
    const sent = await exchange(0);
    await sent.getByRole('row', { name: 'Mcp-Name check_booking' }).waitFor();
    await sent.getByRole('row', { name: 'content-type application/json' }).first().waitFor();
    await sent.getByText('200 OK').waitFor();
    await looked(playground, 'tool');
});

used('a call is made as each revision makes it', 'tool/order', async shown => {
    const { page, field, press, outcome, main, exchange } = shown;
    const revision = page.getByLabel('Call as');
    await revision.selectOption('2025-06-18');
    await field('sku').fill('tea');
    await press('Call');
    // Each question is a request of the server's, with an answer of its own.
    const question = text => main.locator('form.asks').filter({ hasText: text });
    await question('Order 1 of "tea"?').getByRole('button', { name: 'Answer' }).click();
    await question('Where shall "tea" go?').getByRole('button', { name: 'Decline' }).click();
    await outcome.getByText('tea, to be picked up').waitFor();
    const opened = await exchange(0);
    await opened.getByText('"protocolVersion": "2025-06-18"').first().waitFor();
    const called = await exchange(1);
    await called.getByRole('row', { name: 'MCP-Protocol-Version 2025-06-18' }).waitFor();
    await called.getByText('"elicitation/create"').first().waitFor();
    assert.equal(await called.getByText('resultType').count(), 0);
    // It can't be asked, so the tool says so.
    await revision.selectOption('2025-03-26');
    await press('Call');
    await outcome.getByRole('heading', { name: /failed/ }).waitFor();
    await revision.selectOption('');
});

used('what is wrong with arguments is told as a model is told', 'tool/check_booking', async ({ press, outcome }) => {
    await press('Call');
    await outcome.getByRole('heading', { name: /failed/ }).waitFor();
    await outcome.getByText('`guests` is required: Who comes').waitFor();
});

used('arguments can be JSON, and a form again', 'tool/check_booking', async ({ main, field, press, outcome }) => {
    await field('name').fill('Ada');
    await press('JSON');
    const json = main.getByLabel('Arguments as JSON');
    assert.deepEqual(JSON.parse(await json.inputValue()), { name: 'Ada' });
    await json.fill('{"name": ');
    await press('Call');
    await main.getByText(/This is no JSON/).waitFor();
    await json.fill('{"name": "Grace", "guests": [{"name": "Tim", "diet": "any"}]}');
    await press('Form');
    assert.equal(await main.getByLabel(/^name\b/).nth(1).inputValue(), 'Tim');
    await field('day').fill('2026-07-29');
    await press('Call');
    await outcome.getByText('Grace, 2026-07-29').waitFor();
});

used('progress and log messages are shown as they come', 'tool/test_tool_with_progress', async playground => {
    const { page, main, go, press, outcome, exchange } = playground;
    await press('Call');
    await outcome.getByText('Progress was reported three times.').waitFor();
    await main.getByText('All done', { exact: true }).waitFor();
    assert.deepEqual(await main.locator('progress').evaluate(bar => [bar.value, bar.max]), [100, 100]);
    const stream = await exchange(0);
    await stream.getByRole('row', { name: 'content-type text/event-stream' }).waitFor();
    assert.equal(await stream.getByText(/^event after/).count(), 4);
    await looked(playground, 'stream');

    await go('tool/test_logging_tool');
    await press('Call');
    await outcome.waitFor();
    const log = main.getByRole('log', { name: 'Log messages' });
    assert.match(await log.textContent(), /Tool execution started.*"step":2.*Tool execution completed/);
    await page.getByLabel('Log from').selectOption('');
    await press('Call');
    await main.getByText(/^Answered in/).waitFor();
    await outcome.waitFor();
    assert.equal(await log.textContent(), '');
});

used('a call is given up', 'tool/test_simple_text', async ({ page, press, status, outcome }) => {
    const held = [];
    await page.route(endpoint, route => held.push(route));
    await press('Call');
    await status.getByText('Waiting for the answer').waitFor();
    await press('Cancel');
    await status.getByText(/^Cancelled: the connection was closed, after/).waitFor();
    assert.equal(held.length, 1);
    await page.unroute(endpoint);
    await press('Call');
    await outcome.getByText('This is a simple text response').waitFor();
});

used('questions are answered', 'tool/order', async playground => {
    const { main, go, field, press, outcome, exchange } = playground;
    await field('sku').fill('tea');
    await press('Call');
    await outcome.getByRole('heading', { name: 'The server asks 2 things' }).waitFor();
    await looked(playground, 'question');
    await field('street').fill('Main Street 1');
    await field('Postal code').fill('8000');
    await press('Answer');
    await outcome.getByText('1 × tea to Main Street 1, 8000: in three days').waitFor();
    const retry = await exchange(1);
    await retry.getByText('"inputResponses"').waitFor();
    await retry.getByText('"requestState"').waitFor();

    await press('Call');
    await main.getByLabel('Answer with').first().selectOption('decline');
    await press('Answer');
    await outcome.getByText('1 × tea, to be picked up').waitFor();

    await go('tool/test_input_required_result_multi_round');
    await press('Call');
    await field('name').fill('Ada');
    await press('Answer');
    await outcome.getByText('What is your favorite color, "Ada"?').or(outcome.getByText('What is your favorite color, Ada?')).waitFor();
    await field('color').fill('red');
    await press('Answer');
    await outcome.getByText('Ada likes red').waitFor();
});

used('a page is visited, a model asked, directories named', 'tool/connect_account', async playground => {
    const { go, main, field, press, outcome } = playground;
    await press('Call');
    const link = outcome.getByRole('link', { name: /accounts.example.com/ });
    assert.deepEqual(await link.evaluate(link => [link.target, link.rel]), ['_blank', 'noopener noreferrer']);
    await press('Answer');
    await outcome.getByText('connected').waitFor();

    await go('tool/test_input_required_result_multiple_inputs');
    await press('Call');
    await field('name').fill('Ada');
    await main.getByLabel('What the model says').fill('Good day');
    await press('Answer');
    await outcome.getByText('Good day Ada, who works in 1 places').waitFor();
});

used('arguments travel in headers, whatever they are', 'tool/test_header_params', async ({ field, press, outcome, exchange }) => {
    await field('region').fill('Zürich');
    await field('shard').fill('3');
    await field('replica').selectOption({ label: 'true' });
    await press('Call');
    await outcome.getByText('a replica of shard 3 in Zürich, for nobody in particular').waitFor();
    const sent = await exchange(0);
    await sent.getByRole('row', { name: 'Mcp-Param-Region =?base64?WsO8cmljaA==?=' }).waitFor();
    assert.equal(await sent.getByRole('row', { name: /Mcp-Param-Tenant/ }).count(), 0);
});

used('every kind of content is shown', 'tool/test_multiple_content_types', async playground => {
    const { main, go, press, outcome } = playground;
    await press('Call');
    await outcome.getByText('Multiple content types test:').waitFor();
    assert((await outcome.getByRole('img').evaluate(image => image.decode().then(() => image.naturalWidth))) > 0);
    await outcome.getByText('"value": 123').waitFor();
    await looked(playground, 'content');
    await go('tool/test_audio_content');
    await press('Call');
    await outcome.locator('audio').evaluate(
        audio => audio.readyState > 0 || new Promise((loaded, failed) => Object.assign(audio, { onloadedmetadata: loaded, onerror: failed }))
    );
    await go('tool/resource_link');
    await press('Call');
    await outcome.getByRole('link', { name: /modelcontextprotocol.io/ }).waitFor();
    await go('tool/test_error_handling');
    await press('Call');
    await main.locator('.outcome.wrong').waitFor();
});

used('resources and templates are read', resource('test://static-text'), async playground => {
    const { main, go, field, press, outcome } = playground;
    await press('Read');
    await outcome.getByText('This is the content of the static text resource.').waitFor();
    await go(template('project:///{+path}'));
    await field('path').fill('RE');
    await main.getByRole('button', { name: 'README.md' }).click();
    await main.getByText('project:///README.md').first().waitFor();
    await press('Read');
    await outcome.getByText('# Read me').waitFor();
    await looked(playground, 'template');
    await go(template('test://numbers{?from,count}'));
    await field('from').fill('3');
    assert.equal(await main.getByLabel('URI').textContent(), 'test://numbers?from=3');
    await go(template('test://private/{name}'));
    await field('name').fill('Ada');
    await press('Read');
    await press('Decline');
    await main.locator('.outcome.wrong').waitFor();
    await press('Read');
    await press('Answer');
    await outcome.getByText('is private').waitFor();
});

used('suggestions for what stood there before are not taken', template('project:///{+path}'), async ({ page, main, field }) => {
    await field('path').focus();
    await main.locator('.offered:not([inert])').getByText('README.md').waitFor();
    const answers = Promise.withResolvers();
    await page.route(endpoint, async route => {
        await answers.promise;
        await route.continue();
    });
    await field('path').fill('src/');
    await main.locator('.offered[inert]').getByText('README.md').waitFor();
    answers.resolve();
    await main.locator('.offered:not([inert])').getByText('src/main.rs').waitFor();
    assert.equal(await main.locator('.offered').getByText('README.md').count(), 0);
});

used('prompts are got, with suggestions', 'prompt/test_prompt_with_arguments', async playground => {
    const { main, field, press, outcome } = playground;
    await field('arg1').fill('par');
    await main.getByRole('button', { name: 'paris', exact: true }).click();
    assert.equal(await field('arg1').inputValue(), 'paris');
    await field('arg2').fill('two');
    await press('Get');
    await outcome.getByText(/paris.*two/).waitFor();
    await looked(playground, 'prompt');
});

used('changes are heard while other things are shown', `changes/${encodeURIComponent('test://static-text')}`, async playground => {
    const { page, main, field, press, outcome } = playground;
    await press('Listen');
    await main.getByText('Listening.').waitFor();
    await page.evaluate(() => (location.hash = '#tool/touch_resource'));
    await field('uri').fill('test://static-text');
    await press('Call');
    await outcome.getByText('told').waitFor();
    await page.evaluate(() => (location.hash = '#changes'));
    const log = main.getByRole('log', { name: 'Changes' });
    await log.getByText('resources/updated', { exact: true }).waitFor();
    await looked(playground, 'changes');
    await press('Stop');
    await main.getByText('No longer listening.').waitFor();
});

/** Goes on by the tabulator until an element of this name has the focus, which must be seen. */
async function tabTo(page, name) {
    for (let steps = 0; steps < 100; steps++) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
            const { activeElement } = document;
            if (activeElement === document.body) return ['', ''];
            const label = activeElement.labels?.[0] ?? activeElement;
            return [label.getAttribute('aria-label') ?? label.innerText.trim(), getComputedStyle(activeElement).outlineStyle];
        });
        // Behind the last element is the browser's own.
        if (focused[0] === '') continue;
        assert.notEqual(focused[1], 'none', `the focus on ${focused[0]} is not seen`);
        if (name.test(focused[0])) return;
    }
    assert.fail(`${name} can't be reached by the keyboard`);
}

used('the keyboard is enough', '', async ({ page, outcome, main }) => {
    const { keyboard } = page;
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    await tabTo(page, /^Filter\b/);
    await keyboard.type('order');
    await tabTo(page, /^order\b/);
    await keyboard.press('Enter');
    await main.getByRole('heading', { name: 'order' }).waitFor();
    assert.equal(await focused(), 'order');
    await tabTo(page, /^sku\b/);
    await keyboard.type('tea');
    await tabTo(page, /^Call\b/);
    await keyboard.press('Enter');
    await outcome.getByText('Where shall "tea" go?').waitFor();
    assert.equal(await focused(), 'The server asks 2 things');
    await tabTo(page, /^street\b/);
    await keyboard.type('Main Street 1');
    await tabTo(page, /^Postal code\b/);
    await keyboard.type('8000');
    await tabTo(page, /^speed\b/);
    await keyboard.type('Tom');
    await tabTo(page, /^Answer$/);
    await keyboard.press('Enter');
    await outcome.getByText('1 × tea to Main Street 1, 8000').waitFor();
    await tabTo(page, /^tools\/call\b/);
    await keyboard.press('Enter');
    await main.getByText('"inputRequests"').first().waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    // The list can be passed over.
    await page.reload();
    await main.getByRole('heading', { name: 'order' }).waitFor();
    await keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the content');
    await keyboard.press('Enter');
    assert.equal(await focused(), 'order');
});

used('the theme is the system’s, until it is chosen', '', async ({ page }) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await ground();
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    assert.notEqual(dark, light);
    await page.getByLabel('Theme').selectOption('dark');
    assert.equal(await ground(), dark);
    await page.reload();
    await page.locator('main h2').waitFor();
    assert.equal(await ground(), dark);
});

used('on a small screen there is the list, or what was chosen of it', '', async ({ page, main }) => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByRole('link', { name: /^order/ }).click();
    await main.getByRole('heading', { name: 'order' }).waitFor();
    assert.equal(await page.getByRole('navigation').isVisible(), false);
    await main.getByRole('link', { name: /All there is/ }).click();
    await page.getByRole('navigation').waitFor();
});

used('a task is looked at until it is over', 'tool/slow_compute', async playground => {
    const { field, press, outcome, status, exchange } = playground;
    // The page looks once a second, and may miss one state or the other.
    await field('seconds').fill('4');
    await field('label').fill('sums');
    await press('Call');
    await status.getByText(/^Task working: [1-3] of 4 seconds/).waitFor();
    await outcome.getByRole('heading', { name: 'Result' }).waitFor();
    await status.getByText(/^Answered in /).waitFor();
    const made = await exchange(0);
    await made.getByText('"resultType": "task"').waitFor();
    const looked = await exchange(1);
    await looked.getByRole('row', { name: /^Mcp-Name task_/ }).waitFor();
});

used('a task asks, and is answered', 'tool/confirm_delete', async playground => {
    const { main, field, press, outcome, status } = playground;
    await field('filename').fill('notes.txt');
    await press('Call');
    await status.getByText(/^Task input required/).waitFor();
    await main.getByRole('heading', { name: 'The server asks' }).waitFor();
    await looked(playground, 'task');
    for (const box of await main.locator('.question input[type=checkbox]').all()) await box.check();
    await main.getByRole('button', { name: 'Answer', exact: true }).click();
    await outcome.getByText(/notes\.txt/).waitFor();
});

used('a task is cancelled', 'tool/slow_compute', async ({ field, press, status }) => {
    await field('seconds').fill('60');
    await field('label').fill('sums');
    await press('Call');
    await status.getByText(/^Task working/).waitFor();
    await press('Cancel');
    await status.getByText(/^The task was cancelled/).waitFor();
});

test('no other page frames it', async () => {
    const { url, page, complaints, close } = await openPlayground(browser, endpoint);
    const server = createServer((_, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Another</title><iframe src="${url}"></iframe>`)
    );
    await new Promise(listening => server.listen(0, '127.0.0.1', listening));
    try {
        await page.goto(`http://127.0.0.1:${server.address().port}/`);
        assert.equal(await page.frameLocator('iframe').locator('#items').count(), 0);
        assert(complaints.some(complaint => /frame-ancestors|X-Frame-Options/i.test(complaint)), complaints.join('\n'));
    } finally {
        server.close();
        await close();
    }
});
