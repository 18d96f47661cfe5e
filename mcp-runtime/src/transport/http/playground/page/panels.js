// One panel for each thing that a server has.

import { again, needs } from './caller.js';
import { complete, paramHeaders } from './client.js';
import { appPanel } from './app_panel.js';
import { button, h, prose } from './dom.js';
import { argumentForm, object } from './form.js';
import { folded, json } from './json.js';
import { runner } from './run.js';
import { expand, variables } from './template.js';

const tag = (text, kind = '') => h('span', { class: `chip ${kind}` }, text);

/** What a tool says about itself, in single words. */
export function tags({ annotations = {}, _meta }) {
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations;
  const ui = _meta?.ui;
  return [
    ui?.resourceUri ? tag('app', 'accent') : null,
    ui?.visibility && !ui.visibility.includes('model') ? tag('for apps only') : null,
    readOnlyHint ? tag('read-only') : null,
    destructiveHint ? tag('destructive', 'bad') : null,
    idempotentHint ? tag('idempotent') : null,
    openWorldHint ? tag('open world') : null
  ];
}

/** What a caller needs for it, scope by scope. */
function access(method, name) {
  const rule = needs(method, name);
  if (!rule) return null;
  const may = rule.mayNeed.map(scope => tag(`may need ${scope}`));
  return [rule.public ? tag('public') : null, rule.needs.map(scope => tag(`needs ${scope}`)), may];
}

function panel({ title, name, description, chips, definition }, running, app) {
  const heading = h('h2', { tabindex: '-1' }, title ?? name);
  const node = h(
    'article',
    { class: 'panel' },
    h(
      'header',
      {},
      h('div', { class: 'bar' }, heading, title && title !== name ? h('code', { class: 'quiet' }, name) : null, chips),
      description ? h('p', { class: 'says' }, prose(description)) : null
    ),
    h('div', { class: 'columns' }, running.node, running.outcome),
    app?.node,
    folded('Definition', json(definition, 'Definition'))
  );
  const close = () => {
    running.stop();
    return app?.close();
  };
  return { node, heading, close };
}

export function toolPanel(tool, tools) {
  const form = argumentForm(tool.inputSchema);
  const before = again();
  if (before) form.set(before.arguments);
  const app = tool._meta?.ui?.resourceUri ? appPanel(tool, tools) : null;
  const running = runner({
    form: h('div', {}, h('h3', { class: 'hidden' }, 'Arguments'), form.node, app?.option),
    label: 'Call',
    method: 'tools/call',
    prepare: () => {
      const args = form.get();
      return { params: { name: tool.name, arguments: args }, headers: paramHeaders(tool.inputSchema, args) };
    },
    onStart: ({ params }) => app?.start(params.arguments),
    onEnd: exchange => app?.end(exchange),
    hasApp: app !== null
  });
  return panel(
    {
      title: tool.title ?? tool.annotations?.title,
      name: tool.name,
      description: tool.description,
      chips: [tags(tool), access('tools/call', tool.name)],
      definition: tool
    },
    running,
    app
  );
}

/** Fields of texts, with suggestions where the server completes them. */
function texts(names, ref, completes, changed) {
  const properties = Object.fromEntries(names.map(({ name, title, description }) => [name, { type: 'string', title, description }]));
  const form = object({ properties, required: names.filter(({ required }) => required).map(({ name }) => name) }, true, {});
  for (const { name, node, set } of form.fields) {
    const input = node.querySelector('input, textarea');
    const offered = h('div', { class: 'bar offered', role: 'group', 'aria-label': `Suggestions for ${name}` });
    node.append(offered);
    let asking = 0;
    let timer;
    const suggest = async () => {
      const turn = ++asking;
      const { [name]: value = '', ...others } = form.get();
      const found = await complete(ref, name, value, others);
      if (turn !== asking) return;
      offered.inert = false;
      const take = text => () => {
        set(text);
        offered.replaceChildren();
        input.focus();
        changed?.();
      };
      offered.replaceChildren(
        ...found
          .filter(text => text !== value)
          .slice(0, 10)
          .map(text => button(text, take(text), { class: 'small' }))
      );
    };
    input.addEventListener('input', () => {
      changed?.();
      if (!completes) return;
      // What is offered was asked for with another text: it stays in its place, and isn't taken, until the answer is here.
      asking++;
      offered.inert = true;
      clearTimeout(timer);
      timer = setTimeout(suggest, 150);
    });
    if (completes) input.addEventListener('focus', () => !offered.childElementCount && suggest());
  }
  return form;
}

export function promptPanel(prompt, { completions }) {
  const form = texts(prompt.arguments ?? [], { type: 'ref/prompt', name: prompt.name }, completions);
  const before = again();
  if (before) form.set(before.arguments);
  const prepare = () => ({ params: { name: prompt.name, arguments: form.get() } });
  const running = runner({ form: form.node, label: 'Get', method: 'prompts/get', prepare });
  const chips = access('prompts/get', prompt.name);
  return panel({ ...prompt, chips, definition: prompt }, running);
}

/** Reads what is at a URI, listed or not. */
export function resourcePanel(uri, resource, { resources }) {
  const form = object({ properties: { uri: { type: 'string', format: 'uri' } }, required: ['uri'] }, true, {});
  form.set({ uri });
  const follow = resources?.subscribe
    ? h('p', {}, h('a', { href: `#changes/${encodeURIComponent(uri)}` }, 'Listen for its changes'))
    : null;
  const running = runner({ form: [form.node, follow], label: 'Read', method: 'resources/read', prepare: () => ({ params: form.get() }) });
  const chips = access('resources/read', uri);
  return panel({ name: uri, ...resource, chips, definition: resource ?? { uri } }, running);
}

export function templatePanel(template, { completions }) {
  const names = variables(template.uriTemplate).map(name => ({ name }));
  const shown = h('output', { class: 'uri', 'aria-label': 'URI' });
  const show = () => shown.replaceChildren(expand(template.uriTemplate, form.get()));
  const form = texts(names, { type: 'ref/resource', uri: template.uriTemplate }, completions, show);
  show();
  const prepare = () => ({ params: { uri: expand(template.uriTemplate, form.get()) } });
  const running = runner({
    form: [form.node, h('p', { class: 'quiet' }, 'reads ', shown)],
    label: 'Read',
    method: 'resources/read',
    prepare
  });
  const chips = access('resources/read', template.uriTemplate);
  return panel({ ...template, chips, definition: template }, running);
}

/** What the server says about itself. */
export function homePanel({ instructions, capabilities, supportedVersions, _meta }, counts) {
  const info = _meta?.['io.modelcontextprotocol/serverInfo'] ?? {};
  const heading = h('h2', { tabindex: '-1' }, info.title ?? info.name ?? 'Server');
  const facts = [
    ['Name', info.name],
    ['Version', info.version],
    ['Protocol', supportedVersions?.join(', ')],
    ['Endpoint', new URL(document.documentElement.dataset.endpoint, location.origin).href],
    ['Has', counts]
  ];
  const node = h(
    'article',
    { class: 'panel' },
    h('header', {}, heading, info.description ? h('p', { class: 'says' }, info.description) : null),
    instructions
      ? h(
          'div',
          { class: 'block' },
          h('p', { class: 'tag' }, 'instructions for the model'),
          h('p', { class: 'prewrap' }, prose(instructions))
        )
      : null,
    h(
      'dl',
      { class: 'facts' },
      facts.filter(([, value]) => value).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])
    ),
    folded('Capabilities', json(capabilities ?? {}, 'Capabilities'))
  );
  return { node, heading, close: () => {} };
}
