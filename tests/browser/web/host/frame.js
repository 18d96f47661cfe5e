// The frame that a view is shown in.

export const iframe = document.querySelector('iframe');

/** Loads the sandbox, and waits until it says that it is ready. */
export const loadSandbox = url =>
    new Promise(resolve => {
        addEventListener('message', function listener({ source, data }) {
            if (source !== iframe.contentWindow || data.method !== 'ui/notifications/sandbox-proxy-ready') return;
            removeEventListener('message', listener);
            resolve();
        });
        iframe.src = url;
    });

export const resize = ({ height }) => {
    if (height) iframe.style.height = height + 'px';
};
