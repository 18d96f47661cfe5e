// What there is, on one side; what was chosen of it, on the other. The address says what is shown.

import { cameBack, lack, learn } from './caller.js';
import { callerView, lackView } from './caller_view.js';
import { list, send } from './client.js';
import { changesPanel } from './changes.js';
import { button, h } from './dom.js';
import { homePanel, promptPanel, resourcePanel, tags, templatePanel, toolPanel } from './panels.js';
import { bind } from './settings.js';

const $ = id => document.getElementById(id);
const KINDS = [
  { kind: 'tool', title: 'Tools', method: 'tools/list', key: 'tools', capability: 'tools', id: item => item.name },
  { kind: 'prompt', title: 'Prompts', method: 'prompts/list', key: 'prompts', capability: 'prompts', id: item => item.name },
  { kind: 'resource', title: 'Resources', method: 'resources/list', key: 'resources', capability: 'resources', id: item => item.uri },
  {
    kind: 'template',
    title: 'Templates',
    method: 'resources/templates/list',
    key: 'resourceTemplates',
    capability: 'resources',
    id: item => item.uriTemplate
  }
];

let server = null;
let items = {};
let panel = null;
let changes = null;
let shown = null;
let turns = 0;
let starts = 0;

async function load(capabilities = {}) {
  const offered = KINDS.filter(({ capability }) => capabilities[capability]);
  const turn = starts;
  const lists = await Promise.all(offered.map(({ method, key }) => list(method, key)));
  if (turn !== starts) return;
  items = Object.fromEntries(offered.map(({ kind }, i) => [kind, lists[i]]));
  const first = (text = '') => text.split('\n')[0];
  const entry = (kind, id) => item =>
    h(
      'li',
      { 'data-text': `${id(item)} ${item.title ?? ''} ${item.description ?? ''}`.toLowerCase() },
      h(
        'a',
        { href: `#${kind}/${encodeURIComponent(id(item))}` },
        h(
          'span',
          { class: 'bar' },
          h('span', { class: 'name' }, kind === 'resource' ? (item.title ?? item.name) : id(item)),
          ' ',
          kind === 'tool' ? tags(item).filter(chip => /app|destructive/.test(chip?.textContent)) : null
        ),
        h('span', { class: 'about' }, first(item.description))
      )
    );
  const groups = offered
    .filter(({ kind }) => items[kind].length)
    .map(({ kind, title, id }) =>
      h(
        'section',
        { 'aria-label': title },
        h('h2', {}, title, ' ', h('span', { class: 'quiet' }, items[kind].length)),
        h('ul', {}, items[kind].map(entry(kind, id)))
      )
    );
  const more = h(
    'section',
    { 'aria-label': 'More' },
    h('h2', {}, 'More'),
    h(
      'ul',
      {},
      [
        ['', 'About the server'],
        ['changes', 'Changes']
      ].map(([to, label]) => h('li', { 'data-text': label.toLowerCase() }, h('a', { href: `#${to}` }, label)))
    )
  );
  $('items').replaceChildren(...groups, more);
  filter();
  mark();
}

function filter() {
  const wanted = $('filter').value.trim().toLowerCase();
  let shown = 0;
  for (const section of $('items').children) {
    let some = false;
    for (const item of section.querySelectorAll('li')) {
      item.hidden = !item.dataset.text.includes(wanted);
      some ||= !item.hidden;
      shown += item.hidden ? 0 : 1;
    }
    section.hidden = !some;
  }
  $('found').replaceChildren(wanted ? (shown === 1 ? '1 match' : `${shown} matches`) : '');
}

/** Marks what is shown among what there is. */
function mark() {
  for (const link of $('items').querySelectorAll('a')) {
    if (link.hash === location.hash || (!location.hash && link.getAttribute('href') === '#')) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function opened(kind, id) {
  const capabilities = server.capabilities ?? {};
  const found = items[kind]?.find(item => KINDS.find(other => other.kind === kind).id(item) === id);
  if (kind === 'tool' && found) return toolPanel(found, items.tool);
  if (kind === 'prompt' && found) return promptPanel(found, capabilities);
  if (kind === 'resource' && id) return resourcePanel(id, found, capabilities);
  if (kind === 'template' && found) return templatePanel(found, capabilities);
  if (kind === 'changes') {
    changes ??= changesPanel(capabilities, () => load(capabilities).catch(failed));
    changes.add(id);
    return changes;
  }
  const counts = KINDS.filter(({ kind }) => items[kind]?.length)
    .map(({ kind, title }) => `${items[kind].length} ${title.toLowerCase()}`)
    .join(', ');
  return homePanel(server, counts);
}

/** The text that is in an address. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function show(focus = true) {
  if (!server) return;
  const turn = ++turns;
  // An app says goodbye while it is still there.
  await panel?.close();
  if (turn !== turns) return;
  shown = location.hash;
  const [kind, id = ''] = shown.slice(1).split(/\/(.*)/s);
  panel = opened(kind, decoded(id));
  $('main').replaceChildren(h('p', { class: 'back' }, h('a', { href: '#list' }, '← All there is')), panel.node);
  document.body.dataset.shown = !kind || kind === 'list' ? 'list' : 'item';
  const { name } = server._meta?.['io.modelcontextprotocol/serverInfo'] ?? {};
  document.title = `${panel.heading.textContent} · ${name ?? 'MCP'} playground`;
  mark();
  if (!focus) return;
  scrollTo(0, 0);
  if (kind === 'list') $('filter').focus();
  else panel.heading.focus();
}

function failed(error) {
  $('main').replaceChildren(
    h(
      'div',
      { class: 'outcome wrong', role: 'alert' },
      h('h2', {}, "The server doesn't answer"),
      h('p', {}, error.message),
      button('Try again', () => start(), { class: 'primary' })
    )
  );
}

/** What only a caller is told, or one with more scopes. */
function refused(lacks) {
  $('main').replaceChildren(lackView(lacks, null));
}

/**
 * Takes away all that was there for another caller. Until the new lists are here nothing can be
 * filled in, so nothing that was filled in is lost.
 */
async function clear() {
  turns++;
  server = null;
  changes?.stop();
  changes = null;
  await panel?.close();
  panel = null;
  $('main').replaceChildren(h('p', { class: 'quiet' }, 'Asking the server…'));
}

/** Shows who calls, and what there is for them. The answers to an earlier caller are dropped. */
async function start(problem) {
  const turn = ++starts;
  const told = problem ? h('span', { class: 'problem', role: 'alert' }, problem) : '';
  $('caller').replaceChildren(...callerView(() => start()), told);
  try {
    await clear();
    const { result, error, failure, ...rest } = await send('server/discover');
    if (turn !== starts) return;
    const lacks = rest.received ? lack(rest) : null;
    if (lacks) return refused(lacks);
    if (!result) throw new Error(error?.message ?? failure);
    await learn();
    const { name, title, version } = result._meta?.['io.modelcontextprotocol/serverInfo'] ?? {};
    $('server').replaceChildren(title ?? name ?? 'MCP server', ' ', h('span', { class: 'quiet' }, version ?? ''));
    await load(result.capabilities);
    if (turn !== starts) return;
    server = result;
    show(false);
  } catch (error) {
    if (turn === starts) failed(error);
  }
}

// Apps are framed by pages of 127.0.0.1 and localhost: no policy can name an IPv6 address.
if (location.hostname === '[::1]') location.hostname = 'localhost';
bind($('theme'), $('log'), $('revision'));
$('filter').addEventListener('input', filter);
$('skip').addEventListener('click', event => {
  event.preventDefault();
  (panel?.heading ?? $('main')).focus();
});
addEventListener('hashchange', () => location.hash === shown || show());
addEventListener('pagehide', () => panel?.close());
cameBack().then(() => start(), error => start(error.message));
