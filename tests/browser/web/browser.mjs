// Chromium, and what goes wrong in its pages.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

import { chromium } from 'playwright-core';

/** For whatever is waited for, in milliseconds; the longest takes a fraction of a second. */
export const LIMIT = 20_000;

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const QUIET = ['quic', 'background-networking', 'component-update', 'sync', 'gpu'].map(feature => `--disable-${feature}`);

/** A browser, to be closed by whoever launched it. */
export async function launch() {
    const executablePath = process.env.CHROMIUM ?? PLACES.find(existsSync);
    assert(executablePath, 'there is no Chromium here: tests/services.sh installs it, or CHROMIUM says where it is');
    return chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run', ...QUIET] });
}

/**
 * A new page, to be closed by whoever opened it, with the list of what goes wrong in it and in its frames: errors that nobody caught, what is logged as an
 * error, and what a Content Security Policy has blocked.
 */
export async function openPage(browser, options = {}) {
    const context = await browser.newContext({ viewport: { width: 720, height: 640 }, ...options });
    context.setDefaultTimeout(LIMIT);
    const page = await context.newPage();
    const complaints = [];
    page.on('pageerror', error => complaints.push(`uncaught: ${error.message ?? error}`));
    page.on('console', message => {
        if (message.type() === 'error' || /Content Security Policy/.test(message.text())) complaints.push(`logged: ${message.text()}`);
    });
    page.on('crash', () => complaints.push('crashed'));
    return { page, complaints, close: () => context.close() };
}

/** Keeps a picture of something under this name in the folder that the tests were given, to be looked at. */
export async function picture(target, name) {
    const folder = process.env.PICTURES;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await target.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}
