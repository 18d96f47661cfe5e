// JSON, indented and coloured.

import { h } from './dom.js';

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|(true|false|null)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;
/** Beyond this, colour costs more than it helps. */
const LARGE = 100_000;

export function json(value, label = 'JSON') {
  const text = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
  const block = h('pre', { class: 'json', tabindex: '0', role: 'group', 'aria-label': label });
  if (text.length > LARGE) {
    block.append(text);
    return block;
  }
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon, word] = match;
    block.append(text.slice(end, match.index));
    if (string) block.append(h('span', { class: colon ? 'json-key' : 'json-string' }, string), colon ?? '');
    else block.append(h('span', { class: word ? 'json-word' : 'json-number' }, whole));
    end = match.index + whole.length;
  }
  block.append(text.slice(end));
  return block;
}

/** What a summary opens. */
export const folded = (summary, content, open = false) => h('details', { open }, h('summary', {}, summary), content);
