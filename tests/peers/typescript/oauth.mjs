// Signs in to a server as a client in front of a person would, and prints what it saw: a JSON
// object a line.
//
//   node oauth.mjs http URL
//
// With EARLIER=1 in its environment it begins with `initialize`, as it does by default; with
// CLIENT_ID it is a client that the provider knows, and registers nowhere.

import {
    Client,
    StreamableHTTPClientTransport,
    UnauthorizedError
} from '@modelcontextprotocol/client';

const [, url] = process.argv.slice(2);
const earlier = process.env.EARLIER === '1';
const known = process.env.CLIENT_ID;
const REDIRECT = 'http://127.0.0.1:9/back';

const print = (step, seen) => console.log(JSON.stringify({ step, seen }));

/** What the client keeps, and where it sends its user. */
class Keeper {
    redirectUrl = REDIRECT;
    clientMetadata = {
        client_name: 'typescript',
        redirect_uris: [REDIRECT],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        application_type: 'native'
    };
    kept = known ? { client: { client_id: known } } : {};
    asked = [];
    resources = new Set();
    clientInformation = () => this.kept.client;
    saveClientInformation = client => void (this.kept.client = client);
    tokens = () => this.kept.tokens;
    saveTokens = tokens => void (this.kept.tokens = tokens);
    codeVerifier = () => this.kept.verifier;
    saveCodeVerifier = verifier => void (this.kept.verifier = verifier);
    redirectToAuthorization = async page => {
        this.asked.push(page.searchParams.get('scope'));
        this.resources.add(page.searchParams.get('resource'));
        this.kept.answer = await browse(page);
    };
}

/** Goes where a browser is sent, with its cookies, until it is sent back to the client. */
async function browse(page) {
    const cookies = new Map();
    for (let hops = 0; hops < 20; hops++) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(page, { redirect: 'manual', headers: { cookie } });
        for (const line of answer.headers.getSetCookie()) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
            cookies.set(name, value);
        }
        const to = answer.headers.get('location');
        if (!to) throw new Error(`${page} answers ${answer.status}: ${await answer.text()}`);
        page = new URL(to, page);
        if (page.href.startsWith(REDIRECT)) return page.searchParams;
    }
    throw new Error('the browser goes round in circles');
}

/** Where the client has looked for the metadata of the resource. */
const metadata = new Set();
const watched = (target, init) => {
    if (String(target).includes('oauth-protected-resource')) metadata.add(String(target));
    return fetch(target, init);
};

const keeper = new Keeper();
const client = new Client(
    { name: 'typescript', version: '1.0.0' },
    earlier ? {} : { versionNegotiation: { mode: 'auto' } }
);
const transport = new StreamableHTTPClientTransport(new URL(url), {
    authProvider: keeper,
    fetch: watched
});
const call = (name, args) => client.callTool({ name, arguments: args });

/** Does something, and once more when its user has signed in. */
async function signedIn(action) {
    try {
        await action();
    } catch (error) {
        const cause = error.cause ?? error;
        if (!(error instanceof UnauthorizedError) && !(cause instanceof UnauthorizedError)) {
            throw error;
        }
        await transport.finishAuth(keeper.kept.answer);
        return await action();
    }
    throw new Error('nobody had to sign in');
}

await client.connect(transport);
print('version', client.getNegotiatedProtocolVersion());
print('before', (await call('opening_hours', {})).content[0].text);
// What needs a token, and then what needs more than that.
const shown = await signedIn(() => call('show_ticket', { ticket: 'tkt_none' }));
print('read', shown.isError);
const opened = await signedIn(() =>
    call('open_ticket', { subject: 'No sound', text: 'Nothing to hear' })
);
print('opened', Object.keys(opened.structuredContent));
print('after', (await call('opening_hours', {})).content[0].text);
print('asked for', keeper.asked.map(scope => scope.split(' ').sort()));
print('resources', [...keeper.resources]);
print('metadata', [...metadata]);
print('registered', keeper.kept.client.client_id !== known);
print('token', keeper.kept.tokens.access_token.split('.').length === 3 ? 'jwt' : 'opaque');
await client.close();
