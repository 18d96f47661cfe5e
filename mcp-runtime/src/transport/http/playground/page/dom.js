// Elements from text and other elements; nothing here takes markup.

let last = 0;
export const uid = prefix => `${prefix}-${++last}`;

/** An element. `on…` are listeners, `true` and `false` are attributes that are there or not, other values are text. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const button = (label, onclick, attributes = {}) => h('button', { type: 'button', onclick, ...attributes }, label);

/** A link out of the page, or only its text where it leads nowhere that a browser should go. */
export function outside(url, text = url) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return h('code', {}, text);
  }
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return h('code', {}, text);
  return h(
    'a',
    { href: parsed.href, target: '_blank', rel: 'noopener noreferrer' },
    text,
    h('span', { class: 'hidden' }, ' (opens another page)')
  );
}

/** The parts of `text` between backticks as code, the rest as text with its line breaks. */
export const prose = text =>
  String(text)
    .split(/(`[^`\n]+`)/)
    .map(part => (/^`.+`$/.test(part) ? h('code', {}, part.slice(1, -1)) : part));
