// Checks a view with axe-core.

import assert from 'node:assert/strict';

import axe from 'axe-core';

/** Fails with what is serious or critical. */
export async function accessible(page) {
    const view = page.frames().find(frame => frame.parentFrame()?.parentFrame());
    // As an expression, which the view's policy doesn't forbid.
    await view.evaluate(axe.source + "; 0");
    const { violations, passes } = await view.evaluate(() => axe.run(document));
    assert(passes.length > 0);
    const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    assert.deepEqual(grave.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
}
