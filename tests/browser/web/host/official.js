// A host by the official package's `AppBridge`. What the view asks of the server goes through the tests' own program.

import { AppBridge, PostMessageTransport, buildAllowAttribute } from '@modelcontextprotocol/ext-apps/app-bridge';

import { iframe, loadSandbox, resize } from './frame.js';

const CAPABILITIES = { serverTools: {}, serverResources: {}, openLinks: {}, logging: {}, message: { text: {} }, updateModelContext: { text: {} } };

/** What the view said and asked for, in order: `[kind, params]`. */
export const events = [];

let bridge;

const ask = async (what, params) => {
    const response = await fetch(`/${what}`, { method: 'POST', body: JSON.stringify(params) });
    const { result, error } = await response.json();
    if (error) throw new Error(error);
    return result;
};

/** Shows a view, as far as its handshake. */
export async function show({ sandbox, html, ui, context }) {
    const capabilities = { ...CAPABILITIES, sandbox: { csp: ui.csp, permissions: ui.permissions } };
    bridge = new AppBridge(null, { name: 'browser-tests', version: '1.0.0' }, capabilities, { hostContext: context });
    const hear = (kind, answer = async () => ({})) => params => (events.push([kind, params]), answer(params));
    bridge.onsizechange = hear('size', resize);
    bridge.onloggingmessage = hear('log');
    bridge.onmessage = hear('message');
    bridge.onopenlink = hear('open-link');
    bridge.onupdatemodelcontext = hear('model-context');
    bridge.oncalltool = hear('call', params => ask('call', params));
    bridge.onreadresource = hear('read', params => ask('read', params));
    const initialized = new Promise(resolve => (bridge.oninitialized = resolve));

    iframe.allow = buildAllowAttribute(ui.permissions);
    await loadSandbox(sandbox);
    await bridge.connect(new PostMessageTransport(iframe.contentWindow, iframe.contentWindow));
    await bridge.sendSandboxResourceReady({ html, csp: ui.csp, permissions: ui.permissions });
    await initialized;
    return { app: bridge.getAppVersion(), capabilities: bridge.getAppCapabilities() };
}

export const sendInput = args => bridge.sendToolInput({ arguments: args });
export const sendResult = result => bridge.sendToolResult(result);
export const changeContext = context => bridge.setHostContext(context);
export const tearDown = () => bridge.teardownResource({});
