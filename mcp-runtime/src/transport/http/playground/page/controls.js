// One control for one value. Each has its element, what was given (`undefined` for nothing), and takes a value.

import { h, uid } from './dom.js';
import { choices, kind } from './schema.js';

/** Beyond so many characters a text gets several lines. */
const LINE = 120;

export function leaf(schema, attributes, required) {
  switch (kind(schema)) {
    case 'choice':
      return select(schema, attributes, required);
    case 'several':
      return several(schema, attributes);
    case 'boolean':
      return select({ enum: [true, false], default: schema.default }, attributes, required);
    case 'number':
      return number(schema, attributes);
    case 'text':
      return text(schema, attributes);
    default:
      return raw(schema, attributes);
  }
}

function text(schema, attributes) {
  const short = schema.format || schema.pattern || (schema.maxLength ?? Infinity) <= LINE;
  const type = { date: 'date', email: 'email' }[schema.format] ?? 'text';
  const shown = {
    ...attributes,
    placeholder: typeof schema.default === 'string' ? schema.default : null,
    autocomplete: 'off',
    spellcheck: 'false'
  };
  const node = short ? h('input', { type, ...shown }) : h('textarea', { rows: '1', ...shown });
  return { node, get: () => node.value || undefined, set: value => (node.value = value ?? '') };
}

function number(schema, attributes) {
  const step = schema.type === 'integer' ? (schema.multipleOf ?? 1) : (schema.multipleOf ?? 'any');
  const node = h('input', { type: 'number', min: schema.minimum, max: schema.maximum, step, placeholder: schema.default, ...attributes });
  return { node, get: () => (node.value === '' ? undefined : Number(node.value)), set: value => (node.value = value ?? '') };
}

function select(schema, attributes, required) {
  const options = choices(schema);
  const none = schema.default !== undefined ? `default (${schema.default})` : required ? 'choose…' : 'not given';
  const node = h(
    'select',
    attributes,
    h('option', { value: '' }, none),
    options.map(({ label }, i) => h('option', { value: i }, label))
  );
  return {
    node,
    get: () => (node.value === '' ? undefined : options[node.value].value),
    set: value => (node.value = String(options.findIndex(option => option.value === value)).replace('-1', ''))
  };
}

function several(schema, attributes) {
  const boxes = choices(schema.items).map(({ value, label }) => ({ value, label, box: h('input', { type: 'checkbox', id: uid('box') }) }));
  const node = h(
    'div',
    { ...attributes, role: 'group', class: 'boxes' },
    boxes.map(({ box, label }) => h('label', { class: 'box' }, box, label))
  );
  return {
    node,
    labelled: true,
    get: () => {
      const chosen = boxes.filter(({ box }) => box.checked).map(({ value }) => value);
      return chosen.length ? chosen : undefined;
    },
    set: values => boxes.forEach(({ box, value }) => (box.checked = Array.isArray(values) && values.includes(value)))
  };
}

/** Any value, as JSON. */
export function raw(schema, attributes) {
  const placeholder = schema.default === undefined ? 'JSON' : JSON.stringify(schema.default);
  const node = h('textarea', { rows: '2', class: 'code', spellcheck: 'false', placeholder, ...attributes });
  return {
    node,
    get: () => {
      if (!node.value.trim()) return undefined;
      try {
        return JSON.parse(node.value);
      } catch (error) {
        node.focus();
        throw new Error(`This is no JSON: ${error.message}`);
      }
    },
    set: value => (node.value = value === undefined ? '' : JSON.stringify(value, null, 2))
  };
}
