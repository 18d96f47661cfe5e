// A view as a test sees it: shown by one of the hosts, in one of the two kinds of frame.

import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

import { LIMIT, openPage } from './browser.mjs';

/** The kinds of frame that hosts put views into: one whose document is written, and one with an opaque origin. */
export const FRAMES = ['same-origin', 'opaque'];

async function open(browser, pages, options) {
    const opened = await openPage(browser, options);
    await opened.page.goto(pages.url);
    await opened.page.waitForFunction(() => globalThis.hosts);
    /** The view's document. */
    const view = opened.page.frameLocator('iframe').frameLocator('iframe');
    return { ...opened, view, host: opened.page.locator('iframe') };
}

/** Waits until a function of the host's page has something to give, which it gives. */
async function until(page, find, given) {
    const found = await page.waitForFunction(find, given, { timeout: LIMIT });
    return found.jsonValue();
}

/** Waits until a check holds. */
export async function eventually(check) {
    const end = Date.now() + LIMIT;
    while (!(await check())) {
        assert(Date.now() < end, `never came true: ${check}`);
        await setTimeout(20);
    }
}

/** Shows a view in the host by the official package. */
export async function showOfficially(browser, pages, { frame, html, ui = {}, context = {}, options }) {
    const shown = await open(browser, pages, options);
    const { page } = shown;
    const given = { sandbox: pages.sandboxUrl(frame, ui.csp), html, ui, context };
    const app = await page.evaluate(given => hosts.official.show(given), given);
    const told = name => params => page.evaluate(([name, params]) => hosts.official[name](params), [name, params]);
    return {
        ...shown,
        app,
        sendInput: told('sendInput'),
        sendResult: told('sendResult'),
        changeContext: told('changeContext'),
        tearDown: told('tearDown'),
        /** The parameters of all events of a kind. */
        events: kind => page.evaluate(kind => hosts.official.events.filter(it => it[0] === kind).map(it => it[1]), kind),
        /** The first event of a kind, once it is there. */
        event: kind => until(page, kind => hosts.official.events.find(it => it[0] === kind), kind).then(it => it[1])
    };
}

/** Shows a view in the host that does what a test says. */
export async function showScripted(browser, pages, { frame, html, given, csp, options }) {
    const shown = await open(browser, pages, options);
    const { page } = shown;
    await page.evaluate(given => hosts.scripted.show(given), { sandbox: pages.sandboxUrl(frame, csp), html, given });
    return {
        ...shown,
        say: message => page.evaluate(message => hosts.scripted.say(message), message),
        messages: () => page.evaluate(() => hosts.scripted.messages),
        /** The message of this method with this number, from 0, once it is there. */
        sent: (method, nth = 0) =>
            until(page, ([method, nth]) => hosts.scripted.messages.filter(it => it.method === method)[nth], [method, nth]),
        /** The view's answer to a request of this id, once it is there. */
        answered: id => until(page, id => hosts.scripted.messages.find(it => !it.method && it.id === id), id)
    };
}
