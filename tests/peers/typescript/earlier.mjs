// The client of the 1.x packages, which most applications have, with the methods of the 2.x one.

import { Client as Earlier } from '@modelcontextprotocol/sdk/client/index.js';
import * as types from '@modelcontextprotocol/sdk/types.js';

export { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
export { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** It takes a schema where the later one takes a method's name. */
const SCHEMAS = {
    'elicitation/create': types.ElicitRequestSchema,
    'sampling/createMessage': types.CreateMessageRequestSchema,
    'roots/list': types.ListRootsRequestSchema,
    'notifications/resources/updated': types.ResourceUpdatedNotificationSchema
};

export class Client extends Earlier {
    #version;

    async connect(transport, options) {
        const tell = transport.setProtocolVersion?.bind(transport);
        transport.setProtocolVersion = version => {
            this.#version = version;
            tell?.(version);
        };
        await super.connect(transport, options);
    }

    getNegotiatedProtocolVersion() {
        return this.#version;
    }

    setRequestHandler(method, handler) {
        super.setRequestHandler(SCHEMAS[method] ?? method, handler);
    }

    setNotificationHandler(method, handler) {
        super.setNotificationHandler(SCHEMAS[method] ?? method, handler);
    }

    callTool(params, options) {
        return super.callTool(params, undefined, options);
    }
}
