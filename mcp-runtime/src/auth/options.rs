use std::time::Duration;

use super::{Algorithm, ApiKeys, Chain, Introspection, Jwt};

/// The authorization settings from the command line and the environment.
#[derive(Clone)]
pub(crate) struct AuthOptions {
    pub(crate) issuers: Vec<String>,
    pub(crate) resource: Option<String>,
    pub(crate) audiences: Vec<String>,
    pub(crate) jwks: Option<String>,
    pub(crate) algorithms: Vec<String>,
    pub(crate) leeway: Duration,
    pub(crate) scope_prefix: Option<String>,
    /// Where the issuer is asked about tokens.
    pub(crate) introspect: Option<String>,
    /// The id and the secret of this server there.
    pub(crate) client: Option<(String, String)>,
    pub(crate) keys: Option<String>,
}

impl Default for AuthOptions {
    fn default() -> Self {
        Self {
            issuers: Vec::new(),
            resource: None,
            audiences: Vec::new(),
            jwks: None,
            algorithms: Vec::new(),
            leeway: Jwt::LEEWAY,
            scope_prefix: None,
            introspect: None,
            client: None,
            keys: None,
        }
    }
}

/// Without the secret.
impl std::fmt::Debug for AuthOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthOptions")
            .field("issuers", &self.issuers)
            .field("resource", &self.resource)
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}

impl AuthOptions {
    /// Fails where something was asked for.
    pub(crate) fn contradicted(self) -> Result<(), crate::Error> {
        if self.issuers.is_empty() && self.keys.is_none() && !self.is_about_tokens() {
            return Ok(());
        }
        Err(
            "`--no-auth` asks nobody for credentials, and another option says how to check \
             them; remove one of the two"
                .into(),
        )
    }

    /// Whether something is said of an issuer's tokens.
    fn is_about_tokens(&self) -> bool {
        self.resource.is_some()
            || !self.audiences.is_empty()
            || self.jwks.is_some()
            || !self.algorithms.is_empty()
            || self.scope_prefix.is_some()
            || self.introspect.is_some()
    }

    /// Adds what was asked for to the authenticators that the program has set.
    pub(crate) fn add_to(self, chain: &mut Chain) -> Result<(), crate::Error> {
        if self.issuers.is_empty() && self.is_about_tokens() {
            return Err(
                "a resource, an audience and the like are of tokens, and no issuer is named: add \
                 `--auth-issuer URL`, or remove the other options of tokens"
                    .into(),
            );
        }
        if !self.issuers.is_empty() && self.resource.is_none() && self.audiences.is_empty() {
            return Err(
                "tokens need something to be for: add `--auth-resource` with the URL of the \
                 endpoint, as clients write it"
                    .into(),
            );
        }
        if self.issuers.len() > 1 && (self.jwks.is_some() || self.introspect.is_some()) {
            return Err(
                "`--auth-jwks` and `--auth-introspect` are of one issuer, and several are \
                        named; set the others in code, by `authenticator`"
                    .into(),
            );
        }
        match &self.introspect {
            Some(endpoint) => chain.add(self.introspection(endpoint)?),
            None => {
                for issuer in &self.issuers {
                    chain.add(self.jwt(issuer)?);
                }
            }
        }
        if let Some(file) = self.keys {
            chain.add(ApiKeys::file(file));
        }
        Ok(())
    }

    fn jwt(&self, issuer: &str) -> Result<Jwt, crate::Error> {
        let mut tokens = Jwt::issuer(issuer).leeway(self.leeway);
        if let Some(url) = &self.resource {
            tokens = tokens.resource(url);
        }
        if let Some(url) = &self.jwks {
            tokens = tokens.jwks(url);
        }
        if let Some(prefix) = &self.scope_prefix {
            tokens = tokens.scope_prefix(prefix);
        }
        if !self.algorithms.is_empty() {
            let algorithms = self.algorithms.iter().map(|name| name.parse());
            tokens = tokens.algorithms(algorithms.collect::<Result<Vec<Algorithm>, _>>()?);
        }
        Ok(self.audiences.iter().fold(tokens, Jwt::audience))
    }

    fn introspection(&self, endpoint: &str) -> Result<Introspection, crate::Error> {
        let Some((id, secret)) = &self.client else {
            return Err("`--auth-introspect` needs to be known to the issuer: set \
                        MCP_AUTH_INTROSPECT_ID and MCP_AUTH_INTROSPECT_SECRET"
                .into());
        };
        let issuer = self.issuers.first().cloned().unwrap_or_default();
        let mut tokens = Introspection::issuer(issuer)
            .endpoint(endpoint)
            .client(id, secret);
        if let Some(url) = &self.resource {
            tokens = tokens.resource(url);
        }
        if let Some(prefix) = &self.scope_prefix {
            tokens = tokens.scope_prefix(prefix);
        }
        Ok(self.audiences.iter().fold(tokens, Introspection::audience))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(options: AuthOptions) -> Result<usize, String> {
        let mut chain = Chain::default();
        options.add_to(&mut chain).map_err(|e| e.to_string())?;
        Ok(chain.describe().count())
    }

    #[test]
    fn options_that_are_only_half_said_are_refused() {
        let issuers = vec!["https://login.example.com".to_owned()];
        let resource = Some("https://mcp.example.com/mcp".to_owned());
        let whole = AuthOptions {
            issuers: issuers.clone(),
            resource: resource.clone(),
            keys: Some("keys".into()),
            ..AuthOptions::default()
        };
        assert_eq!(added(whole), Ok(2));
        assert_eq!(added(AuthOptions::default()), Ok(0));
        let aimless = AuthOptions {
            issuers,
            ..AuthOptions::default()
        };
        assert!(added(aimless).unwrap_err().contains("--auth-resource"));
        let nobody = AuthOptions {
            resource,
            ..AuthOptions::default()
        };
        assert!(added(nobody).unwrap_err().contains("--auth-issuer"));
    }
    #[test]
    fn an_issuer_that_is_asked_needs_to_know_who_asks() {
        let asked = AuthOptions {
            issuers: vec!["https://login.example.com".to_owned()],
            resource: Some("https://mcp.example.com/mcp".to_owned()),
            introspect: Some("https://login.example.com/introspect".to_owned()),
            ..AuthOptions::default()
        };
        let unknown = added(asked.clone()).unwrap_err();
        assert!(unknown.contains("MCP_AUTH_INTROSPECT_SECRET"), "{unknown}");
        let known = AuthOptions {
            client: Some(("server".to_owned(), "se:cret".to_owned())),
            ..asked
        };
        assert!(!format!("{known:?}").contains("cret"));
        assert_eq!(added(known.clone()), Ok(1));
        assert!(known.contradicted().is_err());
    }

    #[test]
    fn algorithms_are_named_as_in_tokens() {
        let named = |name: &str| {
            added(AuthOptions {
                issuers: vec!["https://login.example.com".to_owned()],
                resource: Some("https://mcp.example.com/mcp".to_owned()),
                algorithms: vec![name.to_owned()],
                ..AuthOptions::default()
            })
        };
        assert_eq!(named("ES256"), Ok(1));
        assert!(named("none").is_err() && named("HS256").is_err());
    }
}
