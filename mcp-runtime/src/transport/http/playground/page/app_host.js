// The host's side of an app: https://github.com/modelcontextprotocol/ext-apps, specification 2026-01-26. The app is in a frame within
// a frame of another origin, under the policy that it declares; all that it can do here is to send messages.

import { h } from './dom.js';
import { theme } from './settings.js';

const { sandbox } = document.documentElement.dataset;
const FEATURES = { camera: 'camera', microphone: 'microphone', geolocation: 'geolocation', clipboardWrite: 'clipboard-write' };
const LISTS = { connectDomains: 'connect', resourceDomains: 'resource', frameDomains: 'frame', baseUriDomains: 'base' };
export const MEDIA_TYPE = 'text/html;profile=mcp-app';
export const MODES = ['inline', 'fullscreen'];

/** The colours of this page, by the names that apps know. */
const VARIABLES = {
  '--color-background-primary': 'light-dark(#ffffff, #1d2026)',
  '--color-background-secondary': 'light-dark(#f5f5f3, #16181d)',
  '--color-text-primary': 'light-dark(#1c1e22, #e8e9ec)',
  '--color-text-secondary': 'light-dark(#565b66, #a6acb8)',
  '--color-border-primary': 'light-dark(#d9dade, #363b45)',
  '--color-ring-primary': 'light-dark(#2456c8, #8fb1ff)',
  '--font-sans': 'system-ui, sans-serif',
  '--font-mono': 'ui-monospace, monospace',
  '--border-radius-md': '8px'
};

const failure = (code, message) => Object.assign(new Error(message), { code });

const origins = (csp, key) => [csp?.[key] ?? []].flat().map(String);

/** Which origins can't be in a policy. */
export function wrongOrigins(csp) {
  const all = Object.keys(LISTS).flatMap(key => origins(csp, key));
  return all.filter(origin => !/^(https?|wss?):\/\/[A-Za-z0-9*][A-Za-z0-9._:/*-]*$/.test(origin));
}

export class AppHost {
  #frame;
  #answers = new Map();
  #requests = 0;
  #ready = false;
  #waiting = [];
  #mode = 'inline';
  #listener = event => this.#heard(event);

  /**
   * `requests` has a function for each method that the app may ask for, `heard(direction, message)` sees all messages, and
   * `sized(height)` hears how high the app wants to be.
   */
  constructor({ tool, html, ui, ownOrigin, requests, heard, sized }) {
    Object.assign(this, { tool, html, ui, requests, heard, sized });
    const query = Object.entries(LISTS).flatMap(([key, name]) => origins(ui.csp, key).map(origin => `${name}=${origin}`));
    this.#frame = h('iframe', {
      title: `App of ${tool.name}`,
      sandbox: 'allow-scripts allow-same-origin allow-forms',
      allow: Object.keys(FEATURES)
        .filter(name => ui.permissions?.[name])
        .map(name => FEATURES[name])
        .join('; '),
      referrerpolicy: 'origin',
      src: `${sandbox}/?${query.join('&')}${ownOrigin ? '#own' : ''}`
    });
    addEventListener('message', this.#listener);
  }

  get frame() {
    return this.#frame;
  }

  #post(message) {
    const whole = { jsonrpc: '2.0', ...message };
    this.heard('to the app', whole);
    this.#frame.contentWindow?.postMessage(whole, sandbox);
  }

  /** Tells the app something, as soon as it listens. */
  notify(method, params) {
    if (this.#ready) this.#post({ method, params });
    else this.#waiting.push([method, params]);
  }

  #ask(method, params) {
    const id = `host-${++this.#requests}`;
    const { promise, resolve } = Promise.withResolvers();
    this.#answers.set(id, resolve);
    this.#post({ id, method, params });
    return promise;
  }

  async #heard({ source, origin, data }) {
    if (source !== this.#frame.contentWindow || origin !== sandbox || data?.jsonrpc !== '2.0') return;
    const { id, method, params = {} } = data;
    try {
      this.heard('from the app', data);
    } catch {
      // What is no JSON, such as a cycle, can be posted and not shown.
    }
    if (method === undefined) {
      this.#answers.get(id)?.(data);
      this.#answers.delete(id);
    } else if (id === undefined) {
      this.#notified(method, params);
    } else {
      try {
        this.#post({ id, result: await this.#answered(method, params) });
      } catch (error) {
        this.#post({ id, error: { code: error.code ?? -32603, message: error.message } });
      }
    }
  }

  #notified(method, params) {
    if (method === 'ui/notifications/sandbox-proxy-ready') {
      const { csp, permissions } = this.ui;
      this.#frame.contentWindow.postMessage(
        { jsonrpc: '2.0', method: 'ui/notifications/sandbox-resource-ready', params: { html: this.html, csp, permissions } },
        sandbox
      );
    } else if (method === 'ui/notifications/initialized') {
      this.#ready = true;
      this.#waiting.splice(0).forEach(([waiting, with_]) => this.notify(waiting, with_));
    } else if (method === 'ui/notifications/size-changed' && params.height > 0) {
      this.sized(params.height);
    }
  }

  async #answered(method, params) {
    if (method === 'ping') return {};
    if (method === 'ui/initialize') {
      return {
        protocolVersion: '2026-01-26',
        hostInfo: { name: 'playground', version: '1.0.0' },
        hostCapabilities: this.#capabilities(),
        hostContext: this.#context()
      };
    }
    const answer = Object.hasOwn(this.requests, method) ? this.requests[method] : null;
    if (!answer) throw failure(-32601, `The host has no method ${method}`);
    return answer(params);
  }

  #capabilities() {
    const { csp, permissions } = this.ui;
    return {
      openLinks: {},
      serverTools: {},
      serverResources: {},
      logging: {},
      message: { text: {} },
      updateModelContext: { text: {}, structuredContent: {} },
      sandbox: { csp: csp ?? {}, permissions: permissions ?? {} }
    };
  }

  #context() {
    return {
      toolInfo: { tool: this.tool },
      theme: theme(),
      styles: { variables: VARIABLES },
      ...this.#dimensions(),
      availableDisplayModes: MODES,
      locale: navigator.language,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      userAgent: 'mcp-runtime playground',
      platform: 'web',
      deviceCapabilities: { touch: navigator.maxTouchPoints > 0, hover: matchMedia('(hover: hover)').matches }
    };
  }

  #dimensions() {
    const { clientWidth: width, clientHeight: height } = this.#frame;
    return { displayMode: this.#mode, containerDimensions: this.#mode === 'fullscreen' ? { width, height } : { width } };
  }

  changed(context) {
    this.notify('ui/notifications/host-context-changed', context);
  }

  /** After the frame has its new size. */
  setMode(mode) {
    this.#mode = mode;
    this.changed(this.#dimensions());
  }

  /** Lets the app say goodbye, for a second at most. */
  async close() {
    if (this.#ready) {
      const late = new Promise(resolve => setTimeout(resolve, 1000));
      await Promise.race([this.#ask('ui/resource-teardown', { reason: 'The playground closes the app' }), late]);
    }
    removeEventListener('message', this.#listener);
    this.#frame.remove();
  }
}

/** Refuses what an app asks for. */
export const refuse = message => {
  throw failure(-32000, message);
};

/** Whether an app may call a tool. */
export const isForApps = tool => tool?._meta?.ui?.visibility?.includes('app') ?? tool !== undefined;
