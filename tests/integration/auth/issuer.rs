//! An issuer that a test controls: which keys it has, how it signs, whether it is there.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use http::{HeaderMap, StatusCode};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Made for these tests, and used nowhere else.
const RSA: &[u8] = include_bytes!("rsa_test_key.der");

/// The resource that the tokens of these tests are for.
pub(crate) const RESOURCE: &str = "https://mcp.example.com/mcp";

/// A key that signs.
pub(crate) struct Key {
    pub(crate) id: String,
    pair: Pair,
}

enum Pair {
    Es256(EcdsaKeyPair),
    Es384(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    Rsa(Box<RsaKeyPair>),
}

impl Key {
    /// For an algorithm, by its name in tokens.
    pub(crate) fn new(id: &str, algorithm: &str) -> Self {
        let random = SystemRandom::new();
        let ecdsa = |kind| {
            let made = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
            EcdsaKeyPair::from_pkcs8(kind, made.as_ref(), &random).unwrap()
        };
        let pair = match algorithm {
            "ES256" => Pair::Es256(ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING)),
            "ES384" => Pair::Es384(ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING)),
            "EdDSA" => {
                let made = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
                Pair::Ed(Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap())
            }
            "RS256" | "PS256" => Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(RSA).unwrap())),
            other => panic!("no key for {other}"),
        };
        Self {
            id: id.to_owned(),
            pair,
        }
    }

    fn jwk(&self) -> Value {
        let encoded = |bytes: &[u8]| BASE64.encode(bytes);
        let ec = |curve: &str, point: &[u8]| {
            let (x, y) = point[1..].split_at((point.len() - 1) / 2);
            json!({ "kty": "EC", "crv": curve, "x": encoded(x), "y": encoded(y) })
        };
        let mut jwk = match &self.pair {
            Pair::Es256(pair) => ec("P-256", pair.public_key().as_ref()),
            Pair::Es384(pair) => ec("P-384", pair.public_key().as_ref()),
            Pair::Ed(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": encoded(pair.public_key().as_ref()) })
            }
            Pair::Rsa(pair) => {
                let key = pair.public();
                let ring::rsa::PublicKeyComponents::<Vec<u8>> { n, e } = key.into();
                json!({ "kty": "RSA", "n": encoded(&n), "e": encoded(&e) })
            }
        };
        jwk["kid"] = json!(self.id);
        jwk
    }

    /// The public key as an attacker reads it, to sign with as if it were a secret.
    pub(crate) fn public(&self) -> Vec<u8> {
        self.jwk().to_string().into_bytes()
    }

    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let encoded = |part: &Value| BASE64.encode(part.to_string());
        let message = format!("{}.{}", encoded(header), encoded(claims));
        let (random, bytes) = (SystemRandom::new(), message.as_bytes());
        let signature = match &self.pair {
            Pair::Es256(pair) | Pair::Es384(pair) => {
                pair.sign(&random, bytes).unwrap().as_ref().to_vec()
            }
            Pair::Ed(pair) => pair.sign(bytes).as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let scheme: &'static dyn ring::signature::RsaEncoding = if header["alg"] == "PS256"
                {
                    &RSA_PSS_SHA256
                } else {
                    &RSA_PKCS1_SHA256
                };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(scheme, &random, bytes, &mut signature).unwrap();
                signature
            }
        };
        format!("{message}.{}", BASE64.encode(signature))
    }
}

/// An authorization server on loopback.
pub(crate) struct Issuer {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    url: String,
    keys: Mutex<Vec<Value>>,
    /// How often keys were fetched.
    fetches: AtomicUsize,
    /// Whether nothing is answered but 503.
    away: AtomicBool,
    /// The answer to the introspection of a token.
    said: Mutex<Value>,
    /// Who asked.
    asked_by: Mutex<Option<String>>,
}

impl Issuer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let url = format!("http://{address}");
        let shared = Arc::new(Shared {
            url: url.clone(),
            ..Shared::default()
        });
        let router = Router::new()
            .route("/.well-known/oauth-authorization-server", get(metadata))
            .route("/keys", get(keys))
            .route("/introspect", post(introspect))
            .with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    pub(crate) fn publish(&self, keys: &[&Key]) {
        *self.shared.keys.lock().unwrap() = keys.iter().map(|key| key.jwk()).collect();
    }

    pub(crate) fn fetches(&self) -> usize {
        self.shared.fetches.load(Ordering::SeqCst)
    }

    pub(crate) fn set_away(&self, away: bool) {
        self.shared.away.store(away, Ordering::SeqCst);
    }

    pub(crate) fn say(&self, answer: Value) {
        *self.shared.said.lock().unwrap() = answer;
    }

    pub(crate) fn asked_by(&self) -> Option<String> {
        self.shared.asked_by.lock().unwrap().clone()
    }

    /// The claims of a token that is good.
    pub(crate) fn claims(&self) -> Value {
        json!({
            "iss": self.url, "aud": RESOURCE, "sub": "ada", "client_id": "cli",
            "exp": now() + 600, "iat": now(), "scope": "projects:read",
        })
    }
}

fn written(document: &Value) -> axum::response::Response {
    ([("content-type", "application/json")], document.to_string()).into_response()
}

async fn metadata(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    if shared.away.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    written(&json!({ "issuer": shared.url, "jwks_uri": format!("{}/keys", shared.url) }))
}

async fn keys(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    shared.fetches.fetch_add(1, Ordering::SeqCst);
    if shared.away.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    written(&json!({ "keys": *shared.keys.lock().unwrap() }))
}

async fn introspect(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: String,
) -> impl IntoResponse {
    shared.fetches.fetch_add(1, Ordering::SeqCst);
    if shared.away.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let by = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    *shared.asked_by.lock().unwrap() = by.map(|by| format!("{by} {body}"));
    written(&shared.said.lock().unwrap())
}

/// In seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

pub(crate) fn header(key: &Key, algorithm: &str) -> Value {
    json!({ "alg": algorithm, "typ": "at+jwt", "kid": key.id })
}
