// A request and its questions: each answer that asks is answered by asking again.
// https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr

import { send } from './client.js';

/** Nobody answers more questions than this to one request. */
const ROUNDS = 100;

/**
 * Sends a request until its answer asks nothing more. `ask(result)` gives the responses to a result's questions, or `null` to leave
 * it there; `onExchange` hears of every round.
 */
export async function converse(method, params, { ask, onExchange, ...options }) {
  let more = {};
  for (let round = 0; round < ROUNDS; round++) {
    const exchange = await send(method, { ...params, ...more }, options);
    onExchange?.(exchange);
    if (exchange.result?.resultType !== 'input_required') return exchange;
    const { inputRequests, requestState } = exchange.result;
    const inputResponses = await ask(exchange.result, options.signal);
    if (inputResponses === null) return { ...exchange, result: undefined, cancelled: true, failure: 'The question was left open' };
    more = { ...(inputRequests ? { inputResponses } : {}), ...(requestState === undefined ? {} : { requestState }) };
  }
  throw new Error(`It asked more than ${ROUNDS} times`);
}
