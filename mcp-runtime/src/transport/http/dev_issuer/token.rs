//! Tokens of the issuer for development: signed as real ones are.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

/// How long a token is good.
pub(super) const LIFE: Duration = Duration::from_secs(3600);

const KEY_ID: &str = "dev";

/// Signs tokens.
pub(super) struct Signer {
    key: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    /// With a key of this process alone.
    pub(super) fn new() -> std::io::Result<Self> {
        let (random, kind) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let made = EcdsaKeyPair::generate_pkcs8(kind, &random);
        let no_random_numbers = "the system has no random numbers for a key";
        let made = made.map_err(|_| std::io::Error::other(no_random_numbers))?;
        let key = EcdsaKeyPair::from_pkcs8(kind, made.as_ref(), &random);
        let key = key.expect("a key that was just made can be read");
        Ok(Self { key, random })
    }

    /// Its public key, as a JWK set.
    pub(super) fn keys(&self) -> Value {
        // An uncompressed point: a mark, and two coordinates of 32 bytes.
        let point = self.key.public_key().as_ref();
        let coordinate = |from: usize| {
            BASE64_URL_SAFE_NO_PAD.encode(point.get(from..from + 32).unwrap_or_default())
        };
        json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": KEY_ID,
            "x": coordinate(1), "y": coordinate(33),
        }] })
    }

    /// RFC 9068.
    pub(super) fn token(
        &self,
        issuer: &str,
        audience: &str,
        subject: &str,
        client: &str,
        scope: &str,
    ) -> crate::Result<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let header = json!({ "alg": "ES256", "typ": "at+jwt", "kid": KEY_ID });
        let claims = json!({
            "iss": issuer, "aud": audience, "sub": subject, "client_id": client, "scope": scope,
            "iat": now, "exp": now + LIFE.as_secs(), "jti": random()?,
        });
        let encoded = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let message = format!("{}.{}", encoded(&header), encoded(&claims));
        let signed = self.key.sign(&self.random, message.as_bytes());
        let signed = signed.map_err(|_| "the system has no random numbers to sign with")?;
        Ok(format!(
            "{message}.{}",
            BASE64_URL_SAFE_NO_PAD.encode(signed)
        ))
    }
}

/// 128 random bits.
pub(super) fn random() -> crate::Result<String> {
    let mut bytes = [0; 16];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| "the system has no random numbers")?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}
