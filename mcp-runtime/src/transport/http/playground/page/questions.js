// Questions to the user: a form, a page to visit, and what the client's model or its directories would be.

import { button, h, outside, prose, uid } from './dom.js';
import { object } from './form.js';
import { block } from './result.js';
import { plain } from './schema.js';

/** One question. `get(action)` is its answer. */
function question(key, { method, params = {} }) {
  const titled = (title, ...inner) =>
    h('fieldset', { class: 'question' }, h('legend', {}, title, ' ', h('code', { class: 'quiet' }, key)), ...inner);
  if (method === 'elicitation/create') {
    const said = h('p', { class: 'asked' }, prose(params.message ?? ''));
    if (params.mode === 'url') {
      const node = titled('A page to visit', said, h('p', {}, outside(params.url)));
      return { node, elicits: true, get: action => ({ action }) };
    }
    const schema = params.requestedSchema ?? {};
    const form = object(plain(schema, schema), true, schema);
    // A form that shows defaults has them filled in; the person sees what is sent.
    form.set(Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, property?.default])));
    const node = titled('A question', said, form.fields.length ? form.node : null);
    return { node, elicits: true, get: action => (action === 'accept' ? { action, content: form.get() } : { action }) };
  }
  const id = uid('answer');
  const area = h('textarea', { id, rows: '3' });
  if (method === 'sampling/createMessage') {
    const asked = (params.messages ?? []).flatMap(({ content }) => [content].flat().map(block));
    const node = titled(
      "For the client's model",
      params.systemPrompt ? h('p', { class: 'quiet' }, params.systemPrompt) : null,
      asked,
      h('label', { class: 'label', for: id }, 'What the model says'),
      area
    );
    return {
      node,
      get: () => ({ role: 'assistant', content: { type: 'text', text: area.value }, model: 'playground', stopReason: 'endTurn' })
    };
  }
  if (method === 'roots/list') {
    area.value = 'file:///project';
    const node = titled("The client's directories", h('label', { class: 'label', for: id }, 'URIs, one a line'), area);
    return {
      node,
      get: () => ({
        roots: area.value
          .split('\n')
          .map(uri => uri.trim())
          .filter(Boolean)
          .map(uri => ({ uri }))
      })
    };
  }
  area.value = '{}';
  return { node: titled(method, h('label', { class: 'label', for: id }, 'The answer, as JSON'), area), get: () => JSON.parse(area.value) };
}

/** Shows the questions of a result in `place`, and gives the responses once they are there; `null` when the call is given up. */
export function ask(result, place, signal) {
  const questions = Object.entries(result.inputRequests ?? {}).map(([key, request]) => ({ key, ...question(key, request) }));
  const elicited = questions.filter(({ elicits }) => elicits);
  const problem = h('p', { class: 'problem', role: 'alert' });
  const { promise, resolve } = Promise.withResolvers();
  const answered = action => {
    try {
      resolve(Object.fromEntries(questions.map(({ key, get, action: own }) => [key, get(own?.value ?? action)])));
    } catch (error) {
      problem.replaceChildren(error.message);
    }
  };
  const actions =
    elicited.length === 1
      ? [button('Decline', () => answered('decline')), button('Cancel the question', () => answered('cancel'))]
      : elicited.length > 1
        ? questions.forEach(question => {
            if (!question.elicits) return;
            const id = uid('action');
            question.action = h(
              'select',
              { id },
              ['accept', 'decline', 'cancel'].map(action => h('option', { value: action }, action))
            );
            question.node.append(h('div', { class: 'bar' }, h('label', { for: id }, 'Answer with'), question.action));
          })
        : null;
  const submit = event => {
    event.preventDefault();
    answered('accept');
  };
  const heading = h(
    'h3',
    { tabindex: '-1' },
    questions.length > 1
      ? `The server asks ${questions.length} things`
      : questions.length
        ? 'The server asks'
        : 'The server wants to be asked again'
  );
  const form = h(
    'form',
    { class: 'outcome asks', novalidate: true, onsubmit: submit },
    heading,
    questions.map(({ node }) => node),
    problem,
    h(
      'div',
      { class: 'bar' },
      h('button', { type: 'submit', class: 'primary' }, questions.length ? 'Answer' : 'Ask again'),
      actions ?? null
    )
  );
  signal?.addEventListener('abort', () => resolve(null));
  place.append(form);
  heading.focus();
  return promise.finally(() => form.remove());
}
