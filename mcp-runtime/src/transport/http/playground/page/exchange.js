// What went over the wire: a request and all that came back.

import { button, h } from './dom.js';
import { folded, json } from './json.js';

export const milliseconds = ms => (ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`);
const bytes = n => (n < 1024 ? `${n} B` : n < 1 << 20 ? `${(n / 1024).toFixed(1)} KiB` : `${(n / (1 << 20)).toFixed(1)} MiB`);

function headers(pairs, label) {
  const rows = pairs.map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value)));
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': label },
    h('table', { class: 'headers' }, h('tbody', {}, rows))
  );
}

const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;

/** The same request for a shell. */
function curl({ url, sent, body }) {
  // The token isn't in it: the shell has it.
  const written = (name, value) =>
    name === 'Authorization' ? `"${name}: ${value}"` : quoted(`${name}: ${value}`);
  const lines = Object.entries(sent).map(([name, value]) => `-H ${written(name, value)}`);
  return [`curl -N ${quoted(url)}`, ...lines, `-d ${quoted(JSON.stringify(body))}`].join(' \\\n  ');
}

export function exchangeView(exchange, open = false) {
  const { body, sent, status, statusText, received, headersAt, endedAt, size, streamed, messages, failure } = exchange;
  const said = h('span', { role: 'status', class: 'quiet' });
  const copy = button(
    'Copy as curl',
    async () => {
      try {
        await navigator.clipboard.writeText(curl(exchange));
        said.replaceChildren('Copied');
      } catch {
        said.replaceChildren("The browser doesn't let it be copied");
      }
    },
    { class: 'small' }
  );
  const answer = status
    ? [
        h(
          'p',
          {},
          `${status} ${statusText}`.trim(),
          h('span', { class: 'quiet' }, ` · headers after ${milliseconds(headersAt)}, all after ${milliseconds(endedAt)} · ${bytes(size)}`)
        ),
        headers(received, 'Headers of the answer'),
        streamed
          ? messages.map(({ at, message }) =>
              h('div', {}, h('p', { class: 'quiet' }, `event after ${milliseconds(at)}`), json(message, 'Event'))
            )
          : messages.map(({ message }) => json(message, 'Body of the answer'))
      ]
    : null;
  const title = `${body.method} #${body.id}${status ? ` → ${status}` : ''}, ${milliseconds(endedAt)}`;
  return folded(
    title,
    h(
      'div',
      { class: 'exchange' },
      h('h4', {}, 'Request'),
      h('p', {}, `POST ${exchange.url}`),
      headers(Object.entries(sent), 'Headers of the request'),
      json(body, 'Body of the request'),
      h('div', { class: 'bar' }, copy, said),
      h('h4', {}, 'Answer'),
      failure ? h('p', { class: 'problem' }, failure) : null,
      answer
    ),
    open
  );
}
