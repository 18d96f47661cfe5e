// The view runtime: the global `mcp`, by which a template of an app speaks with its host (extension `io.modelcontextprotocol/ui`,
// 2026-01-26). `#[mcp_app]` puts `view.min.js` at the head of each template; it is made by `esbuild --minify --target=es2020 view.js`, and a
// test makes it again and compares. A classic script, so that it is there for every script after it.
(() => {
    'use strict';

    const host = window.parent;
    const root = document.documentElement;
    /** What waits for the host's answers: `[resolve, reject]` by id. */
    const pending = new Map();
    let lastId = 0;
    let closed = false;

    // The host's origin isn't known, and may be opaque. Whoever embeds the view is its host.
    const post = message => closed || host.postMessage({ jsonrpc: '2.0', ...message }, '*');

    /** Calls a handler of the view's. What it throws, or rejects with, is its author's to read and stops nobody else. */
    const run = async (handler, ...given) => {
        try {
            await handler(...given);
        } catch (error) {
            console.error(error);
        }
    };

    /** Something that is heard of: `on` registers a handler, which gets the last news, too; `tell` calls them all. */
    const channel = () => {
        const handlers = [];
        let last;
        return {
            on: handler => {
                handlers.push(handler);
                // Not before the script that registers it has come to its end.
                if (last) Promise.resolve().then(() => run(handler, ...last));
            },
            tell: (...news) => {
                last = news;
                handlers.forEach(handler => run(handler, ...news));
            }
        };
    };
    const [results, inputs, partialInputs, cancellations, contexts] = [channel(), channel(), channel(), channel(), channel()];
    const teardowns = [];

    const send = (method, params) =>
        new Promise((resolve, reject) => {
            if (closed) throw new Error('the view has been torn down');
            post({ id: ++lastId, method, params });
            pending.set(lastId, [resolve, reject]);
        });

    /** What a host, or a tool, declines is an error as well as what fails. */
    const request = async (method, params) => {
        await settled;
        const result = (await send(method, params)) || {};
        if (!result.isError) return result;
        const said = (result.content || []).map(({ text }) => text).filter(text => text);
        throw Object.assign(new Error(said.join('\n') || `the host declined ${method}`), { result });
    };

    let context = {};
    const fonts = document.createElement('style');
    const adopt = news => {
        context = { ...context, ...news };
        const { theme, styles, safeAreaInsets } = news;
        if (theme) root.style.colorScheme = root.dataset.theme = theme;
        const set = (name, value) => root.style.setProperty(name, value ?? '');
        for (const [name, value] of Object.entries(styles?.variables || {})) set(name, value);
        for (const [side, pixels] of Object.entries(safeAreaInsets || {})) set(`--safe-area-inset-${side}`, pixels + 'px');
        if (styles?.css?.fonts) {
            fonts.textContent = styles.css.fonts;
            document.head.append(fonts);
        }
        contexts.tell(context);
    };

    const notifications = {
        __proto__: null,
        'ui/notifications/tool-input': params => inputs.tell(params.arguments || {}),
        'ui/notifications/tool-input-partial': params => partialInputs.tell(params.arguments || {}),
        'ui/notifications/tool-result': result => results.tell(result.structuredContent, result),
        'ui/notifications/tool-cancelled': params => cancellations.tell(params.reason),
        'ui/notifications/host-context-changed': adopt
    };
    let ending;
    const requests = {
        __proto__: null,
        ping: () => {},
        'ui/resource-teardown': () => (ending = ending || Promise.all(teardowns.map(handler => run(handler))))
    };

    const answer = async ({ id, method }) => {
        if (!requests[method]) return post({ id, error: { code: -32601, message: 'Method not found' } });
        await requests[method]();
        post({ id, result: {} });
        // What the view still says is for nobody.
        if (method !== 'ping') closed = true;
    };

    addEventListener('message', ({ source, data }) => {
        if (source !== host || closed || !data || data.jsonrpc !== '2.0') return;
        const { id, method, params, result, error } = data;
        if (method && id !== undefined) return answer(data);
        if (method) return notifications[method] && notifications[method](params || {});
        const [resolve, reject] = pending.get(id) || [];
        pending.delete(id);
        if (!resolve) return;
        if (error) reject(Object.assign(new Error(error.message), { code: error.code, data: error.data }));
        else resolve(result);
    });

    /** A link out of the view would leave an empty frame. A host that opens links gets it, unless a script of the view's saw to it. */
    let opensLinks;
    addEventListener('click', event => {
        const link = event.composedPath().find(it => it.matches?.('a[href]:not([download])'));
        const url = link?.getAttribute('href').trim();
        if (!opensLinks || event.defaultPrevented || !/^https?:/i.test(url)) return;
        event.preventDefault();
        run(mcp.openLink, url);
    });

    /** Tells the host how large the content is: when that changes, and not more often than it is painted. */
    const reportSizes = () => {
        let frame = 0;
        let last;
        const report = () => {
            frame = 0;
            // The content's own height, also where the page is said to be as high as its frame.
            const { height } = root.style;
            root.style.height = 'max-content';
            const size = { width: innerWidth, height: Math.ceil(root.getBoundingClientRect().height) };
            root.style.height = height;
            const now = size.width + 'x' + size.height;
            if (now !== last) post({ method: 'ui/notifications/size-changed', params: size });
            last = now;
        };
        const observer = new ResizeObserver(() => {
            frame = frame || requestAnimationFrame(report);
        });
        observer.observe(root);
        observer.observe(document.body);
    };

    // The host may speak as soon as it is spoken to: the view's own scripts come first.
    const ready = new Promise(resolve => {
        if (document.readyState === 'loading') addEventListener('DOMContentLoaded', resolve);
        else resolve();
    })
        .then(() =>
            send('ui/initialize', {
                protocolVersion: '2026-01-26',
                appInfo: { name: document.title || 'view', version: '1' },
                appCapabilities: { availableDisplayModes: mcp.displayModes }
            })
        )
        .then(answered => {
            opensLinks = answered?.hostCapabilities?.openLinks;
            adopt(answered?.hostContext || {});
            post({ method: 'ui/notifications/initialized', params: {} });
            return answered;
        });
    // A host that knows no `ui/initialize` may know the rest.
    const settled = ready.then(reportSizes, reportSizes);

    const mcp = (window.mcp = {
        /** `{ hostInfo, hostCapabilities, hostContext }`. */
        ready,
        /** What the view declares; to be set before the document is read to its end. */
        displayModes: ['inline'],
        /** What the host last said of itself, with all changes. */
        get context() {
            return context;
        },
        onResult: results.on,
        onInput: inputs.on,
        onPartialInput: partialInputs.on,
        onCancelled: cancellations.on,
        onContext: contexts.on,
        onTeardown: handler => {
            teardowns.push(handler);
        },
        callTool: (name, args = {}) => request('tools/call', { name, arguments: args }),
        readResource: uri => request('resources/read', { uri }),
        openLink: url => request('ui/open-link', { url }),
        message: text => request('ui/message', { role: 'user', content: [{ type: 'text', text }] }),
        updateModelContext: params => request('ui/update-model-context', params),
        /** The mode that it came to, which may be another one. */
        requestDisplayMode: async mode => {
            await settled;
            const { displayMode = 'inline', availableDisplayModes = [] } = context;
            return availableDisplayModes.includes(mode) ? (await request('ui/request-display-mode', { mode })).mode : displayMode;
        },
        log: async (level, data) => {
            await settled;
            post({ method: 'notifications/message', params: { level, data } });
        }
    });
})();
