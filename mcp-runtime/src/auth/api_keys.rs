use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::authenticator::{AuthError, Authenticator, Caller, Credentials};
use super::scope::is_scope_token;
use crate::Principal;

/// How keys begin, so that they are told from tokens, and found by those who look for leaks.
const PREFIX: &str = "mcpk_";

/// How often a file is looked at.
const LOOK: Duration = Duration::from_secs(1);

type Hash = [u8; 32];

/// Keys of the server's own, each with a name and scopes: for a few programs that call it, without
/// an authorization server.
///
/// A file holds a key a line: its name, its scopes with commas between (`-` for none), and the
/// SHA-256 of the key. The keys themselves are nowhere. `key new` makes a key and its line; a
/// change of the file counts within a second.
///
/// ```
/// use mcp_runtime::auth::ApiKeys;
///
/// let (key, line) = ApiKeys::generate("ci", &["projects:read"])?;
/// assert!(line.starts_with("ci projects:read ") && !line.contains(&key));
/// let keys = ApiKeys::parse(&line)?; // or `ApiKeys::file("keys.txt")`
/// # let _ = keys;
/// # Ok::<_, mcp_runtime::Error>(())
/// ```
#[must_use]
pub struct ApiKeys {
    file: Option<PathBuf>,
    known: RwLock<Arc<HashMap<Hash, Entry>>>,
    looked: Mutex<Looked>,
}

#[derive(Default)]
struct Looked {
    at: Option<Instant>,
    changed: Option<SystemTime>,
}

#[derive(Clone)]
struct Entry {
    name: String,
    scopes: Vec<String>,
}

/// Without what is in it.
impl fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeys")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl ApiKeys {
    /// Those of a file, which must be there when the server starts.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            file: Some(path.into()),
            known: RwLock::default(),
            looked: Mutex::default(),
        }
    }

    /// Those of a text that is written like a file of keys.
    ///
    /// # Errors
    ///
    /// With the number of the line that can't be read.
    pub fn parse(text: &str) -> Result<Self, crate::Error> {
        Ok(Self {
            file: None,
            known: RwLock::new(Arc::new(parse(text)?)),
            looked: Mutex::default(),
        })
    }

    /// Makes a key of 256 random bits, and the line that stands for it.
    ///
    /// # Errors
    ///
    /// When the name or a scope can't stand in a line, or the system has no random numbers.
    pub fn generate(name: &str, scopes: &[&str]) -> Result<(String, String), crate::Error> {
        if name.is_empty() || name.starts_with('#') || name.contains(char::is_whitespace) {
            return Err("a key's name is a word, such as `ci`".into());
        }
        if let Some(wrong) = scopes
            .iter()
            .find(|s| !is_scope_token(s) || s.contains(','))
        {
            return Err(format!("`{wrong}` is no scope").into());
        }
        let mut bytes = [0; 32];
        let random = SystemRandom::new();
        random
            .fill(&mut bytes)
            .map_err(|_| "the system has no random numbers")?;
        let key = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes));
        let scopes = if scopes.is_empty() {
            "-".to_owned()
        } else {
            scopes.join(",")
        };
        let line = format!("{name} {scopes} {}", hex(&hash(&key)));
        Ok((key, line))
    }

    /// Reads the file, if it has changed since the last time.
    async fn look(&self) -> Result<(), crate::Error> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        let mut looked = self.looked.lock().await;
        if looked.at.is_some_and(|at| at.elapsed() < LOOK) {
            return Ok(());
        }
        looked.at = Some(Instant::now());
        let shown = path.display();
        let unreadable = |e: std::io::Error| format!("the keys in {shown} can't be read: {e}");
        let changed = tokio::fs::metadata(path)
            .await
            .and_then(|meta| meta.modified());
        let changed = changed.map_err(unreadable)?;
        if looked.changed == Some(changed) {
            return Ok(());
        }
        let text = tokio::fs::read_to_string(path).await.map_err(unreadable)?;
        let keys = parse(&text).map_err(|e| format!("{shown}: {e}"))?;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        looked.changed = Some(changed);
        Ok(())
    }
}

impl Authenticator for ApiKeys {
    async fn authenticate(&self, credentials: &Credentials<'_>) -> Result<Caller, AuthError> {
        if !credentials.is_bearer() || !credentials.token().starts_with(PREFIX) {
            return Err(AuthError::NotRecognized);
        }
        if let Err(error) = self.look().await {
            // The keys that are known go on: a file that is being written must lock nobody out.
            tracing::warn!(%error, "a changed file of keys can't be used");
        }
        let known = self
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let Some(entry) = known.get(&hash(credentials.token())) else {
            return Err(AuthError::invalid("there is no such key"));
        };
        let principal = Principal::issued("key", &entry.name);
        Ok(Caller::new(principal).with_scopes(entry.scopes.iter().cloned()))
    }

    async fn prepare(&self) -> Result<(), crate::Error> {
        self.look().await
    }
}

fn parse(text: &str) -> Result<HashMap<Hash, Entry>, crate::Error> {
    let mut keys = HashMap::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let entry = match words[..] {
            [name, scopes, hash] => entry(name, scopes).zip(unhex(hash)),
            _ => None,
        };
        let (entry, hash) = entry.ok_or_else(|| {
            format!(
                "line {} is no key: write a name, scopes with commas between (`-` for none), and \
                 the SHA-256 of the key",
                number + 1
            )
        })?;
        keys.insert(hash, entry);
    }
    Ok(keys)
}

fn entry(name: &str, scopes: &str) -> Option<Entry> {
    let scopes: Vec<String> = match scopes {
        "-" => Vec::new(),
        scopes => scopes.split(',').map(str::to_owned).collect(),
    };
    scopes
        .iter()
        .all(|scope| is_scope_token(scope))
        .then(|| Entry {
            name: name.to_owned(),
            scopes,
        })
}

fn hash(key: &str) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, key.as_bytes()).as_ref());
    hash
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Hash> {
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut hash = [0; 32];
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn judged(keys: &ApiKeys, token: &str) -> Result<Caller, AuthError> {
        keys.authenticate(&Credentials::new("Bearer", token)).await
    }

    #[tokio::test]
    async fn a_key_is_known_by_its_hash() {
        let (key, line) = ApiKeys::generate("ci", &["read", "write"]).expect("a key");
        let (other, _) = ApiKeys::generate("ci", &[]).expect("a key");
        let keys = ApiKeys::parse(&format!("# keys\n\n{line}\n")).expect("a line");
        let caller = judged(&keys, &key).await.expect("it is known");
        assert_eq!(caller.scopes(), ["read", "write"]);
        assert!(matches!(
            judged(&keys, &other).await,
            Err(AuthError::Invalid(_))
        ));
        assert_eq!(
            judged(&keys, "eyJ.a.b").await.unwrap_err(),
            AuthError::NotRecognized
        );
    }

    #[test]
    fn a_line_that_is_no_key_is_named() {
        let good = "0".repeat(64);
        for wrong in ["ci", "ci read", "ci read 00", &format!("ci re\"ad {good}")] {
            let error = ApiKeys::parse(&format!("# first\n{wrong}")).unwrap_err();
            assert!(error.to_string().starts_with("line 2 "), "{wrong}: {error}");
        }
        assert!(ApiKeys::parse(&format!("ci - {good}")).is_ok());
    }
}
