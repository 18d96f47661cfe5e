// A host that says what a test says, message by message, and answers as it is told to: also what no host should.

import { iframe, loadSandbox, resize } from './frame.js';

/** What the view sent, in order. */
export const messages = [];

let answers = {};

const post = message => iframe.contentWindow.postMessage({ jsonrpc: '2.0', ...message }, '*');

addEventListener('message', ({ source, data }) => {
    if (source !== iframe.contentWindow || data.method?.startsWith('ui/notifications/sandbox-')) return;
    messages.push(data);
    if (data.method === 'ui/notifications/size-changed') resize(data.params);
    const answer = data.method && data.id !== undefined && (answers[data.method] ?? answers['*']);
    if (answer) post({ id: data.id, ...answer });
});

/** Shows a view. `given` has answers by method, `*` for all others; what has none isn't answered. */
export async function show({ sandbox, html, given }) {
    answers = given;
    await loadSandbox(sandbox);
    post({ method: 'ui/notifications/sandbox-resource-ready', params: { html } });
}

/** Sends the view a message. */
export const say = post;
