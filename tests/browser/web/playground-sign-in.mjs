// Signing in on the playground beside `examples/tickets`: on a server that brings an issuer along,
// and on one with keys of its own.
//
//   node playground-sign-in.mjs URL URL KEY

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch } from './browser.mjs';
import { accessible, looked, openPlayground } from './playground-page.mjs';

const [endpoint, keyed, key] = process.argv.slice(2);
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Runs a test in which nothing goes wrong but what is refused, which a browser calls an error. */
const used = (name, shown, check, url = endpoint) =>
  test(name, async () => {
    const playground = await openPlayground(browser, url, shown);
    try {
      await check({ ...playground, ...people(playground) });
      const refused = /^logged: Failed to load resource: .* status of 40[13] /;
      assert.deepEqual(
        playground.complaints.filter(said => !refused.test(said)),
        []
      );
    } finally {
      await playground.close();
    }
  });

/** The issuer's page, and the head of the playground. */
function people({ page, main, url }) {
  const head = page.getByRole('group', { name: 'Who calls' });
  return {
    head,
    /** Answers the issuer's page, which must offer exactly these scopes, ticked. */
    answer: async (name, scopes, button = 'Sign in') => {
      await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
      const ticked = page.locator('input[type=checkbox]:checked');
      const values = await ticked.evaluateAll(boxes => boxes.map(box => box.value));
      assert.deepEqual(values, scopes);
      await page.getByLabel('Name').fill(name);
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.waitForURL(to => to.href.startsWith(url) && to.search === '');
      await main.locator('h2').first().waitFor();
    },
    held: () => head.locator('#held').textContent()
  };
}

used(
  'a caller signs in, and gets the scope that is missing',
  'tool/open_ticket',
  async playground => {
    const { page, main, head, answer, held, field, press, outcome, exchange } = playground;
    await main.getByText('needs tickets:write', { exact: true }).waitFor();
    await field('subject').fill('No sound');
    await field('text').fill('Nothing to hear');
    await head.getByRole('button', { name: 'Sign in' }).click();
    // No more than everybody needs.
    await answer('ada', ['tickets:read']);
    assert.equal(await held(), 'tickets:read');

    await field('subject').fill('No sound');
    await field('text').fill('Nothing to hear');
    await press('Call');
    await outcome.getByRole('heading', { name: 'A scope is missing' }).waitFor();
    await outcome.getByText('This needs tickets:write.').waitFor();
    await looked(playground, 'scope');
    await press('Get this scope');
    await answer('ada', ['tickets:read', 'tickets:write']);
    assert.equal(await held(), 'tickets:read, tickets:write');

    // What was filled in is there again.
    assert.equal(await field('subject').inputValue(), 'No sound');
    await press('Call');
    await outcome.getByText(/^ticket: tkt_/).waitFor();
    const sent = await exchange(0);
    await sent.getByRole('row', { name: 'Authorization Bearer $TOKEN' }).waitFor();
    assert(!(await page.content()).includes('eyJ'), 'the token is not shown');
    await main.getByRole('button', { name: 'Call' }).waitFor();
  }
);

used(
  'what needs a caller leads to one, and what is public does not',
  'tool/opening_hours',
  async playground => {
    const { go, head, answer, field, press, outcome } = playground;
    await press('Call');
    await outcome.getByText(/Sign in to see and open tickets/).waitFor();
    await go('tool/show_ticket');
    await field('ticket').fill('tkt_none');
    await press('Call');
    await outcome.getByRole('heading', { name: 'This needs a caller' }).waitFor();
    await outcome.getByRole('button', { name: 'Sign in' }).click();
    await answer('bob', ['tickets:read']);
    assert.equal(await field('ticket').inputValue(), 'tkt_none');
    await press('Call');
    await outcome.getByText(/No such ticket/).waitFor();

    await head.getByRole('button', { name: 'Sign out' }).click();
    await head.getByRole('button', { name: 'Sign in' }).waitFor();
    await press('Call');
    await outcome.getByRole('heading', { name: 'This needs a caller' }).waitFor();
    assert.equal(await head.locator('#held').count(), 0);
  }
);

used('whoever refuses stays who they were', 'tool/open_ticket', async ({ page, head, answer }) => {
  await head.getByRole('button', { name: 'Sign in' }).click();
  await answer('ada', ['tickets:read'], 'Refuse');
  await head.getByText('The issuer says: access_denied').waitFor();
  await head.getByRole('button', { name: 'Sign in' }).waitFor();
  await accessible(page);
});

/** Holds all requests to the server up until they are released. */
async function held(page) {
  let open;
  const released = new Promise(resolve => (open = resolve));
  const mcp = url => url.pathname === '/mcp';
  await page.route(mcp, async route => {
    await released;
    await route.continue();
  });
  return { release: () => (open(), page.unroute(mcp, { behavior: 'wait' })) };
}

const withKey = async ({ page, main, url, head, field, press, outcome }) => {
  await press('Call');
  await outcome.getByRole('heading', { name: 'This needs a caller' }).waitFor();
  await accessible(page);
  await head.getByLabel('Token').fill('wrong');
  await head.getByRole('button', { name: 'Use' }).click();
  await page.getByRole('heading', { name: 'The token is refused' }).waitFor();
  await head.getByRole('button', { name: 'Forget it' }).click();
  await head.getByLabel('Token').fill(key);
  // Until the new caller's lists are here, there is no form whose fields they could empty.
  const lists = await held(page);
  await head.getByRole('button', { name: 'Use' }).click();
  await head.getByText('with a token').waitFor();
  await page.goto(`${url}#tool/open_ticket`);
  assert.equal(await main.locator('form').count(), 0);
  await lists.release();
  await field('subject').fill('No sound');
  await field('text').fill('Nothing to hear');
  await press('Call');
  await outcome.getByText(/^ticket: tkt_/).waitFor();
  assert(!(await page.content()).includes(key), 'the key is not shown');
};
used('a token from elsewhere is pasted', 'tool/show_ticket', withKey, keyed);
