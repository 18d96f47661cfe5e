// Who calls: somebody with a token of the issuer for development, or with one that was pasted.
// https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization

const { endpoint, tokens } = document.documentElement.dataset;
const HERE = `${location.origin}/playground`;
const CLIENT = 'playground';

/** `issuer`: the server brings one along; `token`: one is elsewhere; empty: nobody is asked. */
export const mode = tokens;

/** What this tab remembers, and no other. */
const kept = (() => {
  const key = name => `playground.${name}`;
  return {
    get: name => {
      try {
        return JSON.parse(sessionStorage.getItem(key(name)));
      } catch {
        return null;
      }
    },
    set: (name, value) => {
      if (value === null) sessionStorage.removeItem(key(name));
      else sessionStorage.setItem(key(name), JSON.stringify(value));
    },
    take: name => {
      const value = kept.get(name);
      kept.set(name, null);
      return value;
    }
  };
})();

let caller = mode ? kept.get('caller') : null;

/** Who calls, as the token's issuer said: their scopes, if it did. */
export const scopes = () => caller?.scopes ?? null;
export const isKnown = () => caller !== null;
/** The header that says so, if anybody is known. */
export const bearer = () => (caller ? { Authorization: `Bearer ${caller.token}` } : {});

export function use(token) {
  caller = token ? { token, scopes: null } : null;
  kept.set('caller', caller);
}

let table = {};
/** Learns what each item needs, which lists don't say. */
export async function learn() {
  if (mode) table = await fetched('/playground/needs.json');
}
/** What somebody needs to ask for an item by this method, if anything is to be said of it. */
export const needs = (method, name) => table[`${method}:${name}`] ?? null;

/** What an answer says that its caller lacks: nothing, credentials, or scopes. */
export function lack({ status, received }) {
  if (status !== 401 && status !== 403) return null;
  const [, value] = received.find(([name]) => name === 'www-authenticate') ?? [];
  if (value === undefined) return null;
  const field = name => new RegExp(`[ ,]${name}="([^"]*)"`).exec(value)?.[1] ?? '';
  const needed = field('scope').split(' ').filter(Boolean);
  return { status, error: field('error'), description: field('error_description'), needed };
}

/** A URL of the server's own process: under another name of this machine it is the same. */
const own = url => `${location.origin}${new URL(url).pathname}`;

async function fetched(url) {
  const response = await fetch(url, { credentials: 'omit' });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response.json();
}

const base64 = bytes =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const random = () => base64(crypto.getRandomValues(new Uint8Array(32)));

/** The resource and its issuer, as every client finds them. */
async function discovered() {
  const resource = await fetched(
    `${location.origin}/.well-known/oauth-protected-resource${endpoint}`
  );
  const issuer = new URL(resource.authorization_servers[0]);
  const metadata = await fetched(
    `${location.origin}/.well-known/oauth-authorization-server${issuer.pathname}`
  );
  if (metadata.issuer !== issuer.href)
    throw new Error(`${issuer} says that it is ${metadata.issuer}`);
  return { resource, metadata };
}

/**
 * Leaves for the issuer, to come back with a token: of the scopes that the caller has, and of those
 * that are `needed`. `again` is what was filled in, to be there again.
 */
export async function signIn(needed, again = null) {
  const { resource, metadata } = await discovered();
  const asked = new Set([...(scopes() ?? []), ...(needed ?? resource.scopes_supported ?? [])]);
  const [verifier, state] = [random(), random()];
  const hashed = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const underWay = {
    verifier,
    state,
    issuer: metadata.issuer,
    resource: resource.resource,
    token: metadata.token_endpoint
  };
  kept.set('under-way', { ...underWay, hash: location.hash });
  kept.set('again', again && { hash: location.hash, params: again });
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT,
    redirect_uri: HERE,
    state,
    scope: [...asked].join(' '),
    resource: resource.resource,
    code_challenge: base64(new Uint8Array(hashed)),
    code_challenge_method: 'S256'
  });
  location.assign(`${own(metadata.authorization_endpoint)}?${query}`);
}

/** Takes up a way back from the issuer, if this is one. Fails with the reason if it brings none. */
export async function cameBack() {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('state')) return;
  const underWay = kept.take('under-way');
  history.replaceState(null, '', `${HERE}${underWay?.hash ?? ''}`);
  if (answer.get('state') !== underWay?.state || answer.get('iss') !== underWay.issuer) {
    throw new Error('This answer of an issuer belongs to nothing that was asked here');
  }
  if (answer.has('error')) throw new Error(`The issuer says: ${answer.get('error')}`);
  const response = await fetch(own(underWay.token), {
    method: 'POST',
    credentials: 'omit',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLIENT,
      redirect_uri: HERE,
      resource: underWay.resource,
      code: answer.get('code'),
      code_verifier: underWay.verifier
    })
  });
  const { access_token: token, scope = '', error } = await response.json();
  if (!token) throw new Error(`The issuer gives no token: ${error ?? response.status}`);
  caller = { token, scopes: scope.split(' ').filter(Boolean) };
  kept.set('caller', caller);
}

/** What was filled in here before its caller left for the issuer; once. */
export function again() {
  if (kept.get('again')?.hash !== location.hash) return null;
  return kept.take('again').params;
}
