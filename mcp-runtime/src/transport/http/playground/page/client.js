// The protocol as a client speaks it over HTTP: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http

import { bearer } from './caller.js';

export const VERSION = '2026-07-28';
const META = 'io.modelcontextprotocol/';
const { endpoint } = document.documentElement.dataset;

export const CLIENT = { name: 'playground', version: '1.0.0' };
/** The extension of apps. */
export const VIEWS = { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } };

const CAPABILITIES = {
  elicitation: { form: {}, url: {} },
  sampling: {},
  roots: {},
  extensions: { ...VIEWS, 'io.modelcontextprotocol/tasks': {} }
};

/** Which member of the parameters `Mcp-Name` repeats. */
const NAMED = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId'
};

/** A text as the value of a header. */
export function headerValue(text) {
  if (/^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/.test(text) && !/^=\?base64\?.*\?=$/.test(text)) return text;
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return `=?base64?${btoa(bytes)}?=`;
}

/** The headers that repeat arguments: where a property of the schema says `x-mcp-header`, and the argument is given. */
export function paramHeaders(schema, args) {
  const headers = {};
  for (const [name, property] of Object.entries(schema?.properties ?? {})) {
    const value = args?.[name];
    if (value === undefined || value === null) continue;
    if (property?.['x-mcp-header']) headers[`Mcp-Param-${property['x-mcp-header']}`] = headerValue(String(value));
    else if (typeof value === 'object') Object.assign(headers, paramHeaders(property, value));
  }
  return headers;
}

let lastId = 0;

/** Sends a request of today's revision and waits for its answer; see `post`. */
export async function send(method, params = {}, { headers = {}, signal, onMessage, logLevel, progress } = {}) {
  const id = ++lastId;
  const meta = {
    ...params._meta,
    [`${META}protocolVersion`]: VERSION,
    [`${META}clientInfo`]: CLIENT,
    [`${META}clientCapabilities`]: CAPABILITIES
  };
  if (progress) meta.progressToken = id;
  if (logLevel) meta[`${META}logLevel`] = logLevel;
  const body = { jsonrpc: '2.0', id, method, params: { ...params, _meta: meta } };
  const named = NAMED[method] && params[NAMED[method]];
  const sent = {
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    'MCP-Protocol-Version': VERSION,
    'Mcp-Method': method,
    ...(typeof named === 'string' ? { 'Mcp-Name': headerValue(named) } : {}),
    ...headers,
    ...bearer()
  };
  return post(body, sent, { signal, onMessage });
}

/**
 * Sends a message and waits for its answer. Gives back all there is to see of it: the headers and
 * the body as they went out, the status and the headers that came back, every message with the time
 * it took, and `result`, `error` or `failure`.
 */
export async function post(message, sent, options = {}) {
  const { method = 'POST', answered = true, signal, onMessage } = options;
  const body = message === null ? undefined : JSON.stringify(message);
  const start = performance.now();
  const exchange = {
    url: new URL(endpoint, location.origin).href,
    // Nobody who looks over a shoulder gets the token.
    sent: 'Authorization' in sent ? { ...sent, Authorization: 'Bearer $TOKEN' } : sent,
    body: message,
    messages: [],
    size: 0,
    elapsed: () => performance.now() - start
  };
  const took = message => {
    exchange.messages.push({ at: exchange.elapsed(), message });
    if (message.method) onMessage?.(message);
    else if (message.error) exchange.error = message.error;
    else if (message.result) exchange.result = message.result;
  };
  try {
    const request = { method, headers: sent, body, signal, credentials: 'omit' };
    const response = await fetch(endpoint, request);
    Object.assign(exchange, {
      status: response.status,
      statusText: response.statusText,
      received: [...response.headers],
      headersAt: exchange.elapsed()
    });
    exchange.streamed = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    await read(response, exchange, took);
    if (answered && !exchange.result && !exchange.error) {
      exchange.failure = `The answer (${response.status}) held no response`;
    }
  } catch (error) {
    exchange.cancelled = signal?.aborted ?? false;
    exchange.failure = exchange.cancelled ? 'Cancelled: the connection was closed' : `No answer: ${error.message}`;
  }
  exchange.endedAt = exchange.elapsed();
  return exchange;
}

/** Takes the messages of an answer: one JSON object, or a stream of events. */
async function read(response, exchange, took) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ? chunks(response.body) : []) {
    exchange.size += chunk.length;
    rest += decoder.decode(chunk, { stream: true });
    if (!exchange.streamed) continue;
    const events = rest.split(/\r?\n\r?\n/);
    rest = events.pop();
    for (const event of events) {
      const data = event
        .split(/\r?\n/)
        .filter(line => line.startsWith('data:'))
        .map(line => line.slice(5).replace(/^ /, ''))
        .join('\n');
      // The first event of a stream that can be resumed gives an id alone.
      if (data) took(JSON.parse(data));
    }
  }
  if (!exchange.streamed && rest) took(JSON.parse(rest));
}

async function* chunks(body) {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** All items of a list, from all its pages. */
export async function list(method, key) {
  const items = [];
  let cursor;
  for (let page = 0; page < 1000; page++) {
    const { result, error, failure } = await send(method, cursor === undefined ? {} : { cursor });
    if (!result) throw new Error(error?.message ?? failure);
    items.push(...(result[key] ?? []));
    cursor = result.nextCursor;
    if (cursor === undefined) break;
  }
  return items;
}

/** What a text could become. */
export async function complete(ref, name, value, others) {
  const { result } = await send('completion/complete', { ref, argument: { name, value }, context: { arguments: others } });
  return result?.completion?.values ?? [];
}
