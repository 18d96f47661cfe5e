// The playground, opened in a browser.

import assert from 'node:assert/strict';

import axe from 'axe-core';

import { openPage, picture } from './browser.mjs';

/** Opens what the address after the `#` says, and gives what a test needs to use it. */
export async function openPlayground(browser, endpoint, shown = '', options = {}) {
    const opened = await openPage(browser, { viewport: { width: 1280, height: 900 }, ...options });
    const { page } = opened;
    const url = new URL('/playground', endpoint).href;
    const go = async shown => {
        await page.goto(`${url}#${shown}`);
        await page.locator('main h2').first().waitFor();
    };
    await go(shown);
    const main = page.locator('main');
    return {
        ...opened,
        url,
        go,
        main,
        /** A control by the name of its argument. */
        field: name => main.getByLabel(new RegExp(`^${name}\\b`)).first(),
        press: name => main.getByRole('button', { name, exact: true }).first().click(),
        outcome: main.locator('.outcome h3').locator('..').first(),
        status: main.locator('.call .status').first(),
        /** Opens what went over the wire the nth time. */
        exchange: async nth => {
            const exchange = main.locator('.wire > details').nth(nth);
            await exchange.locator('summary').first().click();
            return exchange;
        }
    };
}

/** Fails with what is serious or critical in the page. What apps bring is their own. */
export async function accessible(page) {
    await page.evaluate(axe.source + '; 0');
    const { violations, passes } = await page.evaluate(() => axe.run(document, { iframes: false }));
    assert(passes.length > 0);
    const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    assert.deepEqual(grave.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
}

/** Looks at a state of the page in both themes and in two widths: it is accessible, and as wide as the window. Leaves pictures. */
export async function looked({ page }, name) {
    for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        for (const width of [1280, 390]) {
            await page.setViewportSize({ width, height: 900 });
            await accessible(page);
            assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${name} is wider than ${width} pixels`);
            // Scroll so that the app is in the picture.
            await page.evaluate(() => document.querySelector('.app iframe')?.scrollIntoView({ block: 'nearest' }));
            await picture(page, `playground-${name}-${colorScheme}-${width}`);
        }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: null });
}

/** Makes the picture that the README shows, where the tests say that it is to be made anew. */
export async function pictureOfReadme(page) {
    const path = process.env.PICTURE_OF_README;
    if (!path) return;
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 780 });
    await page.screenshot({ path, type: 'jpeg', quality: 70, animations: 'disabled' });
}
