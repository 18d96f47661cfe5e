// Listening for changes: https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions

import { send } from './client.js';
import { button, h, uid } from './dom.js';
import { folded, json } from './json.js';

const MESSAGES = 500;
const KINDS = [
  ['toolsListChanged', 'The list of tools', 'tools'],
  ['promptsListChanged', 'The list of prompts', 'prompts'],
  ['resourcesListChanged', 'The list of resources', 'resources']
];

/** The panel; `onList()` hears when a list has changed. It goes on listening while other panels are shown. */
export function changesPanel(capabilities, onList) {
  const boxes = KINDS.filter(([, , key]) => capabilities[key]?.listChanged).map(([name, label]) => ({
    name,
    label,
    box: h('input', { type: 'checkbox', checked: true })
  }));
  const id = uid('uris');
  const uris = h('textarea', { id, rows: '3', class: 'code', spellcheck: 'false' });
  const status = h('p', { class: 'status', role: 'status' });
  const log = h('div', { class: 'traffic', role: 'log', 'aria-label': 'Changes', tabindex: '0' });
  const heading = h('h2', { tabindex: '-1' }, 'Changes');
  let listening = null;

  const heard = message => {
    if (log.childElementCount >= MESSAGES) log.lastElementChild.remove();
    log.prepend(
      folded(
        [
          h('code', {}, message.method.replace('notifications/', '')),
          message.params?.uri ? h('code', { class: 'quiet' }, message.params.uri) : null,
          h('span', { class: 'quiet' }, new Date().toLocaleTimeString())
        ],
        json(message, 'Notification')
      )
    );
    if (message.method === 'notifications/subscriptions/acknowledged') status.replaceChildren('Listening.');
    if (message.method.endsWith('/list_changed')) onList();
  };

  async function listen(event) {
    event.preventDefault();
    listening?.abort();
    const mine = (listening = new AbortController());
    const notifications = Object.fromEntries(boxes.filter(({ box }) => box.checked).map(({ name }) => [name, true]));
    const listed = uris.value
      .split('\n')
      .map(uri => uri.trim())
      .filter(Boolean);
    if (listed.length) notifications.resourceSubscriptions = listed;
    stop.hidden = false;
    status.replaceChildren('Waiting for the server…');
    const end = await send('subscriptions/listen', { notifications }, { signal: mine.signal, onMessage: heard });
    if (listening !== mine) return;
    listening = null;
    stop.hidden = true;
    status.replaceChildren(
      end.cancelled ? 'No longer listening.' : end.result ? 'The server ended it.' : (end.error?.message ?? `${end.failure}.`)
    );
  }
  const stop = button('Stop', () => listening?.abort(), { hidden: true });
  const node = h(
    'article',
    { class: 'panel' },
    h('header', {}, heading, h('p', { class: 'says' }, 'What the server tells those who listen.')),
    h(
      'form',
      { class: 'call', onsubmit: listen, novalidate: true },
      boxes.length
        ? h(
            'fieldset',
            { class: 'field' },
            h('legend', { class: 'label' }, 'Hear of changes to'),
            h(
              'div',
              { class: 'boxes' },
              boxes.map(({ box, label }) => h('label', { class: 'box' }, box, label))
            )
          )
        : null,
      capabilities.resources?.subscribe
        ? h('div', { class: 'field' }, h('label', { class: 'label', for: id }, 'Resources, one URI a line'), uris)
        : null,
      h('div', { class: 'bar' }, h('button', { type: 'submit', class: 'primary' }, 'Listen'), stop, status)
    ),
    log
  );
  const add = uri => {
    const listed = uris.value.split('\n').filter(Boolean);
    if (uri && !listed.includes(uri)) uris.value = [...listed, uri].join('\n');
  };
  return { node, heading, add, close: () => {}, stop: () => listening?.abort() };
}
