// A call as clients of earlier revisions make it: in a session of its own, with questions that come
// on the call's stream.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports

import { bearer } from './caller.js';
import { CLIENT, post, VIEWS } from './client.js';

/** The capabilities of such a client; the server ignores those that the revision doesn't know. */
const CAPABILITIES = {
  elicitation: { form: {}, url: {} },
  sampling: {},
  roots: {},
  extensions: VIEWS
};

const headers = session => ({
  'Content-Type': 'application/json',
  Accept: 'application/json, text/event-stream',
  ...session,
  ...bearer()
});

/** The headers of a session that has begun, or `null`. */
function sessionOf({ result, received }) {
  const id = new Map(received ?? []).get('mcp-session-id');
  if (!result || !id) return null;
  return { 'Mcp-Session-Id': id, 'MCP-Protocol-Version': result.protocolVersion };
}

/**
 * Sends a request as a client of `revision`. `ask(result)` gives the responses to questions, or
 * `null` to leave them; `onExchange` hears of `initialize` and of the request.
 */
export async function converseEarlier(revision, method, params, options) {
  const { ask, onExchange, onMessage, signal, progress, logLevel } = options;
  const initialize = { protocolVersion: revision, capabilities: CAPABILITIES, clientInfo: CLIENT };
  const opened = await post(request('initialize', initialize), headers(), { signal });
  onExchange?.(opened);
  const session = sessionOf(opened);
  if (!session) return opened;
  const sent = headers(session);
  const tell = message => post({ jsonrpc: '2.0', ...message }, sent, { answered: false });

  /** A request of the server's, answered by another POST. */
  async function question({ id, method: asks, params: about }) {
    const inputRequests = { question: { method: asks, params: about } };
    const responses = await ask({ inputRequests }, signal);
    if (responses) await tell({ id, result: responses.question });
  }

  await tell({ method: 'notifications/initialized' });
  if (logLevel) await post(request('logging/setLevel', { level: logLevel }), sent);
  const told = { ...params, _meta: { ...params._meta, progressToken: 1 } };
  const body = request(method, progress ? told : params);
  // That its connection is closed doesn't cancel it.
  const cancel = () => tell({ method: 'notifications/cancelled', params: { requestId: body.id } });
  signal?.addEventListener('abort', cancel);
  const exchange = await post(body, sent, {
    signal,
    onMessage: message => (message.id === undefined ? onMessage?.(message) : question(message))
  });
  signal?.removeEventListener('abort', cancel);
  onExchange?.(exchange);
  await post(null, sent, { method: 'DELETE', answered: false });
  return exchange;
}

let lastId = 0;
const request = (method, params) => ({ jsonrpc: '2.0', id: ++lastId, method, params });
