// Who calls, in the page's head; and what an answer says that they lack.

import { isKnown, mode, scopes, signIn, use } from './caller.js';
import { button, h, uid } from './dom.js';

const list = names => names.flatMap((name, i) => [i ? ', ' : '', h('code', {}, name)]);

/** A button that leaves for the issuer; where that fails, it says why. */
function leaving(label, needed, again, attributes) {
  const problem = h('span', { class: 'problem', role: 'alert' });
  const leave = () => signIn(needed, again).catch(error => problem.replaceChildren(error.message));
  return [button(label, leave, attributes), problem];
}

/** `changed()` hears when somebody else calls. */
export function callerView(changed) {
  if (!mode) return [];
  const forget = label => button(label, () => (use(null), changed()), { class: 'small' });
  const small = { class: 'small' };
  if (isKnown()) {
    const held = scopes();
    const says = held === null ? 'with a token' : held.length ? list(held) : 'no scopes';
    return [h('span', { id: 'held' }, says), forget(mode === 'issuer' ? 'Sign out' : 'Forget it')];
  }
  if (mode === 'issuer') return leaving('Sign in', null, null, small);
  const id = uid('token');
  const field = h('input', { id, type: 'password', autocomplete: 'off', spellcheck: 'false' });
  const take = event => {
    event.preventDefault();
    use(field.value.trim());
    changed();
  };
  const submit = h('button', { type: 'submit', class: 'small' }, 'Use');
  return [
    h('form', { class: 'bar', onsubmit: take }, h('label', { for: id }, 'Token'), field, submit)
  ];
}

/** What was refused for want of it, and the way to get it. */
export function lackView({ status, error, description, needed }, again) {
  const [title, words, label] =
    status === 403
      ? [
          'A scope is missing',
          ['This needs ', list(needed), '.'],
          needed.length > 1 ? 'Get these scopes' : 'Get this scope'
        ]
      : error
        ? ['The token is refused', [description], 'Sign in again']
        : ['This needs a caller', needed.length ? ['It needs ', list(needed), '.'] : [], 'Sign in'];
  return h(
    'div',
    { class: 'outcome wrong' },
    h('h3', { tabindex: '-1' }, title),
    h('p', {}, words),
    mode === 'issuer'
      ? h('div', { class: 'bar' }, leaving(label, needed, again, { class: 'primary' }))
      : h(
          'p',
          { class: 'quiet' },
          'Get a token from the issuer, and put it into the field in the head of this page.'
        )
  );
}
