//! Whatever a client sends as credentials, only a token that its issuer signed, for this server and
//! for now, opens the server. The property tests try some hundreds of them, the fuzz target as many
//! as one likes.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use http::{HeaderValue, header};
use mcp_runtime::auth::Jwt;
use mcp_runtime::prelude::*;
use ring::hmac;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::client::{Ask, Reply};

const ISSUER: &str = "https://login.example.com";
const RESOURCE: &str = "https://mcp.example.com/mcp";

/// Say who calls.
#[mcp_tool(read_only)]
fn whoami(principal: Principal) -> String {
    principal.subject().unwrap_or_default().to_owned()
}

mcp_server! { Guarded { name: "guarded", version: "1.0.0", tools: [whoami] } }

/// The issuer's key, and one that is nobody's.
static KEYS: LazyLock<[Ed25519KeyPair; 2]> = LazyLock::new(|| {
    [1, 2].map(|seed| Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a key"))
});

fn jwk() -> Value {
    let point = BASE64.encode(KEYS[0].public_key().as_ref());
    json!({ "kty": "OKP", "crv": "Ed25519", "kid": "k", "x": point })
}

static ROUTER: LazyLock<Router> = LazyLock::new(|| {
    let tokens = Jwt::issuer(ISSUER)
        .resource(RESOURCE)
        .keys(json!({ "keys": [jwk()] }));
    Guarded::new().authenticator(tokens).into_router()
});

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.expect("it is later than 1970").as_secs()
}

/// The parts of a token that opens the server.
fn good() -> (Value, Value) {
    let header = json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": "k" });
    let claims = json!({
        "iss": ISSUER, "aud": RESOURCE, "sub": "ada", "exp": now() + 1000, "iat": now() - 10,
        "client_id": "c", "scope": "a b",
    });
    (header, claims)
}

/// Who signs.
#[derive(Clone, Copy, PartialEq)]
enum Signer {
    Issuer,
    Stranger,
    /// Whoever knows the public key, as if it were a secret.
    Secret,
    Nobody,
}

/// The header's members and the claims that are set to something: those whose values decide whether
/// a token is good.
const NAMES: [&str; 18] = [
    "alg",
    "typ",
    "kid",
    "crit",
    "jku",
    "jwk",
    "x5u",
    "zip",
    "b64",
    "iss",
    "aud",
    "sub",
    "exp",
    "nbf",
    "iat",
    "cnf",
    "scope",
    "client_id",
];
/// As many of them are the header's.
const IN_HEADER: usize = 9;

fn value(what: u8) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(now() - 1000),
        json!(now() + 1000),
        json!(now() + 100_000),
        json!((now() + 1000).to_string()),
        json!(1e300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(0.5),
        json!(""),
        json!("ada"),
        json!("none"),
        json!("None"),
        json!("EdDSA"),
        json!("ES256"),
        json!("RS256"),
        json!("HS256"),
        json!("JWT"),
        json!("at+jwt"),
        json!("application/at+JWT"),
        json!("dpop+jwt"),
        json!("k"),
        json!("other"),
        json!(ISSUER),
        json!(format!("{ISSUER}/")),
        json!(RESOURCE),
        json!(format!("{RESOURCE}/")),
        json!(format!("{RESOURCE}/more")),
        json!([RESOURCE]),
        json!([RESOURCE, "other"]),
        json!(["other"]),
        json!([ISSUER, ISSUER]),
        json!([[RESOURCE]]),
        json!([]),
        json!({}),
        json!({ "jkt": "x" }),
        json!(["exp"]),
        json!("a\u{0}\u{202e}\"\\"),
        json!("x".repeat(20_000)),
        jwk(),
    ];
    values[usize::from(what) % values.len()].clone()
}

/// Whether the server is to take a token with these parts. `None` where either is right.
fn is_good(header: &Value, claims: &Value) -> Option<bool> {
    let typ = match header.get("typ") {
        None | Some(Value::Null) => true,
        Some(typ) => {
            let typ = typ.as_str().unwrap_or("no text").to_ascii_lowercase();
            ["jwt", "at+jwt", "application/jwt", "application/at+jwt"].contains(&&*typ)
        }
    };
    let kid = matches!(header.get("kid"), None | Some(Value::Null)) || header["kid"] == "k";
    let leads = ["crit", "jku", "jwk", "x5u"];
    if leads
        .iter()
        .any(|name| header.get(name).is_some_and(|v| !v.is_null()))
    {
        return Some(false);
    }
    // A header or claim of another type than it has may be refused, whatever it says.
    if leads
        .iter()
        .chain(&["typ", "kid", "zip", "b64"])
        .any(|name| header.get(name).is_some())
    {
        let plain = ["typ", "kid"]
            .iter()
            .all(|name| header.get(name).is_none_or(Value::is_string));
        if !plain || header.get("zip").or(header.get("b64")).is_some() {
            return None;
        }
    }
    let ours =
        |audience: &Value| audience == RESOURCE || audience == &Value::from(format!("{RESOURCE}/"));
    let audience = match claims.get("aud") {
        Some(Value::Array(list)) => list.iter().any(ours),
        Some(one) => ours(one),
        None => false,
    };
    let time = |name: &str| claims.get(name).and_then(Value::as_f64);
    #[allow(clippy::cast_precision_loss)]
    let now = now() as f64;
    let expires = time("exp").is_some_and(|exp| exp > now);
    if claims
        .get("exp")
        .is_some_and(|exp| exp.as_f64().is_some_and(|exp| exp > 1e15))
    {
        // So late that no clock has it.
        return None;
    }
    let issued = claims.get("iat").is_none() || time("iat").is_some_and(|iat| iat <= now);
    let begun = match claims.get("nbf") {
        None => true,
        Some(Value::Number(nbf)) => nbf.as_f64().is_some_and(|nbf| nbf <= now),
        Some(_) => return None,
    };
    if issued && time("iat").is_some_and(|iat| iat < 0.0) {
        return None;
    }
    if begun && time("nbf").is_some_and(|nbf| nbf < 0.0 || nbf.fract() != 0.0) {
        return None;
    }
    let subject = claims["sub"].as_str().is_some_and(|sub| !sub.is_empty());
    let good = header["alg"] == "EdDSA"
        && typ
        && kid
        && audience
        && expires
        && issued
        && begun
        && subject
        && claims["iss"] == ISSUER
        && claims.get("cnf").is_none();
    // What isn't needed may still be so wrong that the token is refused.
    let odd = ["scope", "client_id"]
        .iter()
        .any(|name| claims.get(name).is_some_and(|v| !v.is_string()));
    if good && odd { None } else { Some(good) }
}

/// Credentials that are sent, and whether they open the server; `None` where they may or may not.
struct Sent {
    credentials: Vec<u8>,
    opens: Option<bool>,
}

fn sent(bytes: &[u8]) -> Sent {
    let (mut header, mut claims) = good();
    let (mut signer, mut raw) = (Signer::Issuer, Vec::new());
    for change in bytes.chunks_exact(3) {
        match change[0] % 8 {
            0 | 1 => {
                let name = usize::from(change[1]) % NAMES.len();
                let part = if name < IN_HEADER {
                    &mut header
                } else {
                    &mut claims
                };
                part[NAMES[name]] = value(change[2]);
            }
            2 => {
                let name = usize::from(change[1]) % NAMES.len();
                let part = if name < IN_HEADER {
                    &mut header
                } else {
                    &mut claims
                };
                part.as_object_mut().expect("an object").remove(NAMES[name]);
            }
            3 => {
                let signers = [
                    Signer::Issuer,
                    Signer::Stranger,
                    Signer::Secret,
                    Signer::Nobody,
                ];
                signer = signers[usize::from(change[1]) % signers.len()];
            }
            _ => raw.push([change[0], change[1], change[2]]),
        }
    }
    let token = signed(&header, &claims, signer);
    let is_good = is_good(&header, &claims);
    let too_long = token.len() > 16 << 10;
    let opens = match (signer, is_good) {
        _ if too_long => Some(false),
        (Signer::Issuer, good) => good,
        _ => Some(false),
    };
    let plain = format!("Bearer {token}").into_bytes();
    let mut credentials = plain.clone();
    for change in raw {
        rewrite(&mut credentials, change);
    }
    let same = credentials == plain;
    let opens = if same {
        opens
    } else {
        opens.filter(|_| same_token(&credentials, &token))
    };
    let opens = match opens {
        None if !same && !same_token(&credentials, &token) => Some(false),
        opens => opens,
    };
    Sent { credentials, opens }
}

/// Whether it is the same token after all: the scheme has no case, and spaces are nothing.
fn same_token(credentials: &[u8], token: &str) -> bool {
    let Ok(text) = std::str::from_utf8(credentials) else {
        return false;
    };
    text.trim_matches(' ')
        .split_once(' ')
        .is_some_and(|(scheme, rest)| {
            scheme.eq_ignore_ascii_case("bearer") && rest.trim_matches(' ') == token
        })
}

fn signed(header: &Value, claims: &Value, signer: Signer) -> String {
    let encoded = |part: &Value| BASE64.encode(part.to_string());
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let bytes = message.as_bytes();
    let signature = match signer {
        Signer::Issuer => KEYS[0].sign(bytes).as_ref().to_vec(),
        Signer::Stranger => KEYS[1].sign(bytes).as_ref().to_vec(),
        Signer::Secret => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, jwk().to_string().as_bytes());
            hmac::sign(&key, bytes).as_ref().to_vec()
        }
        Signer::Nobody => Vec::new(),
    };
    format!("{message}.{}", BASE64.encode(signature))
}

/// Changes the credentials by the letter.
fn rewrite(text: &mut Vec<u8>, [how, at, what]: [u8; 3]) {
    const LETTERS: &[u8] = b"AZaz09-_.=+/ ,\"\t~%\xc3\xff";
    let letter = LETTERS[usize::from(what) % LETTERS.len()];
    // From either end, and from anywhere between.
    let place = (usize::from(at) * 2) % (text.len() + 1);
    let place = if what & 1 == 0 {
        place
    } else {
        text.len() - place
    };
    match how % 8 {
        4 if place < text.len() => text[place] = letter,
        5 => text.insert(place, letter),
        6 => drop(text.drain(..place.min(usize::from(what)))),
        _ => text.truncate(place),
    }
}

/// Sends credentials as a row of bytes has them: each three bytes change something of a token that
/// opens the server.
///
/// # Panics
///
/// When a token is taken that is no good, a good one is refused, or a refusal isn't what it should
/// be.
pub async fn check(bytes: &[u8]) {
    let Sent { credentials, opens } = sent(bytes);
    check_sent(&credentials, opens).await;
}

/// Sends these bytes as credentials, which open nothing.
///
/// # Panics
///
/// When they are taken.
pub async fn check_raw(credentials: &[u8]) {
    // Whoever finds a signature of the issuer's key may keep it.
    check_sent(credentials, Some(false)).await;
}

async fn check_sent(credentials: &[u8], opens: Option<bool>) {
    let Ok(value) = HeaderValue::from_bytes(credentials) else {
        return;
    };
    let mut request = Ask::tool("whoami", json!({})).request();
    request.headers_mut().insert(header::AUTHORIZATION, value);
    let reply = tokio::time::timeout(Duration::from_secs(5), Reply::to(&ROUTER, request)).await;
    let reply = reply.expect("an answer within 5 s");
    let shown = String::from_utf8_lossy(credentials);
    let status = reply.status.as_u16();
    if opens != Some(false) && status == 200 {
        return;
    }
    assert_ne!(opens, Some(true), "{shown} is refused: {reply:?}");
    let expected = if is_well_formed(credentials) {
        401
    } else {
        400
    };
    assert_eq!(status, expected, "{shown}: {reply:?}");
    let challenge = reply.headers[header::WWW_AUTHENTICATE]
        .to_str()
        .expect("text");
    let error = if expected == 401 {
        "invalid_token"
    } else {
        "invalid_request"
    };
    assert!(
        challenge.contains(&format!("error=\"{error}\"")),
        "{shown}: {challenge}"
    );
    // Whatever stands in a token, no refusal repeats it.
    let parts = shown.split(['.', ' ']).filter(|part| part.len() > 200);
    for part in parts {
        assert!(
            !challenge.contains(part) && !reply.body.contains(part),
            "{shown}: {reply:?}"
        );
    }
}

/// A scheme, spaces and a token68 of RFC 9110, section 11.2.
fn is_well_formed(credentials: &[u8]) -> bool {
    let Some(text) = std::str::from_utf8(credentials)
        .ok()
        .filter(|text| text.is_ascii())
    else {
        return false;
    };
    let Some((scheme, token)) = text.trim_matches(' ').split_once(' ') else {
        return false;
    };
    let body = token.trim_start_matches(' ').trim_end_matches('=');
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
    !scheme.is_empty() && !body.is_empty() && body.chars().all(plain)
}
