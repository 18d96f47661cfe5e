// The views of `examples/weather`, as a user sees and uses them.

import assert from 'node:assert/strict';

/** By tool: its arguments, what the view shows of its result, and what is done in it. */
export const views = place => ({
    forecast: {
        args: { place, days: 7 },
        async shows({ view }) {
            await view.getByRole('heading', { name: `Weather in ${place}` }).waitFor();
            assert.equal(await view.locator('#days button').count(), 7);
            const chart = view.getByRole('img', { name: /^Highest and lowest temperatures. 7 days, from / });
            assert.equal(await chart.locator('path').count(), 3);
            assert.doesNotMatch(await chart.innerHTML(), /NaN|undefined/);
        },
        /** The first thing that asks the host for something. */
        asks: view => view.getByRole('button', { name: /^Today/ }).click(),
        async uses({ view, event }) {
            // By keyboard, as a chart is not to be had by mouse alone.
            await view.getByRole('button', { name: /^Today/ }).focus();
            await view.locator(':focus').press('Tab');
            await view.locator(':focus').press('Enter');
            const chart = view.getByRole('img', { name: /^Temperatures hour by hour. \w+day: from / });
            await chart.waitFor();
            assert.doesNotMatch(await chart.innerHTML(), /NaN|undefined/);
            assert.deepEqual(await event('call'), { name: 'hours', arguments: { place, ahead: 1 } });
            assert.equal(await view.locator('[aria-pressed=true]').count(), 1);
        }
    },
    alert: {
        args: { place },
        async shows({ view }) {
            await view.getByRole('heading', { name: `Temperature alert for ${place}` }).waitFor();
            await view.getByText('No alert is set.').waitFor();
            assert.equal(await view.getByLabel('Colder than, °C').inputValue(), '');
        },
        asks: view => view.getByRole('button', { name: 'Save' }).click(),
        async uses({ view, event, events }) {
            await view.getByLabel('Colder than, °C').fill('40');
            await view.getByLabel('Warmer than, °C').fill('30');
            await view.getByRole('button', { name: 'Save' }).click();
            await view.getByRole('alert').getByText('the first must not be the higher one').waitFor();
            await view.getByLabel('Warmer than, °C').fill('');
            await view.getByLabel('Warmer than, °C').press('Enter');
            await view.getByText('You would hear of 14 days in the next two weeks.').waitFor();
            assert.equal(await view.getByRole('listitem').count(), 14);
            assert.equal(await view.locator('#problem').textContent(), '');
            const told = await event('model-context');
            assert.deepEqual([told.structuredContent.place, told.structuredContent.below], [place, 40]);
            const calls = (await events('call')).map(it => [it.arguments.below, it.arguments.above]);
            assert.deepEqual(calls, [[40, 30], [40, null]]);
        }
    },
    warnings: {
        args: { place },
        async shows({ view }) {
            await view.getByRole('heading', { name: `Warnings for ${place}` }).waitFor();
            await view.locator('#summary', { hasText: 'not seen yet' }).waitFor();
            assert(await view.getByRole('listitem').count() > 1);
            assert.equal(await view.getByRole('button', { name: 'Got it' }).count(), await view.getByRole('listitem').count());
        },
        asks: view => view.getByRole('link', { name: 'Read more' }).first().click(),
        async uses({ view, event }) {
            const first = view.getByRole('listitem').first();
            await first.getByRole('link', { name: 'Read more' }).click();
            assert.match((await event('open-link')).url, /^https:\/\/weather\.example\/\w+\/\w+$/);
            await first.getByRole('button', { name: 'Ask what to do' }).press('Enter');
            const { role, content } = await event('message');
            assert.deepEqual([role, content.length, content[0].type], ['user', 1, 'text']);
            assert(content[0].text.startsWith(`What should I do about this in ${place}: `), content[0].text);
            await first.getByRole('button', { name: 'Got it' }).click();
            await first.getByText('Seen').waitFor();
            assert.match((await event('model-context')).content[0].text, /^The user has seen the warning /);
            assert.equal((await event('call')).name, 'acknowledge');
            assert.equal(await first.locator('a:focus').count(), 1);
        }
    }
});
