// A form from a schema. What is left empty is left out, so that the server says what is missing, as it would to a model.

import { button, h, prose, uid } from './dom.js';
import { leaf, raw } from './controls.js';
import { hints, kind, plain, typeName } from './schema.js';

/** Schemas that refer to themselves end here, in JSON. */
const DEEPEST = 6;
/** What is added is wanted: it is required, without saying so. */
const ITEM = 'item';

/** A named value: its label, what is known about it, and its control. */
function field(name, given, required, root, depth) {
  const schema = plain(given, root);
  const id = uid('field');
  const told = hints(schema);
  const described = [schema.description && `${id}-says`, told.length && `${id}-hint`].filter(Boolean).join(' ') || null;
  const control = controlOf(
    schema,
    { id, 'aria-describedby': described, 'aria-required': required === true || null },
    required,
    root,
    depth
  );
  const words = [
    h('span', { class: 'name' }, schema.title ?? name),
    schema.title && schema.title !== name ? h('code', { class: 'quiet' }, name) : null,
    required === true ? h('span', { class: 'required' }, 'required') : null,
    h('span', { class: 'quiet' }, typeName(schema))
  ];
  // Spaces between them are for those who hear it.
  const label = words.flatMap(word => word && [word, ' ']);
  const says = schema.description ? h('p', { class: 'says', id: `${id}-says` }, prose(schema.description)) : null;
  const hint = told.length ? h('p', { class: 'hint', id: `${id}-hint` }, told.join(' · ')) : null;
  const node = control.group
    ? h('fieldset', { class: 'field', 'aria-describedby': described }, h('legend', { class: 'label' }, label), says, hint, control.node)
    : h(
        'div',
        { class: 'field' },
        h(control.labelled ? 'div' : 'label', { class: 'label', for: control.labelled ? null : id, id: `${id}-label` }, label),
        says,
        control.node,
        hint
      );
  if (control.labelled) control.node.setAttribute('aria-labelledby', `${id}-label`);
  return { name, required, node, get: control.get, set: control.set, example: schema.examples?.[0] };
}

function controlOf(schema, attributes, required, root, depth) {
  if (depth < DEEPEST) {
    const make = { object, list, map, variant }[kind(schema)];
    if (make) return { group: true, ...make(schema, required, root, depth + 1) };
    return leaf(schema, attributes, required);
  }
  return kind(schema) === 'object' || kind(schema) === 'list' ? raw(schema, attributes) : leaf(schema, attributes, required);
}

/** The fields of an object. One that may be left out is, as long as all its fields are empty. */
export function object(schema, required, root, depth = 0) {
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    field(name, property, schema.required?.includes(name) ?? false, root, depth)
  );
  const node = h(
    'div',
    { class: 'fields' },
    fields.map(field => field.node)
  );
  if (!fields.length) node.append(h('p', { class: 'quiet' }, 'No arguments'));
  const get = () => {
    const given = fields.map(field => [field.name, field.get()]).filter(([, value]) => value !== undefined);
    return given.length || required ? Object.fromEntries(given) : undefined;
  };
  const set = value => fields.forEach(field => field.set(value?.[field.name]));
  return { node, get, set, fields };
}

/** Rows that come and go. `row()` makes one, with `get` and `set`. */
function rows(noun, row) {
  const list = h('div', { class: 'rows' });
  let made = [];
  const add = value => {
    const one = row(made.length + 1);
    if (value !== undefined) one.set(value);
    const remove = button(
      'Remove',
      () => {
        const after = made[made.indexOf(one) + 1] ?? made[made.indexOf(one) - 1];
        made = made.filter(other => other !== one);
        one.line.remove();
        (after?.line.querySelector('input, select, textarea, button') ?? more).focus();
      },
      { class: 'small', 'aria-label': `Remove ${noun} ${made.length + 1}` }
    );
    one.line = h('div', { class: 'row' }, one.node, remove);
    made.push(one);
    list.append(one.line);
    return one;
  };
  const more = button(`Add ${noun}`, () => add().line.querySelector('input, select, textarea, button')?.focus(), { class: 'small' });
  const clear = () => {
    made = [];
    list.replaceChildren();
  };
  return { node: h('div', {}, list, more), all: () => made, add, clear };
}

function list(schema, required, root, depth) {
  const items = rows('item', n => field(String(n), schema.items ?? {}, ITEM, root, depth));
  const get = () => {
    const values = items.all().map(item => item.get() ?? null);
    return values.length ? values : undefined;
  };
  const set = values => {
    items.clear();
    if (Array.isArray(values)) values.forEach(value => items.add(value));
  };
  return { node: items.node, get, set };
}

function map(schema, required, root, depth) {
  const entries = rows('entry', () => {
    const id = uid('key');
    const key = h('input', { type: 'text', id, autocomplete: 'off', spellcheck: 'false' });
    const value = field('value', schema.additionalProperties, ITEM, root, depth);
    return {
      node: h(
        'div',
        { class: 'entry' },
        h('div', { class: 'field' }, h('label', { class: 'label', for: id }, h('span', { class: 'name' }, 'key')), key),
        value.node
      ),
      get: () => [key.value, value.get()],
      set: ([k, v]) => ((key.value = k), value.set(v))
    };
  });
  const get = () => {
    const values = entries
      .all()
      .map(entry => entry.get())
      .filter(([key, value]) => key && value !== undefined);
    return values.length ? Object.fromEntries(values) : undefined;
  };
  const set = values => {
    entries.clear();
    Object.entries(values ?? {}).forEach(entry => entries.add(entry));
  };
  return { node: entries.node, get, set };
}

/** One of several forms. */
function variant(schema, required, root, depth) {
  const parts = (schema.oneOf ?? schema.anyOf).map(part => plain(part, root));
  const id = uid('variant');
  const place = h('div', {});
  const controls = parts.map(part => controlOf(part, { id: uid('field'), 'aria-label': part.title ?? typeName(part) }, true, root, depth));
  const named = (part, i) =>
    part.title ?? (Object.keys(part.properties ?? {}).join(', ') || part.description || `${typeName(part)} ${i + 1}`);
  const chosen = h(
    'select',
    {
      id,
      'aria-label': 'Which form',
      onchange: () => place.replaceChildren(...(controls[chosen.value] ? [controls[chosen.value].node] : []))
    },
    h('option', { value: '' }, required ? 'choose…' : 'not given'),
    parts.map((part, i) => h('option', { value: i }, named(part, i)))
  );
  const set = value => {
    const fits = part =>
      part.type === (Array.isArray(value) ? 'array' : typeof value) && (part.required ?? []).every(name => name in Object(value));
    const found = value === undefined ? -1 : parts.findIndex(fits);
    chosen.value = found < 0 ? '' : String(found);
    chosen.dispatchEvent(new Event('change'));
    controls[found]?.set(value);
  };
  return { node: h('div', { class: 'fields' }, chosen, place), get: () => controls[chosen.value]?.get(), set };
}

/** The arguments of a call: a form, or the JSON that it stands for. */
export function argumentForm(schema) {
  const root = schema ?? {};
  const form = object(plain(root, root), true, root);
  const text = raw({}, { id: uid('json'), 'aria-label': 'Arguments as JSON', rows: '10' });
  let asJson = !Object.keys(root.properties ?? {}).length && root.additionalProperties !== false && Object.keys(root).length > 1;
  const place = h('div', {});
  const problem = h('p', { class: 'problem', role: 'alert' });
  const shown = () => place.replaceChildren(asJson ? text.node : form.node);
  const to = json => () => {
    if (asJson === json) return;
    try {
      if (json) text.set(form.get());
      else form.set(text.get() ?? {});
      problem.replaceChildren();
      asJson = json;
      shown();
    } catch (error) {
      problem.replaceChildren(error.message);
    }
    forms.setAttribute('aria-pressed', String(!asJson));
    jsons.setAttribute('aria-pressed', String(asJson));
  };
  const forms = button('Form', to(false), { class: 'small', 'aria-pressed': String(!asJson) });
  const jsons = button('JSON', to(true), { class: 'small', 'aria-pressed': String(asJson) });
  const examples = form.fields.filter(field => field.example !== undefined);
  const fill = examples.length
    ? button('Fill in examples', () => (to(false)(), examples.forEach(field => field.set(field.example))), { class: 'small' })
    : null;
  shown();
  const node = h(
    'div',
    {},
    h('div', { class: 'bar' }, h('div', { class: 'switch', role: 'group', 'aria-label': 'Arguments as' }, forms, jsons), fill),
    place,
    problem
  );
  return {
    node,
    get: () => (asJson ? (text.get() ?? {}) : form.get()),
    set: value => (asJson ? text : form).set(value)
  };
}
