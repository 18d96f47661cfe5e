// A real authorization server on loopback: `oidc-provider`, with which anybody may register, and
// where everybody agrees.
//
//   node provider.mjs PORT RESOURCE jwt|opaque
//
// Prints one line of JSON once it listens. A token is for the resource that the client names, or
// for nothing: a JWT, or a text that only introspection explains.

import { Provider } from 'oidc-provider';

// Standard output has the one line, after which nobody reads it: notices go elsewhere.
console.info = console.error;

const [port, resource, format] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const SCOPES = ['tickets:read', 'tickets:write'];

const provider = new Provider(issuer, {
    clients: [
        // The server under test, which asks about opaque tokens.
        {
            client_id: 'mcp-server',
            client_secret: 'loopback-only',
            grant_types: [],
            redirect_uris: [],
            response_types: [],
            token_endpoint_auth_method: 'client_secret_basic'
        },
        // A client that somebody has registered by hand.
        {
            client_id: 'known-before',
            application_type: 'native',
            grant_types: ['authorization_code'],
            redirect_uris: ['http://127.0.0.1:9/back'],
            response_types: ['code'],
            token_endpoint_auth_method: 'none'
        }
    ],
    scopes: ['openid', ...SCOPES],
    clientDefaults: { token_endpoint_auth_method: 'none' },
    // Clients register with the scope that they need first, and will need more later.
    extraClientMetadata: {
        properties: ['held_to'],
        validator: (_ctx, _key, _value, metadata) => void delete metadata.scope
    },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    cookies: { keys: ['loopback-only'] },
    features: {
        devInteractions: { enabled: false },
        registration: { enabled: true },
        introspection: {
            enabled: true,
            allowedPolicy: async (_, client) => client.clientId === 'mcp-server'
        },
        resourceIndicators: {
            enabled: true,
            getResourceServerInfo: (_, indicator) => {
                if (indicator !== resource) throw new Error(`no such resource: ${indicator}`);
                return {
                    scope: SCOPES.join(' '),
                    audience: resource,
                    accessTokenFormat: format,
                    accessTokenTTL: 600
                };
            }
        }
    },
    interactions: { url: (_, { uid }) => `/agree/${uid}` },
    pkce: { required: () => true }
});

// Nobody is there to be asked: whoever comes is ada, and agrees to what is asked for.
provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/agree/')) return next();
    const { prompt, params, grantId } = await provider.interactionDetails(ctx.req, ctx.res);
    if (prompt.name === 'login') {
        const login = { accountId: 'ada' };
        return provider.interactionFinished(ctx.req, ctx.res, { login });
    }
    const grant = grantId
        ? await provider.Grant.find(grantId)
        : new provider.Grant({ accountId: 'ada', clientId: params.client_id });
    grant.addOIDCScope(prompt.details.missingOIDCScope?.join(' ') ?? '');
    const missing = prompt.details.missingResourceScopes ?? {};
    for (const [indicator, scopes] of Object.entries(missing)) {
        grant.addResourceScope(indicator, scopes.join(' '));
    }
    const consent = { grantId: await grant.save() };
    const options = { mergeWithLastSubmission: true };
    return provider.interactionFinished(ctx.req, ctx.res, { consent }, options);
});

const listening = provider.listen(Number(port), '127.0.0.1', () => {
    console.log(JSON.stringify({ issuer, port: listening.address().port }));
});
