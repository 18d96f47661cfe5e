//! All authenticators of a server, asked one after the other.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::authenticator::{AuthError, Authenticator, Caller, Credentials, Described};
use super::resource::ResourceUri;
use super::token_cache::TokenCache;
use crate::call::{Challenges, Identity};
use crate::table::ScopeTable;

/// An authenticator of any type.
trait AnyAuthenticator: Send + Sync {
    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials<'a>,
    ) -> BoxFuture<'a, Result<Caller, AuthError>>;
    fn describe(&self) -> Described;
    fn prepare(&self) -> BoxFuture<'_, Result<(), crate::Error>>;
    fn check(&self) -> BoxFuture<'_, Result<(), crate::Error>>;
}

impl<A: Authenticator> AnyAuthenticator for A {
    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials<'a>,
    ) -> BoxFuture<'a, Result<Caller, AuthError>> {
        Box::pin(Authenticator::authenticate(self, credentials))
    }

    fn describe(&self) -> Described {
        Authenticator::describe(self)
    }

    fn prepare(&self) -> BoxFuture<'_, Result<(), crate::Error>> {
        Box::pin(Authenticator::prepare(self))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), crate::Error>> {
        Box::pin(Authenticator::check(self))
    }
}

/// Why a request isn't let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The header isn't one that credentials can be read from.
    Malformed,
    /// The reason is for the client.
    Invalid(std::borrow::Cow<'static, str>),
    /// They can't be judged now.
    Unavailable,
    /// Too many wrong ones came from this address; in how long it may try again.
    TooMany(Duration),
}

/// The authenticators of a server.
#[derive(Clone)]
pub(crate) struct Chain {
    authenticators: Vec<Arc<dyn AnyAuthenticator>>,
    /// Those that the server declares.
    scopes: &'static ScopeTable,
    tokens: Arc<TokenCache>,
    failures: Arc<Failures>,
}

impl Default for Chain {
    fn default() -> Self {
        Self {
            authenticators: Vec::new(),
            scopes: &ScopeTable::EMPTY,
            tokens: Arc::default(),
            failures: Arc::default(),
        }
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain")
            .field("authenticators", &self.authenticators.len())
            .finish_non_exhaustive()
    }
}

impl Chain {
    pub(crate) fn add(&mut self, authenticator: impl Authenticator) {
        self.authenticators.push(Arc::new(authenticator));
    }

    /// Says which scopes the server declares.
    pub(crate) fn declare(&mut self, scopes: &'static ScopeTable) {
        self.scopes = scopes;
    }

    /// How callers are told what they lack.
    pub(crate) fn challenges(&self, scopes: &'static ScopeTable) -> Challenges {
        let (mut resource, mut prefix, mut has_issuer) = (None, None, false);
        for described in self.describe() {
            has_issuer |= described.issuer.is_some();
            resource = resource.or(described.resource);
            prefix = prefix.or(described.scope_prefix);
        }
        Challenges {
            scopes,
            prefix: prefix.unwrap_or_default(),
            metadata: resource
                .filter(|_| has_issuer)
                .map(|resource: ResourceUri| resource.metadata_url()),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.authenticators.is_empty()
    }

    pub(crate) fn describe(&self) -> impl Iterator<Item = Described> {
        self.authenticators.iter().map(|one| one.describe())
    }

    /// Has everything that judging needs.
    pub(crate) async fn prepare(&self) -> Result<(), crate::Error> {
        for one in &self.authenticators {
            one.prepare().await?;
        }
        Ok(())
    }

    pub(crate) async fn check(&self) -> Result<(), crate::Error> {
        for one in &self.authenticators {
            one.check().await?;
        }
        Ok(())
    }

    /// Who sends a request: `None` where it carries no credentials.
    pub(crate) async fn judge(
        &self,
        headers: &HeaderMap,
        peer: Option<IpAddr>,
    ) -> Result<Option<Identity>, Verdict> {
        let mut given = headers.get_all(AUTHORIZATION).iter();
        let Some(value) = given.next() else {
            return Ok(None);
        };
        if given.next().is_some() {
            return Err(Verdict::Invalid("send one `Authorization` header".into()));
        }
        let credentials = value
            .to_str()
            .ok()
            .and_then(credentials)
            .ok_or(Verdict::Malformed)?;
        let credentials = credentials.sent_by(peer);
        if credentials.is_bearer()
            && let Some(identity) = self.tokens.get(credentials.token())
        {
            return Ok(Some(identity));
        }
        // In a box of its own: most requests bring what is known.
        Box::pin(self.ask(credentials)).await.map(Some)
    }

    async fn ask(&self, credentials: Credentials<'_>) -> Result<Identity, Verdict> {
        if let Some(wait) = credentials.peer().and_then(|peer| self.failures.wait(peer)) {
            return Err(Verdict::TooMany(wait));
        }
        for one in &self.authenticators {
            return match one.authenticate(&credentials).await {
                Err(AuthError::NotRecognized) => continue,
                Ok(caller) => {
                    let identity = caller.into_identity(self.scopes);
                    let cache = one.describe().cache;
                    self.tokens.put(credentials.token(), &identity, cache);
                    Ok(identity)
                }
                Err(AuthError::Invalid(reason)) => Err(self.failed(&credentials, reason)),
                Err(AuthError::Unavailable(reason)) => {
                    tracing::warn!(%reason, "credentials can't be judged");
                    Err(Verdict::Unavailable)
                }
            };
        }
        Err(self.failed(
            &credentials,
            "the credentials are of no issuer that this server trusts",
        ))
    }

    fn failed(
        &self,
        credentials: &Credentials<'_>,
        reason: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Verdict {
        if let Some(peer) = credentials.peer() {
            self.failures.count(peer);
        }
        Verdict::Invalid(reason.into())
    }
}

/// A scheme and a token68 of RFC 9110, section 11.4.
fn credentials(value: &str) -> Option<Credentials<'_>> {
    let (scheme, token) = value.trim_matches(' ').split_once(' ')?;
    let token = token.trim_start_matches(' ');
    let body = token.trim_end_matches('=');
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b);
    (!scheme.is_empty() && !body.is_empty() && body.bytes().all(plain))
        .then(|| Credentials::new(scheme, token))
}

/// Wrong credentials in a window of time, by address: guessing is slowed down, and the issuer isn't
/// asked for each guess.
#[derive(Debug, Default)]
struct Failures(Mutex<HashMap<IpAddr, (Instant, u32)>>);

impl Failures {
    const WINDOW: Duration = Duration::from_secs(60);
    /// In a window. Many people can share an address.
    const MOST: u32 = 100;
    /// Addresses at a time; beyond it the windows that are over are forgotten, and then all.
    const ADDRESSES: usize = 10_000;

    /// How long an address has to wait, if it does.
    fn wait(&self, peer: IpAddr) -> Option<Duration> {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = counted.get(&peer)?;
        let left = Self::WINDOW.checked_sub(since.elapsed())?;
        (*count >= Self::MOST).then_some(left)
    }

    fn count(&self, peer: IpAddr) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= Self::ADDRESSES && !counted.contains_key(&peer) {
            counted.retain(|_, (since, _)| since.elapsed() < Self::WINDOW);
            if counted.len() >= Self::ADDRESSES {
                counted.clear();
            }
        }
        let (since, count) = counted.entry(peer).or_insert_with(|| (Instant::now(), 0));
        if since.elapsed() >= Self::WINDOW {
            (*since, *count) = (Instant::now(), 0);
        }
        *count = count.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_a_scheme_and_a_token() {
        let read = |value| credentials(value).map(|c| (c.scheme(), c.token()));
        assert_eq!(
            read("Bearer abc.DEF-_~+/=="),
            Some(("Bearer", "abc.DEF-_~+/=="))
        );
        assert_eq!(read("bearer  abc"), Some(("bearer", "abc")));
        for wrong in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer a b",
            "Bearer a,b",
            "Bearer =",
            "Bearer ä",
        ] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn an_address_that_guesses_has_to_wait() {
        let failures = Failures::default();
        let (one, other) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        for _ in 0..Failures::MOST {
            assert_eq!(failures.wait(one), None);
            failures.count(one);
        }
        assert!(
            failures
                .wait(one)
                .is_some_and(|wait| wait <= Failures::WINDOW)
        );
        assert_eq!(failures.wait(other), None);
    }
}
