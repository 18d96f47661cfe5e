// A call as clients of earlier revisions make it: in a session of its own, with questions that come on the call's stream.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports

import { bearer } from './caller.js';
import { CLIENT, post, VIEWS } from './client.js';

/** What such a client says that it can do; the server takes of it what the revision has words for. */
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
  return result && id ? { 'Mcp-Session-Id': id, 'MCP-Protocol-Version': result.protocolVersion } : null;
}

/**
 * Sends a request as a client of `revision`. `ask(result)` gives the responses to questions, or `null` to leave them; `onExchange`
 * hears of `initialize` and of the request.
 */
export async function converseEarlier(revision, method, params, { ask, onExchange, onMessage, signal, progress, logLevel }) {
  const initialize = { protocolVersion: revision, capabilities: CAPABILITIES, clientInfo: CLIENT };
  const opened = await post(request('initialize', initialize), headers(), { signal });
  onExchange?.(opened);
  const session = sessionOf(opened);
  if (!session) return opened;
  const tell = message => post({ jsonrpc: '2.0', ...message }, headers(session), { answered: false });

  /** A request of the server's, answered by another POST. */
  async function question({ id, method: asks, params: about }) {
    const responses = await ask({ inputRequests: { question: { method: asks, params: about } } }, signal);
    if (responses) await tell({ id, result: responses.question });
  }

  await tell({ method: 'notifications/initialized' });
  if (logLevel) await post(request('logging/setLevel', { level: logLevel }), headers(session));
  const body = request(method, progress ? { ...params, _meta: { ...params._meta, progressToken: 1 } } : params);
  // That its connection is closed doesn't cancel it.
  const cancel = () => tell({ method: 'notifications/cancelled', params: { requestId: body.id } });
  signal?.addEventListener('abort', cancel);
  const exchange = await post(body, headers(session), {
    signal,
    onMessage: message => (message.id === undefined ? onMessage?.(message) : question(message))
  });
  signal?.removeEventListener('abort', cancel);
  onExchange?.(exchange);
  await post(null, headers(session), { method: 'DELETE', answered: false });
  return exchange;
}

let lastId = 0;
const request = (method, params) => ({ jsonrpc: '2.0', id: ++lastId, method, params });
