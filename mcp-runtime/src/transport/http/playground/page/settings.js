// The settings that the page remembers: the theme, the level from which on it wants to hear log
// messages, and the revision that calls are made in.

const store = {
  get: key => {
    try {
      return localStorage.getItem(`playground.${key}`);
    } catch {
      return null;
    }
  },
  set: (key, value) => {
    try {
      localStorage.setItem(`playground.${key}`, value);
    } catch {
      // Not remembered, then.
    }
  }
};

const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();

/** `light` or `dark`, as it looks now. */
export const theme = () => document.documentElement.dataset.theme || (dark.matches ? 'dark' : 'light');

/** Calls back when it looks different; gives what ends that. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const told = () => listeners.forEach(listener => listener(theme()));
dark.addEventListener('change', told);

function setTheme(value) {
  if (value === 'light' || value === 'dark') document.documentElement.dataset.theme = value;
  else delete document.documentElement.dataset.theme;
  told();
}

/** From which level on a call's log messages are asked for, or none. */
export let logLevel = store.get('log') ?? 'debug';

/** The earlier revision that calls are made in; empty for today's. */
export let revision = store.get('revision') ?? '';

export function bind(themeSelect, logSelect, revisionSelect) {
  themeSelect.value = store.get('theme') ?? '';
  setTheme(themeSelect.value);
  themeSelect.addEventListener('change', () => {
    store.set('theme', themeSelect.value);
    setTheme(themeSelect.value);
  });
  logSelect.value = logLevel;
  logSelect.addEventListener('change', () => {
    logLevel = logSelect.value;
    store.set('log', logLevel);
  });
  revisionSelect.value = revision;
  revisionSelect.addEventListener('change', () => {
    revision = revisionSelect.value;
    store.set('revision', revision);
  });
}
