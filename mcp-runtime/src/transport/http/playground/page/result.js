// What came back, as a person reads it.

import { h, outside } from './dom.js';
import { folded, json } from './json.js';

const decoded = base64 => Uint8Array.from(atob(base64), c => c.charCodeAt(0));
const data = (type, base64) => `data:${type};base64,${base64}`;

function text(content) {
  try {
    const value = JSON.parse(content);
    if (value !== null && typeof value === 'object') return json(value, 'Text, which is JSON');
  } catch {
    // Most texts are none.
  }
  return h('pre', { class: 'text', tabindex: '0', role: 'group', 'aria-label': 'Text' }, content);
}

function media(type, base64) {
  if (/^image\/[\w.+-]+$/.test(type)) return h('img', { src: data(type, base64), alt: `Image (${type})` });
  if (/^audio\/[\w.+-]+$/.test(type)) return h('audio', { controls: true, src: data(type, base64), 'aria-label': `Sound (${type})` });
  return h('p', {}, `${decoded(base64).length} bytes`);
}

/** Contents of a resource. */
export function contents({ uri, mimeType, text: words, blob, _meta }) {
  return h(
    'div',
    { class: 'block' },
    h('p', { class: 'quiet' }, h('code', {}, uri), mimeType ? ` ${mimeType}` : null),
    words !== undefined ? text(words) : blob !== undefined ? media(mimeType ?? '', blob) : null,
    _meta ? folded('_meta', json(_meta, '_meta')) : null
  );
}

function link({ uri, name, title, description, mimeType, size }) {
  const to = /^https?:/.test(uri) ? outside(uri) : h('a', { href: `#resource/${encodeURIComponent(uri)}` }, uri);
  const more = [mimeType, size !== undefined && `${size} bytes`].filter(Boolean).join(', ');
  return [h('p', {}, h('strong', {}, title ?? name), ' ', to), h('p', { class: 'quiet' }, [description, more].filter(Boolean).join(' · '))];
}

/** One part of a result or of a message. */
/** What `show` makes of a value, or its JSON, if it is not as it should be. */
function orJson(show, value, label) {
  try {
    return show() ?? json(value, label);
  } catch {
    return json(value, label);
  }
}

export function block(content) {
  const { type, annotations, _meta } = content;
  const shown = {
    text: () => text(content.text),
    image: () => media(content.mimeType, content.data),
    audio: () => media(content.mimeType, content.data),
    resource: () => contents(content.resource),
    resource_link: () => link(content)
  }[type];
  const inner = orJson(shown ?? (() => undefined), content, 'Content');
  const for_ = [
    annotations?.audience && `for ${annotations.audience.join(' and ')}`,
    annotations?.priority !== undefined && `priority ${annotations.priority}`,
    annotations?.lastModified
  ];
  const notes = for_.filter(Boolean).join(' · ');
  return h(
    'div',
    { class: 'block' },
    h('p', { class: 'tag' }, type.replace('_', ' ')),
    inner,
    notes ? h('p', { class: 'quiet' }, notes) : null,
    _meta ? folded('_meta', json(_meta, '_meta')) : null
  );
}

export function errorView({ code, message, data: more }) {
  return h(
    'div',
    { class: 'outcome wrong' },
    h('h3', { tabindex: '-1' }, `Error ${code}`),
    h('p', { class: 'prewrap' }, message),
    more === undefined ? null : json(more, 'Data of the error')
  );
}

/** The result of a tool, a prompt or a resource. Where an app shows the data, they are folded. */
export function resultView(result, hasApp) {
  const { content, structuredContent, isError, messages, contents: read, description, _meta, resultType, ...rest } = result;
  const title = isError ? 'The tool says that it failed' : 'Result';
  const { 'io.modelcontextprotocol/serverInfo': _, ...meta } = _meta ?? {};
  return h(
    'div',
    { class: `outcome ${isError ? 'wrong' : 'right'}` },
    h('h3', { tabindex: '-1' }, title, isError ? h('code', { class: 'quiet' }, 'isError') : null),
    description ? h('p', {}, description) : null,
    content?.map(block),
    structuredContent === undefined ? null : folded('Structured content', json(structuredContent, 'Structured content'), !hasApp),
    messages?.map(message => h('div', { class: 'message' }, h('p', { class: 'role' }, message.role), block(message.content))),
    read?.map(one => orJson(() => contents(one), one, 'Contents')),
    Object.keys(meta).length ? folded('_meta', json(meta, '_meta')) : null,
    Object.keys(rest).length ? folded('More of the result', json(rest, 'More of the result')) : null
  );
}
