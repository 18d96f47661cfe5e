// The official client, as a host uses it: what it must find to show a tool's view.

import assert from 'node:assert/strict';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { McpUiResourceMetaSchema, McpUiToolMetaSchema, RESOURCE_MIME_TYPE, getToolUiResourceUri } from '@modelcontextprotocol/ext-apps/app-bridge';

const EXTENSION = 'io.modelcontextprotocol/ui';

/** Connects to a server. `declares` says whether the client says that it shows views. */
export async function connect(url, declares) {
    const capabilities = declares ? { extensions: { [EXTENSION]: { mimeTypes: [RESOURCE_MIME_TYPE] } } } : {};
    const client = new Client({ name: 'browser-tests', version: '1.0.0' }, { capabilities, versionNegotiation: { mode: 'auto' } });
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    assert(client.getServerCapabilities().extensions?.[EXTENSION], 'the server says that it has views');
    const { tools } = await client.listTools();
    const { resources } = await client.listResources();
    for (const { _meta } of tools) if (_meta?.ui) McpUiToolMetaSchema.parse(_meta.ui);

    const isForApps = name => tools.find(tool => tool.name === name)?._meta?.ui?.visibility?.includes('app') ?? true;
    return {
        /** The document that shows a tool's results, and what it asks for. */
        async view(name) {
            const tool = tools.find(tool => tool.name === name);
            const uri = getToolUiResourceUri(tool);
            const { contents } = await client.readResource({ uri });
            assert.equal(contents.length, 1);
            const [{ mimeType, text, _meta }] = contents;
            assert.equal(contents[0].uri, uri);
            assert.equal(mimeType, RESOURCE_MIME_TYPE);
            // Hosts differ in which of the two they read.
            assert.deepEqual(resources.find(it => it.uri === uri)._meta.ui, _meta.ui);
            return { html: text, ui: McpUiResourceMetaSchema.parse(_meta.ui) };
        },
        call: (name, args) => client.callTool({ name, arguments: args }),
        /** What a host does for a view. */
        asked: {
            call: async ({ name, arguments: args }) => {
                assert(isForApps(name), `${name} is not for views`);
                return client.callTool({ name, arguments: args });
            },
            read: ({ uri }) => client.readResource({ uri })
        },
        /** The names of what the model is to see. */
        forModels: () => tools.filter(tool => tool._meta?.ui?.visibility?.includes('model') ?? true).map(tool => tool.name),
        close: () => client.close()
    };
}
