// An app as it is seen here: its frame, what it declares, what it does, and every message.

import { paramHeaders, send } from './client.js';
import { AppHost, isForApps, MEDIA_TYPE, MODES, refuse, wrongOrigins } from './app_host.js';
import { button, h, uid } from './dom.js';
import { converse } from './conversation.js';
import { milliseconds } from './exchange.js';
import { folded, json } from './json.js';
import { ask } from './questions.js';
import { block } from './result.js';
import { onTheme } from './settings.js';

/** The log keeps so many messages. */
const MESSAGES = 500;

/** Asks whether a page may be opened. */
function asked(url) {
  const { promise, resolve } = Promise.withResolvers();
  const id = uid('dialog');
  const dialog = h(
    'dialog',
    { 'aria-labelledby': id, onclose: () => (resolve(dialog.returnValue === 'open'), dialog.remove()) },
    h(
      'form',
      { method: 'dialog' },
      h('h3', { id }, 'The app wants to open a page'),
      h('p', {}, h('code', {}, url)),
      h('div', { class: 'bar' }, h('button', { value: 'refuse' }, 'Refuse'), h('button', { value: 'open', class: 'primary' }, 'Open'))
    )
  );
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}

/** What a host would not take. */
function wrong(contents, uri) {
  const [content] = contents ?? [];
  if (contents?.length !== 1) return `The resource must be exactly one item; it is ${contents?.length ?? 0}`;
  if (content.uri !== uri) return `The resource says that it is ${content.uri}`;
  if (content.mimeType !== MEDIA_TYPE) return `Its media type must be ${MEDIA_TYPE}; it is ${content.mimeType}`;
  if (typeof content.text !== 'string') return 'Its HTML must be there as text';
  const origins = wrongOrigins(content._meta?.ui?.csp);
  return origins.length ? `No policy can name ${origins.join(', ')}` : null;
}

export function appPanel(tool, tools) {
  const uri = tool._meta.ui.resourceUri;
  const place = h('div', { class: 'frame' });
  const notes = h('div', { class: 'notes', role: 'log', 'aria-label': 'What the app says' });
  const context = h('div', { class: 'context' });
  const questions = h('div', {});
  const log = h('div', { class: 'traffic', role: 'log', 'aria-label': 'Messages between app and host', tabindex: '0' });
  const declared = h('div', {});
  const own = h('input', { type: 'checkbox', id: uid('own') });
  const full = button('Full screen', () => mode(node.classList.contains('full') ? 'inline' : 'fullscreen'), { class: 'small' });
  const shut = button('Close the app', () => close(), { class: 'small' });
  const bar = h('div', { class: 'bar' }, full, shut);
  let host = null;
  let began = 0;

  const heard = (direction, message) => {
    if (log.childElementCount >= MESSAGES) log.firstElementChild.remove();
    const kind = message.method ?? (message.error ? 'error' : 'result');
    const title = [
      h('span', { class: 'direction' }, direction === 'to the app' ? '→' : '←', h('span', { class: 'hidden' }, ` ${direction}`)),
      h('code', {}, kind),
      message.id === undefined ? null : h('span', { class: 'quiet' }, `#${message.id}`),
      h('span', { class: 'quiet' }, milliseconds(performance.now() - began))
    ];
    log.append(folded(title, json(message, 'Message')));
    log.scrollTop = log.scrollHeight;
  };
  const note = (title, ...content) => notes.append(h('div', { class: 'block' }, h('p', { class: 'tag' }, title), content));

  /** Forwards a request of the app's. */
  const forward = async (method, params, headers) => {
    const end = await converse(method, params, { headers, ask: (result, signal) => ask(result, questions, signal) });
    if (end.result) return end.result;
    throw Object.assign(new Error(end.error?.message ?? end.failure), { code: end.error?.code ?? -32000 });
  };
  const requests = {
    'tools/call': ({ name, arguments: args = {} }) => {
      const called = tools.find(other => other.name === name);
      if (!called) refuse(`The server has no tool ${name}`);
      if (!isForApps(called)) refuse(`The tool ${name} is not visible to apps`);
      return forward('tools/call', { name, arguments: args }, paramHeaders(called.inputSchema, args));
    },
    'resources/read': ({ uri }) => forward('resources/read', { uri }),
    'ui/open-link': async ({ url }) => {
      if (!/^https?:\/\//i.test(url)) refuse('Only pages (http, https) can be opened');
      if (!(await asked(url))) refuse('The user refused to open the page');
      open(url, '_blank', 'noopener,noreferrer');
      return {};
    },
    'ui/message': ({ role, content }) => (note(`message to the conversation, as ${role}`, [content].flat().map(block)), {}),
    'ui/update-model-context': params => {
      context.replaceChildren(
        h('div', { class: 'block' }, h('p', { class: 'tag' }, 'context for the model'), json(params, 'Context for the model'))
      );
      return {};
    },
    'ui/request-display-mode': ({ mode: wanted }) => ({
      mode: MODES.includes(wanted) ? mode(wanted) : node.classList.contains('full') ? 'fullscreen' : 'inline'
    })
  };

  function mode(wanted) {
    const whole = wanted === 'fullscreen';
    node.classList.toggle('full', whole);
    full.replaceChildren(whole ? 'Leave full screen' : 'Full screen');
    host?.setMode(wanted);
    return wanted;
  }
  const forget = onTheme(theme => host?.changed({ theme }));

  async function close() {
    const closing = host;
    host = null;
    bar.hidden = true;
    if (node.classList.contains('full')) mode('inline');
    await closing?.close();
  }

  /** Shows the app for a call with these arguments. */
  async function start(args) {
    await close();
    [place, notes, context, log, declared, questions].forEach(element => element.replaceChildren());
    node.hidden = false;
    began = performance.now();
    const reading = send('resources/read', { uri });
    const { result, error, failure } = await reading;
    const problem = result ? wrong(result.contents, uri) : (error?.message ?? failure);
    if (problem) return place.replaceChildren(h('p', { class: 'problem', role: 'alert' }, problem));
    const ui = result.contents[0]._meta?.ui ?? {};
    declared.replaceChildren(folded('What it declares', json(ui, 'What the app declares')));
    host = new AppHost({
      tool,
      html: result.contents[0].text,
      ui,
      ownOrigin: own.checked,
      requests,
      heard,
      sized: height => (place.style.height = `${Math.min(Math.ceil(height), 4000)}px`)
    });
    place.style.height = '';
    place.classList.toggle('bordered', ui.prefersBorder !== false);
    place.append(host.frame);
    bar.hidden = false;
    host.notify('ui/notifications/tool-input', { arguments: args });
  }

  let starting = null;
  const node = h(
    'section',
    { class: 'app', hidden: true, 'aria-label': 'App' },
    h('div', { class: 'bar spread' }, h('h3', {}, 'App ', h('code', { class: 'quiet' }, uri)), bar),
    h(
      'div',
      { class: 'beside' },
      h('div', {}, place, questions, context, notes),
      h('div', { class: 'side' }, h('h4', {}, 'Messages'), log, declared)
    )
  );
  node.addEventListener('keydown', event => event.key === 'Escape' && node.classList.contains('full') && mode('inline'));
  return {
    node,
    option: h('label', { class: 'box' }, own, 'The app has an origin of its own (storage, cookies), as some hosts give it'),
    start: args => (starting = start(args)),
    end: async exchange => {
      await starting;
      if (exchange.result) host?.notify('ui/notifications/tool-result', exchange.result);
      else host?.notify('ui/notifications/tool-cancelled', { reason: exchange.error?.message ?? exchange.failure });
    },
    close: () => (forget(), close())
  };
}
