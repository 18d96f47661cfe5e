// A task, from the answer that made it to its end: https://modelcontextprotocol.io/extensions/tasks

import { send } from './client.js';

const OVER = ['completed', 'failed', 'cancelled'];

/** Resolves after a time, or when it is aborted. */
const pause = (ms, signal) =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** How a task stands, in words. */
export const stands = ({ status, statusMessage }) =>
  [`Task ${status.replace('_', ' ')}`, statusMessage].filter(Boolean).join(': ');

/**
 * Looks at a task as often as it says, until it is over or `left` is aborted. `woken()` gives a
 * signal that ends a pause or a question, such as after a cancellation. `ask(task, signal)` gives
 * the answers to what it asks, `onTask` hears of each state, `onExchange` of each request that
 * brought something new. Gives an exchange with the `result` or `error` of a plain call.
 */
export async function follow(task, { left, woken, ask, onTask, onExchange }) {
  const { taskId } = task;
  const request = (method, params = {}) => send(method, { taskId, ...params }, { signal: left });
  for (;;) {
    onTask(task);
    if (OVER.includes(task.status)) return ended(task);
    const wake = woken();
    if (task.status === 'input_required' && Object.keys(task.inputRequests ?? {}).length) {
      const inputResponses = await ask(task, AbortSignal.any([left, wake]));
      if (inputResponses) onExchange(await request('tasks/update', { inputResponses }));
    } else await pause(task.pollIntervalMs ?? 1000, AbortSignal.any([left, wake]));
    if (left.aborted)
      return { cancelled: true, failure: 'The task goes on, and nobody looks at it' };
    const exchange = await request('tasks/get');
    if (!exchange.result) return exchange;
    if (exchange.result.lastUpdatedAt !== task.lastUpdatedAt) onExchange(exchange);
    task = exchange.result;
  }
}

/** What a plain call would have ended with. */
function ended({ status, result, error }) {
  if (status === 'cancelled') return { cancelled: true, failure: 'The task was cancelled' };
  return status === 'completed' ? { result } : { error };
}
