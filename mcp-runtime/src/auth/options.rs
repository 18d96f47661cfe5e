use super::{ApiKeys, Chain, Jwt};

/// The authorization settings from the command line and the environment.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuthOptions {
    pub(crate) issuers: Vec<String>,
    pub(crate) resource: Option<String>,
    pub(crate) audiences: Vec<String>,
    pub(crate) keys: Option<String>,
}

impl AuthOptions {
    /// Fails where something was asked for.
    pub(crate) fn contradicted(self) -> Result<(), crate::Error> {
        let Self {
            issuers,
            resource,
            audiences,
            keys,
        } = self;
        let is_empty =
            issuers.is_empty() && resource.is_none() && audiences.is_empty() && keys.is_none();
        if is_empty {
            return Ok(());
        }
        Err(
            "`--no-auth` asks nobody for credentials, and another option says how to check \
             them; remove one of the two"
                .into(),
        )
    }

    /// Adds what was asked for to the authenticators that the program has set.
    pub(crate) fn add_to(self, chain: &mut Chain) -> Result<(), crate::Error> {
        let Self {
            issuers,
            resource,
            audiences,
            keys,
        } = self;
        if issuers.is_empty() && (resource.is_some() || !audiences.is_empty()) {
            return Err(
                "a resource or an audience is of tokens, and no issuer is named: add \
                        `--auth-issuer URL`, or remove `--auth-resource` and `--auth-audience`"
                    .into(),
            );
        }
        for issuer in issuers {
            let tokens = Jwt::issuer(issuer);
            let tokens = match &resource {
                Some(url) => tokens.resource(url),
                None if audiences.is_empty() => {
                    return Err(
                        "tokens need something to be for: add `--auth-resource` with the \
                                URL of the endpoint, as clients write it"
                            .into(),
                    );
                }
                None => tokens,
            };
            chain.add(audiences.iter().fold(tokens, Jwt::audience));
        }
        if let Some(file) = keys {
            chain.add(ApiKeys::file(file));
        }
        Ok(())
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
}
