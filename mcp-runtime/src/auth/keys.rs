//! An issuer's keys: found by its metadata, kept while they are good, fetched again when a token
//! names one that isn't there.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use serde::Deserialize;
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::Instant;

use super::fetch::{Fetch, Fetched};
use super::jwt::Algorithm;
use super::resource::is_secure;

/// How long keys are good, whatever their sender says.
const SHORTEST: Duration = Duration::from_secs(5 * 60);
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// How long known keys serve while their issuer can't be reached.
const GRACE: Duration = Duration::from_secs(24 * 3600);

/// Tokens of unknown keys can't have the issuer asked more often than this.
const PAUSE: Duration = Duration::from_secs(30);

/// The keys of one issuer.
#[derive(Debug)]
pub(super) struct Keys {
    issuer: String,
    source: Source,
    /// One fetch at a time; holds the URL that the metadata named.
    fetching: AsyncMutex<Option<String>>,
    known: RwLock<Arc<Known>>,
    /// When the keys were last asked for, with success or without.
    asked: Mutex<Option<Instant>>,
}

/// Where keys come from.
#[derive(Debug)]
enum Source {
    /// Nowhere: they were given.
    Fixed,
    /// From a URL; where there is none, from the one that the issuer's metadata names.
    Fetched(Box<Fetch>, Option<String>),
}

#[derive(Debug, Default)]
struct Known {
    keys: Vec<Key>,
    /// When they came and until when they are good; `None` before the first time.
    times: Option<(Instant, Instant)>,
}

/// A key that checks signatures.
#[derive(Clone)]
pub(super) struct Key {
    id: Option<String>,
    algorithms: &'static [Algorithm],
    /// Where the key says for which one it is.
    only: Option<Algorithm>,
    pub(super) decoding: DecodingKey,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Why there is no key for a token.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoKey {
    /// The issuer has no such key.
    Unknown,
    /// The issuer's keys can't be had.
    Unavailable,
}

impl Keys {
    pub(super) fn new(
        issuer: String,
        url: Option<String>,
        fetch: Fetch,
    ) -> Result<Arc<Self>, crate::Error> {
        for url in [Some(&issuer), url.as_ref()].into_iter().flatten() {
            if !is_secure(url) {
                return Err(format!("`{url}` must be an https URL (http is for loopback)").into());
            }
        }
        Ok(Arc::new(Self {
            issuer,
            source: Source::Fetched(Box::new(fetch), url),
            fetching: AsyncMutex::new(None),
            known: RwLock::default(),
            asked: Mutex::new(None),
        }))
    }

    /// Keys that are known, and never fetched.
    pub(super) fn fixed(
        issuer: String,
        set: &serde_json::Value,
    ) -> Result<Arc<Self>, crate::Error> {
        let set: KeySet = serde_json::from_value(set.clone())?;
        let keys: Vec<Key> = set.keys.iter().filter_map(key).collect();
        if keys.is_empty() {
            return Err(format!("the keys of {issuer} have none that signs tokens").into());
        }
        Ok(Arc::new(Self {
            issuer,
            source: Source::Fixed,
            fetching: AsyncMutex::new(None),
            known: RwLock::new(Arc::new(Known { keys, times: None })),
            asked: Mutex::new(None),
        }))
    }

    /// Has the keys, or says why not.
    pub(super) async fn prepare(&self) -> Result<(), crate::Error> {
        let mut url = self.fetching.lock().await;
        self.refresh(&mut url).await
    }

    /// Whether tokens can be judged, and the keys are up to date.
    pub(super) fn check(&self) -> Result<(), crate::Error> {
        if matches!(self.source, Source::Fixed) {
            return Ok(());
        }
        match self.known().times {
            Some((_, until)) if until > Instant::now() => Ok(()),
            Some(_) => Err(format!("the keys of {} are out of date", self.issuer).into()),
            None => Err(format!("the keys of {} were never had", self.issuer).into()),
        }
    }

    /// The key for a token that names this one, or none.
    pub(super) async fn find(
        self: &Arc<Self>,
        id: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<Key, NoKey> {
        let known = self.known();
        if matches!(self.source, Source::Fixed) {
            return known.find(id, algorithm).ok_or(NoKey::Unknown);
        }
        let now = Instant::now();
        let found = match known.times {
            Some((came, until)) if now < until.max(came + GRACE) => {
                if now >= until {
                    self.refresh_beside();
                }
                known.find(id, algorithm)
            }
            _ => None,
        };
        if let Some(key) = found {
            return Ok(key);
        }
        // Whoever waits here finds what the one before has fetched.
        let mut url = self.fetching.lock().await;
        if let Some(key) = self.known().find(id, algorithm) {
            return Ok(key);
        }
        if self.may_ask()
            && let Err(error) = self.refresh(&mut url).await
        {
            tracing::warn!(issuer = %self.issuer, %error, "an issuer's keys can't be had");
        }
        let known = self.known();
        match known.times {
            Some((came, _)) if came + GRACE > Instant::now() => {
                known.find(id, algorithm).ok_or(NoKey::Unknown)
            }
            _ => Err(NoKey::Unavailable),
        }
    }

    /// Fetches what is out of date, while it still serves.
    fn refresh_beside(self: &Arc<Self>) {
        if !self.may_ask() {
            return;
        }
        let keys = self.clone();
        tokio::spawn(async move {
            let Ok(mut url) = keys.fetching.try_lock() else {
                return;
            };
            if let Err(error) = keys.refresh(&mut url).await {
                tracing::warn!(
                    issuer = %keys.issuer, %error,
                    "an issuer's keys can't be fetched again: the known ones go on"
                );
            }
        });
    }

    fn may_ask(&self) -> bool {
        let asked = *self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.is_none_or(|asked| asked.elapsed() >= PAUSE)
    }

    async fn refresh(&self, url: &mut Option<String>) -> Result<(), crate::Error> {
        let Source::Fetched(fetch, given) = &self.source else {
            return Ok(());
        };
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        let at = match (given, &*url) {
            (Some(url), _) | (None, Some(url)) => url.clone(),
            (None, None) => url.insert(self.discover(fetch).await?).clone(),
        };
        let fetched: Result<Fetched<KeySet>, _> = fetch.get(&at).await;
        let Fetched { document, max_age } = fetched.inspect_err(|_| {
            // The issuer may have moved its keys.
            *url = None;
        })?;
        let keys: Vec<Key> = document.keys.iter().filter_map(key).collect();
        if keys.is_empty() {
            return Err(format!("{at} has no key that signs tokens").into());
        }
        let now = Instant::now();
        let good = max_age.unwrap_or(SHORTEST).clamp(SHORTEST, LONGEST);
        let known = Known {
            keys,
            times: Some((now, now + good)),
        };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
        Ok(())
    }

    /// Where the issuer's metadata says that its keys are: RFC 8414, or OpenID Connect Discovery.
    async fn discover(&self, fetch: &Fetch) -> Result<String, crate::Error> {
        let mut reasons = Vec::new();
        for url in metadata_urls(&self.issuer) {
            match fetch.get::<IssuerMetadata>(&url).await {
                Ok(Fetched { document, .. }) if document.issuer != self.issuer => {
                    return Err(format!(
                        "{url} is the metadata of `{}`, not of `{}`: configure the issuer exactly \
                         as it writes itself",
                        document.issuer, self.issuer
                    )
                    .into());
                }
                Ok(Fetched { document, .. }) if !is_secure(&document.jwks_uri) => {
                    return Err(
                        format!("{url} names keys at {}, not https", document.jwks_uri).into(),
                    );
                }
                Ok(Fetched { document, .. }) => return Ok(document.jwks_uri),
                Err(error) => reasons.push(error.to_string()),
            }
        }
        Err(format!("the issuer's metadata can't be had: {}", reasons.join("; ")).into())
    }

    fn known(&self) -> Arc<Known> {
        self.known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Known {
    /// By its id; for a token that names none, the only key that fits.
    fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Option<Key> {
        let mut fitting = self.keys.iter().filter(|key| key.fits(algorithm));
        match id {
            Some(_) => fitting.find(|key| key.id.as_deref() == id).cloned(),
            None => fitting.next().filter(|_| fitting.next().is_none()).cloned(),
        }
    }
}

impl Key {
    fn fits(&self, algorithm: Algorithm) -> bool {
        self.algorithms.contains(&algorithm) && self.only.is_none_or(|only| only == algorithm)
    }
}

/// RFC 7517, section 5. Keys of a kind that is unknown here are passed over one by one.
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct IssuerMetadata {
    issuer: String,
    jwks_uri: String,
}

/// A key of a set, if it is one to check signatures with.
fn key(value: &serde_json::Value) -> Option<Key> {
    let jwk: Jwk = serde_json::from_value(value.clone()).ok()?;
    let algorithms: &[Algorithm] = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => &[Algorithm::Rs256, Algorithm::Ps256],
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => {
            &[Algorithm::Es256]
        }
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P384 => {
            &[Algorithm::Es384]
        }
        AlgorithmParameters::OctetKeyPair(okp) if okp.curve == EllipticCurve::Ed25519 => {
            &[Algorithm::EdDsa]
        }
        _ => return None,
    };
    let signs = jwk.common.public_key_use.as_ref();
    let verifies = jwk.common.key_operations.as_ref();
    if signs.is_some_and(|to| *to != PublicKeyUse::Signature)
        || verifies.is_some_and(|to| !to.contains(&KeyOperations::Verify))
    {
        return None;
    }
    let only = match jwk.common.key_algorithm {
        None => None,
        // One for another algorithm fits no token.
        Some(named) => Some(
            jsonwebtoken::Algorithm::try_from(named)
                .ok()
                .and_then(Algorithm::of)?,
        ),
    };
    Some(Key {
        id: jwk.common.key_id.clone(),
        algorithms,
        only,
        decoding: DecodingKey::from_jwk(&jwk).ok()?,
    })
}

/// Where an issuer's metadata may be, in the order of the specification.
fn metadata_urls(issuer: &str) -> Vec<String> {
    let issuer = issuer.strip_suffix('/').unwrap_or(issuer);
    let host = issuer.find("://").map_or(0, |at| at + 3);
    let path = issuer[host..]
        .find('/')
        .map_or(issuer.len(), |at| host + at);
    let (origin, path) = issuer.split_at(path);
    let oauth = format!("{origin}/.well-known/oauth-authorization-server{path}");
    let openid = format!("{issuer}/.well-known/openid-configuration");
    if path.is_empty() {
        return vec![oauth, openid];
    }
    let inserted = format!("{origin}/.well-known/openid-configuration{path}");
    vec![oauth, inserted, openid]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn metadata_is_looked_for_where_the_specification_says() {
        assert_eq!(
            metadata_urls("https://login.example.com"),
            [
                "https://login.example.com/.well-known/oauth-authorization-server",
                "https://login.example.com/.well-known/openid-configuration",
            ]
        );
        assert_eq!(
            metadata_urls("https://login.example.com/tenant/"),
            [
                "https://login.example.com/.well-known/oauth-authorization-server/tenant",
                "https://login.example.com/.well-known/openid-configuration/tenant",
                "https://login.example.com/tenant/.well-known/openid-configuration",
            ]
        );
    }

    fn ec(more: serde_json::Value) -> serde_json::Value {
        let mut key = json!({
            "kty": "EC", "crv": "P-256", "kid": "a",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        });
        let more = more.as_object().expect("an object").clone();
        key.as_object_mut().expect("an object").extend(more);
        key
    }

    #[test]
    fn only_keys_that_sign_are_taken() {
        assert!(key(&ec(json!({}))).is_some());
        assert!(key(&ec(json!({"use": "sig", "alg": "ES256"}))).is_some());
        for wrong in [
            json!({"use": "enc"}),
            json!({"key_ops": ["encrypt"]}),
            json!({"alg": "ECDH-ES"}),
            json!({"crv": "secp256k1"}),
            json!({"kty": "oct", "k": "c2VjcmV0"}),
        ] {
            assert!(key(&ec(wrong.clone())).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_token_without_a_key_id_needs_the_only_key() {
        let known = |keys: &[serde_json::Value]| Known {
            keys: keys.iter().filter_map(key).collect(),
            times: None,
        };
        let one = known(&[ec(json!({}))]);
        assert!(one.find(None, Algorithm::Es256).is_some());
        assert!(one.find(None, Algorithm::Es384).is_none());
        assert!(one.find(Some("a"), Algorithm::Es256).is_some());
        assert!(one.find(Some("b"), Algorithm::Es256).is_none());
        assert!(one.find(Some("a"), Algorithm::Rs256).is_none());
        let two = known(&[ec(json!({})), ec(json!({"kid": "b"}))]);
        assert!(two.find(None, Algorithm::Es256).is_none());
        assert!(two.find(Some("b"), Algorithm::Es256).is_some());
    }
}
