// A call under way: its button, what it says while it works, what it asks, and what came of it.

import { lack } from './caller.js';
import { lackView } from './caller_view.js';
import { button, h, uid } from './dom.js';
import { converse } from './conversation.js';
import { converseEarlier } from './earlier.js';
import { exchangeView, milliseconds } from './exchange.js';
import { json } from './json.js';
import { ask } from './questions.js';
import { errorView, resultView } from './result.js';
import { logLevel, revision } from './settings.js';
import { follow, stands } from './task.js';
import { send } from './client.js';

/** No more messages than this are shown. */
const MESSAGES = 500;

/**
 * A form with a button that sends a request. `prepare()` gives its parameters and further headers, `onStart(prepared)` and
 * `onEnd(exchange)` hear of each call.
 */
export function runner({ form, label, method, prepare, onStart, onEnd, hasApp }) {
  const status = h('p', { class: 'status', role: 'status' });
  const progress = h('div', { class: 'progress' });
  const log = h('div', { class: 'log', role: 'log', 'aria-label': 'Log messages' });
  const place = h('div', {});
  const wire = h('div', { class: 'wire', role: 'group', 'aria-label': 'What went over the wire' });
  let running = null;
  let task = null;
  let wake = new AbortController();

  const start = h('button', { type: 'submit', class: 'primary' }, label);
  const cancel = button('Cancel', () => (task ? cancelTask() : running?.abort()), { hidden: true });

  async function cancelTask() {
    wire.append(exchangeView(await send('tasks/cancel', { taskId: task.taskId })));
    wake.abort();
  }

  /** What becomes of a call that was answered with a task. */
  async function followed(made) {
    const end = await follow(made, {
      left: running.signal,
      woken: () => (wake = new AbortController()).signal,
      ask: (asking, signal) => ask(asking, place, signal),
      onTask: seen => {
        task = seen;
        status.replaceChildren(stands(seen));
      },
      onExchange: exchange => wire.append(exchangeView(exchange))
    });
    task = null;
    return end;
  }

  const heard = ({ method: notified, params = {} }) => {
    if (notified === 'notifications/progress') progress.replaceChildren(progressView(params));
    else if (log.childElementCount < MESSAGES)
      log.append(notified === 'notifications/message' ? logLine(params) : json({ method: notified, params }, 'Notification'));
  };

  async function run(event) {
    event.preventDefault();
    if (running) return;
    let prepared;
    try {
      prepared = prepare();
    } catch (error) {
      status.replaceChildren(error.message);
      return;
    }
    running = new AbortController();
    [progress, log, place, wire].forEach(element => element.replaceChildren());
    status.replaceChildren('Waiting for the answer…');
    cancel.hidden = false;
    start.setAttribute('aria-disabled', 'true');
    onStart?.(prepared);
    const began = performance.now();
    const speak = revision ? (...call) => converseEarlier(revision, ...call) : converse;
    const answered = await speak(method, prepared.params, {
      headers: prepared.headers,
      signal: running.signal,
      progress: true,
      logLevel: logLevel || undefined,
      onMessage: heard,
      ask: (result, signal) => {
        status.replaceChildren('The server asks something.');
        return ask(result, place, signal).then(responses => (status.replaceChildren('Waiting for the answer…'), responses));
      },
      onExchange: exchange => wire.append(exchangeView(exchange))
    });
    const end = answered.result?.resultType === 'task' ? await followed(answered.result) : answered;
    const hadFocus = document.activeElement === cancel || document.activeElement === document.body;
    running = null;
    cancel.hidden = true;
    start.removeAttribute('aria-disabled');
    if (hadFocus) start.focus();
    const took = milliseconds(performance.now() - began);
    status.replaceChildren(end.cancelled ? `${end.failure}, after ${took}.` : end.failure ? `${end.failure}.` : `Answered in ${took}.`);
    const lacks = end.received ? lack(end) : null;
    if (end.result) place.append(resultView(end.result, hasApp));
    else if (lacks) place.append(lackView(lacks, prepared.params));
    else if (end.error) place.append(errorView(end.error));
    place.querySelector('h3')?.scrollIntoView({ block: 'nearest' });
    onEnd?.(end);
  }

  const node = h('form', { class: 'call', novalidate: true, onsubmit: run }, form, h('div', { class: 'bar' }, start, cancel, status));
  node.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) node.requestSubmit();
  });
  return { node: h('div', { class: 'run' }, node, progress, log), outcome: h('div', {}, place, wire), stop: () => running?.abort() };
}

function progressView({ progress, total, message }) {
  const id = uid('progress');
  const known = typeof total === 'number' && total > 0;
  const words = known ? `${progress} of ${total}` : String(progress);
  return h(
    'div',
    { class: 'bar' },
    h('label', { for: id }, message ?? 'Progress'),
    h('progress', { id, max: known ? total : null, value: known ? progress : null }),
    h('span', { class: 'quiet' }, words)
  );
}

function logLine({ level, logger, data }) {
  const said = typeof data === 'string' ? data : JSON.stringify(data);
  return h(
    'p',
    { class: 'log-line' },
    h('span', { class: `level ${['error', 'critical', 'alert', 'emergency'].includes(level) ? 'bad' : ''}` }, level),
    logger ? h('span', { class: 'quiet' }, logger) : null,
    said
  );
}
